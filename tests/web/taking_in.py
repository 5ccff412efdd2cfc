"""A performance officer taking a report in through the pages, a step at a time."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.importers.committee_paper import SAMPLES, SHARED
from tests.web.pages import CheckedClient, post_forms
from tracker.extensions import Base, db
from tracker.store.imports import ImportDraft

PAPER = SAMPLES / "committee-paper.txt"
SEED = SHARED / "seed" / "halton-executive-board-2011-03-31.txt"
LETTER = """18 August 2022

Joint targeted area inspection of Northbank

Ofsted and HMICFRS inspected the area from 4 July 2022 to 8 July 2022.

The director of children's services should prepare a written statement of proposed action.

The director should send the written statement of action by 25 November 2022.

Areas for improvement

- Visits are made on time
- Records say what was decided
"""
"""A letter whose date does not allow for a bank holiday that was proclaimed after it."""
DRAFTING = {"import_draft", "form_submission", "sign_in_session", "throttle", "kept_form"}
"""The tables that taking a report in may touch before its last step."""


def row_counts() -> dict[str, int]:
    """How many rows every table has, but those of drafts and of signing in."""
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in DRAFTING
    }
    db.session.rollback()
    return {name: number for name, number in counts.items() if name != "history_entry"}


@dataclass
class TakingIn:
    """One draft in one browser: `taking.step("items")` opens a step, `taking.send(…)` sends it."""

    client: CheckedClient
    id: str = ""

    def upload(self, data: bytes, filename: str = "report.txt") -> TestResponse:
        """Upload a file; the draft's number is remembered when there is one."""
        file = (io.BytesIO(data), filename)
        return self._begun(self.client.send("/plans/import", {"report": file}))

    def paste(self, text: str) -> TestResponse:
        """Paste a report's text."""
        return self._begun(self.client.send("/plans/import", {"pasted": text}))

    def blank(self) -> TestResponse:
        """Start without a report."""
        return self._begun(self.client.send("/plans/import", {"start": "blank"}))

    def address(self, step: str) -> str:
        """The address of a step of this draft."""
        return f"/import/{self.id}/{step}"

    def get(self, step: str) -> str:
        """The words of a step's page."""
        response = self.client.get(self.address(step))
        assert response.status_code == 200, (response.status_code, response.location)
        return response.get_data(as_text=True)

    def send(
        self, step: str, then: str = "continue", fields: Mapping[str, Any] | None = None
    ) -> TestResponse:
        """Fill in a step's form and press one of its buttons."""
        return self.client.send(self.address(step), {"then": then, **(fields or {})})

    def form(self, step: str) -> dict[str, Any]:
        """What a step's form holds, to be sent later with `post`."""
        return post_forms(self.get(step))[0][1]

    def post(self, step: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send a form that was opened before."""
        return self.client.post(self.address(step), data=dict(fields))

    def row(self) -> ImportDraft:
        """The draft as the database has it."""
        db.session.rollback()
        return db.session.get_one(ImportDraft, self.id)

    def keys(self, prefix: str, step: str) -> list[str]:
        """The keys of the areas ('area') or actions ('action') that a step's form has, in order."""
        return _keys(prefix, self.form(step))

    def give(
        self, step: str, owners: Sequence[int], manager: int, due: tuple[int, int, int]
    ) -> TestResponse:
        """Give every action on a page to the owners in turn, with one manager and one due date."""
        form = self.form(step)
        for place, key in enumerate(_keys("action", form)):
            form |= self.given(key, owners[place % len(owners)], manager, due)
        return self.post(step, {**form, "then": "continue"})

    def to_items(self) -> None:
        """Confirm the report."""
        _leads_to(self.send("report"), self.address("items"))

    def to_assign(self) -> None:
        """Confirm the report and all that was found."""
        self.to_items()
        _leads_to(self.send("items"), self.address("assign"))

    def to_check(self, owners: list[int], manager: int, due: tuple[int, int, int]) -> None:
        """Give every suggested action an owner in turn, one manager and one due date."""
        self.to_assign()
        _leads_to(self.give("assign", owners, manager, due), self.address("check"))

    @staticmethod
    def given(key: str, owner: int, manager: int, due: tuple[int, int, int]) -> dict[str, str]:
        """The fields that give an action away."""
        day, month, year = map(str, due)
        return {
            f"action_{key}-owner": str(owner),
            f"action_{key}-manager": str(manager),
            f"action_{key}-due_on-day": day,
            f"action_{key}-due_on-month": month,
            f"action_{key}-due_on-year": year,
        }

    def _begun(self, response: TestResponse) -> TestResponse:
        if response.status_code == 303:
            self.id = response.location.split("/")[2]
        return response


def _keys(prefix: str, form: Mapping[str, Any]) -> list[str]:
    names = (name.partition("-")[0] for name in form if name.endswith("-title"))
    return [name.removeprefix(f"{prefix}_") for name in names if name.startswith(prefix)]


def _leads_to(response: TestResponse, address: str) -> None:
    assert (response.status_code, response.location) == (303, address), response.get_data(
        as_text=True
    )
