"""How many actions of each plan stood how on days that are over

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa

from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'plan_day',
        sa.Column('on_day', sa.Date(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('actions', sa.Integer(), nullable=False),
        sa.Column('open', sa.Integer(), nullable=False),
        sa.Column('overdue', sa.Integer(), nullable=False),
        sa.Column('completed', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_day_plan_id_plan')),
        sa.PrimaryKeyConstraint('on_day', 'plan_id', name=op.f('pk_plan_day')),
    )


def downgrade() -> None:
    op.drop_table('plan_day')
