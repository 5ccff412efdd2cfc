"""Links for updating without an account, and the codes that were sent for them."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from tracker.domain.emailed_links import code_from
from tracker.extensions import db
from tracker.services.emailed_links import link_token
from tracker.store.actions import Action
from tracker.store.emailed_links import EmailedCode
from tracker.store.plans import Plan


def let_partners() -> None:
    """Let partners of every plan update without an account."""
    for plan in db.session.scalars(select(Plan)):
        plan.emailed_links = True
    db.session.commit()


def link_to(number: str, *, now: datetime) -> str:
    """The signed word of a link that was made now for the owner of an action."""
    action = db.session.scalars(select(Action).where(Action.number == number)).one()
    key = current_app.extensions["settings"].secret_key
    token = link_token(action.id, action.owner_id, secret_key=key, now=now)
    db.session.rollback()
    return token


def newest_code() -> str:
    """The code in the email that was asked for last."""
    newest = select(EmailedCode.nonce).order_by(EmailedCode.id.desc()).limit(1)
    code = code_from(
        current_app.extensions["settings"].secret_key, db.session.scalars(newest).one()
    )
    db.session.rollback()
    return code
