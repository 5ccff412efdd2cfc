"""Sign-off that returns, takes back and checks again

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0005'
down_revision = '0004'
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
)
HAPPENS_NOW = ('returned', 'taken_back', 'check_due', 'embedded', 'reopened')
PROGRESS_BEFORE = (
    'not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'completed', 'no_longer_needed',
)
PROGRESS_NOW = ('returned', 'check_due', 'embedded')


def upgrade() -> None:
    op.create_table('recheck',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Enum('lasted', 'not_lasted', name='checkoutcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint('(outcome IS NULL) = (decided_at IS NULL)', name=op.f('ck_recheck_decided_with_outcome')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_recheck_action_id_action')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_recheck_decided_by_id_person')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_recheck_set_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recheck'))
    )
    with op.batch_alter_table('recheck', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recheck_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recheck_due_on'), ['due_on'], unique=False)
        batch_op.create_index('uq_recheck_to_come', ['action_id'], unique=True, sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))

    op.add_column('submission', sa.Column('how_known', sa.Text(), nullable=False, server_default=''))

    allow('action', {'progress': 'progress', 'last_said': 'last_said'}, PROGRESS_BEFORE + PROGRESS_NOW)
    allow('action_update', {'progress': 'progress'}, PROGRESS_BEFORE + PROGRESS_NOW)
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """What was returned goes back to its owner's last word, and what is checked again is completed."""
    words = ', '.join(repr(word) for word in HAPPENS_NOW)
    op.execute(sa.text(f'DELETE FROM history_entry WHERE kind IN ({words})'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
    op.execute(sa.text("UPDATE action SET progress = 'completed' WHERE progress IN ('check_due', 'embedded')"))
    op.execute(sa.text("UPDATE action SET progress = coalesce(last_said, 'not_started') WHERE progress = 'returned'"))
    op.execute(sa.text("UPDATE action_update SET progress = 'at_risk' WHERE progress = 'returned'"))
    allow('action_update', {'progress': 'progress'}, PROGRESS_BEFORE)
    allow('action', {'progress': 'progress', 'last_said': 'last_said'}, PROGRESS_BEFORE)
    # In SQL: making the table anew, which Alembic does for it on SQLite, would lose its checks.
    op.execute(sa.text('ALTER TABLE submission DROP COLUMN how_known'))

    with op.batch_alter_table('recheck', schema=None) as batch_op:
        batch_op.drop_index('uq_recheck_to_come', sqlite_where=sa.text('outcome IS NULL'), postgresql_where=sa.text('outcome IS NULL'))
        batch_op.drop_index(batch_op.f('ix_recheck_due_on'))
        batch_op.drop_index(batch_op.f('ix_recheck_action_id'))

    op.drop_table('recheck')
