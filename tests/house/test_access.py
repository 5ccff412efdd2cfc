"""Every route says who may open it, and says it on purpose."""

from flask import Flask

OPEN_TO_ALL = {
    "api.openapi",
    "account.sign_in",
    "account.notifications.stop",
    "account.notifications.stop_now",
    "by_email.ask",
    "by_email.code",
    "by_email.done",
    "by_email.update",
    "calendar_feed.calendar",
    "mailbox.letter",
    "mailbox.letter_html",
    "mailbox.mailbox",
    "metrics.metrics",
    "report_by_email.ask",
    "report_by_email.code",
    "report_by_email.file",
    "report_by_email.read",
    "static_pages.accessibility_statement",
    "static_pages.help_page",
    "static_pages.privacy",
    "status.healthz",
    "status.readyz",
    "status.reminders",
}
"""Routes for people who have not signed in. Adding one is a decision: say why in its docstring."""


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    undeclared = [
        name
        for name, view in app.view_functions.items()
        if name != "static" and not hasattr(view, "allowed")
    ]

    assert undeclared == [], "Put @allow(Role…) or @allow_anyone on these."


def test_only_these_routes_are_open_to_everybody(app: Flask) -> None:
    open_to_all = {
        name for name, view in app.view_functions.items() if getattr(view, "allowed", ()) is None
    }

    assert open_to_all == OPEN_TO_ALL


def test_every_other_route_sends_a_stranger_to_sign_in_and_a_program_for_a_token(
    app: Flask,
) -> None:
    client = app.test_client()
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.endpoint in OPEN_TO_ALL:
            continue
        address = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)
        assert address
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.open(address[1], method=method)
            by_token = hasattr(app.view_functions[rule.endpoint], "by_token")
            led_to_sign_in = answer.status_code == 302 and answer.location.startswith("/sign-in")
            if not (answer.status_code == 401 if by_token else led_to_sign_in):
                wrong.append(f"{method} {address[1]}: {answer.status_code}")

    assert wrong == []
