"""Actions on their way through the gates, each step as its page would take it."""

from dataclasses import dataclass
from typing import Any

from tests.services.forms_sent import sent_by
from tests.services.meetings import the
from tracker import clock
from tracker.domain.on_hold import Rest
from tracker.domain.sign_off import Checked, Finished, Ruling, Verdict
from tracker.services import on_hold, rechecks, sign_off
from tracker.services.forms import SentForm
from tracker.store.people import Person

RETURN = Ruling(Verdict.RETURN, "Show the sessions since June.")
SIGN_OFF = Ruling(Verdict.SIGN_OFF)


@dataclass
class Gates:
    """One person before one action: `Gates(cast.jean, "6.1").decides(RETURN)`.

    The forms show the action as it is when they are made, unless `version` says otherwise.
    """

    by: Person
    number: str

    def sends(self, what: str = "It is done.", how: str = "Audited.", **more: Any) -> str:
        """Send it for sign-off."""
        finished = Finished(what, more.pop("finished_on", clock.today()), how)
        return sign_off.send(the(self.number), finished, **self._form(**more))

    def takes_back(self, **more: Any) -> str:
        """Take it back."""
        return sign_off.take_back(the(self.number), **self._form(**more))

    def decides(self, ruling: Ruling, **more: Any) -> str:
        """Decide about it."""
        return sign_off.decide(the(self.number), ruling, **self._form(**more))

    def finds(self, checked: Checked, **more: Any) -> str:
        """Say whether it has lasted."""
        return rechecks.answer(the(self.number), checked, **self._form(**more))

    def rests(self, rest: Rest, **more: Any) -> str:
        """Put it on hold, take it up again or drop it."""
        return on_hold.decide(the(self.number), rest, **self._form(**more))

    def _form(self, *, sent: SentForm | None = None, version: int | None = None) -> dict[str, Any]:
        return {
            "sent": sent or sent_by(self.by),
            "version": the(self.number).version if version is None else version,
            "now": clock.now(),
            "today": clock.today(),
        }
