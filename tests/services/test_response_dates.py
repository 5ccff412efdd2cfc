"""The proposed date on the bank holidays of its duty, as words and as JSON."""

from datetime import date

from tracker.domain.duties import Duty, in_force
from tracker.domain.response_dates import ResponseDue
from tracker.services.response_dates import note_on, proposal_of, response_as_json


def duty(key: str) -> Duty:
    found = in_force(key, None)
    assert found is not None
    return found


def test_a_date_is_proposed_only_with_a_duty_and_a_day_to_count_from():
    joint = duty("joint-inspection-statement")
    proposal = proposal_of(ResponseDue(joint, date(2022, 8, 18)))

    assert proposal is not None
    assert proposal.on == date(2022, 11, 28)
    assert proposal_of(ResponseDue(joint)) is None
    assert proposal_of(ResponseDue(start_on=date(2022, 8, 18))) is None


def test_each_duty_is_counted_on_its_own_calendar():
    # 17 March 2025 is a bank holiday in Northern Ireland alone.
    started = date(2025, 3, 3)
    days = {
        key: proposal_of(ResponseDue(duty(key), started))
        for key in ("freedom-of-information", "school-piap-wales")
    }

    assert {key: one.on for key, one in days.items() if one} == {
        "freedom-of-information": date(2025, 4, 1),
        "school-piap-wales": date(2025, 3, 31),
    }


def test_a_note_needs_both_dates():
    joint = duty("joint-inspection-statement")

    assert note_on(ResponseDue(joint, date(2022, 8, 18))) == ""
    assert note_on(ResponseDue(stated_on=date(2022, 11, 25))) == ""
    assert "announced after the letter" in note_on(
        ResponseDue(joint, date(2022, 8, 18), date(2022, 11, 25))
    )


def test_nothing_found_is_nothing_in_json():
    assert response_as_json(ResponseDue()) is None


def test_a_stated_date_alone_is_told_without_a_proposed_one():
    told = response_as_json(ResponseDue(stated_on=date(2022, 11, 25)))

    assert told is not None
    assert (told["stated_on"], told["proposed_on"], told["duty"]) == ("2022-11-25", None, None)


def test_both_dates_are_told_with_their_source():
    told = response_as_json(
        ResponseDue(duty("area-send-priority-action-plan"), date(2024, 1, 30), date(2024, 3, 19))
    )

    assert told == {
        "stated_on": "2024-03-19",
        "proposed_on": "2024-03-19",
        "counted_from": "2024-01-30",
        "duty": "area-send-priority-action-plan/1",
        "period": "35 working days, counted from the day after the day of receipt",
        "source": "Area SEND inspection handbook",
        "to_be_confirmed": "the figure of 35 working days",
        "note": "The date in the letter is the date the count gives.",
    }
