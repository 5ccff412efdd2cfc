"""The history in a chain, and never altered

Revision ID: 0009
Revises: 0008
"""

import re

import sqlalchemy as sa
from alembic import op
from flask import current_app

from tracker.domain.chain import FIRST, key_from
from tracker.store.chain import head_values, seal
from tracker.store.history import APPEND_ONLY


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

COLUMNS = {'seq': 'INTEGER', 'follows': 'VARCHAR(64)', 'mac': 'VARCHAR(64)'}


def upgrade() -> None:
    op.create_table('history_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('last', sa.String(length=64), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_history_head_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_head'))
    )
    # In SQL, and not by making the table anew, which would lose its checks on SQLite.
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE history_entry ADD COLUMN {name} {kind}'))
    _seal_what_is_there()
    _require()
    op.create_index('uq_history_entry_seq', 'history_entry', ['seq'], unique=True)
    op.create_index('ix_history_entry_at_id', 'history_entry', ['at', 'id'], unique=False)
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def _seal_what_is_there() -> None:
    """Seal the entries written before there was a chain, in the order they were written."""
    bind = op.get_bind()
    entries = sa.table(
        'history_entry',
        sa.column('id', sa.Integer()), sa.column('at', sa.DateTime(timezone=True)),
        sa.column('kind', sa.String()), sa.column('actor_id', sa.Integer()),
        sa.column('acting_for_id', sa.Integer()), sa.column('plan_id', sa.Integer()),
        sa.column('action_id', sa.Integer()), sa.column('facts', sa.JSON()),
        sa.column('seq', sa.Integer()), sa.column('follows', sa.String()), sa.column('mac', sa.String()),
    )
    key = key_from(current_app.extensions['settings'].history_secrets[0])
    done, last, follows = 0, None, FIRST
    while True:
        found = sa.select(entries).order_by(entries.c.id).limit(1000)
        rows = bind.execute(found if last is None else found.where(entries.c.id > last)).mappings().all()
        if not rows:
            break
        for row in rows:
            done, last = done + 1, row['id']
            sealed = {**row, 'seq': done}
            follows = seal(sealed, follows, key=key)
            bind.execute(
                sa.update(entries).where(entries.c.id == last)
                .values({name: sealed[name] for name in COLUMNS})
            )
    if done:
        head = sa.table('history_head', *(sa.column(name) for name in ('id', 'seq', 'last', 'mac')))
        bind.execute(sa.insert(head).values(id=1, **head_values(done, follows, key=key)))


def _require() -> None:
    """Let no entry be without its place in the chain."""
    if op.get_bind().dialect.name == 'sqlite':
        _reword_columns()
        return
    for name in COLUMNS:
        op.alter_column('history_entry', name, nullable=False)


def _reword_columns() -> None:
    """Change columns of a SQLite table in its schema, the way SQLite's documentation gives for it
    (https://www.sqlite.org/lang_altertable.html, section 7)."""
    bind = op.get_bind()
    where = "type = 'table' AND name = 'history_entry'"
    sql = bind.scalar(sa.text(f'SELECT sql FROM sqlite_master WHERE {where}'))
    for name, kind in COLUMNS.items():
        sql, found = re.subn(rf'\b{name} {re.escape(kind)}', f'{name} {kind} NOT NULL', sql)
        if found != 1:
            raise ValueError(f'{name} is not as migrations have made it')
    version = bind.scalar(sa.text('PRAGMA schema_version'))
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    bind.execute(sa.text(f'UPDATE sqlite_master SET sql = :sql WHERE {where}'), {'sql': sql})
    bind.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def downgrade() -> None:
    """The entries stay and are no longer sealed."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(sa.text('DROP TRIGGER history_entry_is_not_altered'))
        op.execute(sa.text('DROP TRIGGER history_entry_is_not_deleted'))
    else:
        op.execute(sa.text('DROP TRIGGER history_entry_is_not_altered ON history_entry'))
        op.execute(sa.text('DROP FUNCTION history_is_never_altered()'))
    op.drop_index('ix_history_entry_at_id', table_name='history_entry')
    op.drop_index('uq_history_entry_seq', table_name='history_entry')
    for name in COLUMNS:
        op.execute(sa.text(f'ALTER TABLE history_entry DROP COLUMN {name}'))
    op.drop_table('history_head')
