"""What of a plan a reader asks to see, kept in the address so that a view can be sent on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.charts import TIMING_WORDS, Timing, has_timing
from tracker.store.overview import PlanAction
from tracker.store.people import Team, TeamKind


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
    """The questions of one plan, and what was chosen of them."""

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

    def _words(self, question: Question) -> str:
        return f"{question.label}: {question.answers[self.chosen[question.name]]}"

    def _without(self, name: str) -> dict[str, str]:
        return {other: answer for other, answer in self.chosen.items() if other != name}


def filter_from(
    asked: Mapping[str, str], actions: Sequence[PlanAction], teams: Sequence[Team]
) -> Filter:
    """The filter an address asks for; what it says that is no answer here is left out."""
    questions = tuple(question for question in _questions(actions, teams) if question.answers)
    chosen = {
        question.name: asked[question.name]
        for question in questions
        if asked.get(question.name) in question.answers
    }
    return Filter(questions, chosen)


def _questions(actions: Sequence[PlanAction], teams: Sequence[Team]) -> Iterable[Question]:
    """Every question, with the answers that at least one of these actions could give."""
    owners = sorted({(action.owner, action.owner_id) for action in actions})
    directorates = _directorates(teams)
    partners = {team.id: team.name for team in teams if team.kind is TeamKind.PARTNER}
    there = {action.team_id for action in actions}
    said = {action.standing.progress for action in actions}
    yield Question(
        "owner",
        "Owner",
        "All owners",
        {str(owner_id): owner for owner, owner_id in owners},
        lambda action, answer, _today: str(action.owner_id) == answer,
    )
    yield Question(
        "directorate",
        "Directorate",
        "All directorates",
        _answers(directorates[team_id] for team_id in there if team_id in directorates),
        lambda action, answer, _today: _is(directorates.get(action.team_id or 0), answer),
    )
    yield Question(
        "progress",
        "Progress",
        "Any",
        {one.value: PROGRESS_WORDS[one] for one in Progress if one in said},
        lambda action, answer, _today: action.standing.progress.value == answer,
    )
    yield Question(
        "timing",
        "Timing",
        "Any",
        {one.value: TIMING_WORDS[one] for one in Timing},
        lambda action, answer, today: has_timing(action.standing, Timing(answer), today),
    )
    yield Question(
        "partner",
        "Partner",
        "Any or none",
        {str(team_id): name for team_id, name in partners.items() if team_id in there},
        lambda action, answer, _today: str(action.team_id) == answer,
    )


def _directorates(teams: Sequence[Team]) -> dict[int, Team]:
    """The directorate each team is part of, for those that are part of one."""
    by_id = {team.id: team for team in teams}
    found: dict[int, Team] = {}
    for team in teams:
        above: Team | None = team
        while above and above.kind is not TeamKind.DIRECTORATE:
            above = by_id.get(above.parent_id or 0)
        if above:
            found[team.id] = above
    return found


def _answers(teams: Iterable[Team]) -> dict[str, str]:
    return dict(sorted({str(team.id): team.name for team in teams}.items(), key=lambda one: one[1]))


def _is(team: Team | None, answer: str) -> bool:
    return team is not None and str(team.id) == answer
