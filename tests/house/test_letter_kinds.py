"""Every kind of letter has its subject, preheader, text and HTML, and renders strictly."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tracker.delivery.render import words
from tracker.services.letters.kinds import KINDS, UNWORDED

TEMPLATES = Path(__file__).parents[2] / "templates"
EVERY = (*KINDS, *UNWORDED)
PARTS = {"subject.txt", "preheader.txt", "body.txt", "body.html"}


def test_every_folder_of_letters_is_a_kind_and_every_kind_has_a_folder() -> None:
    folders = {path.name for path in (TEMPLATES / "email").iterdir() if path.name != "_base"}

    assert folders == set(EVERY)


@pytest.mark.parametrize("kind", EVERY)
def test_a_kind_has_its_four_parts(kind: str) -> None:
    assert {path.name for path in (TEMPLATES / "email" / kind).iterdir()} == PARTS


@pytest.mark.parametrize("kind", EVERY)
def test_a_letter_with_a_fact_missing_is_an_error_and_not_a_hole(kind: str) -> None:
    with pytest.raises(UndefinedError):
        words(TEMPLATES, kind, {})
