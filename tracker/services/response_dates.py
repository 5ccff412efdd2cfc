"""When the answer to a report is due: the proposed date, counted on the bank holidays of its duty.

The days a council closes itself are no exception in these statutes (`domain.md` 2.3).
"""

from typing import Any

from tracker.domain.response_dates import Proposal, ResponseDue, compare, propose
from tracker.services.calendar import named_around


def proposal_of(response: ResponseDue) -> Proposal | None:
    """The date the duty gives, with its count; None without a duty or a day to count from."""
    duty, start = response.duty, response.start_on
    if duty is None or start is None:
        return None
    return propose(duty, start, named_around(duty.division, start.year))


def note_on(response: ResponseDue) -> str:
    """How the letter's date stands to the proposed one; empty when either is missing."""
    proposal = proposal_of(response)
    if proposal is None or response.stated_on is None:
        return ""
    holidays = named_around(proposal.duty.division, proposal.start.year)
    return compare(response.stated_on, proposal, holidays)


def response_as_json(response: ResponseDue) -> dict[str, Any] | None:
    """All of it as values that JSON can hold; None when neither a date nor a duty was found."""
    duty, proposal = response.duty, proposal_of(response)
    if duty is None and response.stated_on is None:
        return None
    return {
        "stated_on": response.stated_on.isoformat() if response.stated_on else None,
        "proposed_on": proposal.on.isoformat() if proposal else None,
        "counted_from": proposal.start.isoformat() if proposal else None,
        "duty": duty.reference if duty else None,
        "period": duty.period if duty else None,
        "source": duty.source if duty else None,
        "to_be_confirmed": duty.to_be_confirmed if duty else None,
        "note": note_on(response),
    }
