"""`make accuracy`: what is found of what is there, report by report."""

import time

from tests.accuracy.marking import Known, Mark, all_known, findings_mark, judgements_mark
from tracker.importers.readers import read_report


def main() -> None:
    """Read every report whose right result is known, and print how well it was read."""
    print(_row("report", "areas", "recall", "precision", "grades", "recall", "precision", "doubts"))
    totals = Mark(0, 0, 0), Mark(0, 0, 0)
    for known in all_known():
        areas, grades = _marked(known)
        totals = totals[0] + areas, totals[1] + grades
    print(_row("all", *_shares(totals[0]), *_shares(totals[1])))


def _marked(known: Known) -> tuple[Mark, Mark]:
    began = time.perf_counter()
    read = read_report(known.path.name, known.path.read_bytes())
    seconds = time.perf_counter() - began
    areas, grades = findings_mark(known, read), judgements_mark(known, read)
    doubts = sum(bool(one.doubts) for one in read.findings)
    row = _row(known.name, *_shares(areas), *_shares(grades), str(doubts))
    print(f"{row}  {seconds:.1f} s", flush=True)
    return areas, grades


def _shares(mark: Mark) -> tuple[str, str, str]:
    return str(mark.there), f"{mark.recall:.3f}", f"{mark.precision:.3f}"


def _row(name: str, *cells: str) -> str:
    return f"{name:30}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    main()
