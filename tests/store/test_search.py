"""What is found, by whom and in what order; that the index follows every change by itself; and that
nothing anybody types is more than words."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from tests.cast import Cast
from tests.earlier import earlier_plan
from tracker.domain.access import Role
from tracker.domain.search import Findable, near_words, sought_from
from tracker.extensions import db
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.decisions import Submission, SubmissionState
from tracker.store.doors import get_action
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader, PlanState
from tracker.store.reports import Finding
from tracker.store.search import Searcher, hits, named_by, words_to_compare
from tracker.store.search_match import matching
from tracker.store.search_rows import found_rows

EVERYBODY = ("priya", "tom", "jean", "sam", "margaret", "chris", "helen")


def found(person: Person, typed: str, today: date) -> list[str]:
    """What this person finds, in its order, in words short enough to compare."""
    sought, searcher = sought_from(typed), Searcher(person, today)
    page = found_rows(hits(sought, searcher))
    return [
        f"{one.kind} "
        + {
            Findable.ACTION: lambda row: row.number,
            Findable.PLAN: lambda row: row.code,
            Findable.PERSON: lambda row: row.given_name,
            Findable.AREA: lambda row: row.number,
            Findable.UPDATE: lambda row: row.note[:12],
            Findable.COMMENT: lambda row: row.text[:12],
            Findable.EVIDENCE: lambda row: row.name,
            Findable.MEASURE: lambda row: row.number,
            Findable.MILESTONE: lambda row: row.title[:12],
            Findable.SUBMISSION: lambda row: row.what_was_done[:10],
        }[one.kind](one.row)
        for one in page
    ]


@pytest.fixture
def action(cast: Cast) -> Action:
    """Action 1.1, which is Priya's."""
    return db.session.scalars(select(Action).where(Action.number == "1.1")).one()


@pytest.fixture
def spoken(action: Action, cast: Cast, now: datetime) -> Action:
    """Action 1.1 with a comment and a piece of evidence that say 'quokka', and an update that does."""
    last = db.session.scalars(
        select(Update).where(Update.action_id == action.id).order_by(Update.id.desc())
    ).first()
    assert last
    last.note = "Quokka one: the typist is ill"
    db.session.add(Comment(action=action, by=cast.jean, at=now, text="Quokka two"))
    db.session.add(
        Evidence(
            action_id=action.id, name="quokka_three.pdf", kind="PDF", size=1, added_at=now,
            added_by_id=cast.priya.id,
        )
    )  # fmt: skip
    db.session.flush()
    return action


def restrict() -> None:
    db.session.execute(update(Plan).values(restricted=True))


def test_titles_come_before_people_areas_and_what_was_written(
    cast: Cast, spoken: Action, today: date
) -> None:
    spoken.title = "A quokka at the office"
    cast.tom.name = "Tom Quokka"
    db.session.scalars(select(Plan)).one().title = "Quokkas"
    db.session.scalars(select(Finding).where(Finding.number == "3")).one().title = "Quokka!"
    db.session.flush()

    assert found(cast.sam, "quokka", today) == [
        *("action 1.1", "plan SLAC", "person Tom", "area 3"),
        *("update Quokka one: ", "evidence quokka_three.pdf", "comment Quokka two"),
    ]


def test_what_is_open_comes_before_what_has_ended_and_the_soonest_first(
    cast: Cast, today: date
) -> None:
    rows = list(db.session.scalars(select(Action).order_by(Action.position)))
    for row in rows:
        row.title = "Feed the quokka"
    db.session.flush()

    order = [one.removeprefix("action ") for one in found(cast.sam, "quokka", today)]

    wanted = sorted(rows, key=lambda row: (not row.open, row.due_on, row.id))
    by_day = {row.number: (not row.open, row.due_on) for row in rows}
    assert [by_day[number] for number in order] == [by_day[row.number] for row in wanted]


def test_words_are_found_by_stem_beginning_and_phrase(cast: Cast, today: date) -> None:
    for typed in (
        *("immunisation", "IMMUNISATIONS", "immunisa", "schools immunisa", "immunisations scho"),
        *('"school immunisations"', "immúnisations", "consent for school", '"for school"'),
    ):
        assert "area 6" in found(cast.jean, typed, today), typed
    for typed in ("immunisa schools", '"immunisations school"', "consent wombat"):
        assert "area 6" not in found(cast.jean, typed, today), typed


