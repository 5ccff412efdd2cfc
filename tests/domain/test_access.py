"""Which accounts seem to be the same human being's."""

import pytest

from tracker.domain.access import accounts_by_person, mailbox, with_other_accounts

PRIYA = (1, "Priya Nair", "priya.nair@council.example")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ((2, "priya  NAIR", "pn@council.example"), True),
        ((2, "P. Nair", "Priya.Nair+manager@council.example"), True),
        ((2, "Priya Nairn", "priya.nairn@council.example"), False),
        ((2, "P. Nair", "priya.nair@health.example"), False),
    ],
)
def test_accounts_are_alike_by_name_or_by_mailbox(
    other: tuple[int, str, str], *, alike: bool
) -> None:
    assert accounts_by_person([PRIYA, other]) == ({1: {2}, 2: {1}} if alike else {})


def test_three_accounts_are_each_the_others() -> None:
    found = accounts_by_person([PRIYA, (2, "Priya Nair", "b@x"), (3, "Else", "b+1@x")])

    assert found == {1: {2}, 2: {1, 3}, 3: {2}}


def test_a_mailbox_has_no_tag_and_no_capitals() -> None:
    assert mailbox(" Priya.Nair+tag+more@Council.example ") == "priya.nair@council.example"


def test_parties_come_with_their_other_accounts_and_nobody_is_none() -> None:
    assert with_other_accounts({1, None, 5}, {1: {2, 3}, 9: {8}}) == {1, 2, 3, 5}
