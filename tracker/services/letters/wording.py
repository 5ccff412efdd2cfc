"""The council's own opening and closing sentences, kept beside ours."""

import re
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.personal import personal_detail_in
from tracker.domain.wording import listed, local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.letters.kinds import BY_NAME, LONGEST_SENTENCE, Wording
from tracker.services.record import record
from tracker.store.history import Happened
from tracker.store.once import asked_once
from tracker.store.wordings import LetterWording

_ADDRESS = re.compile(r"https?:|www\.|\w@\w", re.IGNORECASE)
_LONGEST_WORD = 50


@asked_once
def wording_of(kind: str) -> Wording:
    """What letters of this kind open and close with: the council's own, else ours. A kind that is
    all instruction, as a one-time code, has neither."""
    if kind not in BY_NAME:
        return Wording()
    own, ours = db.session.get(LetterWording, kind), BY_NAME[kind].ours
    if own is None:
        return ours
    return Wording(own.opening or ours.opening, own.closing or ours.closing)


def saved_wording(kind: str) -> tuple[Wording, int]:
    """The council's own sentences, empty where there are none, and their version for a form."""
    own = db.session.get(LetterWording, kind, populate_existing=True)
    return (Wording(own.opening, own.closing), own.version) if own else (Wording(), 0)


def own_wordings() -> frozenset[str]:
    """The kinds that do not open and close with our words here."""
    found = db.session.query(LetterWording)
    return frozenset(one.kind for one in found if one.opening or one.closing)


def check_wording(wording: Wording, *, today: date) -> None:
    """Raise RuleBroken, naming the field, when a sentence is not fit for a letter."""
    for field, text in (("opening", wording.opening), ("closing", wording.closing)):
        if len(text) > LONGEST_SENTENCE:
            message = f"It must be {LONGEST_SENTENCE} characters or less"
        elif _ADDRESS.search(text):
            message = "Leave out web and email addresses: every link in a letter is made for it"
        elif any(len(word) > _LONGEST_WORD for word in text.split()):
            message = "It holds a word that is too long for a line of an email"
        elif found := personal_detail_in(text, today):
            message = f"It looks as if it holds {listed(list(found))}. Leave it out"
        else:
            continue
        raise RuleBroken(message, field=field)


def save_wording(
    kind: str, wording: Wording, *, version: int | None, sent: SentForm, now: datetime
) -> None:
    """Have letters of this kind open and close with these sentences from now on; an empty one is
    ours again.

    Raises Crossed when somebody else saved first, and RuleBroken when a sentence is not fit.
    """
    wording = Wording(_tidy(wording.opening), _tidy(wording.closing))
    check_wording(wording, today=local_day(now))
    title = BY_NAME[kind].title
    with taking_effect(sent, route="letters.wording", message=f"{title} is saved.", now=now):
        own = db.session.get(LetterWording, kind)
        if (version or 0) != (own.version if own else 0):
            raise Crossed
        before = Wording(own.opening, own.closing) if own else Wording()
        if before != wording:
            own = own or LetterWording(kind=kind)
            own.opening, own.closing = wording.opening, wording.closing
            own.saved_at, own.saved_by_id = now, sent.by.id
            _keep(own)
            record(
                Happened.WORDING_CHANGED,
                at=now,
                actor=sent.by,
                letter=kind,
                before={"opening": before.opening, "closing": before.closing},
                after={"opening": wording.opening, "closing": wording.closing},
            )
        db.session.commit()


def _keep(own: LetterWording) -> None:
    """Add the row; somebody who added theirs at the same time was first."""
    db.session.add(own)
    try:
        db.session.flush()
    except IntegrityError as other:
        db.session.rollback()
        raise Crossed from other


def _tidy(text: str) -> str:
    """One paragraph: letters hold one line a paragraph and wrap it themselves."""
    return " ".join(text.split())
