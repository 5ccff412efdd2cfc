"""Rules, closure days, cover, wordings, bounces and comments

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

BEFORE = (
    'plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened',
    'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine',
    'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on',
    'team_added', 'team_changed', 'signed_in', 'password_changed',
)
NEW = (
    'cover_set', 'cover_ended', 'leaving', 'escalated', 'replied', 'rules_changed', 'wording_changed',
    'calendar_changed', 'plan_changed', 'address_cleared', 'letter_sent_again', 'letter_settled',
    'mail_held', 'mail_released',
)


def _may_happen(kinds: tuple[str, ...]) -> None:
    """Let the history hold these kinds. SQLite cannot change a check: its table is made anew."""
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    with op.batch_alter_table(
        'history_entry', recreate='always' if is_sqlite else 'never'
    ) as history:
        if not is_sqlite:
            history.drop_constraint(op.f('ck_history_entry_happened'), type_='check')
        history.create_check_constraint(op.f('ck_history_entry_happened'), condition)


def upgrade() -> None:
    op.create_table('inbound_mail',
    sa.Column('message_hash', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('message_hash', name=op.f('pk_inbound_mail'))
    )
    op.create_table('closed_day',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_closed_day_added_by_id_person')),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_closed_day'))
    )
    op.create_table('cover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('covered_by_id', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('decides', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_why', sa.String(length=200), nullable=False),
    sa.CheckConstraint('covered_by_id IS NULL OR covered_by_id <> person_id', name=op.f('ck_cover_by_another')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_cover_ends_after_start')),
    sa.ForeignKeyConstraint(['covered_by_id'], ['person.id'], name=op.f('fk_cover_covered_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cover_person_id_person')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_cover_set_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover'))
    )
    with op.batch_alter_table('cover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cover_covered_by_id'), ['covered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cover_person_id'), ['person_id'], unique=False)

    op.create_table('letter_wording',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('opening', sa.String(length=400), nullable=False),
    sa.Column('closing', sa.String(length=400), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_letter_wording_saved_by_id_person')),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_letter_wording'))
    )
    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('via', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_comment_action_id_action')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_comment_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_action_id'), ['action_id'], unique=False)

    op.create_table('rule_set',
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_rule_set_action_id_action')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_rule_set_plan_id_plan')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_rule_set_saved_by_id_person')),
    sa.PrimaryKeyConstraint('scope', name=op.f('pk_rule_set'))
    )
    with op.batch_alter_table('rule_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_set_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rule_set_plan_id'), ['plan_id'], unique=False)

    op.create_table('bounce',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notification_id', sa.String(length=32), nullable=True),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.Enum('hard', 'soft', name='bouncekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('enhanced', sa.String(length=12), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('reported', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_bounce_notification_id_notification')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bounce'))
    )
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bounce_address_hash_bounce_at'), ['address_hash', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_bounce_notification_id'), ['notification_id'], unique=False)

    with op.batch_alter_table('delivery_attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('said', sa.String(length=200), nullable=True))

    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_next_at_notification_id'), ['next_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_kind_notification_next_at_notification_id'), ['kind', 'next_at', 'id'], unique=False)

    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('held', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('held_reason', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('held_since', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wants_board_digest', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('sending_hour', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('paused_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.Date(), nullable=True))

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('board_day', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('paused', sa.Boolean(), nullable=False, server_default=sa.false()))

    _may_happen(BEFORE + NEW)


def downgrade() -> None:
    op.execute(sa.text(f"DELETE FROM history_entry WHERE kind IN ({', '.join(repr(kind) for kind in NEW)})"))
    _may_happen(BEFORE)
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('paused')
        batch_op.drop_column('board_day')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('paused_until')
        batch_op.drop_column('paused_from')
        batch_op.drop_column('sending_hour')
        batch_op.drop_column('wants_board_digest')

    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_column('held_since')
        batch_op.drop_column('held_reason')
        batch_op.drop_column('held')
        batch_op.drop_column('name')

    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_kind_notification_next_at_notification_id'))
        batch_op.drop_index(batch_op.f('ix_notification_next_at_notification_id'))

    with op.batch_alter_table('delivery_attempt', schema=None) as batch_op:
        batch_op.drop_column('said')

    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bounce_notification_id'))
        batch_op.drop_index(batch_op.f('ix_bounce_address_hash_bounce_at'))

    op.drop_table('bounce')
    with op.batch_alter_table('rule_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rule_set_plan_id'))
        batch_op.drop_index(batch_op.f('ix_rule_set_action_id'))

    op.drop_table('rule_set')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_action_id'))

    op.drop_table('comment')
    op.drop_table('letter_wording')
    with op.batch_alter_table('cover', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cover_person_id'))
        batch_op.drop_index(batch_op.f('ix_cover_covered_by_id'))

    op.drop_table('cover')
    op.drop_table('closed_day')
    op.drop_table('inbound_mail')
