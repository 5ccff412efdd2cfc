"""The page on which an administrator says which other programs are told what happens."""

from sqlalchemy import select, update

from tests.cast import Cast
from tracker.extensions import db
from tracker.store.webhooks import Webhook

PAGE = "/admin/webhooks"
FIELDS = {"address": "https://hooks.example/in?key=topsecret", "events": ["action.updated"]}


def test_an_endpoint_is_added_and_its_secret_is_shown_once(cast: Cast) -> None:
    chris = cast.client("chris")
    wrong = chris.send(PAGE, {"address": "http://hooks.example", "events": None})
    assert wrong.status_code == 422
    assert "Select what it is told" in wrong.text
    assert "begin with https://" in chris.send(PAGE, FIELDS | {"address": "http://h.example"}).text
    assert "no plan with this code" in chris.send(PAGE, FIELDS | {"plan": "NONE"}).text

    added = chris.send(PAGE, FIELDS | {"plan": "slac"})

    secret = added.text.partition('app-plain">')[2].partition("<")[0]
    assert secret.startswith("whsec_")
    page = chris.get(PAGE).text
    assert "hooks.example" in page
    assert secret not in page
    assert "topsecret" not in page
    assert db.session.scalars(select(Webhook.plan_id)).one() == 1


def test_an_endpoint_that_was_given_up_says_so_and_can_be_turned_on_or_taken_away(
    cast: Cast,
) -> None:
    chris = cast.client("chris")
    chris.send(PAGE, FIELDS)
    db.session.execute(update(Webhook).values(on=False, trouble="it answered 500"))
    db.session.commit()
    assert "The last time it answered 500" in chris.get(PAGE).text

    assert chris.send(PAGE, form=0).status_code == 303
    assert "is told again what happens" in chris.get(PAGE).text
    assert chris.send(PAGE, form=0).status_code == 303
    assert "is told nothing more" in chris.get(PAGE).text
    assert db.session.scalars(select(Webhook)).all() == []
