"""Deciding about several actions without telling their owners

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text('ALTER TABLE plan ADD COLUMN may_tell_nobody BOOLEAN NOT NULL DEFAULT false'))


def downgrade() -> None:
    """Owners are told of everything again."""
    op.execute(sa.text('ALTER TABLE plan DROP COLUMN may_tell_nobody'))
