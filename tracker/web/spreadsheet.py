"""Cells of the files people open in a spreadsheet."""

_BEGINS_A_FORMULA = ("=", "+", "-", "@")


def as_text(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(_BEGINS_A_FORMULA) else cell
