"""The demonstration with more of everything than a letter lists, every title as long as it may be,
and secrets wherever people type."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import plan_letter
from tests.services.outcomes import ask, decide_date, decide_sign_off, submission_of, submit
from tracker.domain.access import Role
from tracker.domain.actions import Answer, Progress
from tracker.extensions import db
from tracker.store.action_snapshots import keep
from tracker.store.actions import Action, Evidence, Update
from tracker.store.decisions import RequestState, SubmissionState
from tracker.store.outbox import address_hash, suppress
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader
from tracker.store.reports import Finding

EACH = 12
SECRET_NAME, SECRET_NUMBER, SECRET_FILE = "Kayleigh Draper", "CP-48213", "Kayleigh-visit.pdf"
SECRET = f"{SECRET_NAME}, case number {SECRET_NUMBER}, was seen at home."


def crowded(cast: Cast, now: datetime, *, restricted: bool) -> list[Action]:
    """Sixty more actions in one plan: twelve each overdue, due soon, asked about, sent and done."""
    plan = db.session.scalars(select(Plan)).one()
    areas = _areas(plan)
    made = [
        _action(n, due_in, areas, cast=cast, now=now)
        for n, due_in in enumerate((-40, 5, -3, -2, -60) * EACH)
    ]
    db.session.add_all(made)
    db.session.flush()
    keep(db.session(), {one.id: one.given_at for one in made})
    for one in made:
        _say(one, now)
    for asked, sent, done in zip(made[2::5], made[3::5], made[4::5], strict=True):
        ask(asked.number, now.date() + timedelta(days=60), now, SECRET)
        submit(sent.number, now, SECRET)
        finished = submit(done.number, now - timedelta(days=2), SECRET)
        decide_sign_off(finished, SubmissionState.SIGNED_OFF, by=cast.jean, now=now, reason=SECRET)
    for moved in made[1::5]:
        request = ask(moved.number, moved.due_on + timedelta(days=2), now, SECRET)
        decide_date(request, RequestState.AGREED, by=cast.jean, now=now, reason=SECRET)
    plan.restricted = restricted
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()
    return made


def order_every_letter(cast: Cast, made: list[Action], now: datetime) -> None:
    """Plan a letter of every purpose, about one action and about twelve."""
    late, soon, asked, sent, done = (made[n::5] for n in range(5))
    for few in (slice(0, 1), slice(0, EACH)):
        for kind, reader, told in (
            ("new_action", cast.priya, late),
            ("reminder", cast.priya, late),
            ("chase", cast.priya, late),
            ("escalation", cast.jean, late),
            ("new_date_asked", cast.jean, asked),
            ("sign_off_asked", cast.jean, sent),
            ("new_date_decided", cast.priya, soon),
            ("signed_off", cast.priya, done),
        ):
            plan_letter(kind, reader, now=now, actions=told[few])
    plan_letter("reminder", cast.priya, now=now, facts={"agenda": True})
    plan_letter("digest", cast.jean, now=now)
    plan_letter("board_digest", cast.margaret, now=now, plan_id=late[0].plan_id)
    _refuse_many(cast, now)
    for reader in (cast.chris, cast.sam):
        plan_letter("delivery_problem", reader, now=now)


def return_every_one(cast: Cast, made: list[Action], now: datetime) -> None:
    """Return what was sent, and plan the letters about one and about twelve."""
    sent = made[3::5]
    for one in sent:
        waiting = submission_of(one.number)
        decide_sign_off(waiting, SubmissionState.RETURNED, by=cast.jean, now=now, reason=SECRET)
    plan_letter("returned", cast.priya, now=now, actions=sent[:1])
    plan_letter("returned", cast.priya, now=now, actions=sent)


def _areas(plan: Plan) -> list[Finding]:
    plan_report = plan.report
    assert plan_report is not None
    areas = [
        Finding(
            report_id=plan_report.id,
            position=20 + n,
            number=str(20 + n),
            title=f"{n:02} {'An area for development with a long title ' * 6}"[:200],
            wording=f"The inspectors said this of area {n}",
            heading="",
            section="",
        )
        for n in range(EACH)
    ]
    db.session.add_all(areas)
    return areas


def _action(n: int, due_in: int, areas: list[Finding], *, cast: Cast, now: datetime) -> Action:
    due_on = now.date() + timedelta(days=due_in)
    action = Action(
        plan=db.session.scalars(select(Plan)).one(),
        number=f"{20 + n % EACH}.{n}",
        position=100 + n,
        title=f"{n} {'a title of full length ' * 14}"[:300],
        short_title=f"{n} {'A short title of full length ' * 3}"[:60],
        owner=cast.priya,
        manager=cast.jean,
        starts_on=date(2011, 4, 1),
        original_due_on=due_on,
        due_on=due_on,
        measure="Nine in ten done within the time that was set",
        given_at=now - timedelta(days=80),
        given_by_id=cast.sam.id,
        chased_at=now,
        chased_by=cast.jean,
        findings=[areas[n % EACH]],
    )
    action.moved_to(Progress.AT_RISK)
    action.last_said = Progress.AT_RISK
    action.last_update_at = now - timedelta(days=50)
    return action


def _say(action: Action, now: datetime) -> None:
    db.session.add_all(
        [
            Update(
                action=action,
                by=action.owner,
                posted_at=now - timedelta(days=50),
                answer=Answer.AT_RISK,
                progress=Progress.AT_RISK,
                note=SECRET,
            ),
            Evidence(
                action_id=action.id,
                name=SECRET_FILE,
                kind="PDF",
                size=1000,
                added_at=now,
                added_by=action.owner,
            ),
        ]
    )


def _refuse_many(cast: Cast, now: datetime) -> None:
    for n in range(EACH):
        person = Person(
            name=f"Bartholomew Featherstonehaugh-Cholmondeley {n}",
            email=f"nobody.{n}@northbank.example",
            role=Role.OFFICER,
            created_at=now,
        )
        db.session.add(person)
        db.session.flush()
        letter = plan_letter("reminder", person, now=now)
        suppress(
            db.session(),
            address_hash(person.email),
            reason="550",
            notification_id=letter.id,
            now=now,
        )
    db.session.commit()
