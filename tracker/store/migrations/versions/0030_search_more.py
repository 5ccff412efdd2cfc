"""What actions are measured by, milestones and sign-offs are searched too

Revision ID: 0030
Revises: 0029
"""

from collections.abc import Collection

from alembic import op

from tracker.store.search_index import SOURCES, TAKE_DOWN, Source, fill, made_of


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

_BEFORE = (
    Source(0, 'action', ('title',), kinds=8),
    Source(1, 'plan', ('code', 'title'), kinds=8),
    Source(2, 'person', ('name',), kinds=8),
    Source(3, 'finding', ('title', 'wording', 'reference'), kinds=8),
    Source(4, 'action_update', ('note',), kinds=8),
    Source(5, 'comment', ('text',), kinds=8),
    Source(6, 'evidence', ('name', 'about'), kinds=8),
)


def upgrade() -> None:
    _make_anew(SOURCES.values())


def downgrade() -> None:
    _make_anew(_BEFORE)


def _make_anew(sources: Collection[Source]) -> None:
    dialect = op.get_bind().dialect.name
    made = made_of(sources)[dialect]
    filled = fill(sources) if dialect == 'sqlite' else ()
    for statement in (*TAKE_DOWN[dialect], *made, *filled):
        op.get_bind().exec_driver_sql(statement)
