"""A performance officer taking a spreadsheet in through the services, a step at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker import clock
from tracker.domain.sheet_answers import SheetAnswers
from tracker.extensions import db
from tracker.services.imports import Sent
from tracker.services.sheet_adding import Adding, add, mark_of
from tracker.services.sheet_imports import ADD_STEP, begin, save, send_again
from tracker.services.sheet_merging import Taking, taking_of
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.sheet_imports import SheetDraft, get_sheet_draft

HEAD = "Ref,Area,Action,Lead officer,Due date,Status,Comments"


def csv_of(*rows: str, head: str = HEAD) -> bytes:
    """A CSV file of these rows."""
    return "\n".join([head, *rows]).encode()


def same(answers: SheetAnswers) -> SheetAnswers:
    """A change that changes nothing."""
    return answers


@dataclass
class Sheeting:
    """A person working on one spreadsheet, each form with a number of its own."""

    by: Person
    id: str = "a-sheet"
    forms: int = 0

    def sent(self) -> Sent:
        """A form nobody has sent before, built from the draft as it is now."""
        self.forms += 1
        row = get_sheet_draft(self.id)
        number = f"form {self.forms} of {self.by.name} for {self.id}"
        return Sent(self.by, self.id, row.version if row else None, number, "/next")

    def begins(
        self, data: bytes, *, into: Plan | None = None, name: str = "plan.csv"
    ) -> "Sheeting":
        """Take in a file."""
        begin(name, data, into=into, sent=self.sent(), now=clock.now())
        return self

    def sends_again(self, data: bytes, name: str = "plan.csv") -> None:
        """Put another file in its place."""
        send_again(name, data, sent=self.sent(), now=clock.now())

    def says(self, change: Callable[[SheetAnswers], SheetAnswers] = same, **facts: object) -> None:
        """Save a change to the answers, or these facts in them."""
        save(self.sent(), lambda answers: replace(change(answers), **facts), now=clock.now())  # type: ignore[arg-type]  # facts of the answers

    @property
    def row(self) -> SheetDraft:
        """The draft as it is now."""
        row = get_sheet_draft(self.id)
        assert row is not None
        return row

    @property
    def taking(self) -> Taking:
        """What it comes to now."""
        return taking_of(self.row)

    def adds(self, *, title: str = "Our plan", code: str = "OURS", tell: bool = False) -> str:
        """Finish: returns the plan's code."""
        save(self.sent(), same, now=clock.now(), reached=ADD_STEP)
        adding = Adding(title, code, tell, mark_of(self.taking))
        return add(self.sent(), adding, now=clock.now(), today=clock.today())


def actions_of(code: str) -> Sequence[Action]:
    """A plan's actions in its order."""
    found = db.select(Action).join(Plan).where(Plan.code == code).order_by(Action.position)
    return db.session.scalars(found).all()


def sentences(taking: Taking) -> list[str]:
    """All that has to be mended."""
    return [problem.sentence for one in taking.rows for problem in one.problems]


NEXT_YEAR = date(clock.today().year + 1, 3, 31)
