"""An index for searching, which the database keeps exact

Revision ID: 0024
Revises: 0023
"""

from alembic import op

from tracker.store.search_index import MAKE, SOURCES, TAKE_DOWN, fill


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    statements = [*MAKE[dialect], *(fill(SOURCES.values()) if dialect == 'sqlite' else ())]
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in TAKE_DOWN[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
