"""When the answer is due: shown and put right while a report is taken in, and kept with its plan."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.taking_in import LETTER, PAPER, TakingIn
from tests.web.test_plans import main_words
from tracker.domain.drafts import from_json
from tracker.extensions import db
from tracker.store.plans import Plan
from tracker.store.reports import Report

NONE = {f"start_on-{part}": "" for part in ("day", "month", "year")} | {
    f"stated_on-{part}": "" for part in ("day", "month", "year")
}


@pytest.fixture
def letter(cast: Cast) -> TakingIn:
    """The performance officer with a letter taken in whose date forgets a one-off holiday."""
    taking = TakingIn(cast.client("sam"))
    taking.paste(LETTER)
    return taking


def day(name: str, on: date) -> dict[str, str]:
    """The three boxes of a date."""
    parts = {"day": on.day, "month": on.month, "year": on.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()}


def change(taking: TakingIn, **fields: str) -> None:
    """Say when the answer is due."""
    response = taking.client.send(taking.address("response"), fields)
    assert response.status_code == 303, response.text
    assert response.location == f"{taking.address('report')}#response"


def started(taking: TakingIn, cast: Cast) -> str:
    """The words of the plan's page, once the plan is started."""
    taking.to_check([cast.priya.id], cast.jean.id, (7, 9, 2023))
    taking.send("check", fields={"code": "VISIT"})
    return main_words(taking.client.get("/plans/VISIT").text)


def test_the_letters_date_wins_and_the_proposed_one_stands_beside_it(letter: TakingIn):
    page = main_words(letter.get("report"))

    assert (
        "Answer due Friday 25 November 2022, as the letter states "
        "Date the letter states Friday 25 November 2022 Line 9: ‘The director should send the "
        "written statement of action by 25 November 2022.’ "
        "Proposed date Monday 28 November 2022, counted from 18 August 2022 "
        "Duty to answer Written statement of proposed action (joint inspection): "
        "70 working days, counted from the day after the day of receipt "
        "The principal authority. Source: SI 2015/1792 reg 4 "
        "The date in the letter is 1 working day earlier than the date the count gives, "
        "28 November 2022. The letter’s date does not allow for the one-off bank holiday on "
        "19 September 2022 (State Funeral of Queen Elizabeth II), announced after the letter."
    ) in page


def test_the_count_is_shown_day_by_day(letter: TakingIn):
    page = main_words(letter.get("report"))

    assert "1 Friday 19 August 2022 Counted Not counted Saturday 20 August 2022 Saturday" in page
    assert (
        "Not counted Monday 19 September 2022 State Funeral of Queen Elizabeth II "
        "21 Tuesday 20 September 2022 Counted"
    ) in page
    assert "70 Monday 28 November 2022 Counted" in page
    assert "The bank holiday on 19 September 2022 was for one year only." in page


def test_a_report_that_gives_rise_to_no_known_duty_says_so(cast: Cast):
    taking = TakingIn(cast.client("sam"))
    taking.upload(PAPER.read_bytes())

    assert (
        "Answer due Not found Date the letter states None found "
        "Proposed date None Duty to answer None chosen"
    ) in main_words(taking.get("report"))


def test_another_duty_can_be_chosen_and_says_what_is_to_be_confirmed(letter: TakingIn):
    change(letter, duty="area-send-priority-action-plan", **NONE)
    page = main_words(letter.get("report"))

    assert "Answer due Not found" in page
    assert "Proposed date None yet. There is no day to count from" in page
    assert "To be confirmed Check the figure of 35 working days" in page

    change(letter, **day("start_on", date(2022, 8, 18)))

    assert (
        "Answer due Monday 10 October 2022, as proposed. The letter states no date"
        in main_words(letter.get("report"))
    )


