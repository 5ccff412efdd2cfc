"""What planned letters are called, and what may become of them, in words."""

from tracker.store.deliveries import Status
from tracker.store.outbox import ONE_TIME_CODE, REPORT_SHARED, REVIEWED

KINDS = {
    "new_action": "New action",
    "reminder": "Reminder",
    "chase": "Request for an update",
    "digest": "Weekly summary",
    "escalation": "Escalation",
    "new_date_asked": "New date asked for",
    "new_date_decided": "New date decided",
    "sign_off_asked": "Sign-off asked for",
    "returned": "Returned",
    "signed_off": "Signed off",
    "board_digest": "Board summary",
    "board_pack": "Report to the board to be made",
    "delivery_problem": "Delivery problem",
    "example": "Example",
    ONE_TIME_CODE: "One-time code",
    REPORT_SHARED: "Report to the board",
    "plan_opened": "Plan opened to an administrator",
    "mentioned": "Named in a comment",
    "check_due": "Due to be checked again",
    "on_hold": "On hold or no longer needed",
    REVIEWED: "Decided in a review",
}
"""What each kind of planned letter is called."""

STATUSES = {
    Status.WAITING: "Waiting",
    Status.TRYING: "Not accepted right now",
    Status.HELD: "Held",
    Status.SENDING: "Being sent",
    Status.SENT: "Sent",
    Status.BOUNCED: "Bounced",
    Status.FAILED: "Failed",
    Status.DOUBTFUL: "May have been sent",
    Status.NOT_SENT: "Not sent",
}


def planned_kind_words(kind: str) -> str:
    """'Reminder', 'New action'; a kind without words of its own is said as it is named."""
    return KINDS.get(kind) or kind.replace("_", " ").capitalize()
