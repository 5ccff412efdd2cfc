"""Small real files for the demonstration, so that its evidence can be opened."""

from collections.abc import Sequence

CHECKS = (
    b"Week beginning,Sessions,Checked the day before\r\n"
    b"6 June,4,4\r\n13 June,5,5\r\n20 June,4,4\r\n27 June,3,3\r\n"
)


def pdf(lines: Sequence[str]) -> bytes:
    """A page with these lines on it, in plain letters."""
    shown = "".join(f"({line}) Tj T* " for line in lines).encode("ascii")
    words = b"BT /F1 12 Tf 72 760 Td 18 TL %sET" % shown
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    whole, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(whole)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    size = len(objects) + 1
    return whole + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
