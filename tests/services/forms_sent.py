"""Forms as they come in, for services that take one."""

import secrets

from tracker.services.forms import SentForm
from tracker.store.people import Person


def sent_by(person: Person, request_id: str = "") -> SentForm:
    """A form this person has sent, under a number of its own unless one is given."""
    return SentForm(by=person, request_id=request_id or secrets.token_hex(8), answer="/admin/users")
