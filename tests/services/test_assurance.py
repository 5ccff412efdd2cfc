"""Assurance packs: what they hold, whom they name, and how their files can be checked."""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

import docx
import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.statements import counted
from tracker.domain.actions import Rag
from tracker.domain.papers import Bars, Facts, Grid, Heading, Para, Quote, Rated, Series
from tracker.extensions import db
from tracker.services import assurance, morning
from tracker.services.assurance import Asked, Kind
from tracker.services.assurance_files import DIFFERS, IN_PACK, MISSING
from tracker.services.assurance_paper import REDACTED
from tracker.services.evidence_arriving import folder
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.assurance import areas_for
from tracker.store.measures import MeasureReading
from tracker.store.people import all_people
from tracker.store.plans import Plan

SERIES = (
    Series("completed", Rag.BLUE),
    Series("on track", Rag.GREEN),
    Series("at risk or silent", Rag.AMBER),
    Series("overdue or off track", Rag.RED),
    Series("not started or not needed", Rag.GREY),
)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return db.session.scalars(select(Plan)).one()


def packed(plan: Plan, asked: Asked, cast: Cast, now: datetime) -> zipfile.ZipFile:
    out = io.BytesIO()
    assurance.write_pack(plan, asked, out, by=cast.sam, now=now, today=now.date())
    return zipfile.ZipFile(out)


def test_a_small_pack_holds_all_that_is_on_record(plan: Plan, cast: Cast, now: datetime) -> None:
    (area,) = areas_for(plan, "4")

    paper = assurance.draw_up(plan, Asked(area), by=cast.sam, now=now, today=now.date()).paper

    assert (paper.title, paper.subtitle, paper.marking) == (
        "Assurance pack: Safeguarding and looked after children",
        "Area 4: Care leavers' health histories",
        "",
    )
    assert dict(paper.facts)["Drawn up"] == "8am on 4 July 2011 by Performance officer"
    assert paper.blocks == (
        Heading("What this pack holds"),
        Para(
            "1 action in 1 area for development, with everything on record about each: milestones,"
            " readings of its measure, updates, new due dates, sign-off, later checks, evidence, comments and the emails sent."
        ),
        Para(REDACTED),
        Heading("How each area stands", 2),
        Bars(
            "Actions in each area",
            "Stacked bars of 1 area. Red: area 4 (10 days overdue).",
            SERIES,
            (("4 Care leavers' health histories", (0, 0, 0, 1, 0)),),
        ),
        Grid(
            "Areas for development",
            ("Area", "Response", "Completed", "How it stands"),
            (
                (
                    "4 Care leavers' health histories",
                    "No response yet",
                    "0 of 1",
                    Rated(Rag.RED, "10 days overdue"),
                ),
            ),
            (6, 2, 2, 4),
            first_names=True,
        ),
        Heading("Area 4: Care leavers' health histories"),
        Quote(
            "Young people leaving care should be given a record of their health history",
            "Report, Areas for development, 4.2",
        ),
        Facts((("Response", "No response yet"),)),
        Heading(
            "SLAC-4.1 Give every care leaver a written health history by their 18th birthday", 2
        ),
        Facts(
            (
                ("Owner", "Designated nurse for children in care (health)"),
                ("Accountable manager", "Head of Safeguarding"),
                ("Given on", "11 April 2011"),
                ("Due", "24 June 2011"),
                ("Progress", "On track"),
                ("How it stands", "Red: 10 days overdue"),
                ("Measure of success", "Every young person who turns 18 has one"),
            )
        ),
        Grid(
            "Updates",
            ("When", "Who", "Answer", "What was said"),
            (
                (
                    "19 May 2011, 10am",
                    "Designated nurse for children in care (health)",
                    "On track",
                    "Template agreed with the two hospitals.",
                ),
            ),
            (3, 3, 4, 5),
        ),
    )


def test_nobody_is_named_in_a_pack_by_job_titles(plan: Plan, cast: Cast, now: datetime) -> None:
    everybody = [one.name for one in all_people()]
    said = f"{'; '.join(everybody)}. Ask {cast.priya.given_name} or write to {cast.priya.email}."
    db.session.execute(update(Update).values(note=said))
    db.session.execute(update(Action).values(title=f"As {cast.jean.name} told {cast.tom.name}"))
    db.session.execute(update(Evidence).values(name=f"{cast.helen.name}.pdf", about=said))
    db.session.flush()
    morning.plan_due(now)

    drawn = assurance.draw_up(plan, Asked(), by=cast.sam, now=now, today=now.date())

    told = json.dumps([asdict(drawn.paper), drawn.facts.made_by], default=str)
    assert [name for name in everybody if name in told] == []
    assert cast.priya.given_name not in told
    assert "northbank.example" not in told.replace("www.northbank.example", "")
    assert "Emails sent about it" in told
    with_names = assurance.draw_up(
        plan, Asked(by_post=False), by=cast.sam, now=now, today=now.date()
    )
    assert said in json.dumps(asdict(with_names.paper), default=str)


