"""Why a new due date is asked for, and what happens to the request

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BEFORE = (
    'plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened',
    'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine',
    'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on',
    'team_added', 'team_changed', 'signed_in', 'password_changed', 'cover_set', 'cover_ended',
    'leaving', 'escalated', 'replied', 'rules_changed', 'wording_changed', 'calendar_changed',
    'plan_changed', 'address_cleared', 'letter_sent_again', 'letter_settled', 'mail_held',
    'mail_released',
)
NEW = ('date_request_changed', 'date_refused', 'date_withdrawn')
REASONS = ('another_body', 'staffing', 'more_work', 'money', 'priorities', 'other')


def _words(words: tuple[str, ...]) -> str:
    return ', '.join(repr(word) for word in words)


def _may_happen(kinds: tuple[str, ...]) -> None:
    """Let the history hold these kinds. SQLite cannot change a check: its table is made anew."""
    condition = f"kind IN ({_words(kinds)})"
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    with op.batch_alter_table(
        'history_entry', recreate='always' if is_sqlite else 'never'
    ) as history:
        if not is_sqlite:
            history.drop_constraint(op.f('ck_history_entry_happened'), type_='check')
        history.create_check_constraint(op.f('ck_history_entry_happened'), condition)


def upgrade() -> None:
    # In SQL, because making the table anew, which SQLite needs for a check that is added later,
    # would lose the check on its state. Both databases take the check with the column.
    op.execute(sa.text(
        "ALTER TABLE date_request ADD COLUMN code VARCHAR(40)"
        f" CONSTRAINT ck_date_request_delayreason CHECK (code IN ({_words(REASONS)}))"
    ))
    op.add_column('date_request', sa.Column('interim', sa.Text(), nullable=False, server_default=''))
    op.add_column('date_request', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    _may_happen(BEFORE + NEW)


def downgrade() -> None:
    op.execute(sa.text(f"DELETE FROM history_entry WHERE kind IN ({_words(NEW)})"))
    _may_happen(BEFORE)
    for column in ('changed_at', 'interim', 'code'):
        op.execute(sa.text(f"ALTER TABLE date_request DROP COLUMN {column}"))
