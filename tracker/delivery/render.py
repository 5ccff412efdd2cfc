"""A letter's words: a folder of templates for each kind, rendered strictly.

A fact that a template names and nobody supplied is an error, so a letter never goes out with a
hole in it. Text lines are wrapped here, so templates hold one paragraph a line.
"""

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tracker.templating import CompiledTemplates

TEXT_WIDTH = 68
LONGEST_SUBJECT = 78
SHORT_FACT = 24
_GLUE = "\u00a0"
_DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(month_name[1:])})(?: \d{{4}})?\b")


@dataclass(frozen=True)
class Words:
    """What a letter says: subject, preheader, text part and HTML part."""

    subject: str
    preheader: str
    text: str
    html: str


def words(
    templates: Path, kind: str, facts: Mapping[str, Any], *, instance: Path | None = None
) -> Words:
    """The words of one kind of letter with these facts.

    With an `instance` the templates are kept there as they were compiled. Raises
    jinja2.UndefinedError when a fact is missing and TemplateNotFound for an unknown kind.
    """
    room = letter_room(templates, instance)
    subject = _one_line(room.get_template(f"email/{kind}/subject.txt").render(facts))
    preheader = _one_line(room.get_template(f"email/{kind}/preheader.txt").render(facts))
    said = {**facts, "subject": subject, "preheader": preheader}
    text = room.get_template(f"email/{kind}/body.txt").render(said)
    html = room.get_template(f"email/{kind}/body.html").render(said)
    return Words(subject, preheader, wrap(text), html)


def wrap(text: str) -> str:
    """Text with no line over 68 characters but for addresses, at most two blank lines together.

    No date is broken where a line ends.
    """
    lines = "\n".join(_wrapped(line.rstrip()) for line in text.strip("\n").split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).replace(_GLUE, " ") + "\n"


def hang(text: str, indent: int = 3) -> str:
    """One line wrapped with its later lines indented, as a list item is."""
    return _filled(text, " " * indent)


def glued(facts: list[str] | tuple[str, ...]) -> str:
    """Facts as sentences, the short ones never broken where a line ends."""
    return " ".join(f"{_glue(fact)}." for fact in facts)


def _glue(fact: str) -> str:
    return fact.replace(" ", _GLUE) if len(fact) <= SHORT_FACT else fact


def fit(before: str, title: str, after: str = "") -> str:
    """A subject of at most 78 characters: the title is cut at a word and ends in '…' if it must."""
    room = LONGEST_SUBJECT - len(before) - len(after)
    if len(title) <= room:
        return f"{before}{title}{after}"
    kept = title[: max(1, room - 1)].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{before}{kept}…{after}"


def _wrapped(line: str) -> str:
    if len(line) <= TEXT_WIDTH or "://" in line:
        return line
    indent = re.match(r"\s*(\d+\.\s)?", line)
    later = " " * (len(indent.group()) if indent else 0)
    return _filled(line, later)


def _filled(line: str, later: str) -> str:
    whole_days = _DAY.sub(lambda found: found[0].replace(" ", _GLUE), line)
    first, *words = whole_days.split(" ")
    lines = [first]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= TEXT_WIDTH or not lines[-1].strip():
            lines[-1] += f" {word}"
        else:
            lines.append(later + word)
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def letter_room(templates: Path, instance: Path | None = None) -> Environment:
    """What the templates of letters are rendered in; with an `instance` they are kept there."""
    room = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",)),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(instance, "letters") if instance else None,
    )
    room.filters |= {"hang": hang, "glued": glued, "upper_first": _upper_first}
    room.globals |= {"fit": fit, "break": Markup("<br>")}
    return room


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
