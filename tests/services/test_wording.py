"""The council's own sentences in its letters: kept, checked, carried by both parts, given up."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.cast import Cast
from tests.services.drafting import rows
from tests.services.forms_sent import sent_by
from tests.services.letters import TEMPLATES, plan_letter, the_letter
from tests.services.outcomes import action
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.letters.kinds import BY_NAME, KINDS, Wording
from tracker.services.letters.preview import preview
from tracker.services.letters.wording import own_wordings, save_wording, saved_wording, wording_of
from tracker.store.history import Happened, HistoryEntry

OWN = Wording("Our board reads every answer.", "With thanks from the improvement team.")


def save(
    cast: Cast, now: datetime, wording: Wording, *, kind: str = "overdue", version: int = 0
) -> None:
    save_wording(kind, wording, version=version, sent=sent_by(cast.chris), now=now)


def test_both_parts_carry_the_councils_own_sentences(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    save(cast, now, OWN)
    plan_letter("reminder", cast.priya, now=now, actions=[action("1.1")])

    letter = the_letter(northbank, "Priya", now=now)

    assert "OVERDUE\n\nOur board reads every answer.\n\nConference" in letter.text
    assert "\n\nWith thanks from the improvement team.\n\n--\n" in letter.text
    for sentence in (OWN.opening, OWN.closing, "performance team, 01632 960 118."):
        assert sentence in letter.html


def test_what_was_changed_is_in_the_history_with_what_it_was(cast: Cast, now: datetime) -> None:
    save(cast, now, OWN)
    save(cast, now, Wording(OWN.opening, ""), version=1)

    found = select(HistoryEntry).where(HistoryEntry.kind == Happened.WORDING_CHANGED)
    entries = list(db.session.scalars(found.order_by(HistoryEntry.id)))
    assert [entry.actor_id for entry in entries] == [cast.chris.id] * 2
    assert entries[1].facts == {
        "letter": "overdue",
        "before": {"opening": OWN.opening, "closing": OWN.closing},
        "after": {"opening": OWN.opening, "closing": ""},
    }


def test_an_empty_sentence_is_ours(cast: Cast, now: datetime) -> None:
    save(cast, now, Wording("Hello.", ""), kind="signed_off")
    save(cast, now, Wording(), kind="signed_off", version=1)

    assert wording_of("signed_off") == BY_NAME["signed_off"].ours
    assert own_wordings() == frozenset()


def test_whoever_saves_second_overwrites_nothing(cast: Cast, now: datetime) -> None:
    save(cast, now, OWN)

    with pytest.raises(Crossed):
        save(cast, now, Wording("Mine.", ""), version=0)

    assert saved_wording("overdue") == (OWN, 1)


@pytest.mark.parametrize(
    ("wording", "field", "message"),
    [
        (Wording("x " * 201, ""), "opening", "It must be 400 characters or less"),
        (Wording("See https://example.org", ""), "opening", "Leave out web and email addresses"),
        (Wording("", "Write to us@example.org"), "closing", "Leave out web and email addresses"),
        (Wording("", "x" * 51), "closing", "It holds a word that is too long"),
        (Wording("About case number CP-48213", ""), "opening", "It looks as if it holds a case"),
    ],
)
def test_a_sentence_not_fit_for_a_letter_is_refused(
    cast: Cast, now: datetime, wording: Wording, field: str, message: str
) -> None:
    with pytest.raises(RuleBroken, match=message) as broken:
        save(cast, now, wording)

    assert broken.value.field == field
    assert saved_wording("overdue") == (Wording(), 0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sample_that_carries_both_sentences(
    northbank: Flask, now: datetime, kind: str
) -> None:
    words = preview(kind, OWN, templates=TEMPLATES, now=now)

    for sentence in (OWN.opening, OWN.closing, "01632 960 118"):
        assert sentence in " ".join(words.text.split())
        assert sentence in words.html
    assert "conference minutes" not in words.text.lower()


def test_a_sample_touches_no_row(northbank: Flask, now: datetime) -> None:
    before, statements = rows(), []
    event.listen(db.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    for kind in KINDS:
        preview(kind, Wording(), templates=TEMPLATES, now=now)

    assert statements == []
    assert rows() == before
