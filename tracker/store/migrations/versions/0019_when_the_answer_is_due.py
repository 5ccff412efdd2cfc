"""When the answer to a report is due

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

COLUMNS = {
    'response_duty': "VARCHAR(60) NOT NULL DEFAULT ''",
    'response_start_on': 'DATE',
    'response_stated_on': 'DATE',
    'response_proposed_on': 'DATE',
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE report ADD COLUMN {name} {kind}'))


def downgrade() -> None:
    """The dates go. That of the letter is still in the report's header."""
    for name in COLUMNS:
        op.execute(sa.text(f'ALTER TABLE report DROP COLUMN {name}'))
