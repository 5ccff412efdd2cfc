"""The letter to an owner about all that a review has decided about their actions."""

from collections.abc import Sequence
from typing import Any

from tracker.domain.digests import MOST_LISTED
from tracker.domain.reminders import Why
from tracker.domain.reviews import Says
from tracker.domain.wording import count, listed, long_day
from tracker.extensions import db
from tracker.services.letters.decided import dates_decided, rests_decided
from tracker.services.letters.facts import Owned, owned_by
from tracker.services.letters.officer import Told, agenda_facts, voice_to
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.services.letters.outcomes import Decided, item
from tracker.services.letters.reminding import updates_asked_for
from tracker.store.outbox import REVIEWED
from tracker.store.people import Person


def reviewed(order: Order, desk: Desk) -> Draft | NotWanted:
    """The updates asked for, what was decided and what was given, as far as it still holds."""
    owned = owned_by(desk.whose, seen_by=desk.reader, today=desk.today, links_at=desk.now)
    asked = updates_asked_for(owned, order.at(Says.CHASE))
    given = [one for one in owned if one.id in order.at(Says.GIVEN)]
    decided = dates_decided(order.at(Says.DATE), desk) + rests_decided(order.at(Says.RESTS), desk)
    if not asked and not given and not decided:
        return NotWanted("nothing of it holds any more")
    by = db.session.get(Person, order.by_id) if order.by_id else None
    name = by.name if by else "Your manager"
    return reviewed_draft(
        name,
        asked=asked,
        decided=decided,
        given=given,
        total=len(owned),
        desk=desk,
    )


def reviewed_draft(
    by: str,
    *,
    asked: Sequence[Owned],
    decided: Sequence[Decided],
    given: Sequence[Owned],
    total: int,
    desk: Desk,
) -> Draft:
    """The letter by which `by` is said to have decided all this; `total` is how many open
    actions the owner has."""
    voice = voice_to(desk.reader, desk.whose)
    needs = tuple((one, Why.UPDATE_REQUEST) for one in asked)
    facts = agenda_facts(
        Told(needs, (), (), total),
        voice=voice,
        today=desk.today,
        base=desk.base,
    )
    told: list[Owned | Decided] = [*asked, *decided, *given]
    plans = listed(list(dict.fromkeys(one.plan_words for one in told)))
    facts |= {
        "headline": f"{by} reviewed {len({one.ref for one in told})} of {voice.your} actions",
        "by": by,
        "hint": _hint(asked, decided, given),
        "decided": [item(one, voice, desk) for one in decided[:MOST_LISTED]],
        "decided_count": len(decided),
        "given": [_given(one, desk) for one in given[:MOST_LISTED]],
        "given_count": len(given),
        "restricted": any(one.restricted for one in told),
        "why": desk.why(f"You get this because you own actions in {plans}."),
    }
    return Draft(REVIEWED, told[0].plan_code, facts)


def _hint(asked: Sequence[Owned], decided: Sequence[Decided], given: Sequence[Owned]) -> str:
    parts = [
        f"{count(len(asked), 'update')} asked for" if asked else "",
        f"{count(len(decided), 'decision')} to read" if decided else "",
        f"{count(len(given), 'new action')}" if given else "",
    ]
    return f"{listed([part for part in parts if part])}. One email about all of it."


def _given(one: Owned, desk: Desk) -> dict[str, Any]:
    return {
        "label": f"Action {one.number}, {one.name}",
        "facts": [f"Due {long_day(one.standing.due_on)}", f"{one.manager} is accountable for it"],
        "url": f"{desk.base}/a/{one.ref}",
    }
