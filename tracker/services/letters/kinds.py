"""The fifteen kinds of letter: what each is for, and our sentences a council may replace."""

from dataclasses import dataclass

from tracker.store.outbox import ONE_TIME_CODE, REPORT_SHARED, REVIEWED

LONGEST_SENTENCE = 400


@dataclass(frozen=True)
class Wording:
    """What a letter opens with under its heading, and closes with above its foot."""

    opening: str = ""
    closing: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of letter, described to whoever looks after them."""

    name: str
    title: str
    goes: str
    """To whom, and when."""
    ours: Wording = Wording()


_ALL = (
    Kind(
        "new_action",
        "New action",
        "To an owner, 10 minutes after being given actions.",
        Wording(
            closing="We send one email on Mondays when something needs you, and one on the day "
            "something is due. An update takes about 30 seconds, straight from the email."
        ),
    ),
    Kind("due_soon", "Due soon", "To an owner, before an action is due."),
    Kind("due_today", "Due today", "To an owner, on the day an action is due."),
    Kind("overdue", "Overdue", "To an owner, after an action was due."),
    Kind(
        "escalation",
        "Escalation",
        "To the accountable manager, and then to whoever is above, about an action long overdue.",
        Wording(closing="What you decide is kept with the action, with the day and your note."),
    ),
    Kind(
        "update_request",
        "Update request",
        "To an owner who has not updated for a while, or whom somebody asks.",
    ),
    Kind(
        "new_date_asked",
        "New date asked for",
        "To the manager who decides, when an owner asks for a new due date.",
    ),
    Kind(
        "new_date_decided",
        "New date decided",
        "To the owner who asked, when it is agreed or refused.",
    ),
    Kind(
        "sign_off_asked",
        "Sign-off asked for",
        "To the manager who decides, when an owner says an action is done.",
    ),
    Kind(
        "returned",
        "Returned",
        "To an owner, when more is needed before an action is signed off.",
    ),
    Kind(
        "signed_off",
        "Signed off",
        "To an owner, when an action is signed off.",
        Wording(opening="Thank you for seeing it through."),
    ),
    Kind(
        "agenda",
        "Weekly agenda",
        "To an owner with several actions, once a week when something needs them.",
    ),
    Kind("digest", "Manager’s weekly summary", "To an accountable manager, once a week."),
    Kind(
        "board_digest",
        "Board’s monthly summary",
        "To board members, once a month, on the day set for each plan.",
    ),
    Kind(
        "delivery_problem",
        "Delivery problem",
        "To administrators and performance officers, when people are not getting their mail.",
        Wording(opening="Until this is put right they will not know what is asked of them."),
    ),
)

BY_NAME = {kind.name: kind for kind in _ALL}
UNWORDED = (
    ONE_TIME_CODE,
    REPORT_SHARED,
    "plan_opened",
    "mentioned",
    "on_hold",
    "check_due",
    REVIEWED,
    "board_pack",
)
"""Letters all of whose words are ours: nobody may word them anew, and nobody may stop them."""
KINDS = tuple(BY_NAME)
"""Every kind of letter; each has a folder of templates and a line in `docs/adding/letter.md`."""
