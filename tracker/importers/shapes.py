"""What a sentence is: something asked for, an introduction, a statement that there is nothing."""

import re

from tracker.importers.headings import names_somebody

_VERBS = (
    "accelerate|address|adopt|agree|amend|apologise|appoint|apply|arrange|assess|audit|build|carry|"
    "clarify|"
    "collaborate|commission|communicate|complete|conduct|confirm|consider|consolidate|continue|"
    "coordinate|co-ordinate|create|deliver|demonstrate|design|determine|develop|disseminate|embed|"
    "enable|encourage|engage|enhance|ensure|establish|evaluate|expand|extend|further develop|give|"
    "hold|identify|implement|improve|increase|introduce|invest|investigate|issue|launch|maintain|"
    "make|minimise|monitor|offer|pay|prioritise|produce|promote|provide|publish|put|raise|recruit|"
    "reduce|refresh|refund|reinforce|remind|report|resolve|resource|respond|revise|review|secure|seek|set|share|"
    "speed|standardise|strengthen|support|tackle|take|target|track|train|undertake|update|use|"
    "widen|work"
)
_IMPERATIVE = re.compile(
    rf"^(?:urgently |rapidly |swiftly |to |immediately )?(?:{_VERBS})\b", re.IGNORECASE
)
_GERUND = re.compile(
    r"^(?:ensuring|improving|taking|developing|strengthening|reducing|increasing|reviewing|"
    r"establishing|providing|embedding|making|addressing|raising|continuing|apologising|paying)\b",
    re.IGNORECASE,
)
_OBLIGED = re.compile(
    r"\b(?:should|must|needs? to|need(?:s|ed) (?:further )?(?:improvement|work|attention)|"
    r"(?:is|are) required to|ought to)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:did not (?:find|identify)|(?:has|have) not identified|no|not any)"
    r" (?:any )?(?:\w+ ){0,3}?(?:areas?|breach(?:es)?|requirements?|recommendations?|priority|"
    r"causes? of concern|actions?)\b",
    re.IGNORECASE,
)
_WORDS = {
    word: number
    for number, word in enumerate(
        (
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ),
        start=1,
    )
}
_COUNT = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_WORDS)}) (?:\w+ ){{0,2}}?"
    r"(?:recommendations|areas (?:for|of|requiring) (?:\w+ )?(?:improvement|development|concern|"
    r"weakness|significant weakness|priority action|action)|"
    r"requirements|causes of concern|(?:key |priority )?concerns)\b",
    re.IGNORECASE,
)
_BAND = re.compile(
    r"^(?P<band>immediately|urgently|with immediate effect|as soon as possible|"
    r"(?:with)?in (?:the next )?(?:\d+|[a-z]+) (?:working )?(?:days?|weeks?|months?|years?)"
    r"(?: (?:of|from) [^,:]{3,60})?|"
    r"by (?:the end of )?(?:\d{1,2}(?:st|nd|rd|th)? )?[A-Z][a-z]+ \d{4}"
    r")(?P<rest>[,:\s].*)?$",
    re.IGNORECASE,
)
_TOLD_WHO = re.compile(
    r"(?P<who>(?:the |[A-Z]|each |every |all ).{2,90}?) "
    r"(?:should|must|needs? to|(?:is|are) required to|will|to)"
    r"(?: (?:now|also|immediately|urgently|take (?:the following )?actions?(?: to)?|improve))*"
    r"\s*[:–-]*$"
)


def asks(text: str) -> bool:
    """True when the words ask somebody to do something: 'Leaders should …', 'Ensure that …'."""
    return bool(_IMPERATIVE.match(text) or _GERUND.match(text) or _OBLIGED.search(text[:250]))


def obliges(text: str) -> bool:
    """True for a whole sentence that says what a body should do: 'The force should improve …'."""
    found = _OBLIGED.search(text)
    whole = found is not None and not text.rstrip().endswith((":", "?"))
    return whole and found is not None and names_somebody(text[: found.start()])


_FORCE = (
    r"^(?:the (?:force|service|constabulary|brigade)|[A-Z][\w’'&-]*(?: [A-Z][\w’'&-]*){0,5} "
    r"(?:police|constabulary|fire and rescue (?:service|authority)))\b"
)
_OF_A_FORCE = re.compile(_FORCE, re.IGNORECASE)
_SHORT = re.compile(
    _FORCE + r"(?:[’']s [\w ]{3,60}?)? "
    r"(?:(?:does|is|has|do|are|can|could|did)(?:n[’']t| not)|lacks?|fails? to)\b",
    re.IGNORECASE,
)


def falls_short(text: str) -> bool:
    """True for a sentence that says what a police force or fire service does not do well, as these
    print it under 'Area for improvement': 'The force doesn’t always record why'."""
    return _SHORT.match(text) is not None and len(text) < 250


def carries_reasons(text: str) -> bool:
    """True when what a force or fire service should do is followed, in the same words, by sentences
    that ask for nothing: its reasons, as far as words can tell."""
    first, *others = re.split(r"(?<=[.!?])\s+(?=[A-Z])", text)
    asked = _OF_A_FORCE.match(first) is not None and _OBLIGED.search(first) is not None
    return asked and bool(others) and not any(_OBLIGED.search(one) for one in others)


_NAME = re.compile(
    r"(?:(?:[A-Z][\w’'-]*|and|of|the|across|for|in|on|upon|&|local|area|partnership|leaders),?\s*)+"
)


def is_name(text: str) -> bool:
    """True for the name of a body and nothing else: 'Leaders across the Halton Partnership'."""
    return names_somebody(text) and _NAME.fullmatch(text.strip()) is not None


