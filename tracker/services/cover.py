"""Being away: setting who covers, taking it back, and saying that one leaves.

What somebody sets for another, a performance officer, is set the same way. A cover that is changed
is ended and a new one takes its place, so that the record keeps both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from tracker.domain.access import OWNERS, REVIEWERS
from tracker.domain.cover import Away, Diary, Plan, Spell, faults
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import closed_days
from tracker.services.record import record
from tracker.store.cover import COVER_GONE, Cover, find_cover, spells_with
from tracker.store.history import Happened
from tracker.store.leavers import leaving_of
from tracker.store.people import Person, get_person

SET_ROUTE = "cover.set"
"""What the form is kept under once it has taken effect."""
SET_MEANWHILE = "This has been changed or taken back meanwhile. Read what is set now and try again."


@dataclass(frozen=True)
class Wanted:
    """What a form asks for."""

    kind: Away
    first: date
    last: date | None
    covered_by_id: int | None = None
    decides: bool = False
    note: str = ""


def check(
    person: Person, wanted: Wanted, *, by: Person, replaces: Cover | None = None, today: date
) -> Iterator[RuleBroken]:
    """Everything that is wrong with what is asked for; nothing is changed."""
    if wanted.kind is Away.LEAVING:
        if wanted.first < today:
            yield RuleBroken("First day away must be today or in the future", field="first")
        return
    if wanted.last is None:
        yield RuleBroken("Enter the last day away", field="last")
        return
    cover = _chosen(person, wanted)
    if wanted.kind is Away.COVERED and cover is None:
        yield RuleBroken("Choose someone with an account", field="covered_by")
        return
    diary = _diary(person, cover, by=by, replaces=replaces, today=today)
    yield from faults(as_plan(wanted, cover), diary)


def as_plan(wanted: Wanted, cover: Person | None) -> Plan:
    """What is asked for as the rules see it."""
    return Plan(
        kind=wanted.kind,
        first=wanted.first,
        last=wanted.last or wanted.first,
        covered_by=cover.name if cover else "",
        cover_may_decide=cover is not None and cover.role in REVIEWERS,
        decides=wanted.decides,
    )


def set_cover(
    person_id: int,
    wanted: Wanted,
    *,
    replaces_id: int | None = None,
    sent: SentForm,
    now: datetime,
    today: date,
) -> str:
    """Set who covers for somebody, or a pause; returns what to say.

    `replaces_id` names a cover of theirs whose place it takes. Raises the first RuleBroken, with
    the field it belongs to, and AlreadyDone when this form has taken effect before.
    """
    person = get_person(person_id)
    said = _what_happens(person, wanted, by=sent.by)
    with taking_effect(sent, route=SET_ROUTE, message=said, now=now):
        _hold(person.id, wanted.covered_by_id)
        replaced = _replaced(person, replaces_id, today)
        for fault in check(person, wanted, by=sent.by, replaces=replaced, today=today):
            raise fault
        if replaced:
            _end(replaced, why="changed", by=sent.by, now=now)
        _begin(person, wanted, by=sent.by, now=now)
        db.session.commit()
    return said


def take_back(person_id: int, cover_id: int, *, sent: SentForm, now: datetime, today: date) -> str:
    """End a cover or a pause now: from now on everything goes to the person themself again."""
    person = get_person(person_id)
    said = f"{'You get' if sent.by.id == person.id else f'{person.name} gets'} everything again."
    with taking_effect(sent, route="cover.take_back", message=said, now=now):
        _hold(person.id, None)
        cover = find_cover(cover_id, person_id=person.id, today=today)
        if cover is None:
            raise RuleBroken(SET_MEANWHILE)
        _end(cover, why="taken back", by=sent.by, now=now)
        db.session.commit()
    return said


def say_leaving(
    person_id: int, wanted: Wanted, *, sent: SentForm, now: datetime, today: date
) -> str:
    """Tell the performance officers that somebody leaves; nothing is moved by it."""
    person = get_person(person_id)
    who = "you leave" if sent.by.id == person.id else f"{person.name} leaves"
    said = f"The performance officer is told that {who}. First day away: {day(wanted.first)}."
    with taking_effect(sent, route=SET_ROUTE, message=said, now=now):
        for fault in check(person, wanted, by=sent.by, today=today):
            raise fault
        record(
            Happened.LEAVING,
            at=now,
            actor=sent.by,
            acting_for=person,
            first=wanted.first.isoformat(),
            note=wanted.note,
        )
        db.session.commit()
    return said


def stay_after_all(person_id: int, *, sent: SentForm, now: datetime) -> str:
    """Take back that somebody leaves."""
    person = get_person(person_id)
    stays = "you are" if sent.by.id == person.id else f"{person.name} is"
    said = f"The performance officer sees that {stays} not leaving."
    with taking_effect(sent, route="cover.stay", message=said, now=now):
        if leaving_of(person.id):
            record(Happened.LEAVING, at=now, actor=sent.by, acting_for=person, taken_back=True)
        db.session.commit()
    return said


def end_covers_with(person: Person, *, by: Person, now: datetime) -> None:
    """End every cover in which somebody is away or covers who is turned off, or whose new role owns
    no actions. The caller commits.

    Those they covered for are on the performance officer's list until somebody else covers.
    """
    part = or_(Cover.person_id == person.id, Cover.covered_by_id == person.id)
    found = select(Cover).where(part, Cover.ended_at.is_(None), Cover.to_on >= local_day(now))
    for cover in db.session.scalars(found.order_by(Cover.id).with_for_update()):
        covered = cover.covered_by_id == person.id
        _end(cover, why=COVER_GONE if covered else "no longer needed", by=by, now=now)


def _chosen(person: Person, wanted: Wanted) -> Person | None:
    """Whoever is to cover, if they can: turned on, of a role that owns actions, somebody else."""
    if wanted.kind is not Away.COVERED or wanted.covered_by_id in (None, person.id):
        return None
    cover = db.session.get(Person, wanted.covered_by_id)
    return cover if cover and cover.active and cover.role in OWNERS else None


def _diary(
    person: Person, cover: Person | None, *, by: Person, replaces: Cover | None, today: date
) -> Diary:
    mine = [one for one in spells_with(person.id, today) if one is not replaces]
    away = spells_with(cover.id, today) if cover else []
    return Diary(
        today=today,
        holidays=closed_days(today),
        covers="You cover" if by.id == person.id else f"{person.name} covers",
        own=tuple(
            Spell(one.from_on, one.to_on, one.covered_by.name if one.covered_by else "")
            for one in mine
            if one.person_id == person.id
        ),
        duties=tuple(
            Spell(one.from_on, one.to_on, one.person.name)
            for one in mine
            if one.covered_by_id == person.id
        ),
        cover_away=(
            *(Spell(o.from_on, o.to_on) for o in away if cover and o.person_id == cover.id),
            *([_own_pause(cover)] if cover and cover.paused_from else []),
        ),
        began=replaces.from_on if replaces else None,
    )


def _own_pause(cover: Person) -> Spell:
    """A pause somebody has set among their reminders is days on which letters do not reach them."""
    first = cover.paused_from or date.max
    return Spell(first, cover.paused_until or first + timedelta(days=366))


def _hold(person_id: int, cover_id: int | None) -> None:
    """Hold both people's rows, in one order, and read them as they are now.

    Of two plans that cannot both be the second sees the first, and nobody is chosen who has just
    been turned off.
    """
    ids = [one for one in (person_id, cover_id) if one is not None]
    held = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    # Not the strongest lock: the form just taken holds its sender's row by its foreign key.
    held = held.with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).all()


def _replaced(person: Person, cover_id: int | None, today: date) -> Cover | None:
    if cover_id is None:
        return None
    cover = find_cover(cover_id, person_id=person.id, today=today)
    if cover is None:
        raise RuleBroken(SET_MEANWHILE)
    return cover


def _begin(person: Person, wanted: Wanted, *, by: Person, now: datetime) -> None:
    cover = _chosen(person, wanted)
    last = wanted.last or wanted.first
    db.session.add(
        Cover(
            person_id=person.id,
            covered_by_id=cover.id if cover else None,
            from_on=wanted.first,
            to_on=last,
            decides=wanted.decides and cover is not None,
            note=wanted.note,
            set_at=now,
            set_by_id=by.id,
        )
    )
    record(
        Happened.COVER_SET,
        at=now,
        actor=by,
        acting_for=person,
        name=person.name,
        covered_by=cover.name if cover else "",
        first=wanted.first.isoformat(),
        last=last.isoformat(),
        decides=wanted.decides and cover is not None,
    )


def _end(cover: Cover, *, why: str, by: Person, now: datetime) -> None:
    cover.ended_at, cover.ended_why = now, why
    record(
        Happened.COVER_ENDED,
        at=now,
        actor=by,
        acting_for=cover.person,
        name=cover.person.name,
        covered_by=cover.covered_by.name if cover.covered_by else "",
        first=cover.from_on.isoformat(),
        last=cover.to_on.isoformat(),
        why=why,
    )
    db.session.flush()


def _what_happens(person: Person, wanted: Wanted, *, by: Person) -> str:
    when = Spell(wanted.first, wanted.last or wanted.first).words
    own = by.id == person.id
    cover = _chosen(person, wanted)
    if cover:
        return f"{cover.name} covers for {'you' if own else person.name} {when}."
    return f"{'Your' if own else f'{person.name}’s'} reminders are paused {when}."
