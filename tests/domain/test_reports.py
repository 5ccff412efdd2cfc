"""What was read from a report survives being stored between the steps of taking it in."""

import json
from datetime import date

from tracker.domain.reports import (
    Check,
    HeaderValue,
    ImportedFinding,
    ImportedJudgement,
    ImportedReport,
    ImportedStrength,
    ReportHeader,
    ReportPart,
    as_json,
    findings_under,
    from_json,
)

MINUTES = ImportedFinding(
    text="Send out minutes promptly",
    reference="4",
    heading="AREAS FOR DEVELOPMENT",
    section="4.2",
    addressee="Northbank Borough Council",
    urgency="Within three months",
    page=3,
    line=41,
    doubts=("The item ends without a full stop.",),
)
REPORT = ImportedReport(
    header=ReportHeader(
        title=HeaderValue("Inspection of Northbank", "SUBJECT: Inspection of Northbank", 1, 4),
        report_date=HeaderValue("2011-03-31", "DATE: 31st March 2011", None, 2, "Check this."),
    ),
    judgements=(ImportedJudgement("Safeguarding", "Overall effectiveness", "Good", None, 12),),
    findings=(MINUTES,),
    strengths=(ImportedStrength("a)", "Prompt action", 2, 30),),
    checks=(Check("The dates cross.", ("report_date",), (2, 9)),),
    source_text="Northbank\n",
    parts=(
        ReportPart("AREAS FOR DEVELOPMENT", 3, 40, (MINUTES,)),
        ReportPart("Conclusion", 4, 60, ()),
        ReportPart("Conclusion", 9, 99, (MINUTES,)),
    ),
)


def test_a_report_comes_back_from_json_as_it_went_in():
    assert from_json(json.loads(json.dumps(as_json(REPORT)))) == REPORT


def test_an_empty_report_comes_back_too():
    empty = ImportedReport(ReportHeader(), (), (), (), (), "")

    assert from_json(json.loads(json.dumps(as_json(empty)))) == empty


def test_the_json_has_the_keys_the_command_line_promises():
    told = as_json(REPORT)

    assert {"header", "judgements", "findings", "strengths", "checks"} <= told.keys()
    assert {"text", "reference", "heading", "addressee", "urgency", "page", "doubts"} <= told[
        "findings"
    ][0].keys()
    assert {"group", "area", "grade"} <= told["judgements"][0].keys()


def test_each_heading_is_offered_once_and_gives_all_its_findings():
    assert REPORT.headings == ("AREAS FOR DEVELOPMENT", "Conclusion")
    assert findings_under(REPORT, "Conclusion") == (MINUTES,)
    assert findings_under(REPORT, "Appendix") == ()


def test_a_value_that_is_not_a_date_gives_none():
    assert HeaderValue("2011-03-31", "", None, 1).as_date() == date(2011, 3, 31)
    assert HeaderValue("soon", "", None, 1).as_date() is None
