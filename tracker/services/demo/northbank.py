"""The demonstration council as data. The names and figures are invented."""

from tracker.domain.access import Role
from tracker.domain.actions import Progress
from tracker.domain.responses import Response
from tracker.services.demo.files import CHECKS, pdf
from tracker.store.people import TeamKind

TEAMS = (
    ("Northbank Borough Council", TeamKind.COUNCIL, None, ""),
    ("Children and Young People", TeamKind.DIRECTORATE, "Northbank Borough Council", ""),
    ("Safeguarding", TeamKind.TEAM, "Children and Young People", ""),
    ("Performance and improvement", TeamKind.TEAM, "Northbank Borough Council", ""),
    ("Northbank Community Health", TeamKind.PARTNER, None, "health"),
)

PEOPLE = (
    (
        "Alan Mercer",
        "Strategic Director, Children and Young People",
        Role.MANAGER,
        "Children and Young People",
        None,
    ),
    ("Jean Talbot", "Head of Safeguarding", Role.MANAGER, "Safeguarding", "Alan Mercer"),
    ("Priya Nair", "Safeguarding unit manager", Role.OFFICER, "Safeguarding", "Jean Talbot"),
    ("Tom Ashworth", "Practice supervisor", Role.OFFICER, "Safeguarding", "Jean Talbot"),
    ("Dawn Okafor", "Assessment service manager", Role.OFFICER, "Safeguarding", "Jean Talbot"),
    ("Marcus Bell", "Participation officer", Role.OFFICER, "Safeguarding", "Jean Talbot"),
    (
        "Helen Pryce",
        "Designated nurse for children in care",
        Role.PARTNER,
        "Northbank Community Health",
        None,
    ),
    ("Ruth Calder", "School immunisation lead", Role.PARTNER, "Northbank Community Health", None),
    ("Sam Whitlock", "Performance officer", Role.PERFORMANCE, "Performance and improvement", None),
    ("Margaret Osei", "Councillor, Executive Board", Role.BOARD, "Northbank Borough Council", None),
    (
        "Chris Bolton",
        "Systems administrator",
        Role.ADMINISTRATOR,
        "Northbank Borough Council",
        None,
    ),
)

MANAGER = "Jean Talbot"
LEAD = "Sam Whitlock"

PLAN_CODE = "SLAC"
PLAN_TITLE = "Safeguarding and looked after children"

REPORT = {
    "title": "Announced inspection of safeguarding and looked after children services",
    "inspectorates": "Ofsted and the Care Quality Commission",
    "body_inspected": "Northbank Borough Council",
    "inspection_from": "2011-02-07",
    "inspection_to": "2011-02-18",
    "published_on": "2011-03-25",
    "report_date": "2011-03-31",
    "report_to": "Executive Board",
    "reporting_officer": "Strategic Director, Children and Young People",
    "wards": "Borough-wide",
}

# number, the council's own wording, what the inspectors asked for
FINDINGS = (
    (
        "1",
        "Child protection conference minutes sent out promptly",
        "Child protection conference minutes should reach everybody who needs them promptly",
    ),
    (
        "2",
        "Supervision of social care practice",
        "Supervision of social care practice should challenge and direct, and case records should show it",
    ),
    ("3", "Consistently good assessments", "Assessments should be of a consistently good standard"),
    (
        "4",
        "Care leavers' health histories",
        "Young people leaving care should be given a record of their health history",
    ),
    (
        "5",
        "Awareness of the Children in Care Council",
        "More children in care should know about the Children in Care Council",
    ),
    (
        "6",
        "Consent for school immunisations",
        "The right consent should be in place before young people are immunised at school",
    ),
    (
        "7",
        "Annual health report on children in care",
        "The health and partnership boards should receive a report on the health of children in care every year",
    ),
)

RESPONDED_ON = "2011-03-31"
RESPONSES = {
    "1": (Response.AGREED, ""),
    "2": (Response.AGREED, ""),
    "3": (Response.AGREED, ""),
    "5": (
        Response.PARTLY,
        "Children placed far away are reached by their own social worker, not by the council of"
        " children in care. We agree for all others.",
    ),
    "7": (Response.AGREED, ""),
}
"""What was answered to an area, and why; two are still to be answered."""

