"""The one-time code somebody asked for who updates without an account."""

from tracker.domain.emailed_links import CODE_LASTS, code_from
from tracker.domain.wording import clock_time
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.store.emailed_links import EmailedCode, is_spent, may_be_typed


def one_time_code(order: Order, desk: Desk) -> Draft | NotWanted:
    """The code, as long as it can be typed. It names no action: whoever asked may have come by the
    link in a way its owner knows nothing of."""
    code = db.session.get(EmailedCode, order.row_id)
    if code is None or not may_be_typed(code, desk.now) or is_spent(code.link_hash):
        return NotWanted("the code does not work any more")
    facts = {
        "code": code_from(settings().secret_key, code.nonce),
        "asked_at": clock_time(code.asked_at),
        "until": clock_time(code.asked_at + CODE_LASTS),
        "why": "You get this because the link in an email to you was opened and a code asked for.",
    }
    return Draft("one_time_code", "code", facts)
