"""Room for an outcome that is a whole paragraph where a grade stands

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('judgement') as judgement:
        judgement.alter_column(
            'grade', existing_type=sa.String(length=120), type_=sa.String(length=1000)
        )


def downgrade() -> None:
    """What is too long for a grade is cut."""
    op.execute(sa.text('UPDATE judgement SET grade = substr(grade, 1, 120)'))
    with op.batch_alter_table('judgement') as judgement:
        judgement.alter_column(
            'grade', existing_type=sa.String(length=1000), type_=sa.String(length=120)
        )
