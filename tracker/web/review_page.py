"""The review page: the action in hand with what is known about it, its form, and the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.reviews import just_updated
from tracker.services.deciders import why_not_decide_date
from tracker.services.giving import why_not
from tracker.services.review import mark_of
from tracker.store import doors, reviews
from tracker.store.actions import Action
from tracker.store.cover import spells_with
from tracker.store.decisions import ReviewChoice, ReviewDecision
from tracker.store.people import Person, active_people
from tracker.store.review_facts import ReviewFacts, facts_about
from tracker.web import review_words
from tracker.web.access import me
from tracker.web.fields import AtMost, Needed, TrackerForm, choice
from tracker.web.review_table import table_of
from tracker.web.review_words import DECISION_WORDS

MOST_NOTED = 2000


class DecisionForm(TrackerForm):
    """What to do about one overdue action."""

    choice = RadioField(
        "What do you want to do?",
        choices=[choice(each.value, DECISION_WORDS[each]) for each in ReviewChoice],
        validators=[Needed("Select what you want to do")],
    )
    note = TextAreaField(
        "Note for the record (optional)", validators=[AtMost(MOST_NOTED, "Note for the record")]
    )
    seen = HiddenField()


class GiveForm(TrackerForm):
    """Who is to own an action, and what they should know; the second step of giving it."""

    to = SelectField("Who should own it?", validators=[Needed("Select who to give it to")])
    words = TextAreaField(
        "Note to the new owner (optional)",
        description="They see it on the action’s page. It is not in the email.",
        validators=[AtMost(MOST_NOTED, "Note to the new owner")],
    )
    note = HiddenField()
    seen = HiddenField()

    def offer(self, *, without: int | None = None) -> None:
        """Offer everybody who may own actions, but for the one who does."""
        people = [person for person in active_people(OWNERS) if person.id != without]
        self.to.choices = [choice("", "Select a person")]
        self.to.choices += [choice(str(person.id), person.name_and_body) for person in people]


class FinishForm(TrackerForm):
    """Nothing to fill in but a button."""


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
    decides_date: bool
    """Whether a new due date waits that this person may decide."""


def show_review(
    *,
    ref: str | None = None,
    form: DecisionForm | GiveForm | None = None,
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
    work = reviews.worklist(me(), today)
    in_hand = ref if ref and work.row(ref) else work.next_after(None)
    not_overdue = _refuse_hidden(ref) if ref and not work.row(ref) else None
    panel = _panel(work, in_hand, form=form) if in_hand else None
    if panel:
        form = form or _form_for(panel)
        _prepare(form, panel, anew=crossed)
    if table_error:
        first = f"#select-{work.rows[0].ref}" if work.rows else "#current"
        errors = [{"text": table_error, "href": first}]
    page = render_template(
        "review/review.html",
        work=work,
        panel=panel,
        form=form if panel else None,
        giving=isinstance(form, GiveForm),
        finish_form=FinishForm() if _can_finish(work) else None,
        not_overdue=not_overdue,
        next_due=None if work.rows else reviews.next_due(me(), today),
        silent=reviews.silent_count(me(), today),
        waiting=reviews.waiting_count(me(), today),
        table=table_of(work.rows),
        in_place_of=[
            one
            for one in spells_with(me().id, today)
            if one.covered_by_id == me().id and one.decides and one.from_on <= today
        ],
        errors=[_crossed_error(in_hand)] if crossed and in_hand else errors,
        table_error=table_error,
        progress_words=PROGRESS_WORDS,
        words=review_words,
    )
    return page, 409 if crossed else code


def action_or_404(ref: str) -> Action:
    """An action this person reviews; missing, hidden and somebody else's look the same."""
    found = reviews.actions_to_review([ref], me(), clock.today())
    return found[0] if found else abort(404)


def _refuse_hidden(ref: str) -> Action:
    return doors.get_action(ref, seen_by=me(), on=clock.today()) or abort(404)


def _can_finish(work: reviews.Worklist) -> bool:
    return bool(work.decisions) and work.next_after(None) is None


def _panel(work: reviews.Worklist, ref: str, *, form: Any) -> Panel:
    now, today = clock.now(), clock.today()
    action = action_or_404(ref)
    held = work.decisions.get(action.id)
    undone = held is not None and held.choice is not ReviewChoice.LEAVE
    facts = facts_about([action.id])[action.id]
    return Panel(
        action=action,
        facts=facts,
        held=held,
        owner=held.facts["owner"] if held and held.given_to else action.owner.name,
        owner_id=held.facts["before"]["owner_id"] if held and held.given_to else action.owner_id,
        place=work.refs.index(ref) + 1,
        skip_to=None if isinstance(form, GiveForm) else work.next_after(ref),
        cannot_chase=None if undone else why_not(action, by=me(), today=today),
        just_updated=just_updated(action.last_update_at, now),
        decides_date=facts.asked is not None
        and why_not_decide_date(facts.asked, me(), today) is None,
    )


def _form_for(panel: Panel) -> DecisionForm:
    form = DecisionForm()
    if panel.held:
        form.choice.data, form.note.data = panel.held.choice.value, panel.held.note
    form.version.data, form.seen.data = panel.action.version, mark_of(panel.held)
    return form


def _prepare(form: DecisionForm | GiveForm, panel: Panel, *, anew: bool) -> None:
    """Offer what can be chosen; `anew` builds the form on what is shown now."""
    if anew:
        form.version.data, form.seen.data = panel.action.version, mark_of(panel.held)
    if isinstance(form, GiveForm):
        form.offer(without=panel.owner_id)
        if form.to.data is None and panel.held and panel.held.given_to:
            form.to.data = str(panel.held.given_to_id)
        return
    chase = [choice(ReviewChoice.CHASE, f"Chase {panel.owner} for an update")]
    form.choice.choices = [
        *([] if panel.cannot_chase else chase),
        choice(
            ReviewChoice.GIVE,
            "Give it to someone else",
            hint="You choose the person on the next step",
        ),
        choice(ReviewChoice.LEAVE, "Leave it and look again next month"),
    ]
    last = panel.facts.last_decision
    if last and last.choice is ReviewChoice.LEAVE:
        form.note.label.text = "Note for the record (needed to leave it again)"


def _crossed_error(ref: str) -> dict[str, str]:
    number = ref.rpartition("-")[2]
    return {
        "text": f"Action {number} changed while you were deciding. Nothing is saved yet. Read what"
        " it says now, then save again.",
        "href": "#current",
    }


def person_chosen(form: GiveForm) -> Person | None:
    """The person selected, or None when nobody is."""
    chosen = str(form.to.data or "")
    people = {str(person.id): person for person in active_people(OWNERS)}
    return people.get(chosen)
