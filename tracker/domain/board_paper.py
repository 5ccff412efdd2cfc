"""A board report as a paper in a committee's order: numbered sections, facts, and what its author
adds to each (`interaction.md` 2.14; the order is that of the paper the product was begun with)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.board_report import ReportedAction, ReportedDate, ReportFacts
from tracker.domain.board_words import are, compared, headline, were
from tracker.domain.colours import RECOLOURED
from tracker.domain.frozen import fingerprint
from tracker.domain.papers import (
    Bars,
    Block,
    Bullets,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Para,
    Rated,
    Series,
)
from tracker.domain.wording import count, day, upper_first

LONGEST_COMMENTARY = 10_000
MOST_LIVE = 100
"""Live actions that stand in their section of a paper; a page shows them all."""
LEGEND = "What the colours mean"
TO_COMPLETE = "To be completed by the author."


@dataclass(frozen=True)
class Section:
    """One section: its facts, and what its author adds."""

    key: str
    heading: str
    blocks: tuple[Block, ...]
    commentary: str
    asks: str
    """What the author is asked for, as a label; empty where nothing is added."""

    @property
    def rows(self) -> int:
        """How many rows its tables have."""
        return sum(len(block.rows) for block in self.blocks if isinstance(block, Grid))


Commentary = Mapping[str, str]
"""What was written to each section, by its key."""

TABLES = ("completed", "dates", "overdue", "sign_off", "live")
"""The five standing tables, by their sections' keys."""
ROWS_OF_A_PART = 100
"""Rows of the appendix that stand in one table."""
IMPLICATIONS = (
    ("policy", "Policy implications"),
    ("financial", "Financial implications"),
    ("legal", "Legal implications"),
    ("equality", "Equality and diversity"),
    ("background", "Background papers"),
)


def sections(facts: ReportFacts, commentary: Commentary) -> list[Section]:
    """The sections in their order, with what was written to each."""
    told: list[tuple[str, str, tuple[Block, ...]]] = [
        ("purpose", "Purpose of the report", ()),
        ("recommendation", "Recommendation", ()),
        ("position", "How the plan stands", _position(facts)),
        ("completed", _since("Completed", facts), _completed(facts)),
        ("dates", _since("New due dates", facts), _dates(facts)),
        ("overdue", "Overdue", _overdue(facts)),
        ("sign_off", "Waiting for sign-off", _awaiting(facts)),
        ("live", "Live actions", _live(facts)),
        ("risks", "Risks", _risks(facts)),
        ("next_steps", "Next steps", _next_steps(facts)),
        *((key, heading, ()) for key, heading in IMPLICATIONS),
    ]
    begun = begin_with(facts)
    return [
        Section(key, heading, blocks, commentary.get(key, begun.get(key, "")), _asks(key, heading))
        for key, heading, blocks in told
    ]


def begin_with(facts: ReportFacts) -> dict[str, str]:
    """What the sections say until their author says otherwise."""
    since = f", and what has changed since {day(facts.since)}" if facts.since else ""
    whom = facts.report_to or "the board"
    plan = f"{facts.subject[:1].lower()}{facts.subject[1:]}"
    return {
        "purpose": f"To tell {whom} how the {plan} stands on {day(facts.as_at)}{since}.",
        "recommendation": f"That {whom} notes how the plan stands.",
    }


def board_paper(facts: ReportFacts, commentary: Commentary, *, issuer: str) -> Paper:
    """The whole paper, the appendix with every action included. Of very many live actions the first
    stand in their section, and all of them in the appendix."""
    told = [_shortened(one) for one in sections(facts, commentary)]
    blocks = [block for n, one in enumerate(told, 1) for block in numbered(one, n)]
    return Paper(
        title=facts.subject,
        subtitle=f"Report as at {day(facts.as_at)}",
        marking="Restricted" if facts.restricted else "",
        facts=heading_facts(facts),
        blocks=(*blocks, *_appendix(facts)),
        issuer=issuer,
    )


def _shortened(section: Section) -> Section:
    """The section on live actions with as many as somebody reads there."""
    if section.key != "live" or section.rows <= MOST_LIVE:
        return section
    blocks = tuple(
        replace(one, rows=one.rows[:MOST_LIVE]) if isinstance(one, Grid) else one
        for one in section.blocks
    )
    more = Para(f"The {section.rows - MOST_LIVE} others, due later, are in the appendix.")
    return replace(section, blocks=(*blocks, more))


def heading_facts(facts: ReportFacts) -> tuple[tuple[str, str], ...]:
    """The lines under the title."""
    lines = (
        ("Report to", facts.report_to),
        ("Date", day(facts.as_at)),
        ("Reporting officer", facts.officer),
        ("Subject", facts.subject),
        ("Wards", facts.wards),
        ("Compared with", day(facts.since) if facts.since else ""),
    )
    return tuple((label, text) for label, text in lines if text)


