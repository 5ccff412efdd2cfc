"""People, reports, plans and actions

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('council', 'directorate', 'team', 'partner', name='teamkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('head_id', sa.Integer(), nullable=True),
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['head_id'], ['person.id'], name='fk_team_head_id_person', use_alter=True),
    sa.ForeignKeyConstraint(['parent_id'], ['team.id'], name=op.f('fk_team_parent_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('name', name=op.f('uq_team_name'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('post', sa.String(length=120), nullable=False),
    sa.Column('role', sa.Enum('officer', 'manager', 'performance', 'board', 'administrator', 'partner', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('manager_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('reminders', sa.Enum('weekly', 'daily', 'only_due', name='reminderpattern', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('agenda_weekday', sa.Integer(), nullable=False),
    sa.Column('wants_digest', sa.Boolean(), nullable=False),
    sa.Column('digest_weekday', sa.Integer(), nullable=False),
    sa.Column('text_only', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_person_manager_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_person_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index('ix_person_manager_id', ['manager_id'], unique=False)

    # Teams and people know each other: SQLite takes the key with the table, PostgreSQL after both.
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("fk_team_head_id_person", "team", "person", ["head_id"], ["id"])

    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('inspectorates', sa.String(length=300), nullable=False),
    sa.Column('framework', sa.String(length=300), nullable=False),
    sa.Column('body_inspected', sa.String(length=300), nullable=False),
    sa.Column('inspection_from', sa.Date(), nullable=True),
    sa.Column('inspection_to', sa.Date(), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('report_date', sa.Date(), nullable=True),
    sa.Column('report_to', sa.String(length=300), nullable=False),
    sa.Column('reporting_officer', sa.String(length=300), nullable=False),
    sa.Column('wards', sa.String(length=300), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('source_text', sa.Text(), nullable=False),
    sa.Column('source_sha256', sa.String(length=64), nullable=False),
    sa.Column('header', sa.JSON(), nullable=False),
    sa.Column('taken_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_in_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['taken_in_by_id'], ['person.id'], name=op.f('fk_report_taken_in_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report'))
    )
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('section', sa.String(length=60), nullable=False),
    sa.Column('addressee', sa.String(length=300), nullable=False),
    sa.Column('urgency', sa.String(length=60), nullable=False),
    sa.Column('page', sa.Integer(), nullable=True),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_finding_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_report_id'), ['report_id'], unique=False)

    op.create_table('judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('group_name', sa.String(length=300), nullable=False),
    sa.Column('area', sa.String(length=500), nullable=False),
    sa.Column('grade', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_judgement_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judgement'))
    )
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judgement_report_id'), ['report_id'], unique=False)

    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=True),
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('live', 'closed', name='planstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('next_review_on', sa.Date(), nullable=True),
    sa.Column('next_board_on', sa.Date(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['person.id'], name=op.f('fk_plan_lead_id_person')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_plan_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('code', name=op.f('uq_plan_code'))
    )
    op.create_table('strength',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('group_name', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_strength_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_strength'))
    )
    with op.batch_alter_table('strength', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_strength_report_id'), ['report_id'], unique=False)

    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('short_title', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('original_due_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('progress', sa.Enum('not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'completed', 'no_longer_needed', name='progress', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('last_said', sa.Enum('not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'completed', 'no_longer_needed', name='last_said', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('last_update_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('no_changes', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('chased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chased_by_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('due_on >= starts_on', name=op.f('ck_action_due_after_start')),
    sa.ForeignKeyConstraint(['chased_by_id'], ['person.id'], name=op.f('fk_action_chased_by_id_person')),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_action_given_by_id_person')),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_action_manager_id_person')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_action_owner_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_action_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action'))
    )
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.create_index('ix_action_open_due', ['due_on', 'id'], unique=False, sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))
        batch_op.create_index('ix_action_open_manager', ['manager_id', 'due_on', 'id'], unique=False, sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))
        batch_op.create_index('ix_action_open_owner', ['owner_id', 'due_on', 'id'], unique=False, sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))
        batch_op.create_index(batch_op.f('ix_action_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index('uq_action_plan_id_number', ['plan_id', 'number'], unique=True)

    op.create_table('plan_reader',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_reader_person_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_reader_plan_id_plan')),
    sa.PrimaryKeyConstraint('plan_id', 'person_id', name=op.f('pk_plan_reader'))
    )
    with op.batch_alter_table('plan_reader', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_reader_person_id'), ['person_id'], unique=False)

    op.create_table('action_finding',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_finding_action_id_action')),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_action_finding_finding_id_finding')),
    sa.PrimaryKeyConstraint('action_id', 'finding_id', name=op.f('pk_action_finding'))
    )
    with op.batch_alter_table('action_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_finding_finding_id'), ['finding_id'], unique=False)

    op.create_table('action_update',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('on_behalf_of_id', sa.Integer(), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Enum('no_change', 'on_track', 'at_risk', 'off_track', 'done', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('progress', sa.Enum('not_started', 'on_track', 'at_risk', 'off_track', 'submitted', 'completed', 'no_longer_needed', name='progress', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('crossed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_update_action_id_action')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_action_update_by_id_person')),
    sa.ForeignKeyConstraint(['on_behalf_of_id'], ['person.id'], name=op.f('fk_action_update_on_behalf_of_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_update'))
    )
    with op.batch_alter_table('action_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_update_action_id'), ['action_id'], unique=False)

    op.create_table('date_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('risk', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'agreed', 'refused', 'withdrawn', name='requeststate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_date_request_action_id_action')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_date_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_date_request_decided_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_request'))
    )
    with op.batch_alter_table('date_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_date_request_action_id'), ['action_id'], unique=False)
        batch_op.create_index('uq_date_request_waiting', ['action_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_evidence_action_id_action')),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_evidence_added_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_action_id'), ['action_id'], unique=False)

    op.create_table('milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_milestone_action_id_action')),
    sa.ForeignKeyConstraint(['done_by_id'], ['person.id'], name=op.f('fk_milestone_done_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone'))
    )
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_milestone_action_id'), ['action_id'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_on', sa.Date(), nullable=False),
    sa.Column('what_was_done', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'signed_off', 'returned', 'withdrawn', name='submissionstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_submission_action_id_action')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_submission_decided_by_id_person')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['person.id'], name=op.f('fk_submission_sent_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_action_id'), ['action_id'], unique=False)
        batch_op.create_index('uq_submission_waiting', ['action_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))



def downgrade() -> None:
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index('uq_submission_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_submission_action_id'))

    op.drop_table('submission')
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_action_id'))

    op.drop_table('milestone')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_action_id'))

    op.drop_table('evidence')
    with op.batch_alter_table('date_request', schema=None) as batch_op:
        batch_op.drop_index('uq_date_request_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_date_request_action_id'))

    op.drop_table('date_request')
    with op.batch_alter_table('action_update', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_update_action_id'))

    op.drop_table('action_update')
    with op.batch_alter_table('action_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_finding_finding_id'))

    op.drop_table('action_finding')
    with op.batch_alter_table('plan_reader', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_reader_person_id'))

    op.drop_table('plan_reader')
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.drop_index('uq_action_plan_id_number')
        batch_op.drop_index(batch_op.f('ix_action_plan_id'))
        batch_op.drop_index('ix_action_open_owner', sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))
        batch_op.drop_index('ix_action_open_manager', sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))
        batch_op.drop_index('ix_action_open_due', sqlite_where=sa.text('open = 1'), postgresql_where=sa.text('open'))

    op.drop_table('action')
    with op.batch_alter_table('strength', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_strength_report_id'))

    op.drop_table('strength')
    op.drop_table('plan')
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_judgement_report_id'))

    op.drop_table('judgement')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_report_id'))

    op.drop_table('finding')
    op.drop_table('report')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index('ix_person_manager_id')

    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_team_head_id_person", "team", type_="foreignkey")
    op.drop_table('person')
    op.drop_table('team')
