"""The grades inspectorates give, as data."""

import re

GRADES = (
    r"adequate and needs improvement|unsatisfactory and needs urgent improvement|"
    r"outstanding|excellent|very good|good|adequate|satisfactory|fair|acceptable|weak|poor|"
    r"inadequate|unsatisfactory|special measures|serious weaknesses|urgent improvement|"
    r"requir(?:es|ing|e) (?:significant )?improvement(?: to be good)?|"
    r"requires? urgent improvement|needs? improvement|improvement required|"
    r"(?:un)?met|(?:not|partially|partly|fully|substantially) met|"
    r"(?:not |partially |reasonably |highly )?effective|ineffective|"
    r"(?:full|significant|substantial|reasonable|moderate|limited|minimal|no) assurance|"
    r"(?:significant|good|satisfactory|limited|insufficient|inadequate|no|substantial|sufficient|"
    r"reasonable|some) progress|"
    r"not (?:judged|inspected|graded|applicable)"
)
_POINTS = r"(?:[ \t]+\d{1,2}(?:/\d{1,3})?)?"
"""Points after a grade, as HMI Probation prints them: 'Requires improvement 14'."""
_SCORE = re.compile(r"score:? ?[1-4]", re.IGNORECASE)
"""How the Care Quality Commission grades a local authority since 2023."""
_SCALE = re.compile(rf"(?:(?:{GRADES})[\s,/|]*){{2,}}", re.IGNORECASE)
_GRADE = re.compile(
    rf"^(?:grade|judged?(?: to be)?|rated|rating)?:?\s*(?:(?:grade )?[1-5]\s*[-–:(]\s*)?"
    rf"(?P<grade>{GRADES}){_POINTS}\s*(?:\((?:grade )?[1-5]\))?\)?[.;]?$",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"^(?P<area>.+?)(?P<between>\t+|\s{{2,}}|\s*[:–—|]\s*|\s+-\s+|\s+)(?P<grade>{GRADES}){_POINTS}[.]?$",
    re.IGNORECASE,
)


def grade_in(words: str) -> str | None:
    """The grade when the words are a grade and nothing more: 'Good', 'Grade 4 (inadequate)'."""
    if _SCORE.fullmatch(words.strip()):
        return words.strip()
    found = _GRADE.match(words.strip())
    return found["grade"] if found else None


def is_scale(words: str) -> bool:
    """True for the heads of columns that only name grades: 'Outstanding Good Inadequate'."""
    return _SCALE.fullmatch(words.strip()) is not None


def graded_line(words: str) -> tuple[str, str, str] | None:
    """Area, what stands between, and grade of a line that ends in a grade; else None."""
    found = _LAST.match(words.strip())
    if found is None:
        return None
    return found["area"].strip(), found["between"], found["grade"]


def as_printed(grade: str) -> str:
    """A grade with a capital, as tables print it, when it came from the middle of a sentence."""
    return grade[:1].upper() + grade[1:]
