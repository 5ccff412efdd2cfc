"""Files that nobody can read or alter without the key: AES-256-GCM, piece by piece.

A file begins with a line that says what it is, a salt, and a code by which a wrong key is known at
once. Each piece is sealed with its number and with whether it is the last, so that no piece can be
altered, left out, moved or cut off unnoticed (the STREAM construction). The key of a file is made
of the secret and the salt, and seals nothing else.
"""

import hmac
import io
import os
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KIND = b"action plan tracker backup 1\n"
_SALT = 32
_CODE = 32
_PIECE = 64 * 1024
_TAG = 16
_PURPOSE = b"the backups of an action plan tracker"


class NotOpened(Exception):
    """No key opens the file, or it is none of ours."""


class Damaged(Exception):
    """The file is not as it was written."""


class SealedWriter:
    """Takes bytes and writes them sealed; what was written counts only after `close`."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._file = file
        self._cipher, code = _keys(secret, salt)
        self._held = bytearray()
        self._number = 0
        file.write(_KIND + salt + code)

    def write(self, some: bytes) -> int:
        """Take these bytes; the last piece is held back, because it is sealed as the last."""
        self._held += some
        while len(self._held) > _PIECE:
            self._seal(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(some)

    def flush(self) -> None:
        """Nothing: a piece is sealed when it is full."""

    def close(self) -> None:
        """Seal the last piece, and have the disk keep the file."""
        self._seal(bytes(self._held), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class SealedReader(io.BufferedIOBase):
    """Gives back what was sealed; no byte of a piece that is not as it was written.

    Raises NotOpened when none of the secrets fits, and at any `read` Damaged.
    """

    def __init__(self, file: BinaryIO, keys: Sequence[str]) -> None:
        kind, salt, code = file.read(len(_KIND)), file.read(_SALT), file.read(_CODE)
        if kind != _KIND:
            raise NotOpened
        fitting = (_keys(secret, salt) for secret in keys)
        found = next((cipher for cipher, own in fitting if hmac.compare_digest(own, code)), None)
        if found is None:
            raise NotOpened
        self._cipher = found
        self._file = file
        self._number = 0
        self._ahead = file.read(_PIECE + _TAG)
        self._held = b""
        self._ended = False

    def readable(self) -> bool:
        """It is for reading, from front to back."""
        return True

    def read(self, most: int | None = -1, /) -> bytes:
        """So many bytes, or all; fewer only at the end."""
        most = -1 if most is None else most
        found = bytearray()
        while most < 0 or len(found) < most:
            if not self._held and not self._open():
                break
            wanted = len(self._held) if most < 0 else most - len(found)
            found += self._held[:wanted]
            self._held = self._held[wanted:]
        return bytes(found)

    def _open(self) -> bool:
        """Have the next piece in hand; False after the last."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  as in `_keys`

        if self._ended:
            return False
        piece, self._ahead = self._ahead, self._file.read(_PIECE + _TAG)
        self._ended = not self._ahead
        try:
            self._held = self._cipher.decrypt(_nonce(self._number, last=self._ended), piece, None)
        except InvalidTag:
            raise Damaged from None
        self._number += 1
        return True


def _keys(secret: str, salt: bytes) -> tuple["AESGCM", bytes]:
    """What seals a file, and the code by which the secret is known to fit."""
    # Pages, schedulers and post rooms seal nothing, and would each hold seven megabytes for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    made = HKDF(SHA256(), length=64, salt=salt, info=_PURPOSE).derive(secret.encode())
    return AESGCM(made[:32]), hmac.digest(made[32:], _KIND + salt, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
