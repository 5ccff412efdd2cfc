"""The simplest way to write and send as many letters: a template, the product's own builder and one
connection, with nothing looked up and nothing written down. The limit of row 2."""

import smtplib
from dataclasses import replace
from datetime import datetime

from jinja2 import Environment

from tests.bench.sink import Sink
from tests.bench.table import timed
from tracker.delivery.letter import Letter, compose

ROWS = 17
_TEXT = """Dear {{ name }},

{% for one in actions %}{{ one.number }} {{ one.title }}
Due {{ one.due_on }}, {{ one.late }} days late.
https://actions.northbank.example/actions/{{ one.number }}

{% endfor %}"""
_HTML = """<!doctype html><html lang="en"><body style="font-family: Arial, sans-serif">
<p>Dear {{ name }},</p><table role="presentation">{% for one in actions %}
<tr><td style="padding: 0 0 15px 0; font-size: 19px; line-height: 25px">
<a href="https://actions.northbank.example/actions/{{ one.number }}">{{ one.number }} {{ one.title }}</a>
<br>Due {{ one.due_on }}, <strong>{{ one.late }} days late</strong></td></tr>{% endfor %}
</table></body></html>"""
_ACTIONS = [
    {
        "number": f"P0-1.{n}",
        "title": f"Action {n} of the plan, with a title as long as titles are",
        "due_on": "Monday 4 July 2011",
        "late": n + 1,
    }
    for n in range(ROWS)
]
_LETTER = Letter(
    kind="reminder",
    reference="P0",
    to_name="Officer",
    to_address="officer@northbank.example",
    subject="17 of your actions are overdue",
    preheader="17 of your actions are overdue",
    text="",
    html="",
    message_id="<simple@northbank.example>",
    thread_root=None,
    thread_topic=None,
    list_id="tracker.northbank.example",
    unsubscribe_url="https://actions.northbank.example/stop/simple",
    reply_to="performance@northbank.example",
    sender=("Action plan tracker", "actions@northbank.example"),
)


def simply_sent(number: int, to: Sink, *, date: datetime) -> float:
    """Letters a second, of so many."""
    environment = Environment(autoescape=True)
    text, html = environment.from_string(_TEXT), environment.from_string(_HTML)
    with (
        smtplib.SMTP("127.0.0.1", to.port, local_hostname="bench") as server,
        timed() as took,
    ):
        for n in range(number):
            facts = {"name": f"Officer Number{n}", "actions": _ACTIONS}
            letter = replace(_LETTER, text=text.render(facts), html=html.render(facts))
            body = compose(letter, date=date)
            server.sendmail("actions@northbank.example", [letter.to_address], body)
    return number / took.seconds
