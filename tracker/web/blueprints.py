"""Every blueprint, in one list; a page that is not in it does not exist."""

from flask import Blueprint

from tracker.config import Settings
from tracker.web import (
    account,
    actions,
    admin,
    away,
    break_glass,
    by_email,
    calendar,
    comments,
    dates,
    evidence,
    home,
    imports,
    letter_wordings,
    mail_held,
    mailbox,
    measures,
    milestones,
    on_hold,
    people,
    plans,
    quality,
    reach,
    review,
    rules,
    sign_off,
    sign_off_decide,
    signatory,
    static_pages,
    status,
    update,
)


def all_of(settings: Settings) -> list[Blueprint]:
    """The blueprints of this installation; the mailbox exists only where letters are caught."""
    pages = [
        account.pages,
        actions.pages,
        admin.pages,
        calendar.pages,
        comments.pages,
        away.pages,
        break_glass.pages,
        by_email.pages,
        dates.pages,
        evidence.pages,
        home.pages,
        imports.pages,
        mail_held.pages,
        letter_wordings.pages,
        measures.pages,
        milestones.pages,
        on_hold.pages,
        people.pages,
        plans.pages,
        quality.pages,
        reach.pages,
        review.pages,
        rules.pages,
        sign_off.pages,
        sign_off_decide.pages,
        signatory.pages,
        static_pages.pages,
        status.pages,
        update.pages,
    ]
    return pages if settings.production or not settings.catches_mail else [*pages, mailbox.pages]
