"""A hold among the choices of a review

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

CHOICES_BEFORE = ('chase', 'give', 'leave', 'date', 'refuse', 'escalate')


def upgrade() -> None:
    allow('review_decision', {'choice': 'reviewchoice'}, (*CHOICES_BEFORE, 'hold'))


def downgrade() -> None:
    """What was put on hold stays so, and leaves the record of the review."""
    op.execute(sa.text("DELETE FROM review_decision WHERE choice = 'hold'"))
    allow('review_decision', {'choice': 'reviewchoice'}, CHOICES_BEFORE)
