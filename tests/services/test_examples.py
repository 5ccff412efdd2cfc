"""An example of somebody's letters, sent to them because they asked for it."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker.delivery.letter import Letter
from tracker.domain.errors import AlreadyDone
from tracker.extensions import db
from tracker.services.examples import send_example
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import writer
from tracker.store.outbox import Notification


def written(now: datetime) -> Letter:
    """The one letter that is planned, as it would leave."""
    letter = writer(templates_folder())(db.session.scalars(select(Notification)).one(), now)
    assert isinstance(letter, Letter)
    return letter


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("priya", "agenda"),
        ("helen", "agenda"),
        ("jean", "digest"),
        ("sam", "digest"),
        ("margaret", "board_digest"),
        ("chris", "delivery_problem"),
    ],
)
def test_it_is_the_kind_its_reader_gets_and_says_that_it_is_an_example(
    cast: Cast, now: datetime, name: str, kind: str
) -> None:
    person = getattr(cast, name)

    said = send_example(sent=sent_by(person), now=now)

    letter = written(now)
    assert said.startswith(f"An example is on its way to {person.email}.")
    assert (letter.kind, letter.to_address) == (kind, person.email)
    assert letter.subject.startswith("Example: ")
    for part in (letter.text, letter.html):
        assert "This is an example. The people and actions in it do not exist." in part
    assert letter.unsubscribe_url is None
    assert letter.thread_root is None


def test_a_form_sent_twice_sends_one(cast: Cast, now: datetime) -> None:
    form = sent_by(cast.jean)
    send_example(sent=form, now=now)
    with pytest.raises(AlreadyDone):
        send_example(sent=form, now=now)

    assert len(db.session.scalars(select(Notification)).all()) == 1
