"""Calendar feeds, and whether a plan lets titles into them

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text('ALTER TABLE plan ADD COLUMN calendar_titles BOOLEAN NOT NULL DEFAULT false'))
    op.create_table(
        'calendar_feed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('last_fetched_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
        sa.UniqueConstraint('person_id', name=op.f('uq_calendar_feed_person_id')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash')),
    )


def downgrade() -> None:
    """Every calendar loses its address: people make new ones afterwards."""
    op.drop_table('calendar_feed')
    op.execute(sa.text('ALTER TABLE plan DROP COLUMN calendar_titles'))
