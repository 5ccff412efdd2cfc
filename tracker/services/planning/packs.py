"""Who is told that a report to a board is to be made, while none has been frozen."""

from collections.abc import Iterable

from tracker.domain.access import PLAN_MAKERS
from tracker.domain.board_dates import pack_step
from tracker.domain.turns import Candidate, Urgency
from tracker.services.planning.candidates import Found, Skip
from tracker.services.planning.facts import SILENT, Facts, Reach
from tracker.store.board_meetings import UnreportedMeeting

NOBODY = "no performance officer who may open the plan is there"


def packs(facts: Facts, meetings: Iterable[UnreportedMeeting]) -> Found:
    """One letter a meeting and step, to one performance officer: whoever runs the plan or covers
    for them, or while neither can make its report another who may open it."""
    found = Found()
    for meeting in meetings:
        step = pack_step(meeting.meets_on, facts.today, facts.holidays)
        key = f"board_pack|plan:{meeting.plan_id}|meets:{meeting.meets_on}|step:{step}"
        if step is None or key in facts.planned:
            continue
        whose, reach = _reader(meeting, facts)
        if reach.to is None:
            silent = f"silence|{key}|{facts.today}"
            found.skips.append(Skip(SILENT, whose, silent, reach.reason, purpose="board_pack"))
            continue
        found.candidates.append(
            Candidate(
                kind="board_pack",
                to=reach.to,
                whose=whose,
                key=key,
                urgency=Urgency.BOARD,
                occasions=((key, None),),
                facts={"meets": meeting.meets_on.isoformat(), **reach.facts},
                plan_id=meeting.plan_id,
            )
        )
    return found


def _reader(meeting: UnreportedMeeting, facts: Facts) -> tuple[int, Reach]:
    """For whom it is, and whom it goes to or why to nobody."""
    lead = facts.reach(meeting.lead_id)
    if lead.to is not None and _makes_report(lead.to, meeting, facts):
        return meeting.lead_id, lead
    for person_id in sorted(facts.people):
        if _makes_report(person_id, meeting, facts) and facts.reach(person_id).to == person_id:
            return person_id, Reach(person_id, {})
    return meeting.lead_id, Reach(None, {}, lead.reason or NOBODY)


def _makes_report(person_id: int, meeting: UnreportedMeeting, facts: Facts) -> bool:
    may_open = meeting.may_open is None or person_id in {meeting.lead_id, *meeting.may_open}
    return facts.people[person_id].role in PLAN_MAKERS and may_open
