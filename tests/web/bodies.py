"""Requests with files as they come over the line, in pieces that nobody holds whole."""

from collections.abc import Iterator, Mapping
from typing import Any

_EDGE = b"an-edge-that-is-in-no-file"
CONTENT_TYPE = f"multipart/form-data; boundary={_EDGE.decode()}"


def multipart(fields: Mapping[str, Any], name: str, data: bytes) -> bytes:
    """The body of a form with these fields and one file."""
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (key.encode(), str(value).encode())
        for key, value in fields.items()
    ]
    head = b'Content-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % name.encode()
    whole = b"".join(b"--%s\r\n%s\r\n" % (_EDGE, part) for part in [*parts, head + data])
    return whole + b"--%s--\r\n" % _EDGE


class Counted:
    """A body without an end that knows how much of it was read."""

    def __init__(self, start: bytes) -> None:
        self._pieces = self._endless(start)
        self.given = 0

    def _endless(self, start: bytes) -> Iterator[bytes]:
        yield start
        while True:
            yield bytes(64 * 1024)

    def read(self, size: int = -1) -> bytes:
        """The next piece; never more than a megabyte at once."""
        assert size != -1, "nobody may ask for all of it"
        piece = next(self._pieces)[:size]
        self.given += len(piece)
        return piece

    def readline(self, size: int = -1) -> bytes:
        """As `read`: there are no lines in it."""
        return self.read(size)

    def close(self) -> None:
        """Nothing is held."""
