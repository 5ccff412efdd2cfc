"""From a spreadsheet to actions in a plan, and from the next spreadsheet to what is different."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.drafting import more, rows
from tests.services.sheeting import Sheeting, actions_of, csv_of, sentences
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.sheet_answers import Choice, Part, name_key
from tracker.domain.sheet_lines import RowSaid
from tracker.domain.sheet_merging import Field, State
from tracker.domain.sheet_names import Meaning
from tracker.extensions import db
from tracker.services.sheet_adding import Adding, add, mark_of
from tracker.store.actions import Update
from tracker.store.comments import Comment
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Notification
from tracker.store.sheet_imports import open_sheet_drafts

FILE = csv_of(
    "1.1,Minutes,Send minutes within 5 days,Priya Nair,30/09/2011,On track,Going well",
    "1.2,Minutes,Train all chairs,P Nair,31/10/2011,Completed,",
    "2.1,Supervision,Review the policy,T Ashworth / Priya Nair,30/11/2011,Behind schedule,",
    "2.2,Supervision,Write a guide,Nobody Known,31/12/2011,Stuck,",
)

_MEANT = {
    "A": Meaning.REFERENCE,
    "B": Meaning.AREA,
    "C": Meaning.ACTION,
    "D": Meaning.OWNER,
    "E": Meaning.DUE,
    "F": Meaning.PROGRESS,
    "G": Meaning.UPDATE,
}


@pytest.fixture
def sheeting(cast: Cast) -> Sheeting:
    """Sam, with a manager chosen for every row."""
    sheet = Sheeting(cast.sam).begins(FILE)
    sheet.says(manager=cast.jean.id, owner=cast.dawn.id)
    return sheet


def history(kind: Happened) -> int:
    found = select(func.count()).where(HistoryEntry.kind == kind)
    return db.session.scalar(found) or 0


def test_a_file_becomes_a_draft_and_nothing_else(cast: Cast):
    before = rows()

    sheet = Sheeting(cast.sam).begins(FILE)

    assert more(before) == {"sheet_draft": 1, "form_submission": 1}
    assert (sheet.row.step, sheet.row.filename) == (3, "plan.csv")
    assert [one.id for one in open_sheet_drafts()] == ["a-sheet"]


def test_the_rows_become_actions_with_their_numbers_areas_people_and_states(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()

    made = actions_of(code)
    assert [
        (one.number, one.findings[0].number, one.owner.name, one.due_on, one.progress)
        for one in made
    ] == [
        ("1.1", "1", "Priya Nair", date(2011, 9, 30), Progress.ON_TRACK),
        ("1.2", "1", "Priya Nair", date(2011, 10, 31), Progress.COMPLETED),
        ("2.1", "2", "Tom Ashworth", date(2011, 11, 30), Progress.OFF_TRACK),
        ("2.2", "2", "Dawn Okafor", date(2011, 12, 31), Progress.NOT_STARTED),
    ]
    assert {one.manager.name for one in made} == {"Jean Talbot"}
    assert made[1].completed_on == min(date(2011, 10, 31), clock.today())
    assert not made[1].open
    report = made[0].plan.report
    assert report is not None
    assert [finding.title for finding in report.findings] == ["Minutes", "Supervision"]
    assert report.source_text.splitlines()[report.findings[1].line - 1].startswith("2.1 | Superv")


def test_what_has_no_place_of_its_own_is_kept_in_a_comment(sheeting: Sheeting):
    code = sheeting.adds()

    said = {
        action.number: comment.text
        for action in actions_of(code)
        for comment in db.session.scalars(select(Comment).where(Comment.action_id == action.id))
    }
    assert said == {
        "1.1": "Going well",
        "2.1": "Named beside the owner: Priya Nair",
        "2.2": "Progress in the spreadsheet: Stuck\nNamed beside the owner: Nobody Known",
    }


def test_progress_is_said_on_the_owners_behalf_and_all_of_it_is_in_the_history(
    cast: Cast, sheeting: Sheeting
):
    before = {kind: history(kind) for kind in (Happened.GIVEN, Happened.UPDATED)}

    code = sheeting.adds()

    made = actions_of(code)
    found = select(Update).where(Update.action_id.in_([one.id for one in made]))
    assert [(u.by.name, u.on_behalf_of.name) for u in db.session.scalars(found) if u.on_behalf_of] == [
        ("Sam Whitlock", "Priya Nair"),
        ("Sam Whitlock", "Tom Ashworth"),
    ]  # fmt: skip
    assert history(Happened.GIVEN) == before[Happened.GIVEN] + 4
    assert history(Happened.UPDATED) == before[Happened.UPDATED] + 2
    assert history(Happened.TAKEN_IN_DONE) == 1


@pytest.mark.parametrize(("tell", "letters"), [(False, 0), (True, 3)])
def test_owners_are_told_once_each_and_only_if_somebody_says_so(
    sheeting: Sheeting, tell: bool, letters: int
):
    before = db.session.scalar(select(func.count(Notification.id))) or 0

    sheeting.adds(tell=tell)

    assert (db.session.scalar(select(func.count(Notification.id))) or 0) - before == letters


def test_the_same_file_again_proposes_nothing_whatever_was_mended_or_left_out(cast: Cast):
    file = csv_of(
        ",Minutes,Send minutes,Priya Nair,31/06/2011,,",
        ",Minutes,Train chairs,Priya Nair,,,",
        ",Minutes,Buy cake,Priya Nair,30/09/2011,,",
        ",,and then once more,,,,",
    )
    first = Sheeting(cast.sam).begins(file)
    first.says(
        manager=cast.jean.id,
        due_on=date(2011, 12, 1),
        cells={"E2": "30/06/2011"},
        rows={4: RowSaid.OUT, 5: RowSaid.MORE},
    )
    code = first.adds()
    plan = actions_of(code)[0].plan
    assert [one.due_on for one in actions_of(code)] == [date(2011, 6, 30), date(2011, 12, 1)]

    again = Sheeting(cast.sam, "again").begins(file, into=plan)

    assert {one.state for one in again.taking.rows} == {State.SAME}
    assert sentences(again.taking) == []
    with pytest.raises(RuleBroken, match="Nothing in the file is new"):
        again.adds()


def test_an_edited_file_proposes_what_was_edited_and_nothing_the_plan_did_itself(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    action = actions_of(code)[0]
    action.due_on = date(2011, 10, 14)
    db.session.commit()
    edited = (
        FILE.replace(b"Train all chairs", b"Train all new chairs").replace(
            b"T Ashworth / Priya Nair", b"Marcus Bell"
        )
        + b"\n2.3,Supervision,Try the guide,Marcus Bell,31/12/2011,,"
    )

    again = Sheeting(cast.sam, "again").begins(edited, into=action.plan)

    changed = {
        one.known.number if one.known else "new": [(c.field, c.now, c.file) for c in one.changes]
        for one in again.taking.rows
        if one.state is not State.SAME
    }
    assert changed == {
        "1.2": [(Field.TITLE, "Train all chairs", "Train all new chairs")],
        "2.1": [(Field.OWNER, "Tom Ashworth", "Marcus Bell")],
        "new": [],
    }


def test_changes_are_taken_over_by_the_rules_of_the_actions_own_pages(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    edited = (
        FILE.replace(b"30/09/2011", b"30/11/2011")
        .replace(b"Review the policy", b"Review and print the policy")
        .replace(b"Going well", b"Going very well")
        .replace(b"T Ashworth / Priya Nair", b"Marcus Bell")
    )
    again = Sheeting(cast.sam, "again").begins(edited, into=actions_of(code)[0].plan)

    again.adds()

    first, _, third, _ = actions_of(code)
    assert first.due_on == date(2011, 9, 30), "Jean decides about it"
    assert history(Happened.DATE_ASKED) >= 1
    assert (third.title, third.owner.name) == ("Review and print the policy", "Marcus Bell")
    comments = select(Comment.text).where(Comment.action_id == first.id).order_by(Comment.id)
    assert db.session.scalars(comments).all() == ["Going well", "Going very well"]


def test_what_both_have_changed_is_left_as_the_plan_has_it_unless_somebody_says_so(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    action = actions_of(code)[3]
    action.title = "Write one guide"
    db.session.commit()
    edited = FILE.replace(b"Write a guide", b"Write a short guide")

    again = Sheeting(cast.sam, "again").begins(edited, into=action.plan)

    (one,) = [one for one in again.taking.rows if one.state is State.CHANGED]
    assert (one.crossed, one.choice) == (True, Choice.SKIP)
    again.says(choices={one.row.key: Choice.UPDATE})
    again.adds()
    assert actions_of(code)[3].title == "Write a short guide"


def test_a_row_may_be_added_beside_the_action_it_looks_like(cast: Cast, sheeting: Sheeting):
    code = sheeting.adds()
    edited = FILE.replace(b"Train all chairs", b"Train all new chairs")
    again = Sheeting(cast.sam, "again").begins(edited, into=actions_of(code)[0].plan)
    (one,) = [one for one in again.taking.rows if one.state is State.CHANGED]
    again.says(choices={one.row.key: Choice.ADD}, manager=cast.jean.id)

    again.adds()

    assert [a.number for a in actions_of(code)] == ["1.1", "1.2", "2.1", "2.2", "1.3"]


def test_it_happens_once_however_often_it_is_sent(cast: Cast, sheeting: Sheeting):
    adding = Adding("Our plan", "OURS", tell=False, shown=mark_of(sheeting.taking))
    form = sheeting.sent()
    other = sheeting.sent()
    add(form, adding, now=clock.now(), today=clock.today())

    with pytest.raises(AlreadyDone):
        add(form, adding, now=clock.now(), today=clock.today())
    with pytest.raises(Crossed):
        add(other, adding, now=clock.now(), today=clock.today())
    assert len(actions_of("OURS")) == 4


def test_nothing_is_added_when_the_plan_has_moved_on_since_the_page_was_shown(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    edited = FILE.replace(b"Train all chairs", b"Train all new chairs")
    again = Sheeting(cast.sam, "again").begins(edited, into=actions_of(code)[0].plan)
    shown = mark_of(again.taking)
    actions_of(code)[1].title = "Train every chair"
    db.session.commit()

    with pytest.raises(Crossed):
        add(again.sent(), Adding(shown=shown), now=clock.now(), today=clock.today())


def test_a_row_that_waits_keeps_everything_from_happening(cast: Cast):
    sheet = Sheeting(cast.sam).begins(csv_of("1,A,Do it,Priya Nair,31/06/2011,,"))
    sheet.says(manager=cast.jean.id)

    with pytest.raises(RuleBroken, match='Row 2: due date "31/06/2011" is not a real date'):
        sheet.adds()


def test_what_was_said_of_columns_and_people_is_remembered_for_the_next_file(cast: Cast):
    head = "Nr,Thema,Wat,Whom,By,State,Blah"
    rows_of = "1,Minutes,Send the minutes to all,Ash,30/09/2011,Fine,Long words here for once"
    first = Sheeting(cast.sam).begins(csv_of(rows_of, head=head))
    said = {name_key(Part.OWNER, "Ash"): cast.tom.id}
    first.says(
        manager=cast.jean.id,
        columns={c.letter: c.meaning for c in first.taking.reading.told.columns} | _MEANT,
        people=said,
        states={"fine": Progress.ON_TRACK},
    )
    first.adds()

    second = Sheeting(cast.sam, "second").begins(
        csv_of(rows_of.replace("Send", "Print"), head=head), name="other.csv"
    )

    (one,) = second.taking.rows
    assert second.taking.people.first(Part.OWNER, one.row.owners) == cast.tom.id
    assert (one.row.progress, one.row.update) == (Progress.ON_TRACK, "Long words here for once")
    assert one.row.area == "Minutes"


def test_a_newer_file_in_its_place_keeps_what_was_said_of_people(cast: Cast):
    sheet = Sheeting(cast.sam).begins(csv_of("1,A,Do it,Ash,31/06/2011,,"))
    sheet.says(people={name_key(Part.OWNER, "Ash"): cast.tom.id}, cells={"E2": "1/6/2011"})

    sheet.sends_again(csv_of("1,A,Do it,Ash,30/06/2011,,"))

    (one,) = sheet.taking.rows
    assert (one.row.due_on, one.problems) == (date(2011, 6, 30), ())
    assert sheet.taking.people.first(Part.OWNER, one.row.owners) == cast.tom.id


def test_looking_at_a_file_asks_the_database_as_often_however_long_it_is(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    plan = actions_of(code)[0].plan
    short = Sheeting(cast.sam, "short").begins(FILE, into=plan)
    rows_of = [f"8.{n},Minutes,Do thing {n},Priya Nair,30/09/2011,," for n in range(40)]
    long = Sheeting(cast.sam, "long").begins(csv_of(*rows_of), into=plan)
    asked = []
    for sheet in (short, long):
        db.session.expire_all()
        with counted() as statements:
            assert sheet.taking.rows
        asked.append(len(statements))

    assert asked[0] == asked[1]


def test_what_is_completed_meanwhile_is_left_alone_whatever_was_chosen(
    cast: Cast, sheeting: Sheeting
):
    code = sheeting.adds()
    edited = FILE.replace(b"Review the policy", b"Review and print the policy")
    again = Sheeting(cast.sam, "again").begins(edited, into=actions_of(code)[0].plan)
    (one,) = [one for one in again.taking.rows if one.state is State.CHANGED]
    again.says(choices={one.row.key: Choice.UPDATE})
    action = actions_of(code)[2]
    action.completed_on = clock.today()
    action.moved_to(Progress.COMPLETED)
    db.session.commit()

    with pytest.raises(RuleBroken, match="Nothing in the file is new"):
        again.adds()
    assert actions_of(code)[2].title == "Review the policy"


def test_an_area_that_brings_its_number_is_not_numbered_twice(cast: Cast):
    sheet = Sheeting(cast.sam).begins(csv_of("1.1,2. Front door,Do it,Priya Nair,30/09/2011,,"))
    sheet.says(manager=cast.jean.id)

    (made,) = actions_of(sheet.adds())

    assert (made.findings[0].title, made.findings[0].wording) == ("Front door", "2. Front door")
