"""What a heading announces. The variants are data, counted over several hundred real reports."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What stands under a heading."""

    ASKS = "areas for development"
    URGENT = "areas for urgent action"
    BAND = "time band"
    STRENGTHS = "strengths"
    MAIN_FINDINGS = "main findings"
    NARRATIVE = "narrative"
    ASIDE = "case study"
    CONTENTS = "contents"
    END = "another part"
    OTHER = "not known"


@dataclass(frozen=True)
class Announced:
    """What a heading announces, and whom it addresses when it names somebody."""

    topic: Topic
    addressee: str = ""


_WHO = r"(?P<who>(?:the |[a-z]).{1,60}?)"
_SUBJECT = rf"(?: (?:for|to) {_WHO})?"

_VARIANTS: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (
        Topic.NARRATIVE,
        (r"what (?:does|do|must) .+ need to do better",),
    ),
    (
        Topic.URGENT,
        (
            r"(?:areas? for )?(?:priority|immediate|urgent)(?: and immediate)? actions?",
            r"areas? (?:for|requiring) (?:priority|immediate|urgent)(?: and immediate)? actions?",
            r"(?:accelerated )?causes? of concern",
            r"priority (?:concerns?|areas?(?: for .{4,30})?|recommendations?)",
            r"(?:statutory )?requirements?",
            r"(?:statutory |legal )?requirements? and recommendations?",
            r"breach(?:es)?(?: of regulations?)?",
            r"(?:requirement|warning|enforcement) notices?",
            r"areas? of significant (?:weakness(?:es)?|concern)",
            r"significant weaknesses",
        ),
    ),
    (
        Topic.ASKS,
        (
            rf"what (?:does|do) {_WHO} need to (?:do to )?improve(?: further)?",
            rf"what {_WHO} needs? to (?:do to )?improve(?: further)?",
            r"what needs? to (?:improve|be improved|get better|change)(?: further)?"
            r"(?: (?:in|at|for) .{3,70})?",
            rf"(?:key |main |specific |other |identified |summary of )?areas? "
            rf"(?:for|of|requiring|needing) (?:further |future )?"
            rf"(?:improvements?|development|developments){_SUBJECT}",
            r"areas? (?:where|in which) (?:further )?"
            r"(?:improvements?|work|development|action) (?:is|are) (?:needed|required)",
            rf"(?:key |main |our |other |new |summary of |the )?(?:recommendations?)"
            rf"(?: r ?\d+)?(?: \d+)?{_SUBJECT}",
            r"(?:key |main )?(?:findings|conclusions) and recommendations?",
            r"priorities for (?:further )?(?:improvement|development|action)",
            r"improvement priorities",
            r"(?:main )?points for action",
            r"proposals for improvement",
            r"(?:improvements?|actions?) (?:required|needed)",
            r"required (?:improvements?|actions?)",
            r"areas? for (?:further )?action",
            r"areas? of (?:weakness(?:es)?|concern)",
            r"key (?:concerns?|areas?)(?: for .{4,30})?",
            r"quality improvement plan",
            r"(?:agreed|recommended) (?:actions?|remed(?:y|ies))(?: and recommendations?)?",
            r"coroner's concerns|(?:the )?matters of concern",
            rf"(?:action|areas?) {_WHO} (?:must|should|could|needs? to|is required to) "
            r"(?:take(?: to improve)?|improve)",
        ),
    ),
    (
        Topic.BAND,
        (
            r"immediate(?:ly)?|with immediate effect|urgent(?:ly)?",
            r"(?:with)?in (?:the next )?(?:\d+|[a-z]+) (?:working )?(?:days?|weeks?|months?|years?)"
            r"(?: (?:of|from) .{5,60})?",
            r"by (?:the end of )?(?:\d{1,2} )?[a-z]+ (?:20)\d\d",
            r"(?:short|medium|long(?:er)?)[ -]term(?: .{0,20})?",
        ),
    ),
    (
        Topic.STRENGTHS,
        (
            r"(?:key |main |particular |summary of )?strengths?(?: .{0,50})?",
            r".{0,60}\b(?:has|have) the following strengths",
            r"(?:the )?.{3,40}(?:'s|s') (?:key )?strengths",
            r"areas? of (?:strength|good practice|positive practice)s?",
            r"what (?:is|are|does|do) .{3,40} (?:that is effective|well|good at)",
            r"(?:examples of )?(?:good|outstanding|notable|positive|innovative) practice",
            r"what (?:is|works?|went) (?:working )?well",
        ),
    ),
    (
        Topic.MAIN_FINDINGS,
        (r"(?:summary of (?:the )?)?(?:main|key) findings", r"summary of findings"),
    ),
    (
        Topic.ASIDE,
        (
            r"case study.*",
            r"(?:an )?example(?:s)?(?: of .*)?",
            r"practice example.*",
            r"(?:highly )?effective practice.*",
        ),
    ),
    (Topic.CONTENTS, (r"(?:table of )?contents(?: page)?",)),
    (
        Topic.END,
        (
            r"next steps.*",
            r"(?:overall )?conclusions?",
            r".*\bimplications?\b.*",
            r"(?:list of )?background (?:papers|documents).*",
            r"risk analysis|risks?(?: assessment)?|equality and diversity issues",
            r"implementation date|introduction|purpose of (?:the |this )?report|context",
            r"supporting information|background|capacity (?:to|for) improve(?:ment)?",
            r"(?:about|information about|further information(?: about)?) "
            r"(?:this |the )?inspection.*",
            r"the inspection(?: (?:team|judgements?|process|report))?",
            r"(?:local authority|local area partnership|provider|school|service) "
            r"(?:details|information)(?: .*)?",
            r"(?:annex|appendix|appendices|glossary|footnotes?|references|contact)\b.*",
            r"progress (?:since|against|on) .*",
            r"summary for .*|letter to .*|yours (?:sincerely|faithfully)",
            r"what (?:the )?inspection judgements? means?.*|.*inspection judgements? about.*",
            r"(?:full )?inspection report.*|inspection (?:team|judgements?|evidence).*",
            r"the experiences? and progress of .*|the impact of .*",
            r"what i(?: have)? found|what happens next|(?:the )?evidence",
            r"(?:the )?(?:final )?decision|(?:the )?complaint|reasons? for .*",
            r"options? considered.*",
        ),
    ),
)
_COMPILED = tuple(
    (topic, tuple(re.compile(variant) for variant in variants)) for topic, variants in _VARIANTS
)
_NUMBERED = re.compile(r"^(?:section |part )?(?:\d{1,3}(?:\.\d{1,2})*[.):]?|[a-z][.)])\s+")
_FOOTNOTE = re.compile(r"(?<=[a-z?])\d{1,2}$")
_ORGANISATION = re.compile(
    r"\b(?:authorit|council|board|lscb|partner|trust|provider|service|practice|police|force|"
    r"school|college|governors?|department|agenc|leaders|managers?|commission|icb|ccg|nhs|home|"
    r"constabulary|prison|probation|trustees|government|secretary|minister|hmpps|governor)",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(
    r"^(?:recommend(?:ation|ations|ed)\W*)?(?:resolved|(?-i:That)\b|"
    r"that (?:the )?(?:\w+ ){0,3}(?:report|board|cabinet|committee|council|panel|members?|"
    r"executive)\b|to (?:note|receive|endorse|approve)|"
    r"note[sd]?\b|(?:the )?(?:\w+ ){0,4}(?:board|cabinet|committee|council|panel|members?) "
    r"(?:is|are|was|were|be) (?:asked|recommended|requested|invited))",
    re.IGNORECASE,
)


def plain(heading: str) -> str:
    """A heading in lower case without its number, footnote mark and final punctuation."""
    words = heading.casefold().replace("’", "'").replace("‘", "'").strip(" .:;-–—*#_\t")
    words = _NUMBERED.sub("", words)
    words = _FOOTNOTE.sub("", words).strip(" .:;?!-–—*\t")
    return " ".join(words.split())


def announced(heading: str) -> Announced:
    """What this heading announces; OTHER when it is like none that is known."""
    words = plain(heading)
    if not words or len(words) > 130:
        return Announced(Topic.OTHER)
    for topic, variants in _COMPILED:
        for variant in variants:
            found = variant.fullmatch(words)
            if found and _believable(found):
                return Announced(topic, _who(found, heading))
    return Announced(Topic.OTHER)


def is_committee_wording(text: str) -> bool:
    """True for a committee's own decision: 'That the Board notes …', 'RESOLVED …'."""
    return bool(_COMMITTEE.match(text.strip()))


def names_somebody(text: str) -> bool:
    """True when the words name a kind of body or post that can be asked to do something."""
    return bool(_ORGANISATION.search(text))


def _believable(found: re.Match[str]) -> bool:
    """A heading that names an addressee must name a body, or any sentence would do."""
    who = found.groupdict().get("who")
    return who is None or names_somebody(who)


def _who(found: re.Match[str], heading: str) -> str:
    """The addressee as printed in the heading, without 'the'."""
    who = found.groupdict().get("who") or ""
    printed = heading.replace("’", "'").casefold().find(who) if who else -1
    words = heading[printed : printed + len(who)] if printed >= 0 else who
    return re.sub(r"^the ", "", words, flags=re.IGNORECASE)