def test_the_index_follows_every_change_whoever_makes_it(
    cast: Cast, spoken: Action, today: date
) -> None:
    """In bulk and behind the models' backs, for no service has to think of it."""
    sam = cast.sam
    assert len(found(sam, "quokka", today)) == 3

    db.session.execute(update(Update).values(note="Nothing. Zoë has seen a wombat"))
    db.session.execute(update(Evidence).values(removed_at=spoken.given_at, removed_by_id=sam.id))
    assert found(sam, "quokka", today) == ["comment Quokka two"]
    assert found(sam, "zoe wombats", today)
    db.session.execute(delete(Comment))
    assert found(sam, "quokka", today) == []
    db.session.execute(text("UPDATE action SET title = 'The numbat' WHERE number = '2.1'"))
    db.session.execute(update(Action).values(version=Action.version + 1))
    assert found(sam, "numbat", today) == ["action 2.1"]
    assert found(sam, "challenge", today) == ["area 2"]


def test_everybody_finds_what_they_may_read_and_nothing_else(
    cast: Cast, spoken: Action, today: date
) -> None:
    db.session.execute(update(Action).values(title="The quokka"))
    refs = ("SLAC-1.1", "SLAC-2.1", "SLAC-4.1")
    for restricted in (False, True):
        db.session.execute(update(Plan).values(restricted=restricted))
        for name in EVERYBODY:
            person = getattr(cast, name)
            seen = {ref for ref in refs if get_action(ref, seen_by=person, on=today)}
            page = found(person, "quokka", today)
            assert {f"SLAC-{one[7:]}" for one in page} & set(refs) == seen, name
            reads = "SLAC-1.1" in seen and not (restricted and person.role is Role.BOARD)
            written = [one for one in page if not one.startswith("action")]
            assert len(written) == 3 * reads, name


def test_a_restricted_plan_leaves_no_trace(cast: Cast, now: datetime, today: date) -> None:
    earlier_plan(cast, "SECR", ("The quokka is missing",))
    plan = db.session.scalars(select(Plan).where(Plan.code == "SECR")).one()
    plan.restricted, plan.title = True, "Quokkas in care"
    hidden = db.session.scalars(select(Action).where(Action.plan_id == plan.id)).one()
    hidden.title = "Find the quokka"
    hidden.owner = hidden.manager = plan.lead = cast.tom
    tom, others = cast.tom, ("priya", "sam", "margaret", "chris", "helen")
    db.session.flush()

    assert found(tom, "quokka", today) == ["action 1.1", "plan SECR", "area 1"]
    for name in others:
        searcher = Searcher(getattr(cast, name), today)
        assert found(searcher.person, "quokka", today) == []
        for typed in ("SECR", "SECR-1.1"):
            assert named_by(sought_from(typed), searcher) is None
        assert near_words(sought_from("quoka"), words_to_compare(searcher)) == []
        assert "SECR" not in {plan.code for plan in _plans_of(searcher, "find")}
    assert near_words(sought_from("quoka"), words_to_compare(Searcher(tom, today)))[0] == "quokka"
    # '1.1' is one action for whoever sees one, and two for whoever sees both.
    assert named_by(sought_from("1.1"), Searcher(cast.sam, today)) == ("SLAC", "1.1")
    assert named_by(sought_from("1.1"), Searcher(tom, today)) is None


def _plans_of(searcher: Searcher, typed: str) -> list[Plan]:
    numbers = {one.plan_id for one in hits(sought_from(typed), searcher)}
    return list(db.session.scalars(select(Plan).where(Plan.id.in_(numbers))))


def test_a_reference_goes_to_the_one_thing_it_names(cast: Cast, today: date) -> None:
    sam, helen = Searcher(cast.sam, today), Searcher(cast.helen, today)

    assert named_by(sought_from("slac-1.1"), sam) == ("SLAC", "1.1")
    assert named_by(sought_from("SLAC"), sam) == ("SLAC", "")
    assert named_by(sought_from("slac"), sam) is None
    assert named_by(sought_from("1.99"), sam) is None
    assert [named_by(sought_from(one), helen) for one in ("1.1", "4.1")] == [None, ("SLAC", "4.1")]


def test_people_are_found_by_those_who_know_of_them(cast: Cast, today: date) -> None:
    for name, knows in (
        ("sam", ["person Priya"]), ("margaret", ["person Priya"]), ("tom", ["person Priya"]),
        ("chris", ["person Priya"]), ("helen", []),
    ):  # fmt: skip
        assert found(getattr(cast, name), "priya", today) == knows, name
    assert found(cast.helen, "helen pryce", today) == ["person Helen"]
    restrict()
    assert found(cast.sam, "margaret", today) == []
    assert found(cast.tom, "priya", today) == []
    assert found(cast.chris, "margaret", today) == ["person Margaret"]


