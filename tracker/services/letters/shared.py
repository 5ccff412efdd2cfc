"""That a frozen report may be read, to a reader without an account."""

from tracker.domain.board_words import headline
from tracker.domain.wording import day
from tracker.services.installation import settings
from tracker.services.letters.orders import Desk, Draft, NotWanted, Order
from tracker.services.report_shares import report_token
from tracker.store.report_shares import get_share


def report_shared(order: Order, desk: Desk) -> Draft | NotWanted:
    """The report's subject, its first sentence and the link, as long as that opens it."""
    share = get_share(order.row_id)
    facts = share.report.frozen_facts if share else None
    if share is None or facts is None or not share.works(desk.today):
        return NotWanted("the report was taken back, or its plan is restricted now")
    sender = share.sent_by
    token = report_token(share, secret_key=settings().secret_key)
    told = {
        "who": sender.name,
        "post": sender.post,
        "report": facts.subject,
        "as_at": day(facts.as_at),
        "headline_words": headline(facts),
        "until": day(share.ends_on),
        "url": f"{desk.base}/report-by-email/{token}",
        "why": f"You get this because {sender.name} named you as a reader of this report.",
    }
    return Draft("report_shared", facts.code, told)
