"""What the pages of the sign-off share: why there is no form, what changed meanwhile, and where
somebody's way leads next."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Field

from tracker import clock
from tracker.domain.access import OWNERS, REVIEWERS
from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import on_hold
from tracker.services.actions import may_speak_for, why_not_update
from tracker.services.deciders import why_not_sign_off
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.rechecks import why_not_check
from tracker.services.sign_off import why_not_take_back
from tracker.store.actions import Action
from tracker.store.doors import get_action
from tracker.store.submissions import waiting_submission
from tracker.store.timeline import entries_since, newest_entry, papers_of
from tracker.store.waiting import Waiting, waiting_for
from tracker.web import kept, timeline
from tracker.web.access import me
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.sign_off_forms import GateForm

F = TypeVar("F", bound=GateForm)
T = TypeVar("T", bound=TrackerForm)


def action_for(ref: str, route: str) -> Action:
    """The action that a form of this route is about, as far as this person may see it; 404 where
    they may not, and the first answer again for a form that has taken effect."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=route)
    return action


def closed(
    action: Action, heading: str, why: str, *, is_party: bool, typed: str = ""
) -> tuple[str, int]:
    """Why there is no form, and what was typed, so that it can be copied. Those whose business it
    is are told so plainly; others are refused."""
    page = render_template(
        "actions/closed.html", action=action, heading=heading, why=why, typed=typed
    )
    if not is_party:
        return page, 403
    return page, 409 if request.method == "POST" else 200


def begun(kind: type[F], action: Action, **begin: object) -> F:
    """The form as posted, as it was left when a session ended, or begun on what is stored."""
    return started(kind, lambda: {"version": action.version, "seen": newest_entry(action), **begin})


def started(kind: type[T], begin: Callable[[], dict[str, Any]]) -> T:
    """The form as posted, as it was left when a session ended, or begun on what `begin` gives."""
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    if request.method == "POST":
        return kind()
    if typed is not None:
        return kind(formdata=typed)
    return kind(**begin())


def taken(
    action: Action,
    form: GateForm,
    take: Callable[[SentForm], str],
    goes_on: tuple[str, str],
    *,
    closed: Callable[[], tuple[str, int] | None],
    show: Callable[..., tuple[str, int]],
) -> Response | tuple[str, int]:
    """Take the decision and go on (`goes_on` is where, and what is said of it), or say why it is
    not taken: that it is no longer theirs, that the action changed meanwhile, or which rule it
    breaks."""
    return gone_on(
        form,
        take,
        goes_on,
        crossed=lambda: closed() or show(409, **crossed(action, form)),
        show=show,
    )


def gone_on(
    form: TrackerForm,
    take: Callable[[SentForm], str],
    goes_on: tuple[str, str],
    *,
    crossed: Callable[[], tuple[str, int]],
    show: Callable[..., tuple[str, int]],
) -> Response | tuple[str, int]:
    """Take what was sent and go on, or show what `crossed` gives when somebody else saved first,
    or the form with the rule it breaks."""
    leads_to, following = goes_on
    try:
        said = take(SentForm(me(), form.request_id.data or "", leads_to))
    except Crossed:
        return crossed()
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return show(422)
    kept.forget_typed()
    flash(f"{said}. {following}" if following else said, "success")
    return redirect(leads_to, code=303)


def answered(
    action: Action,
    form: GateForm,
    take: Callable[[SentForm], str],
    leads_to: str,
    *,
    closed: Callable[[], tuple[str, int] | None],
    show: Callable[..., tuple[str, int]],
) -> Response | tuple[str, int]:
    """Show a form until it is filled in as it should be; then as `taken`."""
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)
    return taken(action, form, take, (leads_to, ""), closed=closed, show=show)


def check_words(
    action: Action, note: Field, looks_like: tuple[str, ...], *, most: int, **words: str
) -> str:
    """Ask the author to look again at what they wrote before it is saved; every other answer goes
    along. `words` are the page's caption and buttons."""
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", note.name, "anyway"}
    ]
    return render_template(
        "actions/check_note.html",
        action=action,
        note=note,
        most=most,
        looks_like=looks_like,
        carried=carried,
        **words,
    )


def crossed(action: Action, form: GateForm) -> dict[str, Any]:
    """Take the form up to what is stored now, and tell what changed while it was filled in."""
    form.version.data = action.version
    since = entries_since(action, form.newest_seen)
    words = (
        f"Action {action.number} changed while you were writing. Nothing of yours is saved yet."
        " Read what changed, then save again"
    )
    return {
        "changes": timeline.events(since, papers_of(action)),
        "errors": [{"text": words, "href": "#changed"}],
    }


def may_judge(action: Action) -> bool:
    """True when something waits for sign-off and this person may decide about it."""
    submission = waiting_submission(action)
    if submission is None:
        return False
    return why_not_sign_off(action, me(), clock.today(), submission=submission) is None


def next_steps(action: Action) -> list[dict[str, str]]:
    """The buttons on an action's page that lead through the gates, for this person, now."""
    today, person = clock.today(), me()
    if action.progress is Progress.SUBMITTED and may_judge(action):
        return [_button("Decide", "sign_off_decide.decide", action)]
    if person.role in OWNERS and why_not_take_back(action, person, today) is None:
        return [_button("See what was sent or take it back", "sign_off.send", action)]
    if action.progress is Progress.CHECK_DUE and why_not_check(action, person, today) is None:
        return [_button("Check again", "sign_off_decide.recheck", action)]
    if person.role in OWNERS and why_not_update(action, person, today) is None:
        return [_button("Send for sign-off", "sign_off.send", action)]
    return []


def may_rest(action: Action) -> bool:
    """True when this person may put the action on hold, take it up again or end it."""
    return me().role in OWNERS and on_hold.why_not(action, me(), clock.today()) is None


def leads_to(action: Action) -> str | None:
    """Where a short link about the sign-off leads this person, or None when they have no part."""
    today, person = clock.today(), me()
    if action.progress is Progress.CHECK_DUE and why_not_check(action, person, today) is None:
        return url_for("sign_off_decide.recheck", ref=action.ref)
    if may_judge(action):
        return url_for("sign_off_decide.decide", ref=action.ref)
    if action.open and person.role in OWNERS and may_speak_for(action, person, today):
        return url_for("sign_off.send", ref=action.ref)
    return None


def after_deciding(decided: Action) -> tuple[str, str]:
    """Where somebody who has decided goes on, and what is said of it: to the next sign-off or check
    that waits for them, or to the list of what waits."""
    waiting = [one for one in waiting_for(me(), clock.today()) if one.ref != decided.ref]
    following = _first_of(waiting)
    if following:
        return following, "The next decision is below"
    if me().role not in REVIEWERS:
        return url_for("actions.action", ref=decided.ref), ""
    return url_for("review.lists.waiting"), ""


def _first_of(waiting: Sequence[Waiting]) -> str | None:
    for one in waiting:
        action = None if one.request else get_action(one.ref, seen_by=me(), on=clock.today())
        address = leads_to(action) if action else None
        if address and not address.endswith("/sign-off"):
            return address
    return None


def _button(text: str, endpoint: str, action: Action) -> dict[str, str]:
    return {"text": text, "href": url_for(endpoint, ref=action.ref)}
