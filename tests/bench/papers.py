"""How long a person waits for a report to the board about a thousand actions, in each kind of file."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.bench.table import Row, timed
from tracker.domain.actions import Progress, Rag, Standing, days_late, is_overdue
from tracker.domain.board_paper import board_paper
from tracker.domain.board_report import ReportedAction, ReportedArea, ReportFacts
from tracker.domain.colours import DEFAULT, rating
from tracker.exporters.pdf import pdf
from tracker.exporters.word import word
from tracker.exporters.workbook import workbook
from tracker.services.board_reports.sheets import report_tables

ACTIONS, AREAS = 1_000, 20
TODAY = date(2011, 7, 4)
SAID = (Progress.ON_TRACK, Progress.AT_RISK, Progress.OFF_TRACK, Progress.COMPLETED)
WORDS: dict[str, str] = {}


def papers() -> list[Row]:
    """Goal two seconds for each kind of file."""
    facts = report(ACTIONS)
    return [
        _row("Word", lambda: word(board_paper(facts, WORDS, issuer="Northbank"))),
        _row("PDF", lambda: pdf(board_paper(facts, WORDS, issuer="Northbank"))),
        _row("Excel", lambda: workbook(report_tables(facts))),
    ]


def _row(kind: str, write: Callable[[], bytes]) -> Row:
    with timed() as took:
        write()
    words = f"a report on 1,000 actions in {kind}"
    return Row(words, took.seconds, "s", floor=2, goal=2, least=True, number="22")


def report(number: int) -> ReportFacts:
    """A report about this many actions: a quarter done, a third of the others overdue."""
    actions = tuple(_action(n) for n in range(number))
    return ReportFacts(
        code="BIG",
        plan="Everything at once",
        restricted=False,
        report_to="Executive Board",
        officer="Strategic Director",
        subject="Inspection action plan: everything at once",
        wards="Borough-wide",
        as_at=TODAY,
        since=TODAY - timedelta(days=30),
        by_name=False,
        areas=tuple(_area(n, actions) for n in range(1, AREAS + 1)),
        actions=actions,
        dates=(),
        next_board_on=TODAY + timedelta(days=17),
    )


def _action(n: int) -> ReportedAction:
    said, due_on = SAID[n % 4], TODAY + timedelta(days=n % 90 - 30)
    standing = Standing(
        said, due_on, None, date(2011, 4, 1), TODAY, TODAY if n % 4 == 3 else None, None
    )
    rated = rating(standing, TODAY, DEFAULT)
    return ReportedAction(
        ref=f"BIG-{n}",
        number=f"{n % AREAS + 1}.{n}",
        title=f"Do the piece of work number {n} as it was agreed with all who have a part in it",
        owner="Head of a service in the council",
        areas=(str(n % AREAS + 1),),
        progress=said,
        due_on=due_on,
        first_due_on=due_on,
        expected_on=None,
        completed_on=standing.completed_on,
        submitted_on=None,
        last_update_on=TODAY,
        last_said=said,
        now=rated,
        then=rated,
        progress_then=Progress.NOT_STARTED,
        overdue=is_overdue(standing, TODAY),
        overdue_then=False,
        days_late=days_late(due_on, TODAY),
        silent_days=0,
        moves=n % 3,
        evidence=n % 4,
        doing=("Reviewed 6 June 2011", "An update was asked for on 6 June 2011"),
        measure="Measure: 82% on 1 July, target 95%",
    )


def _area(n: int, actions: tuple[ReportedAction, ...]) -> ReportedArea:
    own = [one for one in actions if str(n) in one.areas]
    return ReportedArea(
        number=str(n),
        title=f"Area {n} and what the inspectors asked for in it",
        response="Agreed",
        now=own[0].now if own else (Rag.RED, "no action yet"),
        then=own[0].now if own else (Rag.RED, "no action yet"),
        covered=True,
        actions=len(own),
        done=sum(one.completed_on is not None for one in own),
        evidence=sum(one.evidence for one in own),
    )
