"""Who has a part in which plan, found by an index

Revision ID: 0031
Revises: 0030
"""

from alembic import op


revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_action_owner_plan', 'action', ['owner_id', 'plan_id'], unique=False)
    op.create_index('ix_action_manager_plan', 'action', ['manager_id', 'plan_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_action_manager_plan', table_name='action')
    op.drop_index('ix_action_owner_plan', table_name='action')
