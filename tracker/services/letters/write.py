"""Writing one letter: checking that it is still wanted, and finding its words.

Everything is asked for afresh as it is written, as its reader, through the same door as pages. Each
purpose has a writer in a file of its own family; what is the same in all letters is done here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from tracker.config import Settings
from tracker.delivery.letter import Letter
from tracker.delivery.render import Words, words
from tracker.extensions import db
from tracker.services.letters import (
    board,
    checking,
    code,
    decided,
    deciding,
    digest,
    escalation,
    mentioned,
    opened,
    pack,
    reminding,
    reviewed,
    samples,
    shared,
    undelivered,
)
from tracker.services.letters.facts import Owned
from tracker.services.letters.kinds import KINDS, Wording
from tracker.services.letters.orders import Away, Desk, Draft, NotWanted, Order
from tracker.services.letters.wording import wording_of
from tracker.services.stopping import unsubscribe_token
from tracker.store.cover import covers_on
from tracker.store.once import asked_once
from tracker.store.outbox import ONE_TIME_CODE, REPORT_SHARED, REVIEWED
from tracker.store.people import Person

__all__ = ["KINDS", "Draft", "LetterWriter", "NotWanted", "Order"]

_WRITERS: Mapping[str, Callable[[Order, Desk], Draft | NotWanted]] = {
    "new_action": reminding.new_action,
    "chase": reminding.chase,
    "reminder": reminding.reminder,
    "escalation": escalation.escalation,
    "new_date_asked": deciding.decision_asked,
    "sign_off_asked": deciding.decision_asked,
    "new_date_decided": decided.new_date_decided,
    "check_due": checking.check_due,
    "on_hold": decided.on_hold,
    REVIEWED: reviewed.reviewed,
    "returned": decided.returned,
    "signed_off": decided.signed_off,
    "digest": digest.weekly_digest,
    "board_digest": board.monthly_digest,
    "board_pack": pack.board_pack,
    "delivery_problem": undelivered.delivery_problem,
    ONE_TIME_CODE: code.one_time_code,
    REPORT_SHARED: shared.report_shared,
    "plan_opened": opened.plan_opened,
    "mentioned": mentioned.mentioned,
    "example": samples.example,
}
"""By what was planned: a reminder may come to be one of five kinds."""

EXAMPLE = "This is an example. The people and actions in it do not exist."


class LetterWriter:
    """Writes letters with one installation's settings and templates."""

    def __init__(self, settings: Settings, templates: Path) -> None:
        self._settings = settings
        self._templates = templates
        self._sender = parseaddr(settings.mail_from)

    def write(self, order: Order, *, now: datetime) -> Letter | NotWanted:
        """The letter as its recipient may read it now, or why it is not wanted any more.

        What was done, moved, decided, taken back, given to somebody else or restricted since it was
        planned is not told.
        """
        person = reader_of(order.recipient_id)
        if person is None or not person.active:
            return NotWanted("this person is turned off")
        desk = Desk(person, now, self._settings.base_url)
        if order.for_id:
            away = _away(order.for_id, desk)
            if away is None:
                return NotWanted("this person does not cover for them any more")
            desk = Desk(person, now, self._settings.base_url, away)
        draft = _WRITERS[order.purpose](order, desk)
        return draft if isinstance(draft, NotWanted) else self._letter(order, desk, draft)

    def words(self, draft: Draft, reader: Person, wording: Wording, *, covering: str = "") -> Words:
        """What a draft says to its reader, in this wording; asks nothing of the database."""
        base = self._settings.base_url
        shared: dict[str, Any] = {
            "greeting": reader.given_name,
            "covering": covering,
            "own_opening": wording.opening,
            "own_closing": wording.closing,
            "council": self._settings.council_name,
            "phone": self._settings.performance_team_phone,
            "home_url": f"{base}/",
            "plans_url": f"{base}/plans",
            "preferences_url": f"{base}/account/notifications",
            "cover_url": f"{base}/account/cover",
        }
        facts = {**shared, **draft.facts}
        return words(self._templates, draft.kind, facts, instance=self._settings.instance)

    def preview_new_actions(self, person: Person, given: list[Owned]) -> Words:
        """What a letter about these new actions would say, for somebody to read before there are
        any."""
        draft = reminding.new_action_draft(given, base=self._settings.base_url)
        return self.words(draft, person, wording_of(draft.kind))

    def _letter(self, order: Order, desk: Desk, draft: Draft) -> Letter:
        person, first = desk.reader, desk.away.note if desk.away else ""
        first = EXAMPLE if draft.is_example else first
        said = self.words(draft, person, wording_of(draft.kind), covering=first)
        settings, host = self._settings, self._settings.mail_host
        about = draft.about
        plan = draft.reference.partition("-")[0].lower()
        return Letter(
            kind=draft.kind,
            reference=draft.reference,
            to_name=person.name,
            to_address=person.email,
            subject=f"Example: {said.subject}" if draft.is_example else said.subject,
            preheader=said.preheader,
            text=said.text,
            html="" if person.text_only else said.html,
            message_id=order.message_id,
            thread_root=f"<action.{about.ref}.{person.id}@{host}>".lower() if about else None,
            thread_topic=about.name if about else None,
            list_id=f"<{plan}.actions.{host}>",
            unsubscribe_url=self._stop_url(draft, person),
            reply_to=settings.mail_reply_to,
            sender=self._sender,
        )

    def _stop_url(self, draft: Draft, person: Person) -> str | None:
        if draft.stops is None:
            return None
        token = unsubscribe_token(person.id, self._settings.secret_key, draft.stops)
        return f"{self._settings.base_url}/stop/{token}"


@asked_once
def reader_of(person_id: int) -> Person | None:
    """Whoever reads a letter."""
    return db.session.get(Person, person_id)


def _away(person_id: int, desk: Desk) -> Away | None:
    """Who the reader covers for, while the cover holds."""
    cover = covers_on(desk.today).get(person_id)
    if cover is None or cover.covered_by_id != desk.reader.id:
        return None
    return Away(cover.person, cover.to_on, cover.decides)
