"""Working back from the board

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

COLUMNS = {
    'papers_days': 'INTEGER NOT NULL DEFAULT 5',
    'clearance_days': 'INTEGER NOT NULL DEFAULT 5',
    'drafting_days': 'INTEGER NOT NULL DEFAULT 3',
    'ask_from': 'DATE',
    'updates_by': 'DATE',
}


def upgrade() -> None:
    """Nobody is asked for the sake of a board until somebody says so."""
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE plan ADD COLUMN {name} {kind}'))


def downgrade() -> None:
    """How long papers take has to be said again."""
    for name in COLUMNS:
        op.execute(sa.text(f'ALTER TABLE plan DROP COLUMN {name}'))