def says_nothing_found(text: str) -> bool:
    """True for 'The inspection did not find any areas for priority and immediate action.'"""
    return len(text) < 220 and bool(_NOTHING.search(text))


def stated_count(text: str) -> int | None:
    """How many items the words say there are: 8 for 'the following eight recommendations'."""
    found = _COUNT.search(text)
    if found is None:
        return None
    word = found["count"].casefold()
    return _WORDS[word] if word in _WORDS else int(word)


def time_band(text: str) -> tuple[str, str] | None:
    """The time band a line begins with and the rest of it; None when it begins with none."""
    found = _BAND.match(text.strip())
    if found is None:
        return None
    rest = (found["rest"] or "").strip(" ,:–-")
    return found["band"], rest


def addressed(text: str) -> str | None:
    """The body that 'The LSCB should:' speaks to; None when the words ask for something already."""
    found = _TOLD_WHO.fullmatch(text.strip())
    if found is None or _IMPERATIVE.match(found["who"]):
        return None
    return body_named(found["who"]) or None


def body_named(words: str) -> str:
    """The body these words end in, without 'the'; empty when they name none.

    'In order to improve outcomes the local authority' names the local authority.
    """
    if words.casefold().startswith(("in order to ", "to ")):
        words = words[words.rfind(" the ") + 1 :]
    named = names_somebody(words) and len(words) < 90
    return re.sub(r"^[Tt]he ", "", words) if named else ""


_INTRODUCES = re.compile(
    r"\bfollowing (?:\w+ ){0,3}(?:actions?|recommendations?|areas?|improvements?|steps|"
    r"requirements?|matters|issues|points)\b",
    re.IGNORECASE,
)
_SAYS_FIRST = re.compile(
    r"\b(?:recommendations|areas? (?:for|of) (?:\w+ ){0,2}(?:improvement|development|"
    r"weakness(?:es)?|concern|action)|(?:significant )?weaknesses|improvements)\b[^:;]{0,200}[.,]"
    r" (?:these|they|which|namely)(?: (?:are|were|is|being|includ(?:es?|ed|ing)))?\s*[:–-]{1,2}$",
    re.IGNORECASE,
)
"""'… 6 areas of significant weakness, which we grouped. These were:'"""
_FOLLOWING_ASKS = re.compile(
    r"\bfollowing (?:\w+ ){0,3}?(?:recommendations?|improvements|weaknesses|requirements|"
    r"areas? (?:for|of|requiring|needing) (?:\w+ ?){1,3})[^.]{0,60}$",
    re.IGNORECASE,
)
_LEADS_TO_ASKS = re.compile(
    r"(?:\b(?:should|must|needs? to|(?:is|are) required to|recommends? that|recommended that|"
    r"agreed to (?:\w+ ){1,6}by|(?:has|have) agreed to)\b[^.:;]{0,120}"
    r"|\b(?:recommendations?|areas? (?:for|of) (?:\w+ )?(?:improvement|development|weakness(?:es)?|"
    r"concern)|improvements? (?:required|needed)|(?:must|should) improve)\b[^.:;]{0,120})"
    r"\s*[:–-]{1,2}$",
    re.IGNORECASE,
)


def promises_list(text: str) -> bool:
    """True when the words speak of what follows: 'should take the following action'."""
    return bool(_INTRODUCES.search(text))


def introduces(text: str) -> bool:
    """True for a sentence that only leads to the list below it."""
    words = text.rstrip()
    return words.endswith((":", ":-", ": -")) or bool(_INTRODUCES.search(words))


def leads_to_asks(text: str) -> bool:
    """True for a sentence that, without any heading, begins a list of things asked for."""
    words = text.rstrip()
    return bool(_LEADS_TO_ASKS.search(words) or _SAYS_FIRST.search(words))


def breaks_off_before_asks(text: str) -> bool:
    """True for words that speak of asks that follow and lack their end, as on pages that were
    copied: 'how the area will tackle the following areas of significant'."""
    return bool(_FOLLOWING_ASKS.search(text.rstrip(" :–-")))


_STATUS = re.compile(
    r"(?:complete[d]?|open|closed|in progress|not started|ongoing|superseded|outstanding|agreed|"
    r"accepted|implemented|partially (?:complete|implemented)|no longer relevant)",
    re.IGNORECASE,
)


def is_status(text: str) -> bool:
    """True when the words only say how far something has come: 'Complete', 'Open'."""
    return bool(_STATUS.fullmatch(text.strip(" .")))


def led_inline(text: str) -> tuple[str, ...]:
    """The items of a list inside one paragraph, after words that lead to asks; else empty."""
    for colon in re.finditer(":", text):
        if leads_to_asks(text[: colon.end()]):
            return inline_parts(text[text.rfind(". ", 0, colon.start()) + 1 :])
    return ()


def inline_parts(text: str) -> tuple[str, ...]:
    """The items of a list that runs on inside one paragraph; empty when it is no such list.

    'agreed to: apologise; pay £200; and review its policy' has three, and so has a list whose line
    breaks were lost and whose dashes were not.
    """
    _, colon, after = text.partition(":")
    listed = after if colon else text
    for between in (r"\s[•▪◼■●]\s", r"\s[–-]\s(?=[A-Z‘“a-z])", r";\s+(?:and\s+)?"):
        parts = [part.strip(" ;–-•▪◼■●") for part in re.split(between, f" {listed.strip()} ")]
        parts = [part for part in parts if part]
        if len(parts) >= 3 and all(len(part.split()) >= 2 for part in parts):
            return tuple(parts)
    return ()
