"""Urgent areas for development

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from tracker.domain.severity import is_urgent


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What stood under urgent words in its report is urgent from now on."""
    op.add_column(
        'finding', sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    finding = sa.table(
        'finding',
        sa.column('id', sa.Integer()),
        sa.column('urgency', sa.String()),
        sa.column('heading', sa.String()),
        sa.column('urgent', sa.Boolean()),
    )
    bind = op.get_bind()
    rows = bind.execute(sa.select(finding.c.id, finding.c.urgency, finding.c.heading)).all()
    for row in rows:
        if is_urgent(row.urgency, row.heading):
            bind.execute(sa.update(finding).where(finding.c.id == row.id).values(urgent=True))


def downgrade() -> None:
    """Which areas are urgent goes. Everybody may ask for their dates as for any other."""
    op.execute(sa.text('ALTER TABLE finding DROP COLUMN urgent'))
