"""Reviews, history, letters and sessions

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heartbeat',
    sa.Column('part', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('part', name=op.f('pk_heartbeat'))
    )
    op.create_table('instance',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_instance_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    op.create_table('relay_state',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('down', sa.Boolean(), nullable=False),
    sa.Column('trouble', sa.String(length=200), nullable=True),
    sa.Column('phase', sa.String(length=20), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_probe_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_relay_state'))
    )
    op.create_table('schedule_cursor',
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.Column('planned_to', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('rule', name=op.f('pk_schedule_cursor'))
    )
    op.create_table('throttle',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'started_at', name=op.f('pk_throttle'))
    )
    op.create_table('form_submission',
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('route', sa.String(length=80), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_form_submission_person_id_person')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_form_submission'))
    )
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_submission_at'), ['at'], unique=False)

    op.create_table('kept_form',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_kept_form_person_id_person')),
    sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_kept_form'))
    )
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.create_index('ix_kept_form_at', ['at'], unique=False)

    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_review_manager_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_manager_id'), ['manager_id'], unique=False)
        batch_op.create_index('uq_review_open', ['manager_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('sign_in_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_session_person_id_person')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_session'))
    )
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_session_person_id'), ['person_id'], unique=False)

    op.create_table('import_draft',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_import_draft_by_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_import_draft_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_draft'))
    )
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_draft_by_id'), ['by_id'], unique=False)

    op.create_table('history_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened', 'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine', 'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on', 'team_added', 'team_changed', 'signed_in', 'password_changed', name='happened', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('acting_for_id', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['acting_for_id'], ['person.id'], name=op.f('fk_history_entry_acting_for_id_person')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_history_entry_action_id_action')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_history_entry_actor_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_history_entry_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_entry'))
    )
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.create_index('ix_history_entry_action_id_id', ['action_id', 'id'], unique=False)

    op.create_table('notification',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('policy', sa.Enum('resend', 'hold', name='indoubt', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('occasion_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('ready', 'claimed', 'gated', 'sent', 'bounced', 'dead', 'doubtful', 'cancelled', 'superseded', name='letterstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(length=60), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lost_attempts', sa.Integer(), nullable=False),
    sa.Column('doubt_count', sa.Integer(), nullable=False),
    sa.Column('revoked', sa.Boolean(), nullable=False),
    sa.Column('revoked_reason', sa.String(length=200), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('to_hash', sa.String(length=64), nullable=True),
    sa.Column('subject', sa.String(length=300), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('body_sha256', sa.String(length=64), nullable=True),
    sa.Column('last_phase', sa.String(length=20), nullable=True),
    sa.Column('last_code', sa.Integer(), nullable=True),
    sa.Column('last_enhanced', sa.String(length=12), nullable=True),
    sa.Column('last_text', sa.String(length=200), nullable=True),
    sa.Column('batch', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state IN ('claimed', 'gated')) = (owner IS NOT NULL)", name=op.f('ck_notification_owned_in_hand')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_notification_action_id_action')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_notification_plan_id_plan')),
    sa.ForeignKeyConstraint(['recipient_id'], ['person.id'], name=op.f('fk_notification_recipient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_notification_dedupe_key')),
    sa.UniqueConstraint('message_id', name=op.f('uq_notification_message_id'))
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_finished_at'), ['finished_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_recipient_id_notification_created_at'), ['recipient_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_state_notification_next_at_notification_epoch'), ['state', 'next_at', 'epoch'], unique=False)

    op.create_table('occasion_skip',
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_occasion_skip_action_id_action')),
    sa.ForeignKeyConstraint(['recipient_id'], ['person.id'], name=op.f('fk_occasion_skip_recipient_id_person')),
    sa.PrimaryKeyConstraint('dedupe_key', name=op.f('pk_occasion_skip'))
    )
    with op.batch_alter_table('occasion_skip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occasion_skip_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_occasion_skip_recipient_id'), ['recipient_id'], unique=False)

    op.create_table('review_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Enum('chase', 'give', 'leave', name='reviewchoice', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_to_id', sa.Integer(), nullable=True),
    sa.Column('days_overdue', sa.Integer(), nullable=False),
    sa.Column('progress_said', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_review_decision_action_id_action')),
    sa.ForeignKeyConstraint(['given_to_id'], ['person.id'], name=op.f('fk_review_decision_given_to_id_person')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_review_decision_review_id_review')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_decision')),
    sa.UniqueConstraint('review_id', 'action_id', name=op.f('uq_review_decision_review_id_action_id'))
    )
    with op.batch_alter_table('review_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_decision_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_decision_review_id'), ['review_id'], unique=False)

    op.create_table('delivery_attempt',
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(length=60), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('phase', sa.String(length=20), nullable=True),
    sa.Column('code', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_delivery_attempt_notification_id_notification')),
    sa.PrimaryKeyConstraint('notification_id', 'epoch', name=op.f('pk_delivery_attempt'))
    )
    op.create_table('notification_action',
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_notification_action_action_id_action')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_notification_action_notification_id_notification')),
    sa.PrimaryKeyConstraint('notification_id', 'action_id', 'step', name=op.f('pk_notification_action'))
    )
    with op.batch_alter_table('notification_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_action_action_id'), ['action_id'], unique=False)

    op.create_table('occasion',
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_occasion_action_id_action')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_occasion_notification_id_notification')),
    sa.PrimaryKeyConstraint('dedupe_key', name=op.f('pk_occasion'))
    )
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occasion_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_occasion_notification_id'), ['notification_id'], unique=False)

    op.create_table('suppression',
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('notification_id', sa.String(length=32), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['person.id'], name=op.f('fk_suppression_cleared_by_id_person')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_suppression_notification_id_notification')),
    sa.PrimaryKeyConstraint('address_hash', name=op.f('pk_suppression'))
    )


def downgrade() -> None:
    op.drop_table('suppression')
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_notification_id'))
        batch_op.drop_index(batch_op.f('ix_occasion_action_id'))

    op.drop_table('occasion')
    with op.batch_alter_table('notification_action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_action_action_id'))

    op.drop_table('notification_action')
    op.drop_table('delivery_attempt')
    with op.batch_alter_table('review_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_decision_review_id'))
        batch_op.drop_index(batch_op.f('ix_review_decision_action_id'))

    op.drop_table('review_decision')
    with op.batch_alter_table('occasion_skip', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_skip_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_occasion_skip_action_id'))

    op.drop_table('occasion_skip')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_state_notification_next_at_notification_epoch'))
        batch_op.drop_index(batch_op.f('ix_notification_recipient_id_notification_created_at'))
        batch_op.drop_index(batch_op.f('ix_notification_finished_at'))
        batch_op.drop_index(batch_op.f('ix_notification_batch'))
        batch_op.drop_index(batch_op.f('ix_notification_action_id'))

    op.drop_table('notification')
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_history_entry_action_id_id')

    op.drop_table('history_entry')
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_draft_by_id'))

    op.drop_table('import_draft')
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_session_person_id'))

    op.drop_table('sign_in_session')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index('uq_review_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_review_manager_id'))

    op.drop_table('review')
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.drop_index('ix_kept_form_at')

    op.drop_table('kept_form')
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_submission_at'))

    op.drop_table('form_submission')
    op.drop_table('throttle')
    op.drop_table('schedule_cursor')
    op.drop_table('relay_state')
    op.drop_table('instance')
    op.drop_table('heartbeat')
