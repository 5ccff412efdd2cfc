"""Updating without an account

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text('ALTER TABLE plan ADD COLUMN emailed_links BOOLEAN NOT NULL DEFAULT false'))
    op.create_table('emailed_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_emailed_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_emailed_code'))
    )
    op.create_index(op.f('ix_emailed_code_link_hash_browser_hash'), 'emailed_code', ['link_hash', 'browser_hash'], unique=False)
    op.create_index(op.f('ix_emailed_code_asked_at'), 'emailed_code', ['asked_at'], unique=False)
    op.create_table('spent_link',
    sa.Column('link_hash', sa.String(length=64), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_spent_link_action_id_action')),
    sa.PrimaryKeyConstraint('link_hash', name=op.f('pk_spent_link'))
    )


def downgrade() -> None:
    """What partners saved stays; links in letters that have gone do nothing any more."""
    op.drop_table('spent_link')
    op.drop_index(op.f('ix_emailed_code_asked_at'), table_name='emailed_code')
    op.drop_index(op.f('ix_emailed_code_link_hash_browser_hash'), table_name='emailed_code')
    op.drop_table('emailed_code')
    op.execute(sa.text('ALTER TABLE plan DROP COLUMN emailed_links'))
