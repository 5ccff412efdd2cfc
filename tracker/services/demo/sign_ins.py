"""Who can sign in to the demonstration, and with what."""

from tracker.domain.access import ROLE_WORDS
from tracker.services.demo import northbank as nb

PASSWORD = "northbank demonstration"  # noqa: S105  printed for everybody who tries the product


def sign_ins() -> list[tuple[str, str, str]]:
    """(name, role, address) of everybody in the demonstration; one password serves all."""
    return [
        (name, ROLE_WORDS[role], email_of(name)) for name, _post, role, _team, _manager in nb.PEOPLE
    ]


def email_of(name: str) -> str:
    """The address of somebody in the demonstration."""
    return f"{name.lower().replace(' ', '.')}@northbank.example"
