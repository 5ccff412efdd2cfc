"""What the columns of an action plan are called, in English and in Welsh."""

import re
from collections.abc import Iterator
from enum import StrEnum

from tracker.domain.month_words import plain


class Meaning(StrEnum):
    """What a column holds."""

    REFERENCE = "reference"
    AREA = "area"
    ACTION = "action"
    OWNER = "owner"
    BOTH = "owner and due"
    MANAGER = "manager"
    DUE = "due"
    REVISED = "revised"
    PROGRESS = "progress"
    RAG = "rag"
    PERCENT = "percent"
    UPDATE = "update"
    MEASURE = "measure"
    EVIDENCE = "evidence"
    COMPLETED = "completed"
    VERSION = "version"
    NOTHING = "nothing"


MEANING_WORDS = {
    Meaning.REFERENCE: "reference",
    Meaning.AREA: "area for development",
    Meaning.ACTION: "action",
    Meaning.OWNER: "owner",
    Meaning.BOTH: "owner and due date in one cell",
    Meaning.MANAGER: "accountable manager",
    Meaning.DUE: "due date",
    Meaning.REVISED: "new due date",
    Meaning.PROGRESS: "progress",
    Meaning.RAG: "RAG",
    Meaning.PERCENT: "percent complete",
    Meaning.UPDATE: "update",
    Meaning.MEASURE: "measure of success",
    Meaning.EVIDENCE: "evidence",
    Meaning.COMPLETED: "date completed",
    Meaning.VERSION: "version in the tracker",
    Meaning.NOTHING: "not part of the plan",
}

SEVERAL = frozenset({Meaning.UPDATE, Meaning.MEASURE, Meaning.EVIDENCE, Meaning.NOTHING})
"""What more than one column may hold."""

GIVES_DUE = frozenset({Meaning.DUE, Meaning.REVISED, Meaning.BOTH})
"""What a sheet's due dates may stand in."""

_WHO = r"(?:owners?|lead|officer|whom?|responsib\w+|accountab\w+|pwy|swyddog|perchennog|person)"
_BY_WHEN = (
    r"(?:dates?|time ?scales?|time ?frames?|when|deadlines?|due|target|amserlen|pryd|dyddiad)"
)
_FILLING = r"(?:(?:and|a|ac|by|the|due|target|lead|completion|erbyn|officer) |/ ?)*"
_IF_DONE = (
    r"complete\?|^(?:is |it |action |now |wedi |ei )*(?:done|completed?|implemented|achieved"
    r"|finished|closed|gwblhau|gwneud|cwblhawyd)(?: ?\?)?$|y/n|yes/no|\btick (?:if|when)|\btick$"
)
"""What a column is called that is to be ticked when an action is done."""
# The first line that fits decides, so that 'Action owner' is an owner and 'Date of action taken'
# no action. What stands whole between ^ and $ is surer than a word among others.
_NAMES: tuple[tuple[Meaning, str], ...] = (
    (Meaning.VERSION, r"^tracker version\b"),
    (Meaning.BOTH, rf"\b{_WHO}(?: ?/ ?| ){_FILLING}{_BY_WHEN}\b"
                   rf"|\b{_BY_WHEN}(?: ?/ ?| (?:and|a|ac) ){_FILLING}(?:\w+ )?{_WHO}\b"),
    (Meaning.RAG, r"^(b?rag|r/?a/?g|cog|cag)\b|\b(b?rag|cog|cag)( rating| status)?$"
                  r"|traffic light|goleuadau traffig|^colou?r$|^lliw$"),
    (Meaning.PERCENT, r"%|per ?cent|percentage|\bcanran\b"),
    (Meaning.NOTHING, r"start|commence|dechrau|^review|review (date|on|due)|date (of|for) review"
                      r"|next review|adolyg|raised|added|last updated|cost|budget"
                      r"|resource|adnoddau|cyllid|cabinet member|portfolio|aelod cabinet|\bward"
                      r"|support(ing)?( officer| lead|s)?$|\brisk\b|directorate"
                      r"|department|\bteam\b|^service( area)?$|cyfarwyddiaeth|gwasanaeth$|\btim\b"),
    (Meaning.REVISED, r"(revised|new|extended|amended|current|latest|forecast)"
                      r" (target |due |completion |end )*(date|deadline|timescale)|^revised$"
                      r"|(date|deadline|timescale) revised|dyddiad (diwygiedig|newydd)"),
    (Meaning.COMPLETED, r"(date|when) (action )?(completed|closed|done|achieved|signed off)"
                        r"|actual (completion |end |finish )?date|^completed( on| date)?$"
                        r"|^closed( on| date)?$|(completed|closed|sign(ed)?[ -]off) (on|date)"
                        r"|(date|completion) actual"
                        r"|dyddiad (y cwblhawyd|cwblhawyd|cau gwirioneddol)|^cwblhawyd"),
    (Meaning.DUE, r"^due( date| by)?$|\bdue\b|deadline|target (completion|date)|by when|^when"
                  r"|^by$|^end$|^finish$"
                  r"|time ?scale|time ?frame|time ?line|complet(ion|e|ed) (date|by)"
                  r"|date for completion"
                  r"|(implementation|end|finish|planned|delivery|original|target|agreed) date"
                  r"|date original|completion target|^date$|^target$"
                  r"|dyddiad (cwblhau|targed|cyflawni|gorffen|cau|dyledus)|erbyn pryd|^pryd"
                  r"|amserlen|terfyn amser|erbyn$|^dyddiad$"),
    (Meaning.REFERENCE, r"^(\w+ ){0,2}(ref(erence)?|no|num(ber)?|id|#)( (no|number|id))?$|^#$"
                        r"|^(rec|item|serial|line)( no)?$|^(cyf(eirnod)?|rhif)\b"),
    (Meaning.MANAGER, r"accountab|sponsor|\bdirector\b|head of service|senior responsible|\bsro\b"
                      r"|\bmanager\b|executive lead|strategic lead|rheolwr|cyfarwyddwr|atebol"
                      r"|pennaeth|uwch (swyddog|berchennog)"),
    (Meaning.OWNER, r"owner|\blead\b|responsib|by whom|^who\b|action by|assigned"
                    r"|named (person|officer)"
                    r"|^officer|\bofficer$|perchen|swyddog|cyfrifol|^pwy|gan bwy|arweini"),
    (Meaning.MEASURE, r"success|\bmeasure|\bkpi|how will we know|impact|outcome|intended|expected"
                      r"|indicator|llwydd|\bmesur|meini prawf|sut (byddwn|fyddwn)|effaith"
                      r"|good look|canlyniad(au)? (disgwyl|a fwr)"),
    (Meaning.EVIDENCE, r"evidence|\bproof\b|tystiolaeth"),
    (Meaning.UPDATE, r"update|comment|notes?$|narrative|latest position|to date|actions? taken"
                     r"|what has happened|where (are )?we|(have we|we have|has been) done"
                     r"|position|commentary|diweddar|sylw|nodiadau|cynnydd hyd"),
    (Meaning.PROGRESS, r"status|^state$|^stage$|progress|statws|sefyllfa|cynnydd"
                       r"|^cyflwr|" + _IF_DONE),
    (Meaning.ACTION, r"\baction|\btasks?$|activit|what (we )?(will|are)|steps|management response"
                     r"|\bcam(au)?\b|gweithred|^beth\b|^tasg"),
    (Meaning.AREA, r"areas? (for|of)|^areas?$|finding|recommendation|theme|priorit|objective|issue"
                   r"|needs? to improve|weakness|requirement|concern|workstream|judge?ment"
                   r"|inspect|\bmaes\b|meysydd|argymhell|canfyddiad|thema|blaenoriaeth|amcan|mater"),
)  # fmt: skip
_EITHER_DATE = re.compile(r"^(completion date|date of completion|dyddiad cwblhau)$")
"""What some call the due date and others the date completed."""
_KNOWN = tuple((meaning, re.compile(pattern)) for meaning, pattern in _NAMES)