def test_partners_find_the_areas_their_actions_answer(cast: Cast, today: date) -> None:
    assert found(cast.helen, '"health history"', today) == ["action 4.1", "area 4"]
    assert found(cast.helen, "immunisation", today) == []


def test_a_closed_plan_is_found_by_those_who_may_open_it(cast: Cast, today: date) -> None:
    db.session.execute(update(Plan).values(state=PlanState.CLOSED))

    assert "area 6" in found(cast.sam, "immunisation", today)
    assert found(cast.margaret, "immunisation", today) == []


@pytest.fixture
def look(cast: Cast, today: date) -> Callable[[str], None]:
    """Look for something as a performance officer, and take it back: whatever happens, no error."""
    searcher = Searcher(cast.sam, today)

    def at(typed: str) -> None:
        sought = sought_from(typed)
        named_by(sought, searcher)
        hits(sought, searcher)

    return at


STRANGE = (
    *(
        '"',
        "*",
        "OR",
        "AND",
        "NOT a",
        "(",
        ")",
        "'",
        "a:b",
        "title:a",
        "^a",
        "NEAR(a b)",
        "a*b",
        "-a",
    ),
    *(
        "!",
        "a & b",
        "a | b",
        "a <-> b",
        "a:*",
        "\\",
        "%",
        "_",
        "{a}",
        "+",
        "a'b",
        "✅",
        "👩‍👩‍👧",
        "\x00",
        "a\x00b",
    ),
    *(
        "𝔞𝔟𝔠",
        "٣",
        "½",
        "中文",
        "'; DROP TABLE plan; --",
        '"a" "',
        "x" * 10_000,
        "x " * 5_000,
        "\u0301",
    ),
)


def test_nothing_that_is_typed_is_an_error(look: Callable[[str], None]) -> None:
    for typed in STRANGE:
        look(typed)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters() | st.sampled_from("\"'*:()^-+~&|!<>\\ ab"), max_size=30))
@example("\x00")
def test_no_text_is_an_error(look: Callable[[str], None], typed: str) -> None:
    look(typed)


def test_what_is_indexed_may_be_anything_as_well(cast: Cast, spoken: Action, today: date) -> None:
    for words in ("'", '"', "𝔞 \u0301", "x" * 5000, "word " * 60_000, "✅" * 3000):
        db.session.execute(update(Comment).values(text=f"Quokka {words}"))
        assert "comment Quokka " in " ".join(found(cast.sam, "quokka two"[:6], today))
    db.session.execute(delete(Comment))
    assert not [one for one in found(cast.sam, "quokka", today) if one.startswith("comment")]


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_postgresql_uses_its_index(northbank: Flask) -> None:
    asked = matching(sought_from("send minu"))[Findable.ACTION]
    sent = asked.compile(db.engine, compile_kwargs={"literal_binds": True})
    db.session.execute(text("SET LOCAL enable_seqscan = off"))

    plan = "\n".join(db.session.connection().exec_driver_sql(f"EXPLAIN {sent}").scalars())

    assert "ix_search_action" in plan


def test_measures_milestones_and_sign_offs_are_found_by_whoever_reads_them(
    cast: Cast, action: Action, now: datetime, today: date
) -> None:
    action.measure = "Nine numbats in ten"
    step = Milestone(
        action_id=action.id, position=1, title="The first numbat", owner_id=cast.priya.id
    )
    removed = Milestone(action_id=action.id, position=2, title="A numbat", removed_at=now)
    sent = Submission(
        action=action, sent_by=cast.priya, sent_at=now, finished_on=today,
        what_was_done="Minutes go out", how_known="Asked", reason="Where is the numbat?",
        state=SubmissionState.RETURNED,
    )  # fmt: skip
    db.session.add_all((step, removed, sent))
    db.session.flush()
    every = ["submission Minutes go", "milestone The first nu", "measure 1.1"]

    db.session.add(PlanReader(plan_id=action.plan_id, person_id=cast.margaret.id))
    for restricted in (False, True):
        db.session.execute(update(Plan).values(restricted=restricted))
        # The board reads no words of a restricted plan, nor does its page show them any.
        by_name = {"sam": every, "margaret": every[restricted:], "helen": []}
        for name, expected in by_name.items():
            assert found(getattr(cast, name), "numbat", today) == expected, (name, restricted)
    db.session.execute(update(Action).values(measure=""))
    db.session.execute(update(Submission).values(reason=""))
    assert found(cast.sam, "numbat", today) == every[1:2]
