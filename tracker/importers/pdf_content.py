"""The content of a PDF page, taken apart quickly.

pdfminer looks at every token letter by letter. Nearly all of a report is numbers, names, words in
brackets and operators, which one expression can match; these are taken here. Whatever else stands
there, or is cut off by the end of what has been fetched, is left to pdfminer, so that the objects
are the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import ESC_STRING, KWD, LIT, PSEOF, PSKeyword, PSLiteral, keyword_name

_SPACE = rb"[\s\x00]*+"
_WORDS = rb"(?:[^()\\]++|\\(?:[nrtbf()\\]|[0-3][0-7]{2}|[0-7]{1,2}(?![0-7])))*+"
_NUMBER = rb"[-+]?(?:[0-9]{1,18}+(?:\.[0-9]{0,18}+)?+|\.[0-9]{1,18}+)(?=[^0-9])"
_HEX = rb"(?:[0-9A-Fa-f]{2})*+"
_REGULAR = rb"[^#/%\[\]()<>{}\s]"
_ENDS = rb"(?=[/%\[\]()<>{}\s])"

_PIECE = re.compile(_SPACE + rb"(?:\((%s)\)|(%s)|<(%s)>(?=[^>]))" % (_WORDS, _NUMBER, _HEX))
_TOKEN = re.compile(
    _SPACE
    + rb"(?:(%s)" % _NUMBER
    + rb"|(?!BI|ID)([A-Za-z]%s*+)%s" % (_REGULAR, _ENDS)  # these two begin a picture among words
    + rb"|\[((?:%s(?:\(%s\)|%s|<%s>(?=[^>])))*+)%s\]" % (_SPACE, _WORDS, _NUMBER, _HEX, _SPACE)
    + rb"|/(%s*+)%s" % (_REGULAR, _ENDS)
    + rb"|\((%s)\)" % _WORDS
    + rb"|<<\s*/MCID\s+([0-9]{1,9})\s*>>"
    + rb"|<(%s)>(?=[^>]))" % _HEX
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_TRUTH = {b"true": True, b"false": False}


class Content(PDFContentParser):
    """The objects in the streams of a page, as `PDFContentParser` gives them."""

    BUFSIZ = 1 << 16

    def objects(self) -> Iterator[Any]:
        """Every object in order: operators as PSKeyword, all else as what it is."""
        taken, readers = _TOKEN.match, _READERS
        while True:
            fetched, at = self.buf, self.charpos
            while (found := taken(fetched, at)) is not None:
                at = found.end()
                kind = found.lastindex or 0
                yield readers[kind](found[kind])
            self.charpos = at
            try:
                yield self.nextobject()[1]
            except PSEOF:
                return
            while self.results:
                yield self.nextobject()[1]


def _number(token: bytes) -> float:
    return float(token) if b"." in token else int(token)


@cache
def _operator(token: bytes) -> PSKeyword | bool:
    return _TRUTH[token] if token in _TRUTH else KWD(token)


def _list(token: bytes) -> list[Any]:
    """What shows words: the words, and how far to move between them."""
    pieces = _PIECE.finditer(token + b"]")
    return [_PIECES[one.lastindex or 0](one[one.lastindex or 0]) for one in pieces]


@cache
def _literal(token: bytes) -> PSLiteral:
    try:
        return LIT(token.decode())
    except UnicodeDecodeError:
        return LIT(token)


def _unescaped(words: bytes) -> bytes:
    return _ESCAPE.sub(_meant, words) if b"\\" in words else words


def _meant(found: re.Match[bytes]) -> bytes:
    octal, letter = found.groups()
    return bytes((int(octal, 8) if octal else ESC_STRING[letter],))


def _content(token: bytes) -> dict[str, int]:
    return {"MCID": int(token)}


def _hexadecimal(token: bytes) -> bytes:
    return bytes.fromhex(token.decode())


_Reader = Callable[[bytes], Any]
_PIECES: tuple[_Reader, ...] = (bytes, _unescaped, _number, _hexadecimal)
_READERS: tuple[_Reader, ...] = (
    bytes,  # no group has the number 0
    _number,
    _operator,
    _list,
    _literal,
    _unescaped,
    _content,
    _hexadecimal,
)


class Interpreter(PDFPageInterpreter):
    """Does what the operators of a page say, as `PDFPageInterpreter` does.

    It fetches objects through `Content`, looks each operator up once, and does not copy the colours
    for words: no reader of a report asks for them.
    """

    def __init__(self, manager: PDFResourceManager, device: PDFDevice) -> None:
        super().__init__(manager, device)
        self._operators: dict[PSKeyword, tuple[Callable[..., None], int] | None] = {}

    def execute(self, streams: Sequence[object]) -> None:
        """Do all that stands in these streams, but for one that is being done already."""
        try:
            content = Content(self._not_begun(streams))
        except PSEOF:
            return
        operators = self._operators
        for one in content.objects():
            if not isinstance(one, PSKeyword):
                self.argstack.append(one)
                continue
            if one not in operators:
                operators[one] = self._operator(one)
            known = operators[one]
            if known is None:
                continue
            does, needs = known
            given = self.pop(needs)
            if len(given) == needs:
                does(*given)

    def pop(self, n: int) -> list[Any]:
        """The last `n` operands, or as many as there are; those before them are not copied."""
        if n == 0:
            return []
        taken = self.argstack[-n:]
        del self.argstack[-n:]
        return taken

    def do_TJ(self, seq: Any) -> None:  # noqa: N802  pdfminer calls it by the operator
        """Show text, allowing individual glyph positioning."""
        if self.textstate.font is not None:
            state = self.graphicstate
            self.device.render_string(self.textstate, seq, state.ncs, state)

    def _not_begun(self, streams: Sequence[object]) -> list[PDFStream]:
        self.stream_ids.clear()
        found = [stream_value(one) for one in streams]
        begun = {None, *self.parent_stream_ids}
        ready = [one for one in found if one.objid not in begun]
        self.stream_ids.update(one.objid for one in ready if one.objid is not None)
        return ready

    def _operator(self, word: PSKeyword) -> tuple[Callable[..., None], int] | None:
        """What an operator does and how many operands it takes; None for an unknown one."""
        name = keyword_name(word).replace("*", "_a").replace('"', "_w").replace("'", "_q")
        does = getattr(self, f"do_{name}", None)
        return None if does is None else (does, does.__code__.co_argcount - 1)
