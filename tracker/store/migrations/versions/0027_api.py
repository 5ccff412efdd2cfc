"""Tokens for programs

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcDateTime


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'api_token',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('last_used_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash')),
    )
    op.create_index('ix_api_token_person_id', 'api_token', ['person_id'], unique=False)


def downgrade() -> None:
    """Every token goes: people make new ones afterwards."""
    op.drop_table('api_token')
