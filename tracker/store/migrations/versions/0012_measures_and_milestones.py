"""Measures with readings, and milestones with owners

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0012'
down_revision = '0011'
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
)
HAPPENS_NOW = (
    'measure_set', 'reading_added', 'milestone_added', 'milestone_changed', 'milestone_removed',
)

OF_ACTION = {
    'measure_unit': "VARCHAR(20) NOT NULL DEFAULT ''",
    'baseline': 'NUMERIC(11, 2)',
    'target': 'NUMERIC(11, 2)',
}
OF_MILESTONE = {
    'owner_id': 'INTEGER CONSTRAINT fk_milestone_owner_id_person REFERENCES person (id)',
    'removed_at': '{instant}',
    'removed_by_id': 'INTEGER CONSTRAINT fk_milestone_removed_by_id_person REFERENCES person (id)',
}


def upgrade() -> None:
    op.create_table('measure_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('read_on', sa.Date(), nullable=False),
    sa.Column('value', sa.Numeric(precision=11, scale=2), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_measure_reading_action_id_action')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_measure_reading_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_reading'))
    )
    op.create_index('ix_measure_reading_action_id_read_on', 'measure_reading', ['action_id', 'read_on'], unique=False)
    # In SQL: Alembic gives SQLite no checks with a column that is added.
    instant = 'DATETIME' if op.get_bind().dialect.name == 'sqlite' else 'TIMESTAMP WITH TIME ZONE'
    for name, kind in OF_ACTION.items():
        op.execute(sa.text(f'ALTER TABLE action ADD COLUMN {name} {kind}'))
    for name, kind in OF_MILESTONE.items():
        op.execute(sa.text(f'ALTER TABLE milestone ADD COLUMN {name} {kind.format(instant=instant)}'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """Readings go, and what was removed: before, every milestone stood.

    What the history says of them is never taken out of it, so it keeps the words for them.
    """
    op.execute(sa.text('DELETE FROM milestone WHERE removed_at IS NOT NULL'))
    for name in reversed(OF_MILESTONE):
        op.execute(sa.text(f'ALTER TABLE milestone DROP COLUMN {name}'))
    for name in reversed(OF_ACTION):
        op.execute(sa.text(f'ALTER TABLE action DROP COLUMN {name}'))
    op.drop_index('ix_measure_reading_action_id_read_on', table_name='measure_reading')
    op.drop_table('measure_reading')
