"""Judgements made in sentences and headings: 'The overall judgement is requires improvement'."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.domain.reports import ImportedJudgement
from tracker.importers.document import Block, Kind
from tracker.importers.grades import GRADES, as_printed, grade_in, graded_line
from tracker.importers.headings import Topic, announced

_OVERALL = re.compile(
    rf"^(?:the )?(?P<area>overall (?:judgement|effectiveness|rating))"
    rf"(?: (?:of|for) .{{3,80}}?)? (?:is|was)(?: that)?(?: .{{3,80}}?)?:? (?:is |are |it is )?"
    rf"(?P<grade>{GRADES})\.?$",
    re.IGNORECASE,
)
_BOARD = re.compile(
    rf"^(?P<area>(?:the )?(?:effectiveness of )?(?:the )?[^.:]{{0,60}}?"
    rf"(?:\bLSCB\b|safeguarding (?:children )?board)[^.:]{{0,12}}?) (?:is |are )?"
    rf"(?P<grade>{GRADES})(?: because)?:?\.?$",
    re.IGNORECASE,
)
_RATED = re.compile(
    rf"\b(?:the )?(?P<area>(?:practice|service|provider|hospital|trust|home|location)) (?:is|was) "
    rf"(?:now )?rated (?:as )?(?P<grade>{GRADES})(?: overall)?\b",
    re.IGNORECASE,
)
_RATING_HEADING = re.compile(
    r"^(?:overall|local authority|trust|provider|location|service) rating(?: and score)?:?$",
    re.IGNORECASE,
)
_PARTNERSHIP = re.compile(
    r"(?:needs and/or disabilities|\(?SEND\)?|partnership[’']s)\)? arrangements (?:typically )?"
    r"lead to|"
    r"widespread and/or systemic failings",
    re.IGNORECASE,
)
_PROGRESS = re.compile(
    r"\b(?P<grade>(?:limited|good|satisfactory|inadequate|significant|insufficient|sufficient|"
    r"reasonable) progress)\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    rf"^(?P<area>[A-Z][^.:]{{3,110}})[.:] *Grade:? *[1-5] *[(–-] *(?P<grade>{GRADES})\)?\.?$",
    re.IGNORECASE,
)
_OVERALL_HEADING = re.compile(r"^overall (?:judgement|effectiveness|progress|outcome)\b", re.I)
_FIRST_PART = 60
"""Blocks from the top within which a report states its overall judgement."""


@dataclass(frozen=True)
class _Stated:
    area: str
    grade: str
    block: Block

    def judgement(self) -> ImportedJudgement:
        return ImportedJudgement(
            "", self.area, as_printed(self.grade), self.block.page, self.block.line
        )


def boards_in(blocks: Sequence[Block]) -> tuple[ImportedJudgement, ...]:
    """The judgement about a safeguarding board, when a sentence makes one."""
    return tuple(one.judgement() for one in _boards(blocks))


def outcomes_in(
    blocks: Sequence[Block], tabled: Sequence[ImportedJudgement]
) -> tuple[ImportedJudgement, ...]:
    """Judgements that `tabled` does not hold: overall ones, and the rest where no table is."""
    stated = list(_overall(blocks)) or list(_under_rating(blocks))
    if not tabled:
        stated += [*_partnership(blocks), *_headed(blocks), *_rated(blocks), *_progress(blocks)]
    told: dict[str, ImportedJudgement] = {}
    for one in stated:
        if not any(_is_overall(one.area) and _is_overall(other.area) for other in tabled):
            told.setdefault(one.area.casefold(), one.judgement())
    return tuple(told.values())


def _is_overall(area: str) -> bool:
    return area.casefold().startswith("overall")


def _overall(blocks: Sequence[Block]) -> Iterator[_Stated]:
    for block in blocks[:_FIRST_PART]:
        found = _OVERALL.match(block.text)
        if found:
            yield _Stated(as_printed(found["area"]), _present(found["grade"]), block)
            return


def _under_rating(blocks: Sequence[Block]) -> Iterator[_Stated]:
    """A grade that stands alone under 'Local authority rating and score', after whose it is."""
    for place, block in enumerate(blocks):
        if _RATING_HEADING.match(block.text):
            for below in blocks[place + 1 : place + 4]:
                if grade := grade_in(below.text):
                    yield _Stated("Overall rating", grade, below)
                    return


def _boards(blocks: Sequence[Block]) -> Iterator[_Stated]:
    """The judgement about a safeguarding board, which single inspections print in a sentence."""
    named = ""
    for block in blocks:
        if "(LSCB)" in block.text and len(block.text) < 70 and block.kind is not Kind.TABLE:
            named = block.text
        found = _BOARD.match(block.text) if len(block.text) < 160 else None
        if found:
            area = found["area"]
            yield _Stated(_in_full(area, named), _present(found["grade"]), block)
            return


def _in_full(area: str, named: str) -> str:
    """The board as its own heading names it, when the sentence shortens the name."""
    shortened = area.casefold() in {"lscb", "the lscb"} or area.casefold() in named.casefold()
    return _unled(named) if named and shortened else area


def _unled(heading: str) -> str:
    return re.sub(r"^(?:section \d+:? )?(?:the )?", "", heading, flags=re.IGNORECASE)


def _partnership(blocks: Sequence[Block]) -> Iterator[_Stated]:
    """Area SEND inspections give one of three outcomes, each a whole paragraph."""
    for block in blocks[:_FIRST_PART]:
        if block.kind is not Kind.HEADING and _PARTNERSHIP.search(block.text):
            yield _Stated("Inspection outcome", _outcome(block.text), block)
            return


def _outcome(words: str) -> str:
    """The sentence that is the outcome, with what follows it about the partnership."""
    sentences = re.split(r"(?<=\.)\s+", words)
    first = next(n for n, sentence in enumerate(sentences) if _PARTNERSHIP.search(sentence))
    last = first + 1
    while last < len(sentences) and sentences[last].startswith("The local area partnership"):
        last += 1
    return " ".join(sentences[first:last])


def _headed(blocks: Sequence[Block]) -> Iterator[_Stated]:
    """'Grade 4 (inadequate)' under a heading, or 'Leadership: good' as one."""
    heading: Block | None = None
    for block in blocks:
        grade = grade_in(block.text)
        after = _AFTERWARDS.match(block.text)
        if after:
            yield _Stated(after["area"], after["grade"], block)
        if grade and heading is not None and re.search(r"\d|judge|rat|grade", block.text, re.I):
            yield _Stated(heading.text.strip(" :"), grade, block)
        elif block.kind is Kind.HEADING:
            yield from _in_heading(block)
        heading = block if block.kind is Kind.HEADING else None


def _in_heading(block: Block) -> Iterator[_Stated]:
    split = graded_line(block.text)
    if split is None or announced(split[0]).topic in {Topic.ASKS, Topic.STRENGTHS}:
        return
    area, between, grade = split
    verb = re.search(r" (?:is|are)$", area)
    if verb or between.strip():
        yield _Stated(area[: verb.start()] if verb else area, grade, block)


def _rated(blocks: Sequence[Block]) -> Iterator[_Stated]:
    for block in blocks[:_FIRST_PART]:
        found = _RATED.search(block.text)
        if found:
            yield _Stated("Overall rating", found["grade"], block)
            return


def _progress(blocks: Sequence[Block]) -> Iterator[_Stated]:
    """A progress inspection says under 'Overall judgement …' how much there was."""
    heading = ""
    for block in blocks:
        if block.kind is Kind.HEADING:
            heading = block.text
        elif _OVERALL_HEADING.match(heading) and (found := _PROGRESS.search(block.text)):
            yield _Stated(heading.strip(" :"), found["grade"], block)
            return


def _present(grade: str) -> str:
    """'require improvement', as a sentence says it, in the form that tables print."""
    return re.sub(r"^requir(?:e|ing)\b", "requires", grade, flags=re.IGNORECASE)