# number, title, short title, owner, due, start, progress, last update, note, measure
ACTIONS = (
    (
        "1.1",
        "Set and monitor a 15 working day standard for sending out minutes",
        "Conference minutes within 15 working days",
        "Priya Nair",
        "2011-05-31",
        Progress.OFF_TRACK,
        "2011-05-12",
        "Two minute-taker posts are vacant. Average is 24 working days.",
        "9 in 10 sets of minutes sent within 15 working days, three months running",
    ),
    (
        "1.2",
        "Train 6 minute-takers to use the new template",
        "Minute-takers trained in the new template",
        "Priya Nair",
        "2011-07-29",
        Progress.ON_TRACK,
        "2011-06-27",
        "Four of the six have been trained.",
        "6 minute-takers trained",
    ),
    (
        "2.1",
        "Introduce a supervision record that shows challenge and direction",
        "Supervision record",
        "Tom Ashworth",
        "2011-06-17",
        Progress.AT_RISK,
        "2011-06-28",
        "The record is written; two teams have still to try it.",
        "Record in use in all 6 teams",
    ),
    (
        "2.2",
        "Audit 40 case files for supervision entries",
        "Audit of 40 case files",
        "Tom Ashworth",
        "2011-09-30",
        Progress.ON_TRACK,
        "2011-06-28",
        "Sample drawn.",
        "40 files audited and the results reported",
    ),
    (
        "3.1",
        "Monthly audit of assessments",
        "Monthly audit of assessments",
        "Dawn Okafor",
        "2011-07-08",
        Progress.AT_RISK,
        "2011-06-16",
        "One auditor is off; the June audit is late.",
        "8 in 10 assessments judged good or better",
    ),
    (
        "3.2",
        "Publish the assessment practice guide",
        "Assessment practice guide",
        "Dawn Okafor",
        "2011-08-31",
        Progress.ON_TRACK,
        "2011-06-16",
        "Second draft is with the practice leads.",
        "Guide published and every team briefed",
    ),
    (
        "4.1",
        "Give every care leaver a written health history by their 18th birthday",
        "Health history for care leavers",
        "Helen Pryce",
        "2011-06-24",
        Progress.ON_TRACK,
        "2011-05-19",
        "Template agreed with the two hospitals.",
        "Every young person who turns 18 has one",
    ),
    (
        "5.1",
        "Children in Care Council page in the welcome pack",
        "Children in Care Council page in the welcome pack",
        "Marcus Bell",
        "2011-07-15",
        Progress.ON_TRACK,
        "2011-06-24",
        "The page is with the printer.",
        "Page in every welcome pack given out",
    ),
    (
        "5.2",
        "Survey children in care about the Children in Care Council",
        "Survey children in care about the Children in Care Council",
        "Marcus Bell",
        "2011-06-30",
        Progress.COMPLETED,
        "2011-06-24",
        "Survey closed with 61 answers.",
        "At least half of children in care answer",
    ),
    (
        "6.1",
        "Check consent forms before each session",
        "Check consent forms before each session",
        "Ruth Calder",
        "2011-06-30",
        Progress.SUBMITTED,
        "2011-06-29",
        "Checks are in the session routine.",
        "No session without a checked form",
    ),
    (
        "6.2",
        "Share the consent guidance with every secondary school",
        "Consent guidance to secondary schools",
        "Ruth Calder",
        "2011-06-30",
        Progress.AT_RISK,
        "2011-06-21",
        "Five of eight schools have it.",
        "All 8 secondary schools have confirmed",
    ),
    (
        "7.1",
        "Annual health report to boards",
        "Annual health report to boards",
        "Helen Pryce",
        "2011-06-17",
        Progress.COMPLETED,
        "2011-06-10",
        "Report taken by both boards.",
        "Report on both boards' agendas",
    ),
    (
        "7.2",
        "Put the annual report in the boards' yearly calendar",
        "Annual report in the boards' calendar",
        "Helen Pryce",
        "2011-10-31",
        Progress.ON_TRACK,
        "2011-06-10",
        "Dates asked for.",
        "In both calendars for 2012",
    ),
)

