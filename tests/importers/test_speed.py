"""A long report is read while a person waits."""

from time import process_time

from tests.importers.committee_paper import SAMPLES
from tests.importers.forms import wrapped
from tracker.importers import read_text


def test_a_report_of_160_000_letters_is_read_in_two_seconds():
    paper = (SAMPLES / "committee-paper.txt").read_text()
    narrative = (
        "12. Inspectors saw that families were helped early, and that this was written down. "
    )
    long = paper + wrapped("\n\n".join([narrative * 4] * 500))
    assert len(long) > 160_000

    began = process_time()
    found = read_text(long).findings
    took = process_time() - began

    assert len(found) == 4
    assert took < 2


def test_a_line_without_an_end_is_read_in_two_seconds():
    began = process_time()
    read_text("Recommendations\n\n" + "the council and its partners should " * 5_000)

    assert process_time() - began < 2


def test_ten_thousand_short_lines_are_read_in_two_seconds():
    began = process_time()
    read_text("Areas for improvement\n" + "- answer letters sooner\n" * 10_000)

    assert process_time() - began < 2