def numbered(section: Section, number: int) -> list[Block]:
    """A section as blocks: its heading, its paragraphs numbered one after the other, its tables."""
    blocks: list[Block] = [Heading(section.heading, 1, f"{number}.0")]
    written = [Para(text) for text in section.commentary.split("\n\n") if text.strip()]
    if not written and not section.blocks:
        written = [Para(TO_COMPLETE)]
    place = 0
    for block in (*section.blocks, *written):
        if isinstance(block, Para):
            place += 1
            blocks.append(Para(block.text, f"{number}.{place}"))
        else:
            blocks.append(block)
    return blocks


def _since(words: str, facts: ReportFacts) -> str:
    return f"{words} since {day(facts.since)}" if facts.since else words


def _asks(key: str, heading: str) -> str:
    if key in {"purpose", "recommendation"} or key in dict(IMPLICATIONS):
        return heading
    return "" if key == "live" else f"Add to ‘{heading}’ (optional)"


def _position(facts: ReportFacts) -> tuple[Block, ...]:
    recoloured = RECOLOURED if facts.recoloured else ""
    said = [Para(text) for text in (headline(facts), compared(facts), recoloured) if text]
    if not facts.areas:
        return (*said,)
    rows = tuple(
        (
            area_name(area.number, area.title),
            facts.rated_then(area.then) if area.then else ("Not begun" if facts.since else ""),
            facts.rated_now(area.now),
            area.response or "No response yet",
            f"{area.done} of {area.actions}",
            str(area.evidence),
        )
        for area in facts.areas
    )
    then = day(facts.since) if facts.since else "Before"
    names = ("Area for development", then, day(facts.as_at), "Response", "Done", "Evidence")
    grid = Grid("How each area stands", names, rows, (8, 5, 5, 4, 2, 3), first_names=True)
    return (*said, *_chart(facts), grid)


def _chart(facts: ReportFacts) -> tuple[Block, ...]:
    if not facts.actions:
        return ()
    bars = [("All areas", facts.in_bands(facts.actions))] + [
        (f"{area.number}. {area.title}", facts.in_bands(facts.of_area(area.number)))
        for area in facts.areas
    ]
    used = [n for n, number in enumerate(bars[0][1]) if number]
    parts = facts.bands
    said = ", ".join(f"{bars[0][1][n]} {parts[n].name}" for n in used)
    return (
        Bars(
            caption=f"Actions in each area on {day(facts.as_at)}",
            alt=f"Bars of the actions in each area by how they stand. Of all: {said}.",
            series=tuple(Series(parts[n].name, parts[n].holds) for n in used),
            rows=tuple((label, tuple(held[n] for n in used)) for label, held in bars),
        ),
    )


def _completed(facts: ReportFacts) -> tuple[Block, ...]:
    finished = Column("Completed", 3, lambda one: _day(one.completed_on))
    columns = (_OWNER, _DUE, finished, _EVIDENCE)
    return _table(facts.completed, "Actions completed", "None was completed.", columns)


def _dates(facts: ReportFacts) -> tuple[Block, ...]:
    if not facts.dates:
        return (Para("No new due date was asked for or agreed."),)
    rows = tuple(
        (
            action_name(one),
            day(one.from_on),
            day(one.to_on),
            one.reason or "No reason that may stand here",
            str(one.moves),
            f"Agreed {day(one.agreed_on)}" if one.agreed_on else "Waiting for a decision",
        )
        for one in facts.dates
    )
    names = ("Action", "From", "To", "Reason", "Moved before", "Decision")
    grid = Grid("New due dates asked for and agreed", names, rows, (7, 3, 3, 6, 3, 4), True)
    agreed = sum(one.agreed_on is not None for one in facts.dates)
    waiting = len(facts.dates) - agreed
    new = count(agreed, "new due date") if agreed else "No new due date"
    said = f"{new} {were(max(agreed, 1))} agreed"
    asked = f", and {waiting} {are(waiting)} waiting for a decision" if waiting else ""
    return Para(f"{said}{asked}."), grid


def _overdue(facts: ReportFacts) -> tuple[Block, ...]:
    late = Column("Days overdue", 3, lambda one: str(one.days_late))
    word = Column("Owner’s word", 3, lambda one: _word(one.last_said))
    doing = Column("What is being done", 7, _being_done)
    caption = "Actions overdue and what is being done"
    return _table(facts.overdue, caption, "None is overdue.", (_OWNER, _DUE, late, word, doing))


def _being_done(one: ReportedAction) -> str:
    return ". ".join(one.doing or ("Nothing is recorded yet",)) + "."


def _awaiting(facts: ReportFacts) -> tuple[Block, ...]:
    sent = Column("Sent in", 3, lambda one: _day(one.submitted_on))
    caption, none = "Actions waiting for sign-off", "None is waiting for sign-off."
    return _table(facts.awaiting, caption, none, (_OWNER, _DUE, sent, _EVIDENCE))


def _live(facts: ReportFacts) -> tuple[Block, ...]:
    progress = Column("Progress", 3, lambda one: _word(one.progress))
    stands = Column("How it stands", 5, lambda one: facts.rated_now(one.now))
    caption = "Live actions, the soonest due first"
    return _table(facts.live, caption, "None is live.", (_OWNER, _DUE, progress, stands))


