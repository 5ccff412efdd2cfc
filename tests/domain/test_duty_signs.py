"""Which duty a report is taken to give rise to, and when nothing is suggested."""

from datetime import date

import pytest

from tracker.domain.duty_signs import suggested_response
from tracker.domain.reports import HeaderValue, ImportedReport, ReportHeader
from tracker.domain.response_dates import ResponseDue

JOINT = "Ofsted, Care Quality Commission, HMICFRS and HMI Probation"
JTAI = "Joint targeted area inspection (JTAI)"
ILACS = "Inspection of local authority children’s services (ILACS)"
SEND = "Area SEND inspection"
STATEMENT = "The director should prepare a written statement of proposed action."
PLAN = "HMCI requires the local area partnership to prepare\nand submit a priority action plan."


def suggested(
    bodies: str = "", framework: str = "", text: str = "", stated: str = "", **header: str
) -> ResponseDue:
    due = HeaderValue(stated, stated, None, 1) if stated else None
    found = ImportedReport(ReportHeader(response_due=due), (), (), (), (), source_text=text)
    return suggested_response({"inspectorates": bodies, "framework": framework, **header}, found)


@pytest.mark.parametrize(
    ("bodies", "kind", "text", "key"),
    [
        (JOINT, JTAI, STATEMENT, "joint-inspection-statement"),
        (
            "Ofsted and Care Quality Commission",
            SEND,
            "HMCI has determined that a written statement of action is required.",
            "joint-inspection-statement",
        ),
        ("Ofsted and Care Quality Commission", SEND, PLAN, "area-send-priority-action-plan"),
        ("Ofsted", ILACS, "", "childrens-services-statement"),
        ("HMICFRS", "PEEL police inspection", "", "police-comments"),
        (
            "HMICFRS",
            "Fire and rescue service inspection",
            "Within 28 days, the service should plan.",
            "fire-cause-of-concern",
        ),
        ("IOPC", "", "We make three recommendations.", "iopc-recommendation"),
        ("", "Regulation 28: report to prevent future deaths", "", "coroner-response"),
        (
            "Care Quality Commission",
            "",
            "We asked for a report under Regulation 17(3).",
            "cqc-improvement-plan",
        ),
        (
            "Local Government and Social Care Ombudsman",
            "",
            "The council must consider the report (section 31 of the Act).",
            "ombudsman-report",
        ),
        ("HMI Prisons", "", "The urgent notification process.", "prisons-urgent-notification"),
        ("Estyn", "", "The school requires special measures.", "school-piap-wales"),
        ("Audit Wales", "", "Made under section 25.", "auditor-recommendation-wales"),
        ("", "Corporate peer challenge", "", "peer-challenge-plan"),
    ],
)
def test_a_report_that_shows_all_the_signs_suggests_its_duty(
    bodies: str, kind: str, text: str, key: str
):
    duty = suggested(bodies, kind, text).duty

    assert duty is not None
    assert duty.key == key


@pytest.mark.parametrize(
    ("bodies", "kind", "text"),
    [
        ("", "", STATEMENT),
        (JOINT, JTAI, "The partners made a written statement of action last year."),
        (JOINT, JTAI, "Visits should be made. A written statement of action was made in 2018."),
        ("Ofsted and Care Quality Commission", SEND, f"{STATEMENT} {PLAN}"),
        ("Ofsted and Care Quality Commission", SEND, "Arrangements typically lead to success."),
        ("Care Quality Commission", "", "The practice must improve."),
        ("Local Government and Social Care Ombudsman", "", "The council agreed to apologise."),
        ("Ofsted and Care Quality Commission", "Inspection of safeguarding services", ""),
    ],
)
def test_what_is_not_plain_suggests_nothing(bodies: str, kind: str, text: str):
    assert suggested(bodies, kind, text).duty is None


def test_a_visit_between_inspections_suggests_nothing():
    assert suggested("Ofsted", ILACS, title="Focused visit to Northbank").duty is None


def test_a_duty_that_had_not_begun_is_not_suggested():
    text = "The school requires special measures."

    assert suggested("Estyn", "", text, report_date="2014-08-31").duty is None
    assert suggested("Estyn", "", text, report_date="2014-09-01").duty is not None


def test_the_count_starts_from_the_facts_as_a_person_left_them():
    header = {"report_date": "2019-08-23", "published_on": "2019-08-30"}

    assert suggested(JOINT, JTAI, STATEMENT, **header).start_on == date(2019, 8, 30)
    assert suggested(JOINT, JTAI, STATEMENT, report_date="2019-08-23").start_on == date(2019, 8, 23)
    assert suggested(JOINT, JTAI, STATEMENT).start_on is None


def test_a_councils_own_paper_starts_no_count():
    paper = suggested("Ofsted", ILACS, report_date="2019-09-30", report_to="Executive Board")

    assert paper.duty is not None
    assert paper.start_on is None


def test_the_date_in_the_letter_is_kept_whether_or_not_a_duty_is_known():
    assert suggested(stated="2019-12-02") == ResponseDue(stated_on=date(2019, 12, 2))
