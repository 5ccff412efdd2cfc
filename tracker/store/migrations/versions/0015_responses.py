"""Responses to areas for development

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0015'
down_revision = '0014'
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
    'commented',
)
HAPPENS_NOW = ('responded', 'areas_changed')

COLUMNS = {
    'response': (
        "VARCHAR(40) CONSTRAINT ck_finding_response"
        " CHECK (response IN ('agreed', 'partly', 'not_agreed'))"
    ),
    'response_reason': "TEXT NOT NULL DEFAULT ''",
    'responded_by_id': 'INTEGER CONSTRAINT fk_finding_responded_by_id_person REFERENCES person (id)',
    'responded_on': 'DATE',
    'version': 'INTEGER NOT NULL DEFAULT 1',
}


def upgrade() -> None:
    # In SQL: Alembic gives SQLite no checks with a column that is added.
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE finding ADD COLUMN {name} {kind}'))
    op.create_index('ix_history_entry_plan_id_kind', 'history_entry', ['plan_id', 'kind'], unique=False)
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """Responses go. What the history says of them stays, for it is never altered, and so do its
    words."""
    op.drop_index('ix_history_entry_plan_id_kind', table_name='history_entry')
    for name in reversed(COLUMNS):
        op.execute(sa.text(f'ALTER TABLE finding DROP COLUMN {name}'))
