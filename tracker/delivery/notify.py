"""Letters by GOV.UK Notify, with the extra `notify`.

One request carries a letter, so the gate opens just before it. Our own id goes along as Notify's
`reference`, and a letter that may have been taken before is looked up by it first. The template at
Notify is nothing but `((subject))` and `((body))`.
"""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.letter import Letter, one_line, wire_address
from tracker.delivery.smtp import Accepted, Gate

TIMEOUT = 30
GATE_TO_REQUEST = 2
ABOUT_THE_LETTER = ("email_address", "one_click_unsubscribe_url", "character count")
"""Words of a 400 that speak of this one letter; the first of them of its address."""
TAKEN = 201


def _nothing(*_: object) -> None:
    pass


class Notify:
    """Hands letters to one service at GOV.UK Notify. For one thread."""

    def __init__(self, api_key: str, template: str, url: str) -> None:
        from notifications_python_client import errors  # noqa: PLC0415  only with the extra
        from notifications_python_client.notifications import (  # noqa: PLC0415  as above
            NotificationsAPIClient,
        )

        client: Any = NotificationsAPIClient  # it has no types

        self._failed: tuple[type[Exception], ...] = (errors.APIError,)
        self._client = client(api_key, base_url=url, timeout=TIMEOUT)
        self._template = template
        self._secret = api_key
        self._on_step: Callable[[Phase], None] = _nothing
        self._on_wait: Callable[[], None] = _nothing

    def prepare(self, letter: Letter, *, date: datetime) -> bytes:
        """What is asked of Notify, as JSON; the same letter always gives the same bytes."""
        del date  # Notify dates its letters itself
        asked: dict[str, Any] = {
            "email_address": wire_address(letter.to_address),
            "template_id": self._template,
            "personalisation": {"subject": one_line(letter.subject), "body": letter.text},
            "reference": letter.message_id.strip("<>"),
        }
        if letter.unsubscribe_url:
            asked["one_click_unsubscribe_url"] = letter.unsubscribe_url
        return json.dumps(asked, ensure_ascii=False).encode()

    def send(
        self,
        letter: Letter,
        payload: bytes,
        gate: Gate,
        *,
        waiting: Callable[[], None],
        again: bool = False,
    ) -> Accepted:
        """Ask Notify to send it; see Channel."""
        del letter, waiting  # the request has its own time limit, far below a claim's
        asked = json.loads(payload)
        if again:
            self._on_wait()
        taken = self._looked_up(asked["reference"]) if again else None
        self._on_step(Phase.BODY)
        opened = gate()
        if opened is None or time.monotonic() - opened > GATE_TO_REQUEST:
            raise DeliveryError(Phase.GATE, "The letter was called back.")
        return taken or self._asked(asked)

    def watch(self, on_step: Callable[[Phase], None], on_wait: Callable[[], None]) -> None:
        """Have each completed step told to `on_step`, and `on_wait` called before Notify is asked
        about a letter that may have gone."""
        self._on_step, self._on_wait = on_step, on_wait

    def heed(self, stop: Callable[[], bool]) -> None:
        """A request ends within half a minute by itself."""
        del stop

    def check(self) -> None:
        """Look the template up."""
        try:
            self._client.get_template(self._template)
        except self._failed as error:
            raise self._trouble(Phase.LOGIN, error) from None

    def close(self) -> None:
        """Let go of the connection."""
        self._client.request_session.close()

    def _asked(self, asked: dict[str, Any]) -> Accepted:
        try:
            answer = self._client.post("/v2/notifications/email", data=asked)
        except self._failed as error:
            return self._after(error, asked["reference"])
        self._on_step(Phase.DOT)
        return Accepted(TAKEN, None, f"Notify took it as {answer.get('id', '')}"[:200])

    def _after(self, error: Exception, reference: str) -> Accepted:
        """An answer that says no is taken at its word; after any other the letter is looked up."""
        code = _code(error)
        if code is not None and 400 <= code < 500:
            raise self._refusal(code, error) from None
        try:
            taken = self._looked_up(reference)
        except DeliveryError:
            taken, code = None, None
        if taken:
            return taken
        if code is None:  # Notify may be at work on it still
            raise DeliveryError(Phase.DOT, _words(error), in_doubt=True, secrets=(self._secret,))
        raise self._trouble(Phase.DOT, error) from None

    def _refusal(self, code: int, error: Exception) -> DeliveryError:
        """A 400 about the letter or its address is its own; all else is about our account."""
        words = _words(error)
        if code == 400 and any(name in words for name in ABOUT_THE_LETTER):
            return DeliveryError(
                Phase.RCPT if ABOUT_THE_LETTER[0] in words else Phase.DATA,
                words,
                permanent=True,
                code=code,
                secrets=(self._secret,),
            )
        return self._trouble(Phase.LOGIN, error)

    def _looked_up(self, reference: str) -> Accepted | None:
        try:
            found = self._client.get_all_notifications(reference=reference)["notifications"]
        except self._failed as error:
            raise self._trouble(Phase.CONNECT, error) from None
        if not found:
            return None
        return Accepted(TAKEN, None, f"Notify had it already as {found[0].get('id', '')}"[:200])

    def _trouble(self, phase: Phase, error: Exception) -> DeliveryError:
        return DeliveryError(
            phase, _words(error), relay=True, code=_code(error), secrets=(self._secret,)
        )


def _code(error: Exception) -> int | None:
    """The answer's number; None when there was no answer, or none that can be understood."""
    response = getattr(error, "response", None)
    code = getattr(response, "status_code", None)
    return code if isinstance(code, int) and code >= 400 else None


def _words(error: Exception) -> str:
    said = getattr(error, "message", "")
    if isinstance(said, list):
        said = " ".join(str(one.get("message", "")) for one in said if isinstance(one, dict))
    return str(said) or "Notify did not answer."
