"""That somebody is named in a comment. What it says is read on the action's page."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.extensions import db
from tracker.services.letters.facts import name_in_email, plan_in_email
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.store.actions import Action
from tracker.store.comments import Comment
from tracker.store.doors import visible_actions


def mentioned(order: Order, desk: Desk) -> Draft | NotWanted:
    """Who wrote about which action, as long as the reader may see it."""
    comment = db.session.get_one(Comment, order.row_id)
    action = db.session.scalar(
        select(Action)
        .join(Action.plan)
        .where(Action.id == comment.action_id, visible_actions(desk.reader, desk.today))
        .options(contains_eager(Action.plan))
    )
    if action is None:
        return NotWanted("this person may not see the action any more")
    facts = {
        "who": comment.by.name,
        "number": action.number,
        "name": name_in_email(action),
        "plan": plan_in_email(action.plan),
        "restricted": action.plan.restricted,
        "url": f"{desk.base}/a/{action.ref}",
        "why": f"You get this because {comment.by.name} named you in a comment.",
    }
    about = About(action.ref, name_in_email(action))
    return Draft("mentioned", action.ref, facts, about=about)