def test_every_file_can_be_checked_and_what_is_not_there_is_told(
    plan: Plan, cast: Cast, now: datetime
) -> None:
    whole, changed, gone = "whole.pdf", "changed.pdf", "gone.pdf"
    files = db.session.scalars(select(Evidence).where(Evidence.stored != "")).all()
    first, second = files
    third = Evidence(
        action_id=second.action_id,
        name=gone,
        kind="PDF",
        size=9,
        added_at=now,
        added_by_id=cast.helen.id,
        stored="0" * 32,
        sha256="0" * 64,
        scan=first.scan,
    )
    first.name, second.name = whole, changed
    db.session.add(third)
    db.session.flush()
    for file in files:
        kept = folder().take_in(io.BytesIO(b"evidence"), most=100, reserve=0)
        folder().let_out(kept.stored)
        file.stored, file.sha256 = kept.stored, kept.sha256
    second.sha256 = "1" * 64
    db.session.flush()

    pack = packed(plan, Asked(kind=Kind.PDF, with_files=True), cast, now)

    manifest = json.loads(pack.read("manifest.json"))
    stated = {one["name"].rpartition("-")[2]: one for one in manifest["files"]}
    assert {
        name: one["state"] for name, one in stated.items() if name in (whole, changed, gone)
    } == {
        whole: IN_PACK,
        changed: DIFFERS,
        gone: MISSING,
    }
    for one in manifest["files"]:
        if one["sha256"]:
            data = pack.read(one["name"])
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["size"])
    assert set(pack.namelist()) - {one["name"] for one in manifest["files"]} == {
        "manifest.json",
        "manifest.txt",
    }
    words = pack.read("manifest.txt").decode()
    assert hashlib.sha256(pack.read("manifest.json")).hexdigest() in words
    assert f"SHA-256 when it was added {'1' * 64}" in words
    assert manifest["history"]["seal"] in words


def test_milestones_and_readings_are_told_with_what_was_removed_and_corrected(
    plan: Plan, cast: Cast, now: datetime
) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "4.1")).one()
    action.measure_unit = "%"
    facts = {"action_id": action.id, "read_on": date(2011, 6, 30), "by_id": cast.helen.id}
    db.session.add_all(
        (
            Milestone(action_id=action.id, position=8, title="Ask Helen", done_on=now.date()),
            Milestone(action_id=action.id, position=9, title="Pilot", removed_at=now),
            MeasureReading(**facts, value=Decimal(60), note="A slip", at=now),
            MeasureReading(**facts, value=Decimal(80), note="Helen Pryce counted", at=now),
        )
    )
    db.session.commit()
    (area,) = areas_for(plan, "4")

    paper = assurance.draw_up(plan, Asked(area), by=cast.sam, now=now, today=now.date()).paper

    told = {one.caption: one.rows for one in paper.blocks if isinstance(one, Grid)}
    nurse = "Designated nurse for children in care (health)"
    assert told["Milestones"][-2:] == (
        (f"Ask {nurse.removesuffix(' (health)')}", nurse, "", "Finished on 4 July 2011"),
        ("Pilot", nurse, "", "Not finished\nRemoved on 4 July 2011"),
    )
    said = [row[:3] for row in told["Readings of the measure"]]
    assert said == [
        ("30 June 2011", "60%\nCorrected since", "A slip"),
        ("30 June 2011", "80%", f"{nurse.removesuffix(' (health)')} counted"),
    ]


def test_a_pack_costs_as_many_statements_for_one_area_as_for_all(
    plan: Plan, cast: Cast, now: datetime
) -> None:
    morning.plan_due(now)
    (area,) = areas_for(plan, "6")
    sam, spent = cast.sam, []
    for asked in (Asked(area), Asked()):
        db.session.expire_all()
        db.session.refresh(plan)
        db.session.refresh(sam)
        db.session.refresh(area)
        with counted() as sent:
            assurance.draw_up(plan, asked, by=sam, now=now, today=date(2011, 7, 4))
        spent.append(len(sent))

    assert spent[0] == spent[1] < 20


def test_the_document_is_the_paper(plan: Plan, cast: Cast, now: datetime) -> None:
    pack = packed(plan, Asked(areas_for(plan, "4")[0]), cast, now)

    names = pack.namelist()
    assert names == [
        "assurance-SLAC-area-4-2011-07-04.docx",
        "manifest.json",
        "manifest.txt",
    ]
    document = docx.Document(io.BytesIO(pack.read(names[0])))
    assert (
        document.core_properties.title == "Assurance pack: Safeguarding and looked after children"
    )
