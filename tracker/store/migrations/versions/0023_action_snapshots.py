"""How actions stood on every day

Revision ID: 0023
Revises: 0022
"""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from tracker.store.action_snapshots import APPEND_ONLY


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

WORDS = (
    'not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'returned', 'completed',
    'check_due', 'embedded', 'on_hold', 'no_longer_needed',
)
LONDON = ZoneInfo('Europe/London')


def _word(kind: str) -> sa.Enum:
    return sa.Enum(*WORDS, name=kind, native_enum=False, length=40, create_constraint=True)


def upgrade() -> None:
    op.create_table('action_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=False),
    sa.Column('progress', _word('progress'), nullable=False),
    sa.Column('last_said', _word('last_said'), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('last_update_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_snapshot_action_id_action')),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_action_snapshot_manager_id_person')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_action_snapshot_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_snapshot'))
    )
    op.create_index('ix_action_snapshot_action_id_id', 'action_snapshot', ['action_id', 'id'], unique=False)
    op.create_index('ix_action_snapshot_on_day', 'action_snapshot', ['on_day'], unique=False)
    _keep_what_is_known()
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """What was on past days goes; how actions stand now stays."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(sa.text('DROP TRIGGER action_snapshot_is_not_altered'))
        op.execute(sa.text('DROP TRIGGER action_snapshot_is_not_deleted'))
    op.drop_table('action_snapshot')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(sa.text('DROP FUNCTION what_was_is_never_altered()'))


def _table(name: str, *columns: sa.ColumnClause) -> sa.TableClause:
    return sa.table(name, *columns)


def _at(name: str) -> sa.ColumnClause:
    return sa.column(name, sa.DateTime(timezone=True))


def _on(name: str) -> sa.ColumnClause:
    return sa.column(name, sa.Date())


SNAPSHOT = _table(
    'action_snapshot', sa.column('action_id'), _at('taken_at'), _on('on_day'), sa.column('owner_id'),
    sa.column('manager_id'), sa.column('progress'), sa.column('last_said'), _on('due_on'),
    _on('expected_on'), _at('last_update_at'), _at('submitted_at'), _on('completed_on'),
)
ACTION = _table(
    'action', sa.column('id'), _at('given_at'), sa.column('owner_id'), sa.column('manager_id'),
    sa.column('progress'), sa.column('last_said'), _on('original_due_on'), _on('due_on'),
    _on('expected_on'), _at('last_update_at'), _at('submitted_at'), _on('completed_on'),
)
UPDATE = _table(
    'action_update', sa.column('id'), sa.column('action_id'), _at('posted_at'), sa.column('progress'),
    _on('expected_on'),
)
REQUEST = _table(
    'date_request', sa.column('id'), sa.column('action_id'), _at('decided_at'), sa.column('state'),
    _on('from_on'), _on('to_on'), _on('agreed_on'),
)
SUBMISSION = _table(
    'submission', sa.column('id'), sa.column('action_id'), _at('sent_at'), _at('decided_at'),
    sa.column('state'),
)


def _keep_what_is_known() -> None:
    """What updates, agreed dates and sign-offs tell of the days before, action by action; the last
    row of each is how it stands now. Who owned it is as it is now."""
    bind = op.get_bind()
    for action in bind.execute(sa.select(ACTION).order_by(ACTION.c.id)).mappings().all():
        rows = _rows(bind, dict(action))
        bind.execute(sa.insert(SNAPSHOT), rows)


def _rows(bind: sa.Connection, action: dict) -> list[dict]:
    number, given_at = action.pop('id'), action.pop('given_at')
    action.pop('original_due_on')
    changes = sorted(_changes(bind, number), key=lambda one: _utc(one[0]))
    first_due = next((c['_from'] for _at, c in changes if '_from' in c), action['due_on'])
    stands = dict.fromkeys(action) | {
        'owner_id': action['owner_id'], 'manager_id': action['manager_id'],
        'progress': 'not_started', 'due_on': first_due,
    }
    rows = [_row(number, given_at, stands)]
    for at, change in changes:
        if change.get('progress') == '_said':
            change['progress'] = stands['last_said'] or 'not_started'
        stands |= {name: value for name, value in change.items() if name != '_from'}
        rows.append(_row(number, max(at, given_at, key=_utc), stands))
    if any(stands[name] != action[name] for name in action):
        rows.append(_row(number, max(rows[-1]['taken_at'], given_at, key=_utc), action))
    return rows


def _changes(bind: sa.Connection, number: int) -> list[tuple[datetime, dict]]:
    found: list[tuple[datetime, dict]] = []
    for row in bind.execute(sa.select(UPDATE).where(UPDATE.c.action_id == number)):
        said = {'progress': row.progress, 'last_said': row.progress, 'last_update_at': row.posted_at}
        found.append((row.posted_at, said | ({'expected_on': row.expected_on} if row.expected_on else {})))
    for row in bind.execute(sa.select(REQUEST).where(REQUEST.c.action_id == number)):
        if row.state == 'agreed' and row.decided_at:
            found.append((row.decided_at, {'due_on': row.agreed_on or row.to_on, '_from': row.from_on}))
    for row in bind.execute(sa.select(SUBMISSION).where(SUBMISSION.c.action_id == number)):
        found.append((row.sent_at, {'progress': 'submitted', 'submitted_at': row.sent_at}))
        if row.decided_at and row.state == 'signed_off':
            day = _utc(row.decided_at).astimezone(LONDON).date()
            found.append((row.decided_at, {'progress': 'completed', 'completed_on': day}))
        elif row.decided_at:
            back = 'returned' if row.state == 'returned' else '_said'
            found.append((row.decided_at, {'progress': back, 'submitted_at': None}))
    return found


def _row(number: int, at: datetime, stands: dict) -> dict:
    return {'action_id': number, 'taken_at': at, 'on_day': _utc(at).astimezone(LONDON).date(), **stands}


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)
