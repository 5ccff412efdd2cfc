"""The review page: the action in hand with what is known about it, its form, and the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template

from tracker import clock
from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.reviews import just_updated
from tracker.domain.wording import day
from tracker.services.deciders import why_not_decide_date, why_not_move_date
from tracker.services.giving import why_not
from tracker.services.review import mark_of
from tracker.services.review_choices import next_up
from tracker.store import doors, reviews
from tracker.store.actions import Action
from tracker.store.cover import covers_on
from tracker.store.decisions import ReviewChoice, ReviewDecision
from tracker.store.lines import everyone_below
from tracker.store.people import Person
from tracker.store.review_facts import ReviewFacts, facts_about
from tracker.web import review_words
from tracker.web.access import me
from tracker.web.fields import choice
from tracker.web.review_forms import DecisionForm, FinishForm, GiveForm, MoveForm, Pick
from tracker.web.review_table import PAGE_SIZE, opens_in_turn, table_of

_NEXT_STEP = "You choose the {} on the next step"
_ASKED = (ReviewChoice.CHASE, ReviewChoice.ESCALATE, ReviewChoice.GIVE)
"""Decisions that are taken back first when another is made, so that a chase is possible again."""
StepForm = DecisionForm | GiveForm | MoveForm


@dataclass(frozen=True)
class Panel:
    """The action in hand."""

    action: Action
    facts: ReviewFacts
    held: ReviewDecision | None
    """What this review has decided about it."""
    owner: str
    owner_id: int
    """Whose it is, or was before this review gave it away: whom a chase would ask."""
    place: int
    skip_to: str | None
    cannot_chase: str | None
    just_updated: str | None
    cannot_move: str | None
    """Why this person cannot agree a new date, or decide about the one that waits."""
    next_up: Person | None
    """Whom it can be escalated to."""


def show_review(
    *,
    ref: str | None = None,
    form: StepForm | None = None,
    crossed: bool = False,
    errors: Sequence[dict[str, str]] = (),
    table_error: str = "",
    code: int = 200,
) -> tuple[str, int]:
    """The page with this action in hand, or the one whose turn it is.

    A form that was filled in keeps its answers; `crossed` says that the action changed meanwhile,
    and takes the form up to what is shown now. `table_error` is said above the table as well as in
    the summary, which leads to its first box.
    """
    today = clock.today()
    everyone_below(me().eyes, today)
    opens = ref is None and opens_in_turn()
    work = reviews.worklist(me(), today, opens_with=PAGE_SIZE if opens else None)
    in_hand = ref if ref and work.has(ref) else work.next_after(None)
    not_overdue = _refuse_hidden(ref) if ref and not work.has(ref) else None
    table = table_of(work.turns, work.total)
    panel = _panel(work, in_hand, form=form) if in_hand else None
    if panel:
        form = form or _form_for(panel)
        _prepare(form, panel, anew=crossed)
    if table_error:
        first = f"#select-{table.rows[0].ref}" if table.rows else "#current"
        errors = [{"text": table_error, "href": first}]
    silent, waiting = reviews.silent_and_waiting(me(), today)
    page = render_template(
        "review/review.html",
        work=work.so_far,
        panel=panel,
        form=form if panel else None,
        step=_step(form),
        finish_form=FinishForm() if _can_finish(work) else None,
        not_overdue=not_overdue,
        next_due=None if work.turns else reviews.next_due(me(), today),
        silent=silent,
        waiting=waiting,
        table=table,
        in_place_of=[
            one for one in covers_on(today).values() if one.covered_by_id == me().id and one.decides
        ],
        errors=[_crossed_error(in_hand)] if crossed and in_hand else errors,
        table_error=table_error,
        progress_words=PROGRESS_WORDS,
        words=review_words,
    )
    return page, 409 if crossed else code


def action_or_404(ref: str) -> Action:
    """An action this person reviews; missing, hidden and somebody else's look the same."""
    return reviews.action_to_review(ref, me(), clock.today()) or abort(404)


