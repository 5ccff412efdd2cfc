"""Tokens and the lists they read, on both databases."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.api_tokens import LONGEST_DAYS, MOST_TOKENS
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import api_tokens, people
from tracker.services.api_tokens import make_token, note_used, token_behind
from tracker.store.actions import Action
from tracker.store.api_lists import Wanted, actions_after
from tracker.store.api_tokens import ApiToken
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person


def made(person: Person, last: date | None = None) -> str:
    now, today = clock.now(), clock.today()
    return make_token("Report", last, sent=sent_by(person), now=now, today=today)[0]


def test_a_token_is_kept_as_a_hash_and_the_history_says_it_was_made(
    cast: Cast, now: datetime, today: date
) -> None:
    secret = made(cast.sam)
    row = db.session.scalars(select(ApiToken)).one()

    assert secret.startswith("apt_")
    assert len(secret) == len("apt_") + 43
    assert (row.ends_on, row.last_used_at) == (today + timedelta(days=90), None)
    found = token_behind(secret, now=now)
    assert found is not None
    assert found.person_id == cast.sam.id
    assert token_behind(secret + "x", now=now) is None
    assert token_behind(secret.removeprefix("apt_"), now=now) is None
    told = select(HistoryEntry.facts).where(HistoryEntry.kind == Happened.PERSON_CHANGED)
    entry = db.session.scalars(told.order_by(HistoryEntry.id.desc()).limit(1)).one()
    assert entry["after"] == {"api_token": "made, until 2011-10-02"}
    assert secret not in str(entry)


def test_a_token_dies_with_its_last_day_its_person_and_their_role(
    cast: Cast, now: datetime, today: date, travel: Callable[[str], None]
) -> None:
    last, other = made(cast.marcus, today), made(cast.marcus)
    assert token_behind(last, now=now)
    assert token_behind(last, now=now + timedelta(days=1)) is None

    db.session.execute(update(Person).where(Person.name == "Marcus Bell").values(role=Role.PARTNER))
    db.session.commit()
    assert token_behind(other, now=now) is None
    db.session.execute(update(Person).where(Person.name == "Marcus Bell").values(role=Role.OFFICER))
    db.session.execute(update(Action).values(owner_id=cast.sam.id))
    db.session.commit()
    people.turn_off(cast.marcus.id, sent=sent_by(cast.chris), now=now)
    people.turn_on(cast.marcus.id, sent=sent_by(cast.chris), now=now)
    assert token_behind(other, now=now) is None


def test_what_is_asked_for_a_token_must_be_within_bounds(
    cast: Cast, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    for last in (today - timedelta(days=1), today + timedelta(days=LONGEST_DAYS + 1)):
        with pytest.raises(RuleBroken, match="within a year"):
            made(cast.sam, last)
    for _ in range(MOST_TOKENS):
        made(cast.sam)
    with pytest.raises(RuleBroken, match="Take one back"):
        made(cast.sam)


def test_uses_are_counted_by_the_minute_and_noted_now_and_then(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "REQUESTS_A_MINUTE", 2)
    made(cast.sam)
    row = db.session.scalars(select(ApiToken)).one()
    number = row.id
    db.session.rollback()

    assert [note_used(number, None, now=now) for _ in range(3)] == [True, True, False]
    assert note_used(number, now, now=now + timedelta(minutes=1))
    assert db.session.get_one(ApiToken, number).last_used_at == now


def test_actions_are_found_by_every_filter_on_this_database(
    cast: Cast, now: datetime, today: date
) -> None:
    sam = cast.sam

    def found(**wanted: object) -> set[str]:
        rows = actions_after(Wanted(**wanted), 0, 200, seen_by=sam, today=today)  # type: ignore[arg-type]  # the fields of Wanted
        return {one.number for one in rows}

    assert len(found()) == 13
    assert found(plan_code="slac", owner_id=cast.priya.id) == {"1.1", "1.2"}
    assert found(due_before=date(2011, 6, 1)) == {"1.1"}
    assert found(late=True) >= {"1.1", "2.1"}
    assert found(late=False) | found(late=True) == found()
    assert found(updated_since=now) == set()
    assert found(updated_since=now - timedelta(days=365)) == found()
