"""Reports to a board, and what a board decided

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime
from tracker.store.rewording import allow


revision = '0026'
down_revision = '0025'
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
    'responded', 'areas_changed',
    'taken_in_done', 'retitled',
)
HAPPENS_NOW = ('report_frozen', 'report_published', 'board_decided', 'template_changed')


def upgrade() -> None:
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)
    op.create_table('board_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('as_at', sa.Date(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('by_name', sa.Boolean(), nullable=False),
    sa.Column('meets_on', sa.Date(), nullable=True),
    sa.Column('commentary', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', UtcDateTime(), nullable=False),
    sa.Column('frozen_at', UtcDateTime(), nullable=True),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('published_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_board_report_made_by_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_board_report_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_report'))
    )
    op.create_index('ix_board_report_plan_id_as_at', 'board_report', ['plan_id', 'as_at'], unique=False)
    op.create_table('board_date',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('meets_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_board_date_plan_id_plan')),
    sa.PrimaryKeyConstraint('plan_id', 'meets_on', name=op.f('pk_board_date'))
    )
    op.execute(sa.text(
        'INSERT INTO board_date (plan_id, meets_on)'
        ' SELECT id, next_board_on FROM plan WHERE next_board_on IS NOT NULL'
    ))
    op.create_table('board_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('meets_on', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('minute', sa.String(length=120), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_board_decision_plan_id_plan')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_board_decision_recorded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_decision'))
    )
    op.create_index('ix_board_decision_plan_id_meets_on', 'board_decision', ['plan_id', 'meets_on'], unique=False)
    op.create_table('board_decision_action',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_board_decision_action_action_id_action')),
    sa.ForeignKeyConstraint(['decision_id'], ['board_decision.id'], name=op.f('fk_board_decision_action_decision_id_board_decision')),
    sa.PrimaryKeyConstraint('decision_id', 'action_id', name=op.f('pk_board_decision_action'))
    )
    op.create_index(op.f('ix_board_decision_action_action_id'), 'board_decision_action', ['action_id'], unique=False)
    op.create_table('council_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('put_at', UtcDateTime(), nullable=False),
    sa.Column('put_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_council_template_only_one')),
    sa.ForeignKeyConstraint(['put_by_id'], ['person.id'], name=op.f('fk_council_template_put_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_council_template'))
    )


def downgrade() -> None:
    """The reports and what was decided go; that it was stays in the history."""
    op.drop_table('council_template')
    op.drop_table('board_decision_action')
    op.drop_table('board_decision')
    op.drop_table('board_date')
    op.drop_table('board_report')
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
