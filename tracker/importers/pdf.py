"""PDF files: the structure tree first, and where there is none the places of the letters."""

from tracker.importers.document import Document


def reads(filename: str, start: bytes) -> bool:
    """True for a PDF, by how it begins or what it is called."""
    return b"%PDF-" in start[:1024] or filename.casefold().endswith(".pdf")


def read(data: bytes) -> Document:
    """The document in a PDF. A scan has no text, and that is said."""
    from tracker.importers import pdf_pages  # noqa: PLC0415  slow to load; only a PDF needs it

    return pdf_pages.document_from(data)
