"""Personal detail is noticed, and ordinary updates are not held up."""

from datetime import date

import pytest

from tracker.domain.personal import CASE_NUMBER, DATE_OF_BIRTH, NHS_NUMBER, personal_detail_in

TODAY = date(2011, 7, 4)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("We checked 943 476 5919 twice.", (NHS_NUMBER,)),
        ("NHS 943-476-5919", (NHS_NUMBER,)),
        ("9434765919", (NHS_NUMBER,)),
        ("He was born on 12 March 2004.", (DATE_OF_BIRTH,)),
        ("DOB 12.3.04", (DATE_OF_BIRTH,)),
        ("D.O.B. 12/03/2004", (DATE_OF_BIRTH,)),
        ("date of birth: 3rd of Sept 1999", (DATE_OF_BIRTH,)),
        ("J (14/02/2001) was seen.", (DATE_OF_BIRTH,)),
        ("Case number 48213 is closed.", (CASE_NUMBER,)),
        ("case no. CP/1043", (CASE_NUMBER,)),
        ("Mosaic ID: 100234", (CASE_NUMBER,)),
        ("case 482130 is closed", (CASE_NUMBER,)),
        (
            "Case ref 48213, born 12/03/2004, NHS 943 476 5919",
            (NHS_NUMBER, DATE_OF_BIRTH, CASE_NUMBER),
        ),
    ],
)
def test_personal_detail_is_noticed(text: str, seen: tuple[str, ...]) -> None:
    assert personal_detail_in(text, TODAY) == seen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Two minute-taker posts are vacant. Average is 24 working days.",
        "Call 943 476 5918 for the figures.",  # its check digit is wrong
        "Call the performance team on 01632 960 118.",
        "000 000 0000",
        "We audited 40 case files and 3 records.",
        "In case 2011 figures are late, the record 2010 stands.",
        "Sent to all schools on 12/06/2011, the rest by 31/07/2011.",
        "The meeting of 31/02/2001 was minuted.",  # no such day
        "A new case reference scheme is in use.",
        "New-born screening was agreed by 20 May 2011 meeting of the board.",
        "File note 12 was written.",
    ],
)
def test_ordinary_updates_are_not_held_up(text: str) -> None:
    assert personal_detail_in(text, TODAY) == ()
