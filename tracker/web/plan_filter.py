"""What of a list of actions a reader asks to see, kept in the address so that a view can be sent
on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker.domain.actions import PROGRESS_WORDS, Progress, Standing
from tracker.domain.charts import TIMING_WORDS, Timing, has_timing
from tracker.domain.dates import DELAY_WORDS
from tracker.domain.narrowing import (
    LATE_WORDS,
    MOVED_WORDS,
    OVER_30,
    OVER_30_WORDS,
    STAGE_WORDS,
    LateFor,
    Moved,
    Stage,
    has_moved,
    is_at,
    is_late_as,
    reasons,
)
from tracker.domain.wording import day, upper_first
from tracker.store.listed_actions import PlanAction
from tracker.store.people import Team, TeamKind

NO_DIRECTORATE = "none"
"""The answer for the council's own people whose team is part of no directorate."""
DISAGREES = "disagrees"


class Owned(Protocol):
    """Whatever has an owner: an action, or the owner alone."""

    @property
    def owner_id(self) -> int: ...

    @property
    def owner(self) -> str: ...

    @property
    def team_id(self) -> int | None: ...


@dataclass(frozen=True)
class Question:
    """One thing to choose by: its name in the address, its words, and its answers in order."""

    name: str
    label: str
    anything: str
    """The words for not choosing."""
    answers: Mapping[str, str]
    fits: Callable[[PlanAction, str, date], bool]


@dataclass(frozen=True)
class Filter:
    """The questions of one list, and what was chosen of them."""

    questions: tuple[Question, ...]
    chosen: Mapping[str, str]

    @property
    def in_words(self) -> list[tuple[str, str, dict[str, str]]]:
        """For each choice: its name, its words, and the choices that are left without it."""
        return [
            (question.name, self._words(question), self._without(question.name))
            for question in self.questions
            if question.name in self.chosen
        ]

    def fits(self, action: PlanAction, today: date) -> bool:
        """True when the action is among what was chosen."""
        return all(
            question.fits(action, self.chosen[question.name], today)
            for question in self.questions
            if question.name in self.chosen
        )

    def only(self, *names: str) -> "Filter":
        """The same with these questions alone."""
        return Filter(
            tuple(one for one in self.questions if one.name in names),
            {name: answer for name, answer in self.chosen.items() if name in names},
        )

    def _words(self, question: Question) -> str:
        return f"{question.label}: {question.answers[self.chosen[question.name]]}"

    def _without(self, name: str) -> dict[str, str]:
        return {other: answer for other, answer in self.chosen.items() if other != name}


@dataclass(frozen=True)
class Teams:
    """Every team, with the directorate each is part of."""

    every: Sequence[Team]
    directorates: Mapping[int, Team]
    """By the number of the team, for those that are part of one."""
    partners: Mapping[int, str]
    """The names of partner agencies, by number."""

    def directorate(self, team_id: int | None) -> str:
        """The answer that fits an owner of this team; empty for a partner's."""
        found = self.directorates.get(team_id or 0)
        if found:
            return str(found.id)
        return "" if team_id in self.partners else NO_DIRECTORATE

    def of_directorate(self, answer: str) -> list[int | None]:
        """The teams whose owners an answer fits, None for those who are in no team."""
        every = (None, *(team.id for team in self.every))
        return [number for number in every if self.directorate(number) == answer]


def teams_of(every: Sequence[Team]) -> Teams:
    """All teams, put in order."""
    partners = {team.id: team.name for team in every if team.kind is TeamKind.PARTNER}
    return Teams(every, _directorates(every), partners)


def filter_from(
    asked: Mapping[str, str], actions: Sequence[PlanAction], teams: Teams, *, since: date
) -> Filter:
    """The filter the address of a plan asks for; what it says that is no answer here is left out.
    `since` is the day after which a due date has moved lately."""
    return _chosen(
        asked,
        (
            _owner("owner", "Owner", "All owners", actions),
            _directorate(actions, teams),
            _progress(actions),
            *_when(since),
            _partner(actions, teams),
        ),
    )


def line_filter_from(
    asked: Mapping[str, str],
    owners: Sequence[Owned],
    managers: Mapping[int, str],
    teams: Teams,
    *,
    since: date,
    codes: Sequence[str],
    plans: Mapping[str, str],
) -> Filter:
    """The same for the actions of several plans; `managers` are the names of those accountable by
    number, `codes` those of the plans there are, and `plans` titles by code."""
    directorate = _directorate(owners, teams)
    owner = _owner("officer", "Owner", "All owners", owners)
    manager, partner = _manager(managers), _partner(owners, teams)
    plan = _plan(codes, plans)
    return _chosen(asked, (plan, directorate, owner, manager, partner, *_when(since)))


def numbers_filter_from(
    asked: Mapping[str, str],
    owners: Iterable[Owned],
    teams: Teams,
    *,
    codes: Sequence[str],
    plans: Mapping[str, str],
) -> Filter:
    """What the numbers of a whole dashboard are narrowed by: a plan, and a directorate of those who
    own anything there."""
    return _chosen(asked, (_plan(codes, plans), _directorate(owners, teams)))


