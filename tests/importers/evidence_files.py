"""Files as people upload them as evidence, good and bad, made as they are needed."""

import io
import struct
import zipfile
import zlib

from tests.importers.forms import as_docx, as_pdf

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
PDF = as_pdf("Every session since June has had its forms checked.", ruled=False)
WORDS = as_docx("Every session since June has had its forms checked.", lists=False)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 2) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\x00\x00\x00" * 2)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    size = struct.pack(">HH", height, width)
    return start + b"\xff\xc0\x00\x0b\x08" + size + b"\x01\x01\x11\x00" + b"\x12\x34\xff\xd9"


def archive(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    held = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(held, "w", how) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return held.getvalue()


def with_parts(
    parts: dict[str, bytes | str], main: str = "word/document.xml", *, packed: bool = True
) -> bytes:
    """An Office file with these parts beside its main one."""
    return archive({main: "<main/>", **parts}, packed=packed)


def relations(kind: str, target: str, *, mode: str = "External") -> str:
    return (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='{OFFICE}/{kind}' Target='{target}' TargetMode='{mode}'/>"
        "</Relationships>"
    )


def odf(kind: str = "text", content: str = "<x/>") -> bytes:
    return archive(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content},
    )


def lying_archive() -> bytes:
    """A Word file whose directory says that a part of 80 MB has 100 bytes."""
    large = bytes(80 * 1024 * 1024)
    data = bytearray(with_parts({"word/media/a.bin": large}))
    size = struct.pack("<I", len(large))
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)
