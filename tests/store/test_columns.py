"""How what is kept is read back, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import literal_column, null, select, type_coerce
from sqlalchemy.exc import StatementError

from tests.cast import Cast
from tracker.domain.actions import Progress
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import IS_CHASED, Action
from tracker.store.columns import LondonDay, london_day

MIDNIGHTS = [
    datetime(2011, month, 15, hour, minute, second, micro, tzinfo=UTC)
    for month in (1, 7)
    for hour, minute, second, micro in ((0, 0, 0, 0), (22, 59, 59, 999_999), (23, 0, 0, 1))
]
"""On both sides of London's midnight, which in summer is an hour before that of UTC."""


@pytest.mark.parametrize("at", MIDNIGHTS)
def test_an_instant_is_read_as_its_london_day(cast: Cast, at: datetime) -> None:
    action = db.session.scalars(select(Action).limit(1)).one()
    action.last_update_at, action.submitted_at = at, None
    db.session.flush()

    found = db.session.execute(
        select(
            type_coerce(Action.last_update_at, LondonDay),
            type_coerce(Action.submitted_at, LondonDay),
        ).where(Action.id == action.id)
    ).one()

    assert tuple(found) == (local_day(at), None)


@pytest.mark.parametrize("at", MIDNIGHTS)
def test_a_condition_may_ask_for_the_london_day(cast: Cast, at: datetime) -> None:
    action = db.session.scalars(select(Action).limit(1)).one()
    action.last_update_at, action.submitted_at = at, None
    db.session.flush()
    of_it = Action.id == action.id

    day = london_day(Action.last_update_at)

    assert db.session.scalars(select(day).where(of_it, day == local_day(at))).all() == [
        local_day(at)
    ]
    assert db.session.scalar(select(Action.id).where(of_it, day < local_day(at))) is None
    assert db.session.scalars(select(london_day(Action.submitted_at)).where(of_it)).all() == [None]


def test_nothing_is_written_as_a_day(cast: Cast) -> None:
    day = type_coerce(Action.last_update_at, LondonDay)
    with pytest.raises(StatementError, match="written as a UtcDateTime"):
        db.session.execute(select(Action.id).where(day == date(2011, 7, 4)))
    db.session.rollback()


NOON = datetime(2011, 7, 4, 11, tzinfo=UTC)


@pytest.mark.parametrize("asked", [None, NOON])
@pytest.mark.parametrize(
    "heard", [None, NOON - timedelta(microseconds=1), NOON, NOON + timedelta(1)]
)
def test_an_update_is_asked_for_in_sql_as_on_an_action(
    cast: Cast, asked: datetime | None, heard: datetime | None
) -> None:
    action = db.session.scalars(select(Action).limit(1)).one()
    action.chased_at, action.last_update_at = asked, heard
    db.session.flush()

    found = db.session.scalar(select(IS_CHASED).where(Action.id == action.id))

    assert found is action.is_chased


def test_a_word_is_read_as_its_member_and_an_unknown_one_is_an_error(cast: Cast) -> None:
    kind = Action.progress.type
    words = [type_coerce(literal_column(f"'{one}'"), kind) for one in ("on_track", "returned")]
    nothing = type_coerce(null(), kind)
    assert db.session.execute(select(*words, nothing)).one() == (
        Progress.ON_TRACK,
        Progress.RETURNED,
        None,
    )
    with pytest.raises(LookupError, match="on the moon"):
        db.session.execute(select(type_coerce(literal_column("'on the moon'"), kind))).one()