def one_of(owners: Sequence[Owned], teams: Teams) -> Mapping[str, Question]:
    """The questions about whose actions are asked for, by name; those that leave no choice are
    left out."""
    owner = _owner("officer", "Owner", "All owners", owners)
    asked = _chosen({}, (_directorate(owners, teams), owner, _partner(owners, teams)))
    return {question.name: question for question in asked.questions}


def stands_as(standing: Standing, answers: Mapping[str, str], today: date) -> bool:
    """True when how an action stands fits those of the answers that are about that."""
    return all(
        _BY_STANDING[name](standing, answer, today)
        for name, answer in answers.items()
        if name in _BY_STANDING
    )


def _chosen(asked: Mapping[str, str], every: Iterable[Question]) -> Filter:
    questions = tuple(question for question in every if question.answers)
    chosen = {
        question.name: asked[question.name]
        for question in questions
        if asked.get(question.name) in question.answers
    }
    return Filter(questions, chosen)


def _plan(codes: Sequence[str], plans: Mapping[str, str]) -> Question:
    return Question(
        "plan",
        "Plan",
        "All plans",
        {code: f"{code}: {plans[code]}" if code in plans else code for code in codes},
        lambda action, answer, _today: action.plan == answer,
    )


def _owner(name: str, label: str, anything: str, actions: Iterable[Owned]) -> Question:
    owners = sorted({(action.owner, action.owner_id) for action in actions})
    return Question(
        name,
        label,
        anything,
        {str(owner_id): owner for owner, owner_id in owners},
        lambda action, answer, _today: str(action.owner_id) == answer,
    )


def _manager(managers: Mapping[int, str]) -> Question:
    by_name = sorted((name, number) for number, name in managers.items())
    return Question(
        "manager",
        "Accountable manager",
        "All managers",
        {str(number): name for name, number in by_name},
        lambda action, answer, _today: str(action.manager_id) == answer,
    )


def _directorate(actions: Iterable[Owned], teams: Teams) -> Question:
    there = {teams.directorate(action.team_id) for action in actions} - {""}
    named = {str(one.id): one.name for one in teams.directorates.values()}
    known = sorted(((words, answer) for answer, words in named.items() if answer in there))
    answers = {answer: words for words, answer in known}
    # With no directorate at all there is nothing to choose between.
    if answers and NO_DIRECTORATE in there:
        answers[NO_DIRECTORATE] = "In no directorate"
    return Question(
        "directorate",
        "Directorate",
        "All directorates",
        answers,
        lambda action, answer, _today: teams.directorate(action.team_id) == answer,
    )


def _progress(actions: Sequence[PlanAction]) -> Question:
    said = {action.standing.progress for action in actions}
    return Question(
        "progress",
        "Progress",
        "Any",
        {one.value: PROGRESS_WORDS[one] for one in Progress if one in said},
        lambda action, answer, _today: action.standing.progress.value == answer,
    )


def _partner(actions: Iterable[Owned], teams: Teams) -> Question:
    there = {action.team_id for action in actions}
    return Question(
        "partner",
        "Partner",
        "Any or none",
        {str(team_id): name for team_id, name in teams.partners.items() if team_id in there},
        lambda action, answer, _today: str(action.team_id) == answer,
    )


_BY_STANDING: Mapping[str, Callable[[Standing, str, date], bool]] = {
    "timing": lambda standing, answer, today: has_timing(standing, Timing(answer), today),
    "band": is_late_as,
    "stage": lambda standing, answer, today: is_at(standing, Stage(answer), today),
}
"""The questions that how an action stands answers alone."""


def _by_standing(name: str) -> Callable[[PlanAction, str, date], bool]:
    return lambda action, answer, today: _BY_STANDING[name](action.standing, answer, today)


def _when(since: date) -> Iterator[Question]:
    """What does not depend on which actions there are, so that an address means the same for
    ever."""
    yield Question(
        "timing",
        "Timing",
        "Any",
        {one.value: TIMING_WORDS[one] for one in Timing},
        _by_standing("timing"),
    )
    yield Question(
        "band",
        "Overdue for",
        "Any time or none",
        {one.value: LATE_WORDS[one] for one in LateFor} | {OVER_30: OVER_30_WORDS},
        _by_standing("band"),
    )
    yield Question(
        "stage",
        "Open or completed",
        "Either",
        {one.value: STAGE_WORDS[one] for one in Stage},
        _by_standing("stage"),
    )
    yield Question(
        "word",
        "Owner’s word",
        "Any",
        {DISAGREES: "Disagrees with the colour"},
        lambda action, _answer, today: action.disagrees(today),
    )
    yield Question(
        "moved",
        "Due date moved",
        "Any or never",
        {Moved.SINCE.value: f"Since {day(since)}"}
        | {one.value: upper_first(words) for one, words in MOVED_WORDS.items()},
        lambda action, answer, today: has_moved(action.moves, Moved(answer), since, today),
    )
    yield Question(
        "reason",
        "Moved because of",
        "Any reason or none",
        {one.value: words for one, words in DELAY_WORDS.items()},
        lambda action, answer, _today: answer in reasons(action.moves),
    )


def _directorates(teams: Sequence[Team]) -> dict[int, Team]:
    by_id = {team.id: team for team in teams}
    found: dict[int, Team] = {}
    for team in teams:
        above: Team | None = team
        while above and above.kind is not TeamKind.DIRECTORATE:
            above = by_id.get(above.parent_id or 0)
        if above:
            found[team.id] = above
    return found
