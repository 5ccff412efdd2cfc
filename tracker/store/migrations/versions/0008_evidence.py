"""Evidence with files, links, expiry and a virus check

Revision ID: 0008
Revises: 0007
"""

import re

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0008'
down_revision = '0007'
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
)
HAPPENS_NOW = ('evidence_added', 'evidence_removed', 'evidence_infected')

COLUMNS = {
    'about': "TEXT NOT NULL DEFAULT ''",
    'shows': (
        "VARCHAR(40) NOT NULL DEFAULT 'completion'"
        " CONSTRAINT ck_evidence_shows CHECK (shows IN ('completion', 'impact'))"
    ),
    'valid_until': 'DATE',
    'link': "TEXT NOT NULL DEFAULT ''",
    'stored': "VARCHAR(64) NOT NULL DEFAULT ''",
    'sha256': "VARCHAR(64) NOT NULL DEFAULT ''",
    'scan': (
        "VARCHAR(40) NOT NULL DEFAULT 'unscanned'"
        " CONSTRAINT ck_evidence_scan CHECK (scan IN ('clean', 'unscanned', 'waiting', 'infected'))"
    ),
    'removed_at': '{instant}',
    'removed_by_id': 'INTEGER CONSTRAINT fk_evidence_removed_by_id_person REFERENCES person (id)',
    'removed_because': "TEXT NOT NULL DEFAULT ''",
}


def upgrade() -> None:
    # In SQL: Alembic gives SQLite no checks with a column that is added.
    instant = 'DATETIME' if op.get_bind().dialect.name == 'sqlite' else 'TIMESTAMP WITH TIME ZONE'
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE evidence ADD COLUMN {name} {kind.format(instant=instant)}'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """Links and what was removed go: before, every row was a file that stood.

    So do entries of later kinds: while the history was in a chain they could not go.
    """
    words = ', '.join(repr(word) for word in HAPPENED_BEFORE)
    op.execute(sa.text(f'DELETE FROM history_entry WHERE kind NOT IN ({words})'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
    op.execute(sa.text("DELETE FROM evidence WHERE link <> '' OR removed_at IS NOT NULL OR scan = 'infected'"))
    for name in reversed(COLUMNS):
        op.execute(sa.text(f'ALTER TABLE evidence DROP COLUMN {name}'))
