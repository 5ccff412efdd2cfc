"""Actions on hold

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

PROGRESS_BEFORE = (
    'not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'returned', 'completed',
    'check_due', 'embedded', 'no_longer_needed',
)
HAPPENED_BEFORE = (
    'plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened',
    'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine',
    'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on',
    'team_added', 'team_changed', 'cover_set', 'cover_ended', 'leaving', 'escalated', 'replied',
    'rules_changed', 'wording_changed', 'calendar_changed', 'plan_changed', 'address_cleared',
    'letter_sent_again', 'letter_settled', 'mail_held', 'mail_released', 'signed_in',
    'password_changed', 'date_request_changed', 'date_refused', 'date_withdrawn', 'returned',
    'taken_back', 'check_due', 'embedded', 'reopened',
)
HAPPENS_NOW = ('held', 'resumed', 'dropped')


def upgrade() -> None:
    op.execute(sa.text('ALTER TABLE action ADD COLUMN held_until DATE'))
    progress = PROGRESS_BEFORE + ('on_hold',)
    allow('action', {'progress': 'progress', 'last_said': 'last_said'}, progress)
    allow('action_update', {'progress': 'progress'}, progress)
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """What is on hold goes back to its owner's last word."""
    words = ', '.join(repr(word) for word in HAPPENS_NOW)
    op.execute(sa.text(f'DELETE FROM history_entry WHERE kind IN ({words})'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
    op.execute(sa.text("UPDATE action SET progress = coalesce(last_said, 'not_started') WHERE progress = 'on_hold'"))
    allow('action_update', {'progress': 'progress'}, PROGRESS_BEFORE)
    allow('action', {'progress': 'progress', 'last_said': 'last_said'}, PROGRESS_BEFORE)
    op.execute(sa.text('ALTER TABLE action DROP COLUMN held_until'))
