"""A plan's actions found in the plan's order, so that none are sorted

Revision ID: 0032
Revises: 0031
"""

from alembic import op


revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'ix_action_plan_id_position', 'action', ['plan_id', 'position', 'id'], unique=False
    )
    op.drop_index('ix_action_plan_id', table_name='action')


def downgrade() -> None:
    op.create_index('ix_action_plan_id', 'action', ['plan_id'], unique=False)
    op.drop_index('ix_action_plan_id_position', table_name='action')
