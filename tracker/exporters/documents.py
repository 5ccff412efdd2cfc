"""Papers as documents of a kind. The libraries that write them take a third of a second to load, so
they are loaded with the first document and not with every process."""

from tracker.domain.papers import Paper


def document(paper: Paper, ending: str, *, template: bytes | None = None) -> bytes:
    """The bytes of the paper as a 'pdf', or as a 'docx', which may be written into a template.

    Raises BadTemplate (`tracker.domain.papers`) when a template cannot be filled in.
    """
    if ending == "pdf":
        from tracker.exporters.pdf import pdf  # noqa: PLC0415  as said above

        return pdf(paper)
    from tracker.exporters.word import word  # noqa: PLC0415  as said above

    return word(paper, template=template)
