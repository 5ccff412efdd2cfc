"""Reports sent to named readers who have no account

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime
from tracker.store.rewording import allow


revision = '0028'
down_revision = '0027'
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
    'report_frozen', 'report_published', 'board_decided', 'template_changed', 'webhook_changed',
)
HAPPENS_NOW = ('report_sent', 'report_taken_back')
ROLES_BEFORE = ('officer', 'manager', 'performance', 'board', 'administrator', 'partner')


def upgrade() -> None:
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)
    allow('person', {'role': 'role'}, (*ROLES_BEFORE, 'reader'))
    op.create_table(
        'report_share',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('report_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('nonce', sa.String(length=32), nullable=False),
        sa.Column('sent_by_id', sa.Integer(), nullable=False),
        sa.Column('sent_at', UtcDateTime(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('taken_back_at', UtcDateTime(), nullable=True),
        sa.Column('opened_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['report_id'], ['board_report.id'], name=op.f('fk_report_share_report_id_board_report')
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_report_share_person_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['sent_by_id'], ['person.id'], name=op.f('fk_report_share_sent_by_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_share')),
        sa.UniqueConstraint(
            'report_id', 'person_id', name=op.f('uq_report_share_report_id_person_id')
        ),
    )
    op.create_index(op.f('ix_report_share_person_id'), 'report_share', ['person_id'], unique=False)


def downgrade() -> None:
    """The links go. Readers become board members who are turned off: the version before knows no
    others who are sent reports."""
    op.drop_table('report_share')
    op.execute(sa.text("UPDATE person SET role = 'board', active = false WHERE role = 'reader'"))
    allow('person', {'role': 'role'}, ROLES_BEFORE)
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
