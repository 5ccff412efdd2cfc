"""Actions counted and put in order by their indexes alone

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa

from alembic import op


revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

BEFORE = {
    'ix_action_open_due': ['due_on', 'id'],
    'ix_action_open_owner': ['owner_id', 'due_on', 'id'],
    'ix_action_open_manager': ['manager_id', 'due_on', 'id'],
}
BESIDE = ['plan_id', 'progress', 'last_update_at', 'starts_on']
AFTER = {
    'ix_action_open_due': [*BEFORE['ix_action_open_due'], *BESIDE],
    'ix_action_open_owner': [*BEFORE['ix_action_open_owner'], *BESIDE, 'manager_id'],
    'ix_action_open_manager': [*BEFORE['ix_action_open_manager'], *BESIDE],
}


def upgrade() -> None:
    _made_anew(AFTER)
    op.drop_index('ix_action_owner_plan', table_name='action')
    op.create_index(
        'ix_action_owner_plan', 'action', ['owner_id', 'plan_id', 'progress'], unique=False
    )


def downgrade() -> None:
    op.drop_index('ix_action_owner_plan', table_name='action')
    op.create_index('ix_action_owner_plan', 'action', ['owner_id', 'plan_id'], unique=False)
    _made_anew(BEFORE)


def _made_anew(indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, table_name='action')
        op.create_index(
            name,
            'action',
            columns,
            unique=False,
            sqlite_where=sa.text('open = 1'),
            postgresql_where=sa.text('open'),
        )
