"""The first tables

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
    op.create_table('heartbeat',
    sa.Column('part', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('part', name=op.f('pk_heartbeat'))
    )
    op.create_table('instance',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_instance_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    op.create_table('relay_state',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('down', sa.Boolean(), nullable=False),
    sa.Column('trouble', sa.String(length=200), nullable=True),
    sa.Column('phase', sa.String(length=20), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_probe_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_relay_state'))
    )
    op.create_table('schedule_cursor',
    sa.Column('rule', sa.String(length=60), nullable=False),
    sa.Column('planned_to', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('rule', name=op.f('pk_schedule_cursor'))
    )
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
    op.create_table('throttle',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'started_at', name=op.f('pk_throttle'))
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

    op.create_table('form_submission',
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('route', sa.String(length=80), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_form_submission_person_id_person')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_form_submission'))
    )
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_submission_at'), ['at'], unique=False)

    op.create_table('kept_form',
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_kept_form_person_id_person')),
    sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_kept_form'))
    )
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.create_index('ix_kept_form_at', ['at'], unique=False)

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
    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_review_manager_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_manager_id'), ['manager_id'], unique=False)
        batch_op.create_index('uq_review_open', ['manager_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('sign_in_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_session_person_id_person')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_session'))
    )
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_session_person_id'), ['person_id'], unique=False)

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

    op.create_table('import_draft',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_import_draft_by_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_import_draft_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_draft'))
    )
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_draft_by_id'), ['by_id'], unique=False)

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

    op.create_table('history_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('plan_started', 'given', 'manager_changed', 'updated', 'milestone_done', 'milestone_reopened', 'date_asked', 'date_moved', 'submitted', 'signed_off', 'chased', 'left', 'not_mine', 'review_closed', 'person_added', 'person_changed', 'person_turned_off', 'person_turned_on', 'team_added', 'team_changed', 'signed_in', 'password_changed', name='happened', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('acting_for_id', sa.Integer(), nullable=True),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['acting_for_id'], ['person.id'], name=op.f('fk_history_entry_acting_for_id_person')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_history_entry_action_id_action')),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_history_entry_actor_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_history_entry_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_entry'))
    )
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.create_index('ix_history_entry_action_id_id', ['action_id', 'id'], unique=False)

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

    op.create_table('notification',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('policy', sa.Enum('resend', 'hold', name='indoubt', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('occasion_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('ready', 'claimed', 'gated', 'sent', 'bounced', 'dead', 'doubtful', 'cancelled', 'superseded', name='letterstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(length=60), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lost_attempts', sa.Integer(), nullable=False),
    sa.Column('doubt_count', sa.Integer(), nullable=False),
    sa.Column('revoked', sa.Boolean(), nullable=False),
    sa.Column('revoked_reason', sa.String(length=200), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('to_hash', sa.String(length=64), nullable=True),
    sa.Column('subject', sa.String(length=300), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('body_sha256', sa.String(length=64), nullable=True),
    sa.Column('last_phase', sa.String(length=20), nullable=True),
    sa.Column('last_code', sa.Integer(), nullable=True),
    sa.Column('last_enhanced', sa.String(length=12), nullable=True),
    sa.Column('last_text', sa.String(length=200), nullable=True),
    sa.Column('batch', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state IN ('claimed', 'gated')) = (owner IS NOT NULL)", name=op.f('ck_notification_owned_in_hand')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_notification_action_id_action')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_notification_plan_id_plan')),
    sa.ForeignKeyConstraint(['recipient_id'], ['person.id'], name=op.f('fk_notification_recipient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_notification_dedupe_key')),
    sa.UniqueConstraint('message_id', name=op.f('uq_notification_message_id'))
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_finished_at'), ['finished_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_recipient_id_notification_created_at'), ['recipient_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_state_notification_next_at_notification_epoch'), ['state', 'next_at', 'epoch'], unique=False)

    op.create_table('occasion_skip',
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_occasion_skip_action_id_action')),
    sa.ForeignKeyConstraint(['recipient_id'], ['person.id'], name=op.f('fk_occasion_skip_recipient_id_person')),
    sa.PrimaryKeyConstraint('dedupe_key', name=op.f('pk_occasion_skip'))
    )
    with op.batch_alter_table('occasion_skip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occasion_skip_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_occasion_skip_recipient_id'), ['recipient_id'], unique=False)

    op.create_table('review_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Enum('chase', 'give', 'leave', name='reviewchoice', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_to_id', sa.Integer(), nullable=True),
    sa.Column('days_overdue', sa.Integer(), nullable=False),
    sa.Column('progress_said', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_review_decision_action_id_action')),
    sa.ForeignKeyConstraint(['given_to_id'], ['person.id'], name=op.f('fk_review_decision_given_to_id_person')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_review_decision_review_id_review')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_decision')),
    sa.UniqueConstraint('review_id', 'action_id', name=op.f('uq_review_decision_review_id_action_id'))
    )
    with op.batch_alter_table('review_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_decision_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_decision_review_id'), ['review_id'], unique=False)

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

    op.create_table('delivery_attempt',
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(length=60), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('phase', sa.String(length=20), nullable=True),
    sa.Column('code', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_delivery_attempt_notification_id_notification')),
    sa.PrimaryKeyConstraint('notification_id', 'epoch', name=op.f('pk_delivery_attempt'))
    )
    op.create_table('notification_action',
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_notification_action_action_id_action')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_notification_action_notification_id_notification')),
    sa.PrimaryKeyConstraint('notification_id', 'action_id', 'step', name=op.f('pk_notification_action'))
    )
    with op.batch_alter_table('notification_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_action_action_id'), ['action_id'], unique=False)

    op.create_table('occasion',
    sa.Column('dedupe_key', sa.String(length=200), nullable=False),
    sa.Column('notification_id', sa.String(length=32), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_occasion_action_id_action')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_occasion_notification_id_notification')),
    sa.PrimaryKeyConstraint('dedupe_key', name=op.f('pk_occasion'))
    )
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occasion_action_id'), ['action_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_occasion_notification_id'), ['notification_id'], unique=False)

    op.create_table('suppression',
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('notification_id', sa.String(length=32), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['cleared_by_id'], ['person.id'], name=op.f('fk_suppression_cleared_by_id_person')),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_suppression_notification_id_notification')),
    sa.PrimaryKeyConstraint('address_hash', name=op.f('pk_suppression'))
    )


def downgrade() -> None:
    op.drop_table('suppression')
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_notification_id'))
        batch_op.drop_index(batch_op.f('ix_occasion_action_id'))

    op.drop_table('occasion')
    with op.batch_alter_table('notification_action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_action_action_id'))

    op.drop_table('notification_action')
    op.drop_table('delivery_attempt')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index('uq_submission_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_submission_action_id'))

    op.drop_table('submission')
    with op.batch_alter_table('review_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_decision_review_id'))
        batch_op.drop_index(batch_op.f('ix_review_decision_action_id'))

    op.drop_table('review_decision')
    with op.batch_alter_table('occasion_skip', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_skip_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_occasion_skip_action_id'))

    op.drop_table('occasion_skip')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_state_notification_next_at_notification_epoch'))
        batch_op.drop_index(batch_op.f('ix_notification_recipient_id_notification_created_at'))
        batch_op.drop_index(batch_op.f('ix_notification_finished_at'))
        batch_op.drop_index(batch_op.f('ix_notification_batch'))
        batch_op.drop_index(batch_op.f('ix_notification_action_id'))

    op.drop_table('notification')
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_action_id'))

    op.drop_table('milestone')
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_history_entry_action_id_id')

    op.drop_table('history_entry')
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
    with op.batch_alter_table('import_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_draft_by_id'))

    op.drop_table('import_draft')
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
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_session_person_id'))

    op.drop_table('sign_in_session')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index('uq_review_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_review_manager_id'))

    op.drop_table('review')
    op.drop_table('report')
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.drop_index('ix_kept_form_at')

    op.drop_table('kept_form')
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_submission_at'))

    op.drop_table('form_submission')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index('ix_person_manager_id')

    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_team_head_id_person", "team", type_="foreignkey")
    op.drop_table('person')
    op.drop_table('throttle')
    op.drop_table('team')
    op.drop_table('schedule_cursor')
    op.drop_table('relay_state')
    op.drop_table('instance')
    op.drop_table('heartbeat')
