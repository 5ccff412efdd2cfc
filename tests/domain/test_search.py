"""What somebody looks for, the excerpt around a hit, and near words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.search import LONGEST, Reference, Term, excerpt, near_words, sought_from


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("minutes", [Term(("minutes",), begins=True)]),
        ("Send the MINUTES", [Term(("send",)), Term(("the",)), Term(("minutes",), begins=True)]),
        ('"sent out" late', [Term(("sent", "out")), Term(("late",), begins=True)]),
        ('late "sent out"', [Term(("late",)), Term(("sent", "out"))]),
        ('"sent out', [Term(("sent",)), Term(("out",), begins=True)]),
        ("e-mail", [Term(("e", "mail"), begins=True)]),
        ("Núñez n\u0303", [Term(("nunez",)), Term(("n",))]),
        ("a OR (b* NEAR c:^d", [Term((word,)) for word in ("a", "or", "b", "near")] + [Term(("c", "d"))]),
        ('"*" \x00 ✅ \'', []),
    ],
)  # fmt: skip
def test_what_was_typed_is_words_and_nothing_else(typed: str, terms: list[Term]) -> None:
    assert list(sought_from(typed).terms) == terms


def test_what_was_typed_may_name_one_thing() -> None:
    assert sought_from(" slac-1.1 ").reference == Reference("1.1", "SLAC")
    assert sought_from("1.1").reference == Reference("1.1")
    assert sought_from("1.1 minutes").reference is None
    assert [sought_from(typed).code for typed in ("SLAC", "slac", "SLAC-1.1")] == ["SLAC", "", ""]


def test_something_endless_is_cut() -> None:
    sought = sought_from("word " * 2000)

    assert len(sought.text) <= LONGEST
    assert len(sought.terms) == 12


TEXT = "We sent the minutes late, because nobody had been trained to write a minute."


def test_the_excerpt_marks_the_hits_as_they_were_written() -> None:
    pieces = excerpt(TEXT, sought_from('"training" MINU'))

    assert "".join(words for words, _hit in pieces) == TEXT
    assert [words for words, is_hit in pieces if is_hit] == ["minutes", "trained", "minute"]


def test_the_excerpt_of_a_long_text_begins_before_the_first_hit() -> None:
    long = f"{'Nothing of note here. ' * 40}Then immunisation began. {'And so on. ' * 40}"

    pieces = excerpt(long, sought_from("immunisation"))

    said = "".join(words for words, _hit in pieces)
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert "Then immunisation began." in said
    assert len(said) < 280


@given(st.text(), st.text(max_size=30))
def test_an_excerpt_shows_what_is_there_and_nothing_else(text: str, typed: str) -> None:
    said = "".join(words for words, _hit in excerpt(text, sought_from(typed), most=20))

    assert said.removeprefix("… ").removesuffix(" …") in " ".join(text.split())


def test_near_words_come_from_the_texts_that_are_given() -> None:
    texts = ["Consent for school immunisations", "Écoles", "Audit 40 files"]

    assert near_words(sought_from("immunisatoin"), texts) == ["immunisations"]
    assert near_words(sought_from("consnt ecole school"), texts) == ["school", "consent", "écoles"]
    assert near_words(sought_from("zebra 41"), texts) == []
