"""The colours that plans lay down

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime
from tracker.store.rewording import allow
from tracker.store.schemes import APPEND_ONLY


revision = '0029'
down_revision = '0028'
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
    'webhook_changed', 'report_sent', 'report_taken_back',
)
HAPPENS_NOW = ('colours_changed',)


def upgrade() -> None:
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)
    op.create_table(
        'plan_scheme',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('said', sa.JSON(), nullable=False),
        sa.Column('saved_at', UtcDateTime(), nullable=False),
        sa.Column('saved_by_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_scheme_plan_id_plan')),
        sa.ForeignKeyConstraint(
            ['saved_by_id'], ['person.id'], name=op.f('fk_plan_scheme_saved_by_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_scheme')),
        sa.UniqueConstraint('plan_id', 'version', name=op.f('uq_plan_scheme_plan_id_version')),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """What plans had laid down about their colours goes: every day is coloured by our scheme."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(sa.text('DROP TRIGGER plan_scheme_is_not_altered'))
        op.execute(sa.text('DROP TRIGGER plan_scheme_is_not_deleted'))
    op.drop_table('plan_scheme')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.text('DROP FUNCTION schemes_are_never_altered()'))
    allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
