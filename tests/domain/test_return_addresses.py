from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.return_addresses import (
    OfAction,
    OfLetter,
    read_address,
    reply_address,
    return_address,
)

MONDAY = date(2011, 7, 4)
MAILBOX = "actions-returns@northbank.example"
LETTER = "0123456789abcdef0123456789abcdef"
KEY = "a key"


def read(address: str, *, keys: tuple[str, ...] = (KEY,), today: date = MONDAY) -> object:
    return read_address(address, mailbox=MAILBOX, keys=keys, today=today)


def test_an_address_says_which_letter_it_was_made_for() -> None:
    address = return_address(MAILBOX, LETTER, on=MONDAY, key=KEY)

    assert read(address) == OfLetter(LETTER)
    assert read(address.upper()) == OfLetter(LETTER)
    assert address.startswith("actions-returns+b")
    assert (
        len(return_address("a" * 22 + "@x.example", LETTER, on=MONDAY, key=KEY).split("@")[0]) <= 64
    )


def test_an_address_says_whose_reply_it_takes_about_what() -> None:
    address = reply_address(MAILBOX, 12, 345, key=KEY)

    assert read(address, today=MONDAY + timedelta(days=1000)) == OfAction(12, 345)


@pytest.mark.parametrize(("days", "known"), [(-2, False), (-1, True), (7, True), (8, False)])
def test_the_address_of_a_letter_holds_for_a_week(days: int, known: bool) -> None:
    address = return_address(MAILBOX, LETTER, on=MONDAY, key=KEY)

    assert (read(address, today=MONDAY + timedelta(days=days)) is not None) is known


def test_an_older_key_is_still_known_and_a_foreign_one_is_not() -> None:
    address = return_address(MAILBOX, LETTER, on=MONDAY, key="old")

    assert read(address, keys=("new", "old")) == OfLetter(LETTER)
    assert read(address, keys=("new",)) is None


@given(st.data())
def test_no_address_with_one_sign_changed_is_known(data: st.DataObject) -> None:
    address = return_address(MAILBOX, LETTER, on=MONDAY, key=KEY)
    at = data.draw(st.integers(0, len(address) - 1))
    sign = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567+@."))
    changed = address[:at] + sign + address[at + 1 :]

    assert changed == address or read(changed) is None


@given(st.text(max_size=90))
def test_no_text_makes_reading_an_address_fail(text: str) -> None:
    assert read(text) is None
    assert read(f"actions-returns+b{text}@northbank.example") is None
    assert read(f"actions-returns+r{text}@northbank.example") is None
