"""PDF files: the structure tree first, and where there is none the places of the letters."""

from tracker.importers import text
from tracker.importers.document import Document


def reads(filename: str, start: bytes) -> bool:
    """True for a PDF by how it begins, or by its name when what it holds is no text either."""
    named = filename.casefold().endswith(".pdf")
    return b"%PDF-" in start[:1024] or (named and not text.is_text(start))


def read(data: bytes) -> Document:
    """The document in a PDF. A scan has no text, and that is said."""
    from tracker.importers import pdf_pages  # noqa: PLC0415  slow to load; only a PDF needs it

    return pdf_pages.document_from(data)
