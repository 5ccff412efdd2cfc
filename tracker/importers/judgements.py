"""The judgements of a report: graded areas from tables, and where there are none from sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.domain.reports import ImportedJudgement
from tracker.importers.document import Block, Kind, Row, tidy
from tracker.importers.grades import as_printed, grade_in, graded_line, is_scale
from tracker.importers.headings import Topic, announced
from tracker.importers.outcomes import boards_in, outcomes_in


def judgements_in(blocks: Sequence[Block]) -> tuple[ImportedJudgement, ...]:
    """The graded areas in the order printed, each with the group it stands in.

    The first table decides: what a later table or a heading says of an area already graded is
    the same judgement again.
    """
    judged: list[ImportedJudgement] = []
    boards = boards_in(blocks)
    for run in _runs(blocks):
        for judgement in _of_run(run):
            if not _known(judgement, [*boards, *judged], same_table=len(run.graded)):
                judged.append(judgement)
    return (*outcomes_in(blocks, judged), *judged, *boards)


@dataclass(frozen=True)
class _Label:
    """A line of the table without a grade: a group, or a sub-heading."""

    text: str


@dataclass(frozen=True)
class _Graded:
    area: str
    grade: str
    line: int
    page: int | None
    sure: bool = True
    """False when only a space stands between area and grade."""


@dataclass
class _Run:
    """Rows that stand together."""

    rows: list[_Label | _Graded] = field(default_factory=list)

    @property
    def graded(self) -> list[_Graded]:
        return [row for row in self.rows if isinstance(row, _Graded)]

    def completed(self, block: Block) -> bool:
        """True when the block is the grade that the label before it was waiting for."""
        grade = grade_in(block.text) if block.kind is Kind.PARAGRAPH else None
        label = self.rows[-1] if self.rows else None
        if grade is None or not isinstance(label, _Label) or not _is_area(label.text):
            return False
        self.rows[-1] = _Graded(
            _area(label.text), _grade(grade), block.line, block.page, sure=False
        )
        return True

    def believable(self) -> bool:
        """One row in columns is enough; lines that merely end in a grade must be three."""
        return any(row.sure for row in self.graded) or len(self.graded) >= 3


def _runs(blocks: Sequence[Block]) -> Iterator[_Run]:
    """The tables of grades, however the document sets them."""
    run = _Run()
    for block in blocks:
        if run.completed(block):
            continue
        rows = list(_rows(block))
        if not rows:
            if run.graded and run.believable():
                yield run
            run = _Run()
        run.rows.extend(rows)
    if run.graded and run.believable():
        yield run


def _rows(block: Block) -> Iterator[_Label | _Graded]:
    if block.kind is Kind.TABLE:
        for row in block.rows:
            yield from _table_row(row)
    elif block.kind is not Kind.ITEM or graded_line(block.text):
        yield from _plain_row(block)


def _table_row(row: Row) -> Iterator[_Label | _Graded]:
    cells = [tidy(cell) for cell in row.cells if tidy(cell)]
    if len(cells) == 1:
        split = graded_line(cells[0])
        if split and _is_area(split[0]):
            yield _Graded(_area(split[0]), _grade(split[2]), row.line, row.page)
        elif len(cells[0].split()) <= 14:
            yield _Label(cells[0])
    elif len(cells) >= 2 and _is_area(cells[0]):
        grade = grade_in(cells[-1]) or grade_in(cells[1])
        if grade:
            yield _Graded(_area(cells[0]), _grade(grade), row.line, row.page)


def _plain_row(block: Block) -> Iterator[_Label | _Graded]:
    text = block.text
    if len(text.split()) > 20 or re.search(r"[.;]$", text):
        return
    split = graded_line(text)
    told = split is not None and block.kind is Kind.HEADING and bool(split[1].strip())
    if split and not told and _is_area(split[0]):
        yield _Graded(_area(split[0]), _grade(split[2]), block.line, block.page, sure=False)
    elif not told and block.kind is not Kind.ITEM and ":" not in text and not _announces(text):
        yield _Label(text)


def _announces(text: str) -> bool:
    return announced(text).topic in {Topic.ASKS, Topic.URGENT, Topic.STRENGTHS, Topic.CONTENTS}


def _of_run(run: _Run) -> Iterator[ImportedJudgement]:
    """A label begins a group when it opens the table, or when the areas begin again after it."""
    group, seen, label = "", set[str](), ""
    for row in run.rows:
        if isinstance(row, _Label):
            label = row.text
            continue
        begins_again = row.area.casefold() in seen or bool(_OVERALL.match(row.area))
        if label and (not seen or begins_again):
            group, seen = label, set()
        label = ""
        seen.add(row.area.casefold())
        yield ImportedJudgement(group, row.area, row.grade, row.page, row.line)


_OVERALL = re.compile(r"overall (?:effectiveness|judgement|rating)", re.IGNORECASE)
_NOT_AREAS = re.compile(
    r"^(?:judgements?|grade|key judgements?|area|rating|date|page)\b.{0,12}$", re.I
)


_SENTENCE = re.compile(
    r"\b(?:is|are|be|as|and|or|was|were|of|to)$|\bis that\b|"
    r"\bjudge(?:d|ments?)\b.{0,40} (?:is|are|was|were)\b",
    re.IGNORECASE,
)


def _is_area(words: str) -> bool:
    """A grade, a column heading or half a sentence is not an area."""
    return (
        grade_in(words) is None
        and not is_scale(words)
        and not _NOT_AREAS.match(words)
        and len(words) > 2
        and not _SENTENCE.search(words)
        and not re.match(r"^grade \d", words, re.IGNORECASE)
        and re.match(r"[\W\d]*[^\W\d_]{2}", words) is not None
    )


def _area(words: str) -> str:
    return re.sub(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+", "", words.strip(" :–-"))


def _grade(words: str) -> str:
    return as_printed(tidy(words))


_DULL = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "and",
        "to",
        "in",
        "for",
        "on",
        "with",
        "who",
        "that",
        "experiences",
        "progress",
        "key",
        "judgement",
        "effectiveness",
    )
)
"""Words that tell no area from another."""


def _known(
    judgement: ImportedJudgement, judged: Sequence[ImportedJudgement], *, same_table: int
) -> bool:
    """True when this area has been graded before, perhaps in slightly other words."""
    here = _words(judgement.area)
    for other in judged:
        if other.group != judgement.group and same_table > 1:
            continue
        there = _words(other.area)
        if judgement.area.casefold() == other.area.casefold():
            return True
        if same_table <= 2 and (here <= there or there <= here):
            return True
    return False


def _words(area: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", area.casefold())) - _DULL
