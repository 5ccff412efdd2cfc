"""Tokens for programs, and endpoints that are told what happens

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime
from tracker.store.rewording import allow


revision = '0027'
down_revision = '0026'
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
    'report_frozen', 'report_published', 'board_decided', 'template_changed',
)
HAPPENS_NOW = ('webhook_changed',)


def upgrade() -> None:
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)
    op.create_table(
        'api_token',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('last_used_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash')),
    )
    op.create_index('ix_api_token_person_id', 'api_token', ['person_id'], unique=False)
    op.create_table(
        'webhook',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=2000), nullable=False),
        sa.Column('events', sa.JSON(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=True),
        sa.Column('salt', sa.String(length=64), nullable=False),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('seen_seq', sa.Integer(), nullable=False),
        sa.Column('next_at', UtcDateTime(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('failing_since', UtcDateTime(), nullable=True),
        sa.Column('trouble', sa.String(length=200), nullable=False),
        sa.Column('told_at', UtcDateTime(), nullable=True),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('epoch', sa.Integer(), nullable=False),
        sa.Column('lease_until', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_webhook_made_by_id_person')),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_webhook_plan_id_plan')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook')),
    )


def downgrade() -> None:
    """Every token and endpoint goes: people make new ones afterwards."""
    op.drop_table('webhook')
    op.drop_table('api_token')
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
