"""Plans opened to an administrator for a while

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0011'
down_revision = '0010'
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
    'evidence_added', 'evidence_removed', 'evidence_infected',
)
HAPPENS_NOW = ('plan_opened', 'plan_shut')


def upgrade() -> None:
    op.create_table('opened_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shut_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shut_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_opened_plan_person_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_opened_plan_plan_id_plan')),
    sa.ForeignKeyConstraint(['shut_by_id'], ['person.id'], name=op.f('fk_opened_plan_shut_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opened_plan'))
    )
    op.create_index('ix_opened_plan_person_id_until', 'opened_plan', ['person_id', 'until'], unique=False)
    op.create_index('ix_opened_plan_plan_id_until', 'opened_plan', ['plan_id', 'until'], unique=False)
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """The history tells who opened what; it is never altered, so its words stay allowed."""
    op.drop_index('ix_opened_plan_plan_id_until', table_name='opened_plan')
    op.drop_index('ix_opened_plan_person_id_until', table_name='opened_plan')
    op.drop_table('opened_plan')
