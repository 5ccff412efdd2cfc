"""The forms an administrator fills in about people."""

from typing import Any

from wtforms import EmailField, Field, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from tracker.domain.access import EVERYONE, ROLE_WORDS, Role
from tracker.services.people import PersonFacts
from tracker.services.sign_in import SHORTEST_PASSWORD
from tracker.store.people import Person, active_people, all_teams
from tracker.web.fields import AtMost, Needed, TrackerForm, choice

_ROLE_HINTS = {
    Role.OFFICER: "Owns actions and updates them",
    Role.MANAGER: "Is accountable for actions, and reviews those of the people below",
    Role.PERFORMANCE: "Starts plans and looks after them",
    Role.BOARD: "Reads plans",
    Role.ADMINISTRATOR: "Keeps people and teams; reads no plan",
    Role.PARTNER: "Works outside the council and sees only their own actions",
    Role.READER: "Cannot sign in, and is sent single reports to the board",
}
_NAMES = {
    "name": "Full name",
    "email": "Email address",
    "post": "Job title",
    "role": "Role",
    "team": "Team",
    "manager": "Manager",
}


def _role(role: Role) -> SelectChoice:
    return choice(role.value, ROLE_WORDS[role], hint=_ROLE_HINTS[role])


class PersonForm(TrackerForm):
    """What is said of a person. Call `offer` before it is shown or checked."""

    name = StringField(
        "Full name", validators=[Needed("Enter their full name"), AtMost(120, "Full name")]
    )
    email = EmailField(
        "Email address", validators=[Needed("Enter an email address"), AtMost(254, "Email address")]
    )
    post = StringField("Job title (optional)", validators=[AtMost(120, "Job title")])
    role = RadioField(
        "Role",
        choices=[_role(role) for role in ROLE_WORDS if role in EVERYONE],
        validators=[Needed("Select a role")],
    )
    team = SelectField("Team (optional)")
    manager = SelectField(
        "Manager (optional)", description="Actions that stay overdue are taken to them."
    )

    def offer(self, *, about: Person | None = None) -> None:
        """Offer every team, and as managers those who can be; what is there now stays on offer."""
        if about and about.role not in EVERYONE:
            self.role.choices = [*(self.role.choices or []), _role(about.role)]
        self.team.choices = [choice("", "Not in a team")]
        self.team.choices += [choice(str(team.id), team.name) for team in all_teams()]
        managers = [
            p for p in active_people(frozenset({Role.MANAGER})) if not about or p.id != about.id
        ]
        if about and about.manager and about.manager not in managers:
            managers.append(about.manager)
        self.manager.choices = [
            choice("", "Nobody"),
            *(choice(str(p.id), p.name) for p in managers),
        ]

    def show(self, person: Person) -> None:
        """Begin with what is there."""
        self.name.data, self.email.data, self.post.data = person.name, person.email, person.post
        self.role.data = person.role.value
        self.team.data = str(person.team_id or "")
        self.manager.data = str(person.manager_id or "")
        self.version.data = person.version

    def facts(self) -> PersonFacts:
        """What was filled in, once it has been checked."""
        return PersonFacts(
            name=self.name.data or "",
            email=self.email.data or "",
            post=self.post.data or "",
            role=Role(self.role.data),
            team_id=_number(self.team),
            manager_id=_number(self.manager),
        )

    def beside(self, saved: dict[str, str]) -> list[tuple[str, str, str]]:
        """For each fact that differs: its name, what is saved, and what was typed."""
        typed = {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "post": self.post.data or "",
            "role": ROLE_WORDS[Role(self.role.data)],
            "team": _words(self.team),
            "manager": _words(self.manager),
        }
        return [
            (_NAMES[name], saved[name] or "Nothing", typed[name] or "Nothing")
            for name in _NAMES
            if saved[name] != typed[name]
        ]


class SetUpForm(PersonForm):
    """A person to be added, with the password they begin with."""

    password = PasswordField(
        "Temporary password (optional)",
        description=f"At least {SHORTEST_PASSWORD} characters. Leave it empty and we will make one"
        " and show it once.",
    )


def _number(field: Field) -> int | None:
    return int(field.data) if str(field.data or "").isdecimal() else None


def _words(field: SelectField) -> str:
    """The words of what was chosen, or nothing."""
    options: Any = field.iter_choices()
    return next((str(one.label) for one in options if one.selected and one.value), "")
