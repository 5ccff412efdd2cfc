"""The title of a report and the body it is about, where no label names them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tracker.importers.dates import first_date
from tracker.importers.document import Block, Kind
from tracker.importers.headings import Topic, announced

_BODY = re.compile(
    r"(?P<body>(?:(?:London|Royal|Metropolitan) Borough of |City of )?"
    r"[A-Z][\w’'-]+(?:(?: and| upon| &| of| the|,)? [A-Z][\w’'-]+){0,5} "
    r"(?:(?:Metropolitan |District |County |City |Borough |Unitary ){0,3}Council|"
    r"Local Area Partnership|Constabulary|Police|Fire and Rescue Service|"
    r"NHS (?:Foundation )?Trust|Youth Justice Service)"
    r"|(?:London|Royal|Metropolitan) Borough of [A-Z][\w’'-]+(?: (?:and|upon) [A-Z][\w’'-]+)*)"
)
_PLACE = re.compile(
    r"\b(?:(?i:inspection of)|in|services? of)(?: the)? "
    r"(?P<body>(?:(?:London|Royal) Borough of |City of )?"
    r"[A-Z][\w’'-]+(?:(?: and| upon| &| of| the)? [A-Z][\w’'-]+){0,4})"
    r"(?= (?:local authority|children[’']s services|council)|$|[.,;:])"
)
_INSPECTION = re.compile(
    r"\b(?:inspection|review|report|visit|letter|audit|evaluation|local authority assessment)\b",
    re.IGNORECASE,
)
_TITLE_BLOCKS = 14
_MOST_IN_TITLE = 20
"""Words of a first line that could be a title; more are a sentence."""
_OF_A_PAGE = re.compile(
    r"(?:skip to|jump to|back to|menu|home|search|cookies?|accept|share|print|log ?in|sign in|"
    r"contact us|breadcrumbs?|you are here)\b",
    re.IGNORECASE,
)
"""What a page of the web says around its words."""


def body_in(text: str) -> str | None:
    """The body a title speaks of: 'Norfolk County Council', or the place it names."""
    for shape in (_BODY, _PLACE):
        found = shape.search(text)
        if found is not None:
            return re.sub(r"^(?:Inspection of|The)\s+(?:the )?", "", found["body"])
    return None


def title_of(blocks: Sequence[Block]) -> tuple[str, Block, str | None] | None:
    """The title's words, the block it begins in, and a doubt; None when nothing is like a title.

    Lines of a title page are put together: the body named on one line and the inspection on
    others become 'Norfolk County Council: Inspection of looked after children services'.
    """
    top: list[Block] = []
    first: list[Block] = []
    for block in blocks[:_TITLE_BLOCKS]:
        if _ends_title(block):
            if any(_INSPECTION.search(one.text) for one in top):
                break
            first, top = first or top[:1], []
            continue
        top.append(block)
    top = [block for block in top or first if len(block.text.split()) <= 40][:5]
    if not top:
        return None
    chosen = _about_inspection(top)
    if not chosen and len(top[0].text.split()) > _MOST_IN_TITLE:
        return None
    doubt = None if chosen else "It is only the first line of the report."
    chosen = chosen or top[:1]
    return _joined([block.text.strip(" :") for block in chosen]), chosen[0], doubt


def _ends_title(block: Block) -> bool:
    words = block.text
    if block.kind in {Kind.TABLE, Kind.ITEM} or not words or len(words) > 330:
        return True
    if first_date(words) is not None or re.match(
        r"^(?:dear|to:|age group|website|www)\b", words, re.I
    ):
        return True
    if announced(words).topic not in {Topic.OTHER, Topic.END}:
        return True
    return bool(
        re.search(r"[.,:;]$|@|\bis that\b|\bjudgement is\b", words) or _OF_A_PAGE.match(words)
    )


def _about_inspection(top: Sequence[Block]) -> list[Block]:
    places = [number for number, block in enumerate(top) if _INSPECTION.search(block.text)]
    if not places:
        return []
    first, last = places[0], places[-1]
    if first > 0 and _is_body(top[first - 1].text):
        first -= 1
    if last + 1 < len(top) and _is_body(top[last + 1].text):
        last += 1
    return list(top[first : last + 1])


def _is_body(words: str) -> bool:
    found = _BODY.search(words)
    return found is not None and len(found[0]) > 0.6 * len(words)


def _joined(lines: Sequence[str]) -> str:
    words = lines[0]
    for before, line in pairwise(lines):
        new = (_is_body(before) or _is_body(line)) and not line[:1].islower()
        words += f": {line}" if new else f" {line}"
    return re.sub(r"(?<=[a-z])\d$", "", words)
