"""Evidence with files, links, expiry and a virus check

Revision ID: 0008
Revises: 0005
"""

import re

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0005'
branch_labels = None
depends_on = None

HAPPENED_BEFORE = (
    'plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened',
    'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine',
    'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on',
    'team_added', 'team_changed', 'cover_set', 'cover_ended', 'leaving', 'escalated', 'replied',
    'rules_changed', 'wording_changed', 'calendar_changed', 'plan_changed', 'address_cleared',
    'letter_sent_again', 'letter_settled', 'mail_held', 'mail_released', 'signed_in',
    'password_changed', 'date_request_changed', 'date_refused', 'date_withdrawn',
    'returned', 'taken_back', 'check_due', 'embedded', 'reopened',
)
HAPPENS_NOW = ('evidence_added', 'evidence_removed', 'evidence_infected')

COLUMNS = {
    'about': "TEXT NOT NULL DEFAULT ''",
    'shows': (
        "VARCHAR(40) NOT NULL DEFAULT 'completion'"
        " CONSTRAINT ck_evidence_shows CHECK (shows IN ('completion', 'impact'))"
    ),
    'valid_until': 'DATE',
    'link': "TEXT NOT NULL DEFAULT ''",
    'stored': "VARCHAR(64) NOT NULL DEFAULT ''",
    'sha256': "VARCHAR(64) NOT NULL DEFAULT ''",
    'scan': (
        "VARCHAR(40) NOT NULL DEFAULT 'unscanned'"
        " CONSTRAINT ck_evidence_scan CHECK (scan IN ('clean', 'unscanned', 'waiting', 'infected'))"
    ),
    'removed_at': '{instant}',
    'removed_by_id': 'INTEGER CONSTRAINT fk_evidence_removed_by_id_person REFERENCES person (id)',
    'removed_because': "TEXT NOT NULL DEFAULT ''",
}


def _allow(table: str, columns: dict[str, str], words: tuple[str, ...]) -> None:
    """Let these columns hold these words; `columns` maps each to the name of its check."""
    for column, name in columns.items():
        check = f"ck_{table}_{name}"
        condition = f"{column} IN ({', '.join(repr(word) for word in words)})"
        if op.get_bind().dialect.name == 'sqlite':
            _reword_check(table, check, condition)
        else:
            op.drop_constraint(op.f(check), table, type_='check')
            op.create_check_constraint(op.f(check), table, condition)


def _reword_check(table: str, check: str, condition: str) -> None:
    """Change a check of a SQLite table in its schema, the way SQLite's documentation gives for it
    (https://www.sqlite.org/lang_altertable.html, section 7).

    Making the table anew would lose its other checks, and no table that others refer to can be
    dropped while foreign keys hold.
    """
    bind = op.get_bind()
    where = "type = 'table' AND name = :name"
    sql = bind.scalar(sa.text(f'SELECT sql FROM sqlite_master WHERE {where}'), {'name': table})
    reworded, found = re.subn(
        rf'CONSTRAINT {check} CHECK \([^()]*\([^()]*\)\)',
        f'CONSTRAINT {check} CHECK ({condition})',
        sql,
    )
    if found != 1:
        raise ValueError(f'{check} is not as migrations have made it')
    version = bind.scalar(sa.text('PRAGMA schema_version'))
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    bind.execute(
        sa.text(f'UPDATE sqlite_master SET sql = :sql WHERE {where}'),
        {'sql': reworded, 'name': table},
    )
    bind.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def upgrade() -> None:
    # In SQL: Alembic gives SQLite no checks with a column that is added.
    instant = 'DATETIME' if op.get_bind().dialect.name == 'sqlite' else 'TIMESTAMP WITH TIME ZONE'
    for name, kind in COLUMNS.items():
        op.execute(sa.text(f'ALTER TABLE evidence ADD COLUMN {name} {kind.format(instant=instant)}'))
    _allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE + HAPPENS_NOW)


def downgrade() -> None:
    """Links and what was removed go: before, every row was a file that stood."""
    words = ', '.join(repr(word) for word in HAPPENS_NOW)
    op.execute(sa.text(f'DELETE FROM history_entry WHERE kind IN ({words})'))
    _allow('history_entry', {'kind': 'happened'}, HAPPENED_BEFORE)
    op.execute(sa.text("DELETE FROM evidence WHERE link <> '' OR removed_at IS NOT NULL OR scan = 'infected'"))
    for name in reversed(COLUMNS):
        op.execute(sa.text(f'ALTER TABLE evidence DROP COLUMN {name}'))
