"""A review put in turn by an index alone

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa

from alembic import op


revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

FIRST = {
    'ix_action_open_due': ['due_on', 'id'],
    'ix_action_open_owner': ['owner_id', 'due_on', 'id'],
    'ix_action_open_manager': ['manager_id', 'due_on', 'id'],
}
BEFORE = ['plan_id', 'progress', 'last_update_at', 'starts_on']
AFTER = [*BEFORE, 'submitted_at', 'position', 'number']


def upgrade() -> None:
    _made_anew(AFTER, ['manager_id', 'chased_at'])


def downgrade() -> None:
    _made_anew(BEFORE, ['manager_id'])


def _made_anew(beside: list[str], of_owners: list[str]) -> None:
    for name, first in FIRST.items():
        last = of_owners if name == 'ix_action_open_owner' else []
        op.drop_index(name, table_name='action')
        op.create_index(
            name,
            'action',
            [*first, *beside, *last],
            unique=False,
            sqlite_where=sa.text('open = 1'),
            postgresql_where=sa.text('open'),
        )
