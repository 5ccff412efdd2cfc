"""How long a body has to answer an inspection, as data: each period with the law it comes from.

A period is a proposal. Where a letter states a date, that date wins (`domain.md` 2.2). A duty that
changes gets a new version below the old one, so that a date counted under the old rule can be
counted again; what could not be checked against its source says so in `to_be_confirmed`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working day"
    DAYS = "day"
    MONTHS = "month"


class Start(StrEnum):
    """What the count begins with."""

    PUBLICATION = "publication"
    RECEIPT = "receipt"
    REPORT_DATE = "report date"


class Division(StrEnum):
    """Whose bank holidays stop a count of working days; days and months take no notice of them."""

    ENGLAND_AND_WALES = "england-and-wales"
    WALES = "wales"
    UNITED_KINGDOM = "united-kingdom"
    """A bank holiday in any part of it."""


@dataclass(frozen=True)
class Duty:
    """Who must do what, and within what period.

    `counts_start` is True for a period 'beginning with' its first day, which is then day 1.
    `in_force_from` is None where the first day of the rule is not on record here.
    """

    key: str
    name: str
    trigger: str
    who: str
    length: int
    unit: Unit
    start: Start
    counts_start: bool
    source: str
    division: Division = Division.ENGLAND_AND_WALES
    to_be_confirmed: str = ""
    version: int = 1
    in_force_from: date | None = None

    @property
    def reference(self) -> str:
        """The duty and its version, as it is kept with a plan: 'joint-inspection-statement/1'."""
        return f"{self.key}/{self.version}"

    @property
    def period(self) -> str:
        """'70 working days, counted from the day after the day of receipt'."""
        unit = self.unit if self.length == 1 else f"{self.unit}s"
        first = f"the day of {_STARTS[self.start]}"
        if self.counts_start:
            return f"{self.length} {unit} beginning with {first}"
        return f"{self.length} {unit}, counted from the day after {first}"


_STARTS = {
    Start.PUBLICATION: "publication",
    Start.RECEIPT: "receipt",
    Start.REPORT_DATE: "the report",
}

DUTIES = (
    Duty(
        key="joint-inspection-statement",
        name="Written statement of proposed action (joint inspection)",
        trigger="A joint area inspection that calls for a written statement",
        who="The principal authority",
        length=70,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="SI 2015/1792 reg 4",
    ),
    Duty(
        key="childrens-services-statement",
        name="Written statement of action (children’s services)",
        trigger="An Ofsted inspection of an authority’s children’s services",
        who="The authority",
        length=70,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Education and Inspections Act 2006 s.137; SI 2007/462",
        to_be_confirmed="the paragraph of SI 2007/462 that sets 70 working days",
        in_force_from=date(2007, 4, 1),
    ),
    Duty(
        key="childrens-services-report",
        name="Publishing the inspection report (children’s services)",
        trigger="An Ofsted inspection of an authority’s children’s services",
        who="The authority",
        length=30,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Education and Inspections Act 2006 s.137; SI 2007/462 reg 2",
        in_force_from=date(2007, 4, 1),
    ),
    Duty(
        key="area-send-priority-action-plan",
        name="Priority action plan (area SEND)",
        trigger="An area SEND inspection that finds widespread or systemic failings",
        who="The local area partnership",
        length=35,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Area SEND inspection handbook",
        to_be_confirmed="the figure of 35 working days",
    ),
    Duty(
        key="school-special-measures",
        name="Statement of action (school in special measures, England)",
        trigger="A school in England that requires special measures",
        who="The authority or the trust",
        length=10,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Ofsted guidance as of 2012",
        to_be_confirmed="whether the guidance of 2012 still holds",
    ),
    Duty(
        key="school-piap-wales",
        name="Post-inspection action plan (school in a statutory category, Wales)",
        trigger="A school or pupil referral unit in Wales in a statutory category",
        who="The governing body",
        length=20,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Estyn guidance on post-inspection action plans",
        division=Division.WALES,
        in_force_from=date(2014, 9, 1),
    ),
    Duty(
        key="police-comments",
        name="Comments on a police inspection",
        trigger="An HMICFRS report on a police force",
        who="The local policing body",
        length=56,
        unit=Unit.DAYS,
        start=Start.PUBLICATION,
        counts_start=True,
        source="Police Act 1996 s.55, as amended by the Policing and Crime Act 2017 s.37",
    ),
    Duty(
        key="fire-cause-of-concern",
        name="Action plan for a cause of concern (fire and rescue)",
        trigger="A cause of concern in a fire and rescue service. The report sets the period",
        who="The fire and rescue service",
        length=28,
        unit=Unit.DAYS,
        start=Start.REPORT_DATE,
        counts_start=False,
        source="The report’s own words, ‘Within 28 days’",
    ),
    Duty(
        key="iopc-recommendation",
        name="Response to a recommendation of the IOPC",
        trigger="A recommendation of the Independent Office for Police Conduct",
        who="Whoever it is made to",
        length=56,
        unit=Unit.DAYS,
        start=Start.REPORT_DATE,
        counts_start=True,
        source="SI 2015/431 reg 82",
    ),
    Duty(
        key="coroner-response",
        name="Response to a report to prevent future deaths",
        trigger="A coroner’s regulation 28 report",
        who="Whoever it is sent to",
        length=56,
        unit=Unit.DAYS,
        start=Start.REPORT_DATE,
        counts_start=False,
        source="Coroners (Investigations) Regulations 2013 reg 29; the official form",
    ),
    Duty(
        key="cqc-improvement-plan",
        name="Report or improvement plan for the Care Quality Commission",
        trigger="A request under regulation 17(3)",
        who="The registered provider",
        length=28,
        unit=Unit.DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="SI 2014/2936 reg 17(3)",
        to_be_confirmed="that the day after receipt is day 1",
    ),
    Duty(
        key="ombudsman-report",
        name="Action on a report of the Local Government Ombudsman",
        trigger="A report finding injustice",
        who="The authority",
        length=3,
        unit=Unit.MONTHS,
        start=Start.RECEIPT,
        counts_start=True,
        source="Local Government Act 1974 s.31",
    ),
    Duty(
        key="prisons-urgent-notification",
        name="Public reply to an urgent notification (prisons)",
        trigger="An urgent notification from HMI Prisons",
        who="The Secretary of State",
        length=28,
        unit=Unit.DAYS,
        start=Start.PUBLICATION,
        counts_start=False,
        source="Justice Committee 2019",
    ),
    Duty(
        key="auditor-recommendation-england",
        name="Meeting to consider an auditor’s written recommendation (England)",
        trigger="A written recommendation of the external auditor",
        who="The authority",
        length=4,
        unit=Unit.MONTHS,
        start=Start.RECEIPT,
        counts_start=True,
        source="Audit Commission Act 1998 s.11",
        to_be_confirmed="the day the present rule replaced this one",
    ),
    Duty(
        key="auditor-recommendation-england",
        name="Meeting to consider an auditor’s written recommendation (England)",
        trigger="A written recommendation of the external auditor",
        who="The authority",
        length=1,
        unit=Unit.MONTHS,
        start=Start.RECEIPT,
        counts_start=True,
        source="Local Audit and Accountability Act 2014 Sch 7",
        to_be_confirmed="the period, and the day it came into force",
        version=2,
        in_force_from=date(2015, 4, 1),
    ),
    Duty(
        key="auditor-recommendation-wales",
        name="Meeting to consider an auditor’s written recommendation (Wales)",
        trigger="A written recommendation of Audit Wales",
        who="The authority",
        length=1,
        unit=Unit.MONTHS,
        start=Start.REPORT_DATE,
        counts_start=True,
        source="Public Audit (Wales) Act 2004 s.25",
        division=Division.WALES,
    ),
    Duty(
        key="scrutiny-response",
        name="Response to an overview and scrutiny recommendation",
        trigger="A recommendation of an overview and scrutiny committee",
        who="The executive",
        length=2,
        unit=Unit.MONTHS,
        start=Start.RECEIPT,
        counts_start=True,
        source="Local Government Act 2000 s.9FE; SI 2009/1919 reg 6",
    ),
    Duty(
        key="public-accounts-reply",
        name="Reply to the Public Accounts Committee",
        trigger="A report of the Public Accounts Committee",
        who="The department, in a Treasury Minute",
        length=2,
        unit=Unit.MONTHS,
        start=Start.PUBLICATION,
        counts_start=False,
        source="DAO 02/20",
        to_be_confirmed="the figure of about 2 months",
    ),
    Duty(
        key="peer-challenge-plan",
        name="Action plan after a peer challenge",
        trigger="A voluntary peer challenge of the Local Government Association",
        who="The authority",
        length=3,
        unit=Unit.MONTHS,
        start=Start.PUBLICATION,
        counts_start=False,
        source="Practice of councils: North Herts, Tandridge, Bassetlaw",
    ),
    Duty(
        key="freedom-of-information",
        name="Reply to a freedom of information request",
        trigger="A request for information",
        who="The authority",
        length=20,
        unit=Unit.WORKING_DAYS,
        start=Start.RECEIPT,
        counts_start=False,
        source="Freedom of Information Act 2000 s.10",
        division=Division.UNITED_KINGDOM,
    ),
)

_BY_REFERENCE = {duty.reference: duty for duty in DUTIES}

ONE_OFF_HOLIDAYS = {
    date(2011, 4, 29): date(2010, 11, 23),
    date(2012, 6, 5): date(2010, 1, 5),
    date(2022, 6, 3): date(2020, 11, 12),
    date(2022, 9, 19): date(2022, 9, 10),
    date(2023, 5, 8): date(2022, 11, 6),
}
"""Bank holidays of one year only, each with the day it was announced.

Proclaimed under the Banking and Financial Dealings Act 1971 s.1(3). Such a day moves a proposed
date and never one that a letter states.
"""


def duty_by(reference: str) -> Duty | None:
    """The duty that was kept under this reference; None when there is none."""
    return _BY_REFERENCE.get(reference)


def in_force(key: str, on: date | None) -> Duty | None:
    """The version of a duty that holds on a day, the newest where the day is not known.

    None when the rule had not begun by then, or there is no such duty.
    """
    versions = [duty for duty in DUTIES if duty.key == key]
    begun = (
        duty
        for duty in reversed(versions)
        if on is None or duty.in_force_from is None or duty.in_force_from <= on
    )
    return next(begun, None)


def current_duties() -> tuple[Duty, ...]:
    """The newest version of every duty, in order."""
    return tuple({duty.key: duty for duty in DUTIES}.values())
