"""A letter to Priya, to be changed by what a test is about."""

from dataclasses import replace

from tracker.delivery.letter import Letter

PRIYAS = Letter(
    kind="overdue",
    reference="SLAC-1.1",
    to_name="Priya Nair",
    to_address="priya.nair@northbank.example",
    subject="34 days overdue: 1.1 Conference minutes",
    preheader="Was due 31 May 2011.",
    text="Priya,\n\nAction 1.1 is 34 days overdue.\n",
    html="<h1>Action 1.1 is 34 days overdue</h1>\n",
    message_id="<0f1e2d@northbank.example>",
    thread_root="<action.slac-1-1.7@northbank.example>",
    thread_topic="Conference minutes",
    list_id="<slac.northbank.example>",
    unsubscribe_url=None,
    reply_to="performance@northbank.example",
    sender=("Northbank action plans", "actions@northbank.example"),
)


def letter(**changes: object) -> Letter:
    """Priya's letter, changed."""
    return replace(PRIYAS, **changes)  # type: ignore[arg-type]  # the test names the fields
