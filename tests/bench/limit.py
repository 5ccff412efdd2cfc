"""What a page costs at least with our tools: one page of the longest overdue actions, read through
the same models, with a session and a person, without filters, counts or our components.

The limit of `performance.md` 5, 'ORM, two joins, session, user; no count'; and beside the dashboard one
count of the open actions by plan.
"""

import os
from datetime import date

from flask import Flask, render_template_string, session
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.engine import engine_options
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState

_PAGE = """<!doctype html><html lang="en"><head><title>Overdue</title></head><body>
<h1>Overdue actions</h1><p>{{ person.name }}</p><table>
{% for one in actions %}<tr><td><a href="/{{ one.number }}">{{ one.number }} {{ one.title }}</a></td>
<td>{{ one.owner.name }}</td><td>{{ one.plan.code }}</td><td>{{ (today - one.due_on).days }}</td></tr>
{% endfor %}</table></body></html>"""

_COUNTS = """<!doctype html><html lang="en"><head><title>Plans</title></head><body><table>
{% for one in plans %}<tr><td>{{ one.code }}</td><td>{{ one.number }}</td><td>{{ one.late }}</td></tr>
{% endfor %}</table></body></html>"""


def application() -> Flask:
    """The limit's application on the database that the environment names, as gunicorn asks for
    it."""
    app = Flask(__name__)
    app.secret_key = "for measuring, and nothing else"
    address = os.environ["BENCH_DATABASE"]
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(address)
    db.init_app(app)
    app.add_url_rule("/", view_func=_overdue)
    app.add_url_rule("/plans", view_func=_plans)
    return app


def _today() -> date:
    return date.fromisoformat(os.environ["BENCH_TODAY"])


def _plans() -> str:
    late = func.count().filter(Action.due_on < _today()).label("late")
    found = select(Plan.code, func.count().label("number"), late).join(Action.plan)
    found = found.where(Action.open, Plan.state == PlanState.LIVE).group_by(Plan.code)
    plans = db.session.execute(found.order_by(Plan.code)).all()
    return render_template_string(_COUNTS, plans=plans)


def _overdue() -> str:
    session.setdefault("person", 1)
    today = _today()
    person = db.session.get_one(Person, session["person"])
    found = (
        select(Action)
        .join(Action.plan)
        .where(Action.open, Plan.state == PlanState.LIVE, Action.due_on < today)
        .order_by(Action.due_on, Action.id)
        .limit(25)
        .options(contains_eager(Action.plan), joinedload(Action.owner))
    )
    actions = db.session.scalars(found).all()
    return render_template_string(_PAGE, actions=actions, person=person, today=today)