def _risks(facts: ReportFacts) -> tuple[Block, ...]:
    blocks: list[Block] = []
    uncovered, risky, silent = facts.uncovered, facts.at_risk, facts.silent
    if uncovered:
        blocks.append(Para(f"{count(len(uncovered), 'area')} without an action:"))
        blocks.append(Bullets(tuple(area_name(one.number, one.title) for one in uncovered)))
    if risky:
        blocks.append(Para(f"{count(len(risky), 'action')} not overdue and at risk:"))
        blocks.append(
            Bullets(tuple(f"{action_name(one)}: {one.now[1]}, {one.owner}" for one in risky))
        )
    if silent:
        have = "has" if len(silent) == 1 else "have"
        blocks.append(Para(f"{count(len(silent), 'action')} {have} had no update for 30 days."))
    return tuple(blocks) or (Para("Nothing that is not overdue is at risk."),)


def _next_steps(facts: ReportFacts) -> tuple[Block, ...]:
    until = facts.next_board_on
    if until is None:
        return (Para("The next report has no date yet."),)
    due = [one for one in facts.live if facts.as_at <= one.due_on <= until]
    said = Para(f"Next report to the board: {day(until)}. Due before then: {len(due)}.")
    steps = tuple(f"{action_name(one)}, due {day(one.due_on)}, {one.owner}" for one in due)
    return (said, Bullets(steps)) if steps else (said,)


def _appendix(facts: ReportFacts) -> tuple[Block, ...]:
    rows = tuple(
        (
            action_name(one),
            one.owner,
            day(one.due_on)
            if one.due_on == one.first_due_on
            else f"{day(one.due_on)} (first {day(one.first_due_on)}, moved {one.moves} times)",
            _word(one.progress),
            facts.rated_now(one.now),
            _day(one.last_update_on) or "None",
            str(one.evidence),
            one.measure.removeprefix("Measure: "),
        )
        for one in facts.actions
    )
    names = (
        *("Action", "Owner", "Due", "Progress", "How it stands"),
        *("Last update", "Evidence", "Measure"),
    )
    named = "Owners are given by name." if facts.by_name else "Owners are given by their posts."
    return (
        PageBreak(wide=True),
        Heading("Appendix: every action", 1),
        *_in_parts(Grid("Every action of the plan", names, rows, (8, 5, 4, 3, 5, 3, 3, 5), True)),
        *_legend(facts),
        Para(
            f"Facts as recorded at the end of {day(facts.as_at)}. {named}"
            f" Fingerprint of the facts: {fingerprint(facts)}"
        ),
    )


def _legend(facts: ReportFacts) -> Iterator[Block]:
    """What the colours meant on the day, as it was kept with the facts."""
    if facts.legend:
        rows = tuple(
            (Rated(line.rag, "", line.name), upper_first(line.means), "; ".join(line.rules))
            for line in facts.legend
        )
        yield Para("The first line that fits decides the colour of an action.")
        yield Grid(LEGEND, ("Colour", "Means", "When an action is"), rows, (4, 4, 12))


def _in_parts(grid: Grid) -> Iterator[Block]:
    """A very long table as several, each from a page of its own: they are found their way in, and
    are set at the same time."""
    total = len(grid.rows)
    if total <= ROWS_OF_A_PART:
        yield grid
        return
    for start in range(0, total, ROWS_OF_A_PART):
        rows = grid.rows[start : start + ROWS_OF_A_PART]
        if start:
            yield PageBreak(wide=True)
        caption = f"{grid.caption}: {start + 1:,} to {start + len(rows):,} of {total:,}"
        yield replace(grid, caption=caption, rows=rows)


@dataclass(frozen=True)
class Column:
    """A column of a table of actions: its heading, its width, and its cell for an action."""

    heading: str
    width: int
    cell: Callable[[ReportedAction], str | Rated]


_OWNER = Column("Owner", 5, lambda one: one.owner)
_DUE = Column("Due", 3, lambda one: day(one.due_on))
_EVIDENCE = Column("Evidence", 3, lambda one: str(one.evidence))
_ACTION_WIDTH = 8


def _table(
    those: Sequence[ReportedAction], caption: str, none: str, columns: tuple[Column, ...]
) -> tuple[Block, ...]:
    """How many there are, and a row for each; or that there is none."""
    if not those:
        return (Para(none),)
    grid = Grid(
        caption,
        ("Action", *(column.heading for column in columns)),
        tuple((action_name(one), *(column.cell(one) for column in columns)) for one in those),
        (_ACTION_WIDTH, *(column.width for column in columns)),
        first_names=True,
    )
    return Para(f"{count(len(those), 'action')}."), grid


def action_name(one: ReportedAction | ReportedDate) -> str:
    """'1.1 Set and monitor a standard', as rows are called."""
    return f"{one.number} {one.title}"


def area_name(number: str, title: str) -> str:
    """'1. Conference minutes sent out promptly', as rows are called."""
    return f"{number}. {title}"


def _day(on: date | None) -> str:
    return day(on) if on else ""


def _word(progress: Progress | None) -> str:
    return PROGRESS_WORDS[progress] if progress else "No update yet"