def test_no_duty_can_be_chosen_and_is_not_suggested_again(letter: TakingIn, cast: Cast):
    change(letter, duty="none")
    letter.client.send(letter.address("report/change"), {"wards": "North"})

    page = main_words(letter.get("report"))

    assert "Proposed date None Duty to answer None chosen" in page
    assert "Answer due Friday 25 November 2022, as the letter states" in page


def test_a_suggestion_follows_the_facts_until_somebody_has_spoken(letter: TakingIn):
    letter.client.send(letter.address("report/change"), day("published_on", date(2022, 9, 1)))
    assert "counted from 1 September 2022" in main_words(letter.get("report"))

    change(letter)
    letter.client.send(letter.address("report/change"), day("published_on", date(2022, 9, 2)))

    assert "counted from 1 September 2022" in main_words(letter.get("report"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"duty": "no-such-duty"}, "Select a duty, or none of these"),
        (day("stated_on", date(2022, 8, 18)), "Date in the letter must be after 18 August 2022"),
        ({"start_on-day": "31", "start_on-month": "6"}, "Day to count from must be a real date"),
        (
            {"duty": "school-piap-wales", **day("start_on", date(2014, 8, 31))},
            "This duty was not yet in force on 31 August 2014",
        ),
    ],
)
def test_what_cannot_be_is_explained(letter: TakingIn, fields: dict[str, str], sentence: str):
    response = letter.client.send(letter.address("response"), fields)

    assert (response.status_code, response.text.count(sentence)) == (422, 2)
    assert from_json(letter.row().answers).response is None


def test_two_windows_show_both_and_lose_neither(letter: TakingIn):
    first, second = letter.form("response"), letter.form("response")
    letter.post("response", {**first, **day("stated_on", date(2022, 11, 28))})

    crossed = letter.post("response", {**second, **day("stated_on", date(2022, 11, 29))})

    assert crossed.status_code == 409
    assert "28 11 2022" in crossed.text
    assert "29 11 2022" in crossed.text
    kept = from_json(letter.row().answers).response
    assert kept is not None
    assert kept["stated_on"] == "2022-11-28"


def test_both_dates_are_kept_with_the_plan_and_shown_on_its_page(letter: TakingIn, cast: Cast):
    page = started(letter, cast)

    assert page.count("Answer due Friday 25 November 2022, as the letter states") == 2
    assert "announced after the letter" in page
    assert "Line 9: ‘The director should send the written statement of action by" in page
    assert "70 Monday 28 November 2022 Counted" in page
    report = db.session.scalars(
        select(Report).join(Plan, Plan.report_id == Report.id).where(Plan.code == "VISIT")
    ).one()
    assert (
        report.response_duty,
        report.response_start_on,
        report.response_stated_on,
        report.response_proposed_on,
    ) == (
        "joint-inspection-statement/1",
        date(2022, 8, 18),
        date(2022, 11, 25),
        date(2022, 11, 28),
    )


def test_a_date_that_a_person_gave_came_from_no_line(letter: TakingIn, cast: Cast):
    assert "Line 9: ‘The director should send" in main_words(letter.get("report"))

    change(letter, **day("stated_on", date(2022, 11, 28)))

    assert "Line 9" not in main_words(letter.get("report"))
    assert "Line 9" not in started(letter, cast)


def test_a_holiday_proclaimed_later_moves_the_proposed_date_and_never_the_letters(
    letter: TakingIn, cast: Cast
):
    started(letter, cast)
    report = db.session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert report is not None
    # As it was counted before the holiday of 19 September was in the calendar.
    report.response_proposed_on = date(2022, 11, 25)
    db.session.commit()

    page = main_words(letter.client.get("/plans/VISIT").text)

    assert "When the plan was started the proposed date was Friday 25 November 2022." in page
    assert "Proposed date Monday 28 November 2022" in page
    assert "Answer due Friday 25 November 2022, as the letter states" in page


def test_a_plan_without_an_answer_to_give_says_nothing_of_one(cast: Cast):
    assert "Answer due" not in cast.client("jean").get("/plans/SLAC").text
