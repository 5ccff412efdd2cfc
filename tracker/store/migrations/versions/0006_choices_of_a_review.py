"""New due dates and escalation among the choices of a review

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.rewording import allow


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

CHOICES_BEFORE = ('chase', 'give', 'leave')
CHOICES_NEW = ('date', 'refuse', 'escalate')


def upgrade() -> None:
    allow('review_decision', {'choice': 'reviewchoice'}, CHOICES_BEFORE + CHOICES_NEW)


def downgrade() -> None:
    """What was escalated counts as chased; a date that was decided leaves the record of the review."""
    op.execute(sa.text("UPDATE review_decision SET choice = 'chase' WHERE choice = 'escalate'"))
    op.execute(sa.text("DELETE FROM review_decision WHERE choice IN ('date', 'refuse')"))
    allow('review_decision', {'choice': 'reviewchoice'}, CHOICES_BEFORE)
