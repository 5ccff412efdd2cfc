"""Spreadsheets on their way in

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime
from tracker.store.rewording import allow


revision = '0020'
down_revision = '0019'
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
)
HAPPENS_NOW = ('taken_in_done', 'retitled')


def upgrade() -> None:
    """Drafts, the rows that were taken in, and what is remembered for the next file."""
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)
    op.create_table(
        'sheet_draft',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('into_id', sa.Integer(), nullable=True),
        sa.Column('step', sa.Integer(), nullable=False),
        sa.Column('filename', sa.String(length=300), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('sheets', sa.JSON(), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=True),
        sa.Column('outcome', sa.JSON(), nullable=False),
        sa.Column('created_at', UtcDateTime(), nullable=False),
        sa.Column('saved_at', UtcDateTime(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sheet_draft_by_id_person')),
        sa.ForeignKeyConstraint(['into_id'], ['plan.id'], name=op.f('fk_sheet_draft_into_id_plan')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_sheet_draft_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_draft')),
    )
    op.create_index(op.f('ix_sheet_draft_by_id'), 'sheet_draft', ['by_id'])
    op.create_table(
        'taken_row',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('action_id', sa.Integer(), nullable=True),
        sa.Column('row', sa.JSON(), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=True),
        sa.Column('manager_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['owner_id'], ['person.id'], name=op.f('fk_taken_row_owner_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['manager_id'], ['person.id'], name=op.f('fk_taken_row_manager_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['action_id'], ['action.id'], name=op.f('fk_taken_row_action_id_action')
        ),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_taken_row_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_taken_row')),
    )
    op.create_index(op.f('ix_taken_row_plan_id'), 'taken_row', ['plan_id'])
    op.create_index(op.f('ix_taken_row_action_id'), 'taken_row', ['action_id'])
    op.create_table(
        'sheet_memory',
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('value', sa.JSON(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_sheet_memory')),
    )


def downgrade() -> None:
    """Drafts are lost, and the next file is taken for the first one. The actions stay, and the
    history is never altered, so its words stay allowed."""
    op.drop_table('sheet_memory')
    op.drop_table('taken_row')
    op.drop_table('sheet_draft')
