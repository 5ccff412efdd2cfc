"""Comments on a page

Revision ID: 0014
Revises: 0013
"""

from tracker.store.rewording import allow


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

HAPPENED_BEFORE = (
    'plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened',
    'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine',
    'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on',
    'team_added', 'team_changed', 'cover_set', 'cover_ended', 'leaving', 'escalated', 'replied',
    'rules_changed', 'wording_changed', 'calendar_changed', 'plan_changed', 'address_cleared',
    'letter_sent_again', 'letter_settled', 'mail_held', 'mail_released', 'signed_in',
    'password_changed', 'date_request_changed', 'date_refused', 'date_withdrawn',
    'returned', 'taken_back', 'check_due', 'embedded', 'reopened', 'held', 'resumed', 'dropped',
    'evidence_added', 'evidence_removed', 'evidence_infected', 'plan_opened', 'plan_shut',
    'measure_set', 'reading_added', 'milestone_added', 'milestone_changed', 'milestone_removed',
    'signatory_named',
)
HAPPENS_NOW = ('commented',)


def upgrade() -> None:
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """The history is never altered, so its word stays allowed."""
