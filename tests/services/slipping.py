"""New due dates as the pages ask for them and decide about them."""

from dataclasses import dataclass
from datetime import date

from tests.services.forms_sent import sent_by
from tests.services.meetings import the
from tracker import clock
from tracker.domain.dates import Decision, DelayReason, Verdict, Wish
from tracker.services import dates
from tracker.services.forms import SentForm
from tracker.store.decisions import DateRequest
from tracker.store.people import Person
from tracker.store.timeline import papers_of

WISH = Wish(date(2011, 7, 29), DelayReason.STAFFING, "Two posts are vacant until 18 July.")
AGREE = Decision(Verdict.AGREE)
REFUSE = Decision(Verdict.REFUSE, reason="It cannot wait that long.")


@dataclass
class Slipping:
    """One action whose owner needs longer."""

    number: str = "1.1"

    def asks(
        self, by: Person, wish: Wish = WISH, *, sent: SentForm | None = None, version: int = 0
    ) -> str:
        """What the page says after somebody has asked, or worded what waits anew."""
        action = the(self.number)
        return dates.ask(
            action,
            wish,
            sent=sent or sent_by(by),
            version=version or action.version,
            now=clock.now(),
            today=clock.today(),
        )

    def withdraws(self, by: Person, *, sent: SentForm | None = None, version: int = 0) -> str:
        """What the page says after somebody has withdrawn the request."""
        action = the(self.number)
        return dates.withdraw(
            action,
            sent=sent or sent_by(by),
            version=version or action.version,
            now=clock.now(),
            today=clock.today(),
        )

    def decides(
        self,
        by: Person,
        decision: Decision = AGREE,
        *,
        sent: SentForm | None = None,
        version: int = 0,
    ) -> str:
        """What the page says after somebody has decided."""
        action = the(self.number)
        return dates.decide(
            action,
            decision,
            sent=sent or sent_by(by),
            version=version or action.version,
            now=clock.now(),
            today=clock.today(),
        )

    @property
    def waiting(self) -> DateRequest | None:
        """The request that waits."""
        return papers_of(the(self.number)).waiting_request

    @property
    def states(self) -> list[str]:
        """What became of every request, the first one first."""
        return [request.state.value for request in papers_of(the(self.number)).requests][::-1]