STARTS_ON = "2011-04-11"
COMPLETED = {"5.2": "2011-06-28", "7.1": "2011-06-14"}
SUBMITTED = {
    "6.1": ("2011-06-29", "Every session since 6 June has had its forms checked the day before.")
}
EVIDENCE = {
    "6.1": (
        (
            "Session checklist.pdf",
            "The form that is filled in before each session",
            pdf(["Session checklist", "1. Consent form signed", "2. Checked the day before"]),
        ),
        (
            "Sample of checked sessions.csv",
            "Sessions from 6 June, and how many were checked",
            CHECKS,
        ),
    ),
}
LINKS = {
    "5.2": (
        "https://www.northbank.example/safeguarding/briefing",
        "What staff were told, and how many have read it",
    )
}
DATE_ASKED = {
    "2.1": (
        "2011-06-28",
        "2011-07-29",
        "Two teams cannot try the record before their July team days.",
        "Supervision is still recorded the old way until then.",
    )
}
ESCALATED = {"1.1": ((1, "2011-06-14"), (2, "2011-06-28"))}
"""To which level an action had been escalated, and when."""

REVIEWED_ON = "2011-06-06"
REVIEWED = {"1.1": ("Minute-taker posts to be advertised.", 6)}
NEXT_REVIEW_ON = "2011-07-06"
NEXT_BOARD_ON = "2011-07-21"

MILESTONES = {
    "1.1": (
        ("Standard agreed with conference chairs", "2011-04-28", True),
        ("Vacant posts filled", "2011-06-10", False),
        ("First month's figures reported", "2011-06-30", False),
    ),
    "2.1": (
        ("Record drafted", "2011-05-13", True),
        ("Tried in two teams", "2011-06-03", True),
        ("Tried in all teams", "2011-07-15", False),
    ),
    "6.2": (
        ("Guidance printed", "2011-05-27", True),
        ("Sent to all 8 schools", "2011-06-24", False),
    ),
}

MEASURED = {
    "1.2": (
        ("people", "0", "6"),
        (
            ("2011-05-16", "1", "The first course, at the county training centre"),
            ("2011-06-06", "3", ""),
            ("2011-06-27", "4", "One had to leave early and comes again in July"),
        ),
    ),
}
"""The unit, baseline and target of an action, and its readings."""

JUDGEMENTS = (
    (
        "Safeguarding services",
        (
            ("Overall effectiveness", "Good"),
            ("Capacity for improvement", "Outstanding"),
            ("Children and young people are safe and feel safe", "Good"),
            ("Quality of provision", "Good"),
            ("The contribution of health agencies", "Good"),
            ("Ambition and prioritisation", "Outstanding"),
            ("Leadership and management", "Outstanding"),
            ("Performance management and quality assurance", "Outstanding"),
            ("Partnership working", "Outstanding"),
            ("Equality and diversity", "Good"),
        ),
    ),
    (
        "Services for looked after children",
        (
            ("Overall effectiveness", "Good"),
            ("Capacity for improvement", "Outstanding"),
            ("Being healthy", "Good"),
            ("Staying safe", "Outstanding"),
            ("Enjoying and achieving", "Good"),
            ("Making a positive contribution", "Good"),
            ("Economic wellbeing", "Good"),
            ("Quality of provision", "Good"),
            ("Ambition and prioritisation", "Outstanding"),
            ("Leadership and management", "Outstanding"),
            ("Performance management and quality assurance", "Outstanding"),
            ("Equality and diversity", "Good"),
        ),
    ),
)

STRENGTHS = (
    ("Children are protected promptly", "Prompt help when a child is at risk"),
    ("Children are protected promptly", "Careful recruitment, with well-kept personnel files"),
    ("Partners work well together", "Health and council staff plan together"),
    ("Partners work well together", "Schools take their safeguarding duties seriously"),
)
