"""Names out of texts, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.redaction import NO_EMAIL, NO_PHONE, REMOVED, Known, Redactor

PEOPLE = (
    Known("Priya Nair", "Team manager"),
    Known("Dawn Okafor", "Social worker"),
    Known("Marcus Bell", "Head of health"),
    Known("Anne-Marie O'Brien", "Nurse"),
    Known("Zoë Ashworth", "Director"),
    Known("Tom Ashworth", "Officer"),
)
redacted = Redactor(PEOPLE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Priya Nair wrote", "Team manager wrote"),
        ("PRIYA  NAIR’s note", "Team manager’s note"),
        ("priya nair and Nair, Priya", "Team manager and Team manager"),
        ("Asked Priya. Ms Nair and P. Nair agreed", "Asked Team manager. Team manager and Team manager agreed"),
        ("Priya_Nair-minutes.pdf", "Team manager-minutes.pdf"),
        ("Anne-Marie O’Brien; Mrs O'Brien", "Nurse; Nurse"),
        ("Ashworth said so, Tom Ashworth did not", f"{REMOVED} said so, Officer did not"),
        ("Zoe and ZOË", "Director and Director"),
        ("before dawn; Dawn broke; ask Dawn Okafor", "before dawn; Dawn broke; ask Social worker"),
        ("the Bell rang for M Bell", "the Bell rang for Head of health"),
        ("Write to priya.nair+x@northbank.gov.uk.", f"Write to {NO_EMAIL}."),
        ("Ring 01632 960 123 or (020) 7946 0123 or +44 1632 960123", f"Ring {NO_PHONE} or {NO_PHONE} or {NO_PHONE}"),
        ("On 01/02/2011 and 1 July 2011, 75 of 1,200", "On 01/02/2011 and 1 July 2011, 75 of 1,200"),
        ("Nairobi and Priyanka stay", "Nairobi and Priyanka stay"),
        ("", ""),
    ],
)  # fmt: skip
def test_who_is_known_is_told_by_their_post(text: str, told: str) -> None:
    assert redacted(text) == told


@given(
    st.lists(
        st.one_of(
            st.sampled_from([one.name for one in PEOPLE]),
            st.text(st.characters(codec="utf-8"), max_size=12),
        ),
        max_size=6,
    ),
    st.sampled_from([" ", "\n", ", ", "; ", "(", "“"]),
)
def test_no_full_name_is_left_in_any_text(parts: list[str], between: str) -> None:
    told = redacted(between.join(parts)).casefold()

    assert [one.name for one in PEOPLE if f" {one.name.casefold()} " in f" {told} "] == []