def _refuse_hidden(ref: str) -> Action:
    return doors.get_action(ref, seen_by=me(), on=clock.today()) or abort(404)


def _can_finish(work: reviews.Worklist) -> bool:
    return bool(work.decisions) and work.next_after(None) is None


def _panel(work: reviews.Worklist, ref: str, *, form: Any) -> Panel:
    now, today = clock.now(), clock.today()
    action = action_or_404(ref)
    held = work.decisions.get(action.id)
    done = held is not None and held.choice in _ASKED
    facts = facts_about([action.id])[action.id]
    return Panel(
        action=action,
        facts=facts,
        held=held,
        owner=held.facts["owner"] if held and held.given_to else action.owner.name,
        owner_id=held.facts["before"]["owner_id"] if held and held.given_to else action.owner_id,
        place=work.refs.index(ref) + 1,
        skip_to=work.next_after(ref) if _step(form) == "decide" else None,
        cannot_chase=None if done else why_not(action, by=me(), today=today),
        just_updated=just_updated(action.last_update_at, now),
        cannot_move=why_not_decide_date(facts.asked, me(), today)
        if facts.asked
        else why_not_move_date(action, me(), today),
        next_up=next_up(action, me()),
    )


def _step(form: StepForm | None) -> str:
    """Which step of the decision a form is: 'decide', 'give' or 'move'."""
    if isinstance(form, GiveForm):
        return "give"
    return "move" if isinstance(form, MoveForm) else "decide"


def _form_for(panel: Panel) -> DecisionForm:
    form = DecisionForm()
    if panel.held:
        form.choice.data, form.note.data = panel.held.choice.value, panel.held.note
    form.version.data, form.seen.data = panel.action.version, mark_of(panel.held)
    return form


def _prepare(form: StepForm, panel: Panel, *, anew: bool) -> None:
    """Offer what can be chosen; `anew` builds the form on what is shown now."""
    if anew:
        form.version.data, form.seen.data = panel.action.version, mark_of(panel.held)
    if isinstance(form, MoveForm):
        return
    if isinstance(form, GiveForm):
        form.offer(without=panel.owner_id)
        if form.to.data is None and panel.held and panel.held.given_to:
            form.to.data = str(panel.held.given_to_id)
        return
    form.choice.choices = list(_picks(panel))
    last = panel.facts.last_decision
    if last and last.choice is ReviewChoice.LEAVE:
        form.note.label.text = "Note for the record (needed to leave it again)"
    if panel.facts.asked and not panel.cannot_move:
        form.note.label.text = "Note for the record (needed to refuse)"
        form.note.description = "With a new date or a refusal, the owner can read it"


def _picks(panel: Panel) -> Iterator[tuple[str, str]]:
    """What can be picked about the action in hand, in the order it is offered."""
    asked = panel.facts.asked
    if asked and not panel.cannot_move:
        if asked.to_on >= clock.today():
            yield choice(Pick.AGREE, f"Agree {day(asked.to_on)}")
        yield choice(Pick.ANOTHER, "Agree a different date", hint=_NEXT_STEP.format("date"))
        yield choice(Pick.REFUSE, "Refuse")
    if not panel.cannot_chase:
        yield choice(Pick.CHASE, f"Chase {panel.owner} for an update")
    if not asked and not panel.cannot_move:
        yield choice(Pick.DATE, "Agree a new due date", hint=_NEXT_STEP.format("date"))
    yield choice(Pick.GIVE, "Give it to someone else", hint=_NEXT_STEP.format("person"))
    if panel.next_up:
        yield choice(Pick.ESCALATE, f"Escalate it to {panel.next_up.name_and_body}")
    yield choice(Pick.LEAVE, "Leave it and look again next month")


def _crossed_error(ref: str) -> dict[str, str]:
    number = ref.rpartition("-")[2]
    return {
        "text": f"Action {number} changed while you were deciding. Nothing is saved yet. Read what"
        " it says now, then save again.",
        "href": "#current",
    }
