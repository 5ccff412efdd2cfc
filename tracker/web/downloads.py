"""Files that are made for whoever asks, always saved and never shown in the page's place."""

from werkzeug.wrappers import Response

_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(data: bytes, name: str) -> Response:
    """The response that saves these bytes under this name; `name` is plain ASCII of our making."""
    return Response(
        data,
        mimetype=_TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