LONGEST_NAME = 80
_BELOW_ALONE = 0.58
_ASIDE = re.compile(r"\((?:and|or|e\.?g|i\.?e|incl?|including|please|dd)\b[^)]*\)", re.IGNORECASE)
"""What explains a name and is no part of it: 'Lead officer (and team)'."""
_NOT_LETTERS = re.compile(r"[^\w%#?/ ]+")


def simple(words: str) -> str:
    """A column's name to be compared: small letters, no accents, no punctuation."""
    return " ".join(_NOT_LETTERS.sub(" ", plain(words)).split())


def asks_if_done(name: str) -> bool:
    """Whether a column of this name asks for a yes or a tick: 'Complete?', 'Done'."""
    return re.search(_IF_DONE, simple(name)) is not None


def meanings_of(name: str) -> Iterator[tuple[Meaning, float]]:
    """What a column of this name may hold, the likeliest first, each with how sure it is. What only
    the name below a group's says, as in 'Response: When', is to be asked about."""
    found = list(_meanings_of(_ASIDE.sub("", name)))
    yield from found
    _group, mark, below = name.rpartition(": ")
    if mark and not found:
        yield from ((meaning, min(sure, _BELOW_ALONE)) for meaning, sure in _meanings_of(below))


def _meanings_of(name: str) -> Iterator[tuple[Meaning, float]]:
    words = simple(name)
    if not words or len(words) > LONGEST_NAME:
        return
    if _EITHER_DATE.match(words):
        yield Meaning.DUE, 0.7
        yield Meaning.COMPLETED, 0.65
        return
    for place, (meaning, pattern) in enumerate(_KNOWN):
        if found := pattern.search(words):
            covered = len(found[0].strip()) / len(words)
            first = not any(earlier.search(words) for _, earlier in _KNOWN[:place])
            yield meaning, (0.75 if first else 0.45) + 0.2 * covered


def named(name: str) -> Meaning | None:
    """The likeliest meaning of a name; None for a name that says nothing."""
    return next((meaning for meaning, _sure in meanings_of(name)), None)
