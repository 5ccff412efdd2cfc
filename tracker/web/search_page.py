"""What the page of a search shows: the choices that narrow it, and each thing found in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from tracker.domain.access import PEOPLE_KEEPERS
from tracker.domain.search import Findable, Sought, excerpt
from tracker.domain.wording import day, local_day
from tracker.store.actions import Action
from tracker.store.decisions import Submission
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.search import Hit
from tracker.store.search_rows import Found
from tracker.web.timeline import who_said

KINDS = {
    Findable.ACTION: ("Action", "Actions"),
    Findable.PLAN: ("Plan", "Plans"),
    Findable.PERSON: ("Person", "People"),
    Findable.AREA: ("Area for development", "Areas for development"),
    Findable.UPDATE: ("Update", "Updates"),
    Findable.COMMENT: ("Comment", "Comments"),
    Findable.EVIDENCE: ("Evidence", "Evidence"),
    Findable.MEASURE: ("Measure of success", "Measures of success"),
    Findable.MILESTONE: ("Milestone", "Milestones"),
    Findable.SUBMISSION: ("Sign-off", "Sign-offs"),
}
"""What one thing and several of each kind are called."""


@dataclass(frozen=True)
class Question:
    """One thing to narrow a search by: its name in the address, its words, its answers in order."""

    name: str
    label: str
    anything: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Narrowed:
    """What of a search is shown, and what else could be chosen."""

    questions: tuple[Question, ...]
    answers: Mapping[str, str]
    """What was chosen, as the address says it."""
    hits: Sequence[Hit]
    """What is left."""

    @property
    def in_words(self) -> list[tuple[str, dict[str, str]]]:
        """For each choice its words, and the choices that are left without it."""
        return [
            (
                f"{one.label}: {one.answers[self.answers[one.name]]}",
                {name: answer for name, answer in self.answers.items() if name != one.name},
            )
            for one in self.questions
            if one.name in self.answers
        ]


def narrowed_by(
    asked: Mapping[str, str], hits: Sequence[Hit], plans: Mapping[int, Plan]
) -> Narrowed:
    """What an address asks for of what was found; what it says that is no answer is left out.

    Each answer says how much it would leave, so counts are of what this person found and no more.
    """
    codes = {plan.code: plan.id for plan in plans.values()}
    kind = asked["kind"] if asked.get("kind") in {hit.kind for hit in hits} else ""
    code = asked["plan"] if asked.get("plan") in codes else ""
    of_kind = [hit for hit in hits if hit.kind == kind] if kind else hits
    of_plan = [hit for hit in hits if hit.plan_id == codes[code]] if code else hits
    kinds = _kind_answers(Counter(hit.kind for hit in of_plan), kind)
    in_plans = _plan_answers(Counter(hit.plan_id for hit in of_kind), plans, code)
    return Narrowed(
        questions=tuple(
            question
            for question, answer in (
                (Question("kind", "Kind", "Every kind", kinds), kind),
                (Question("plan", "Plan", "Every plan", in_plans), code),
            )
            if answer or len(question.answers) > 1
        ),
        answers={name: word for name, word in (("kind", kind), ("plan", code)) if word},
        hits=[hit for hit in of_kind if not code or hit.plan_id == codes[code]],
    )


def _kind_answers(numbers: Mapping[str, int], chosen: str) -> dict[str, str]:
    return {
        kind.value: f"{KINDS[kind][1]} ({numbers.get(kind, 0)})"
        for kind in Findable
        if kind in numbers or kind == chosen
    }


def _plan_answers(
    numbers: Mapping[int | None, int], plans: Mapping[int, Plan], chosen: str
) -> dict[str, str]:
    return {
        plan.code: f"{plan.title} ({numbers.get(plan.id, 0)})"
        for plan in sorted(plans.values(), key=lambda plan: (plan.title, plan.code))
        if plan.id in numbers or plan.code == chosen
    }


@dataclass(frozen=True)
class Result:
    """One thing that was found, as a link with what it belongs to."""

    kind: str
    text: str
    href: str
    facts: tuple[tuple[str, str], ...]
    pieces: Sequence[tuple[str, bool]]
    """What was written, around the hit: pieces, and whether each is one."""
    action: Action | None
    """The action whose due date and progress stand beside it."""


def result_of(found: Found, sought: Sought, reader: Person) -> Result:
    """A thing that was found, in words."""
    action, plan = found.action, found.plan
    title = f"{action.number} {action.title}" if action else ""
    if found.kind is Findable.SUBMISSION:
        text, said, facts = _words_of_sign_off(found.row, title, sought)
    else:
        text, said, facts = _words_of(found, title)
    if plan and found.kind is not Findable.PLAN:
        facts = (*facts, ("Plan", plan.title))
    if action:
        facts = (*facts, ("Owner", action.owner.name_and_body))
    pieces = excerpt(said, sought) if said else ()
    return Result(KINDS[found.kind][0], text, _address(found, reader), facts, pieces, action)


_Words = tuple[str, str, tuple[tuple[str, str], ...]]


def _words_of(found: Found, title: str) -> _Words:
    """What a thing is called, what is written in it, and what is particular to its kind; `title`
    is that of its action."""
    row = found.row
    if found.kind is Findable.ACTION:
        return title, "", ()
    if found.kind is Findable.PLAN:
        return row.title, "", ()
    if found.kind is Findable.PERSON:
        return row.name_and_body, "", (("Team", row.team.name),) if row.team else ()
    if found.kind is Findable.AREA:
        return f"Area {row.number}: {row.title}", row.wording, ()
    if found.kind is Findable.EVIDENCE:
        return row.name, row.about, (("Action", title),)
    if found.kind is Findable.MEASURE:
        return f"Measure of {title}", row.measure, ()
    if found.kind is Findable.MILESTONE:
        due = (("Milestone due", day(row.due_on)),) if row.due_on else ()
        return f"Milestone of {title}", row.title, due
    if found.kind is Findable.UPDATE:
        return f"Update on {title}", row.note, _written(who_said(row), row.posted_at)
    return f"Comment on {title}", row.text, _written(row.by.name, row.at)


def _words_of_sign_off(sent: Submission, title: str, sought: Sought) -> _Words:
    """What its sender said, or what whoever decided did, where the words were found there."""
    texts = (sent.what_was_done, sent.how_known, sent.reason)
    said = next((one for one in texts if any(hit for _, hit in excerpt(one, sought))), texts[0])
    if said is sent.reason and sent.decided_by and sent.decided_at:
        by = _written(sent.decided_by.name, sent.decided_at)
        return f"Decision about the sign-off of {title}", said, by
    return f"Sign-off of {title}", said, _written(sent.sent_by.name, sent.sent_at)


def _written(by: str, at: datetime) -> tuple[tuple[str, str], ...]:
    return (("Written by", f"{by}, {day(local_day(at))}"),)


_PART_OF_ACTION = {
    Findable.UPDATE: "history",
    Findable.COMMENT: "history",
    Findable.EVIDENCE: "evidence",
    Findable.MEASURE: "measure",
    Findable.MILESTONE: "milestones",
    Findable.SUBMISSION: "history",
}


def _address(found: Found, reader: Person) -> str:
    """Where to read it: its own page, or the part of a page this person may open that shows it."""
    if found.kind is Findable.PERSON and reader.role in PEOPLE_KEEPERS:
        return url_for("people.person", person_id=found.row.id)
    if found.action:
        part = _PART_OF_ACTION.get(found.kind)
        return url_for("actions.action", ref=found.action.ref, _anchor=part)
    code = found.plan.code if found.plan else ""
    if found.kind is Findable.PERSON:
        return url_for("plans.plan", code=code, owner=found.row.id, _anchor="actions")
    if found.kind is Findable.AREA:
        return url_for("areas.area", code=code, number=found.row.number)
    return url_for("plans.plan", code=code)
