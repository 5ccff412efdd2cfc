"""The history in a chain: written whole, and whatever was done to it is found and named."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.services.tampering import tamper, triggers_off
from tracker.extensions import db
from tracker.services.audit import verify
from tracker.services.record import record
from tracker.store.history import APPEND_ONLY, Happened, HistoryEntry, HistoryHead

THIS = "WHERE seq = 5"
"""The fifth entry of the demonstration, which is somewhere in its middle."""
COPY = "kind, actor_id, acting_for_id, plan_id, action_id, facts, follows"


def entries() -> int:
    """How many there are."""
    return db.session.scalar(select(func.count(HistoryEntry.id))) or 0


def id_of(seq: int) -> int:
    """The id of an entry."""
    return db.session.scalars(select(HistoryEntry.id).where(HistoryEntry.seq == seq)).one()


def one_more(now: datetime) -> None:
    """Write an entry as the tracker does."""
    record(Happened.SIGNED_IN, at=now, actor=None)
    db.session.commit()


def test_the_history_of_the_demonstration_is_whole(northbank: Flask) -> None:
    verdict = verify()

    assert verdict.faults == ()
    assert verdict.summary.startswith(f"The history is whole: {entries()} entries, from ")
    assert str(verdict.anchor).startswith(f"{entries()}-")
    assert verify(str(verdict.anchor)).faults == ()


def test_a_history_without_entries_is_whole(app: Flask) -> None:
    verdict = verify()

    assert (verdict.faults, verdict.anchor) == ((), None)
    assert verdict.summary == "The history is whole: it has no entries yet."


def test_entries_are_numbered_without_a_gap_in_the_order_they_were_recorded(
    app: Flask, now: datetime
) -> None:
    for word in ("one", "two"):
        record(Happened.SIGNED_IN, at=now, actor=None, word=word)
    db.session.commit()
    record(Happened.SIGNED_IN, at=now, actor=None, word="never")
    db.session.rollback()
    record(Happened.SIGNED_IN, at=now, actor=None, word="three")
    db.session.commit()

    found = db.session.execute(
        select(HistoryEntry.seq, HistoryEntry.facts).order_by(HistoryEntry.seq)
    )
    assert [(seq, facts["word"]) for seq, facts in found] == [(1, "one"), (2, "two"), (3, "three")]
    assert verify().faults == ()


def test_what_waits_is_not_written_when_the_session_is_let_go(app: Flask, now: datetime) -> None:
    db.session.execute(text("SELECT 1"))
    record(Happened.SIGNED_IN, at=now, actor=None)
    db.session.remove()
    db.session.commit()

    assert entries() == 0


def test_no_entry_is_written_without_its_place_in_the_chain(app: Flask, now: datetime) -> None:
    db.session.add(HistoryEntry(at=now, kind=Happened.SIGNED_IN))

    with pytest.raises(DBAPIError, match=r"(?i)not.null"):
        db.session.commit()


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE history_entry SET actor_id = NULL {THIS}",
        f"DELETE FROM history_entry {THIS}",
        "DELETE FROM history_entry",
    ],
)
def test_the_database_refuses_to_alter_the_history(northbank: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the history is never altered"):
        db.session.execute(text(statement))
    db.session.rollback()

    assert verify().faults == ()


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_postgresql_refuses_to_empty_the_history(northbank: Flask) -> None:
    with pytest.raises(DBAPIError, match="the history is never altered"):
        db.session.execute(text("TRUNCATE history_entry"))


def test_the_triggers_are_missed_when_they_are_gone(northbank: Flask) -> None:
    on_table = "" if db.engine.dialect.name == "sqlite" else " ON history_entry"
    with db.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER history_entry_is_not_altered{on_table}"))
    try:
        assert [fault[:27] for fault in verify().faults] == ["The history can be altered:"]
    finally:
        put_back()


def put_back() -> None:
    """Make the trigger that a test has dropped."""
    name = db.engine.dialect.name
    with db.engine.begin() as connection:
        connection.execute(text(APPEND_ONLY[name][0 if name == "sqlite" else 1]))


@pytest.mark.parametrize(
    "change",
    [
        "id = 100000",
        "at = '2011-01-01 09:00:00+00:00'",
        "kind = 'embedded'",
        "actor_id = (SELECT max(id) FROM person)",
        "actor_id = NULL",
        "acting_for_id = (SELECT max(id) FROM person)",
        "plan_id = 77",
        "action_id = (SELECT max(id) FROM action)",
        'facts = \'{"to": "Somebody else"}\'',
        "follows = repeat_of('0')",
        "mac = repeat_of('0')",
    ],
)
@pytest.mark.parametrize("seq", [1, 5, 0])
def test_an_altered_entry_is_named_whatever_was_altered(
    northbank: Flask, change: str, seq: int
) -> None:
    seq = seq or entries()
    change = change.replace("repeat_of('0')", f"'{'0' * 64}'")
    tamper(f"UPDATE history_entry SET {change} WHERE seq = {seq}")

    assert verify().faults == (f"Entry {seq} (id {id_of(seq)}) was altered.",)


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ("at = 'nonsense'", "was altered."),
        ("kind = 'nonsense'", "was altered."),
        ("facts = '{'", "was altered."),
        ("facts = x'00ff'", "was altered."),
        ("actor_id = 'nonsense'", "was altered."),
        ("kind = CAST(x'ff' AS TEXT)", "was altered."),
        ("mac = x'00ff'", "was altered."),
        ("seq = 'nonsense'", "is out of order: it was written as entry 5."),
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_values_that_only_sqlite_takes_are_named_too(
    northbank: Flask, change: str, fate: str
) -> None:
    fifth = id_of(5)
    tamper("PRAGMA ignore_check_constraints = ON", f"UPDATE history_entry SET {change} {THIS}")

    (fault,) = verify().faults
    assert fault.endswith(f"(id {fifth}) {fate}")


@pytest.mark.parametrize("seq", [1, 5])
def test_a_deleted_entry_is_named(northbank: Flask, seq: int) -> None:
    tamper(f"DELETE FROM history_entry WHERE seq = {seq}")

    assert verify().faults == (f"Entry {seq} is missing.",)


def test_entries_cut_off_the_end_are_named(northbank: Flask, now: datetime) -> None:
    last = entries()
    tamper(f"DELETE FROM history_entry WHERE seq > {last - 2}")

    assert verify().faults == (f"Entries {last - 1} to {last} are missing at the end.",)
    one_more(now)
    assert verify().faults == (f"Entries {last - 1} to {last} are missing.",)


def test_a_cut_tail_with_the_head_put_back_is_found_by_an_anchor(
    northbank: Flask, now: datetime
) -> None:
    head = db.session.execute(select(HistoryHead.seq, HistoryHead.last, HistoryHead.mac)).one()
    early = str(verify().anchor)
    one_more(now)
    late = str(verify().anchor)
    tamper(
        f"DELETE FROM history_entry WHERE seq > {head.seq}",
        f"UPDATE history_head SET seq = {head.seq}, last = '{head.last}', mac = '{head.mac}'",
    )

    assert verify().faults == ()
    assert verify(early).faults == ()
    assert [fault[:50] for fault in verify(late).faults] == [
        f"Entry {head.seq + 1} is not the one that was noted as the anchor"[:50]
    ]


@pytest.mark.parametrize(("one", "other"), [(5, 9), (5, 6), (1, 2)])
def test_entries_that_changed_places_are_named(northbank: Flask, one: int, other: int) -> None:
    ids = id_of(one), id_of(other)
    tamper(
        f"UPDATE history_entry SET seq = 100000 WHERE seq = {one}",
        f"UPDATE history_entry SET seq = {one} WHERE seq = {other}",
        f"UPDATE history_entry SET seq = {other} WHERE seq = 100000",
    )

    assert verify().faults == (
        f"Entry {one} (id {ids[1]}) is out of order: it was written as entry {other}.",
        f"Entry {other} (id {ids[0]}) is out of order: it was written as entry {one}.",
    )


def test_an_entry_moved_to_the_end_is_named_once(northbank: Flask) -> None:
    moved = id_of(5)
    tamper(f"UPDATE history_entry SET seq = 900 {THIS}")

    assert verify().faults == (
        f"Entry 900 (id {moved}) is out of order: it was written as entry 5.",
    )


def test_an_entry_put_in_at_the_end_is_named_and_the_tracker_goes_on(
    northbank: Flask, now: datetime
) -> None:
    last = entries()
    tamper(
        f"INSERT INTO history_entry (id, at, seq, mac, {COPY})"
        f" SELECT 90000, at, {last + 1}, mac, {COPY} FROM history_entry {THIS}"
    )
    named = (f"Entry {last + 1} (id 90000) was put in: the tracker did not write it.",)

    assert verify().faults == named
    one_more(now)
    assert [fault.split(":")[0][:40] for fault in verify().faults] == [
        f"Entry {last + 1} (id 90000) was altered or put in"[:40]
    ]


def test_an_entry_put_in_under_a_number_that_is_taken_is_named(northbank: Flask) -> None:
    tamper(
        "DROP INDEX uq_history_entry_seq",
        f"INSERT INTO history_entry (id, at, seq, mac, {COPY})"
        f" SELECT 90000, at, seq, mac, {COPY} FROM history_entry {THIS}",
    )
    try:
        assert verify().faults == ("Entry 5 (id 90000) was put in: the tracker did not write it.",)
    finally:
        tamper(
            "DELETE FROM history_entry WHERE id = 90000",
            "CREATE UNIQUE INDEX uq_history_entry_seq ON history_entry (seq)",
        )


def test_an_entry_put_in_place_of_another_is_named(northbank: Flask) -> None:
    tamper(
        f"DELETE FROM history_entry {THIS}",
        f"INSERT INTO history_entry (id, at, seq, mac, {COPY})"
        f" SELECT 90000, at, 5, '{'a' * 64}', {COPY} FROM history_entry WHERE seq = 4",
    )

    assert verify().faults == (
        "Entry 5 (id 90000) was altered or put in: the tracker did not write it as it is.",
    )


def test_several_faults_are_each_named_once(northbank: Flask) -> None:
    seven = id_of(7)
    tamper(
        f"DELETE FROM history_entry {THIS}",
        "UPDATE history_entry SET actor_id = NULL WHERE seq = 7",
        "DELETE FROM history_entry WHERE seq = 6",
        "DELETE FROM history_entry WHERE seq = 9",
    )

    assert verify().faults == (
        "Entries 5 to 6 are missing.",
        f"Entry 7 (id {seven}) was altered.",
        "Entry 9 is missing.",
    )


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM history_head", "The head of the history is missing"),
        ("UPDATE history_head SET seq = seq - 1", "The head of the history was altered"),
        ("UPDATE history_head SET last = 'x'", "The head of the history was altered"),
        ("UPDATE history_head SET mac = 'é'", "The head of the history was altered"),
    ],
)
def test_a_head_that_was_altered_is_named_for_ever(
    northbank: Flask, now: datetime, statement: str, fault: str
) -> None:
    last = entries()
    tamper(statement)

    assert [said.startswith(fault) for said in verify().faults] == [True]
    one_more(now)
    one_more(now)
    assert [said.split(":")[0] for said in verify().faults] == [
        f"Entry {last + 1} (id {id_of(last + 1)}) begins the chain anew"
    ]


def test_another_key_is_told_in_one_sentence(
    northbank: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = northbank.extensions["settings"]
    changed = settings.__class__(**{**settings.__dict__, "secret_key": "another " * 5})
    northbank.extensions["settings"] = changed

    assert [fault.split(":")[0] for fault in verify().faults] == [
        "Nothing in the history fits the key"
    ]
    kept = {**changed.__dict__, "secret_key_fallbacks": (settings.secret_key,)}
    northbank.extensions["settings"] = settings.__class__(**kept)
    one_more(now)
    assert verify().faults == ()


def test_a_key_of_the_historys_own_is_used_from_then_on(northbank: Flask, now: datetime) -> None:
    settings = northbank.extensions["settings"]
    own = settings.__class__(**{**settings.__dict__, "audit_keys": ("of its own " * 4,)})
    northbank.extensions["settings"] = own
    one_more(now)

    assert verify().faults == ()
    northbank.extensions["settings"] = settings
    assert verify().faults[0] == (
        f"Entry {entries()} (id {id_of(entries())}) was altered or put in: "
        "the tracker did not write it as it is."
    )


def test_two_branches_of_a_restored_database_do_not_mix(northbank: Flask, now: datetime) -> None:
    """Both entries were written by the tracker, one of them before the database was put back."""
    last = entries()
    head = db.session.execute(select(HistoryHead.seq, HistoryHead.last, HistoryHead.mac)).one()
    one_more(now)
    with triggers_off() as connection:
        found = select(HistoryEntry.__table__).where(HistoryEntry.seq == last + 1)
        kept = connection.execute(found).mappings().one()
        connection.execute(text(f"DELETE FROM history_entry WHERE seq = {last + 1}"))
        connection.execute(
            text("UPDATE history_head SET seq = :seq, last = :last, mac = :mac"), head._asdict()
        )
    one_more(now + timedelta(hours=1))
    one_more(now + timedelta(hours=2))
    with triggers_off() as connection:
        connection.execute(text(f"DELETE FROM history_entry WHERE seq = {last + 1}"))
        connection.execute(insert(HistoryEntry.__table__), dict(kept))

    assert [fault.split(" was not ")[0] for fault in verify().faults] == [
        f"Entry {last + 2} (id {id_of(last + 2)})"
    ]


def test_an_entry_of_a_person_says_for_whom(northbank: Flask, cast: Cast, now: datetime) -> None:
    record(Happened.LEAVING, at=now, actor=cast.jean, acting_for=cast.priya, before="é", after=1)
    db.session.commit()

    assert verify().faults == ()
