"""When the answer to a report is due, as the pages of a draft and of a plan show it."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.reports import HeaderValue
from tracker.domain.response_dates import Proposal, ResponseDue, due_in_words
from tracker.services.response_dates import note_on, proposal_of


@dataclass(frozen=True)
class DuePanel:
    """Both dates, how they stand to each other, and the count behind the proposed one."""

    response: ResponseDue
    proposal: Proposal | None
    words: str
    """The date to keep to and whose it is; empty when there is none."""
    note: str
    moved_from: date | None = None
    """The date proposed when the plan was started, where the bank holidays now give another."""
    read: HeaderValue | None = None
    """Where the letter's date was read, unless a person gave another."""


def due_panel(
    response: ResponseDue, read: HeaderValue | None, kept_on: date | None = None
) -> DuePanel:
    """What there is to show, counted on the bank holidays known now.

    `read` is the date as it was read from the report; `kept_on` the date that was proposed when the
    plan was started.
    """
    proposal = proposal_of(response)
    moved = proposal is not None and kept_on is not None and kept_on != proposal.on
    return DuePanel(
        response,
        proposal,
        due_in_words(response, proposal),
        note_on(response),
        kept_on if moved else None,
        read if read and read.as_date() == response.stated_on else None,
    )
