"""Teams, directorates and partner bodies, for an administrator: the tree, its gaps, its changes."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField

from tracker import clock
from tracker.domain.access import EVERYONE, Role
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import teams as services
from tracker.services.forms import SentForm
from tracker.services.teams import KIND_WORDS, TeamFacts, described
from tracker.store.directory import find_team, officers_without_manager
from tracker.store.people import Person, Team, TeamKind, active_people, all_teams
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, Needed, TrackerForm, choice, show_broken_rule
from tracker.web.listing import file_asked
from tracker.web.people_files import Branch, teams_file

pages = Blueprint("teams", __name__)

Page = Response | tuple[str, int]


class TeamForm(TrackerForm):
    """What is said of a team. Call `offer` before it is shown or checked."""

    name = StringField("Name", validators=[Needed("Enter a name"), AtMost(120, "Name")])
    kind = RadioField(
        "What is it?",
        choices=[choice(kind.value, KIND_WORDS[kind]) for kind in TeamKind],
        validators=[Needed("Select what it is")],
    )
    parent = SelectField("Part of (optional)", description="Not for the council or a partner body.")
    head = SelectField("Head (optional)")
    label = StringField(
        "Word after its people’s names (only for a partner body)",
        description="For example, ‘health’ is shown as ‘Helen Pryce (health)’.",
        validators=[AtMost(40, "Word after its people’s names")],
    )

    def offer(self, *, about: Team | None = None) -> None:
        """Offer the other teams of the council, and everybody who is turned on."""
        parents = [t for t in all_teams() if t is not about and t.kind is not TeamKind.PARTNER]
        people = list(active_people(EVERYONE))
        if about and about.head and about.head not in people:
            people.append(about.head)
        self.parent.choices = [choice("", "Nothing"), *(choice(str(t.id), t.name) for t in parents)]
        self.head.choices = [choice("", "Nobody"), *(choice(str(p.id), p.name) for p in people)]

    def show(self, team: Team) -> None:
        """Begin with what is there."""
        self.name.data, self.kind.data, self.label.data = team.name, team.kind.value, team.label
        self.parent.data, self.head.data = str(team.parent_id or ""), str(team.head_id or "")
        self.version.data = team.version

    def facts(self) -> TeamFacts:
        """What was filled in, once it has been checked."""
        return TeamFacts(
            name=self.name.data or "",
            kind=TeamKind(self.kind.data),
            parent_id=int(self.parent.data) if self.parent.data else None,
            head_id=int(self.head.data) if self.head.data else None,
            label=self.label.data or "",
        )


@pages.get("/teams")
@allow(Role.ADMINISTRATOR)
def teams() -> str | Response:
    """The tree of the council, the bodies beside it, and what is missing."""
    found = all_teams()
    council = [team for team in found if team.kind is not TeamKind.PARTNER]
    tree = _branches(None, council, above=None)
    partners = [team for team in found if team.kind is TeamKind.PARTNER]
    if file_asked():
        return teams_file([*_leaves(tree), *(Branch(team, None, ()) for team in partners)])
    return render_template(
        "people/teams.html",
        tree=tree,
        partners=partners,
        gaps=[*_gaps(tree), *(person.name for person in officers_without_manager())],
        kinds=KIND_WORDS,
    )


@pages.route("/teams/add", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add() -> Page:
    """Add a team, a directorate or a partner body."""
    form = TeamForm(kept.typed_before(person_id=me().id)) if _is_get() else TeamForm()
    form.offer()
    if form.validate_on_submit():
        try:
            services.add_team(form.facts(), sent=_sent(form), now=clock.now())
            return _saved(f"{form.name.data} is added.")
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    return _page(form, None, 422 if form.errors else 200)


@pages.route("/teams/<int:team_id>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def change(team_id: int) -> Page:
    """Change what is said of a team."""
    team = find_team(team_id) or abort(404)
    typed = kept.typed_before(person_id=me().id) if _is_get() else None
    form = TeamForm(typed) if typed else TeamForm()
    if _is_get() and not typed:
        form.show(team)
    form.offer(about=team)
    if form.validate_on_submit():
        try:
            services.change_team(
                team, form.facts(), version=form.version.data, sent=_sent(form), now=clock.now()
            )
            return _saved(f"{form.name.data} is saved.")
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        except Crossed:
            return _crossed(form, find_team(team_id) or abort(404))
    return _page(form, find_team(team_id), 422 if form.errors else 200)


def _crossed(form: TeamForm, team: Team) -> tuple[str, int]:
    """What is saved now, above the form as it was typed; nothing was overwritten."""
    form.version.data = team.version
    page = render_template(
        "people/team.html",
        form=form,
        team=team,
        saved=described(team),
        errors=[{"text": "Somebody else saved first. Check what is there and save again."}],
    )
    return page, 409


def _page(form: TeamForm, team: Team | None, code: int) -> tuple[str, int]:
    return render_template("people/team.html", form=form, team=team), code


def _saved(words: str) -> Response:
    kept.forget_typed()
    flash(words, "success")
    return redirect(url_for("people.teams.teams"), code=303)


def _sent(form: TrackerForm) -> SentForm:
    answer = url_for("people.teams.teams")
    return SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)


def _is_get() -> bool:
    return request.method == "GET"


def _branches(
    parent_id: int | None, teams: Sequence[Team], *, above: Person | None
) -> tuple[Branch, ...]:
    """The teams under one, each with those under it; `above` is the nearest head on the way up."""
    found = []
    for team in teams:
        if team.parent_id == parent_id:
            head = team.head if team.head and team.head.active else None
            below = _branches(team.id, teams, above=head or above)
            found.append(Branch(team, above, below))
    return tuple(found)


def _leaves(branches: Sequence[Branch]) -> list[Branch]:
    """Every branch of a tree, each before those under it."""
    return [each for one in branches for each in (one, *_leaves(one.below))]


def _gaps(branches: Sequence[Branch]) -> list[str]:
    """The names of teams above which nobody stands; the council itself needs nobody."""
    gaps: list[str] = []
    for branch in branches:
        if branch.above is None and branch.team.kind is not TeamKind.COUNCIL:
            gaps.append(branch.team.name)
        gaps += _gaps(branch.below)
    return gaps
