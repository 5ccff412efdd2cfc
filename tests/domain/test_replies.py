import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.replies import LONGEST_REPLY, MARKER, reply_text

OWN = "Two posts are filled now.\nThe third is advertised."


@pytest.mark.parametrize(
    "below",
    [
        f"\n\nOn Mon, 4 Jul 2011 at 08:00, Northbank action plans <a@b.example> wrote:\n> {MARKER}",
        "\n\nOn Mon, 4 Jul 2011 at 08:00, Northbank action plans\n<a@b.example> wrote:\n> Priya,",
        "\n\nAr Llun, 4 Gorff 2011 am 08:00, ysgrifennodd Northbank <a@b.example>:\n> Priya,",
        "\n\n-----Original Message-----\nFrom: Northbank",
        "\n\n-----Neges Wreiddiol-----\nOddi wrth: Northbank",
        "\n\n________________________________\nFrom: Northbank\nSent: 4 July 2011",
        "\n\nFrom: Northbank action plans <a@b.example>\nSent: 04 July 2011 08:00\nTo: Priya",
        "\n\nOddi wrth: Northbank <a@b.example>\nAnfonwyd: 04 Gorffennaf 2011 08:00\nAt: Priya",
        f"\n\n{MARKER}\n\nPriya,\n",
        "\n> quoted\n> and more",
        "\n-- \nPriya Nair\nSafeguarding",
        "\n\nSent from my iPhone",
    ],
)
def test_only_what_stands_above_the_quoted_letter_is_kept(below: str) -> None:
    assert reply_text(OWN + below) == OWN
    assert reply_text((OWN + below).replace("\n", "\r\n")) == OWN


@pytest.mark.parametrize(
    "text",
    [
        "On Monday we filled two posts.\nWe wrote to the third.",
        "From: 9am we are open.",
        "Ar ddydd Llun mae popeth yn iawn.",
    ],
)
def test_words_of_ones_own_are_not_taken_for_a_quote(text: str) -> None:
    assert reply_text(text) == text


def test_nothing_above_the_marker_is_nothing() -> None:
    assert reply_text(f"\n\n> {MARKER}\n> Priya,") == ""


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_below_the_marker_is_ever_kept(above: str, below: str) -> None:
    kept = reply_text(f"{above}\n{MARKER}\n{below}")

    assert kept == reply_text(above)
    assert len(kept) <= LONGEST_REPLY
    assert all(sign.isprintable() or sign in "\n\t" for sign in kept)


def test_a_very_long_reply_is_cut() -> None:
    assert len(reply_text("word " * 5_000)) <= LONGEST_REPLY
