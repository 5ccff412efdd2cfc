"""What a person wrote in a reply, without the letter it answers."""

import re
from collections.abc import Sequence

MARKER = "Reply above this line to add a comment to this action."
LONGEST_REPLY = 4_000

_MARK = "reply above this line"
_WROTE = re.compile(r"(?:wrote|writes|ysgrifennodd|yn ysgrifennu)\b.{0,80}:\s*$", re.I)
_ON = re.compile(r"^(?:On|Ar)\b.{4,}", re.I)
_ORIGINAL = re.compile(
    r"^-{2,}\s*(?:original message|forwarded message|neges wreiddiol|neges a anfonwyd ymlaen)",
    re.I,
)
_RULE = re.compile(r"^_{10,}$")
_FROM = re.compile(r"^\*?(?:From|Oddi wrth|Gan|O):\*?\s", re.I)
_SENT = re.compile(r"^\*?(?:Sent|Date|To|Subject|Anfonwyd|Dyddiad|At|Pwnc):\*?\s", re.I)
_SIGNATURE = re.compile(
    r"^(?:--|Sent from my .{2,40}|Get Outlook for .{2,20}|Anfonwyd o fy .{2,40})$", re.I
)


def reply_text(text: str) -> str:
    """The words above the marker and above what mail programs quote, at most 4,000 characters.

    Knows the lines that English and Welsh programs put before a quoted letter. What is left may be
    nothing at all.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    own = lines[: _end(lines)]
    kept = [_clean(line) for line in own if not line.lstrip().startswith(">")]
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return said if len(said) <= LONGEST_REPLY else said[: LONGEST_REPLY - 1].rstrip() + "…"


def _end(lines: Sequence[str]) -> int:
    for at, line in enumerate(lines):
        if _begins_quote(line.strip(), [after.strip() for after in lines[at + 1 : at + 4]]):
            return at
    return len(lines)


def _begins_quote(line: str, after: Sequence[str]) -> bool:
    if _MARK in line.lower() or _ORIGINAL.match(line) or _RULE.match(line):
        return True
    if _SIGNATURE.match(line):
        return True
    if _ON.match(line) and any(_WROTE.search(one) for one in (line, *after[:2])):
        return True
    return bool(_FROM.match(line)) and any(_SENT.match(one) for one in after)


def _clean(line: str) -> str:
    return "".join(sign for sign in line if sign.isprintable() or sign == "\t")
