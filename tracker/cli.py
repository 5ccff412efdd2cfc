"""The command line: everything that is done without a browser.

Output for machines goes to standard output alone; all else to standard error.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from tracker import clock, config, create_app, embedded, logs, scheduler
from tracker.domain.access import EVERYONE, Role
from tracker.domain.backups import Keeping
from tracker.domain.errors import RuleBroken
from tracker.domain.sheet_telling import readings_as_json, readings_in_words
from tracker.domain.wording import count
from tracker.services import audit as history
from tracker.services import (
    backups,
    checks,
    copying,
    demo,
    holding,
    installation,
    mornings,
    outbox,
    people,
    reading,
    restoring,
)
from tracker.store import schema
from tracker.store.roles import Roles, roles_sql

_NO_HISTORY = "Nothing has been written to the history yet."

Command = TypeVar("Command", bound=Callable[..., Any])


def main() -> None:
    """The `tracker` command."""
    logs.begin(as_json=os.environ.get("TRACKER_ENV") == "production")
    tracker()


def say(text: str) -> None:
    """Tell the person at the keyboard something."""
    click.echo(text, err=True)


def with_app(command: Command) -> Command:
    """Run a command inside the application without its pages; what it cannot start or do is said in
    a sentence."""
    return _inside(command, pages=False)


def with_pages(command: Command) -> Command:
    """The same inside the whole application."""
    return _inside(command, pages=True)


def _inside(command: Command, *, pages: bool) -> Command:
    @wraps(command)
    def inside(*args: Any, **options: Any) -> Any:
        with _application(pages=pages).app_context():
            try:
                return command(*args, **options)
            except RuleBroken as broken:
                raise click.ClickException(broken.message) from None
            except OperationalError as away:
                raise click.ClickException(f"The database cannot be used: {away.orig}") from None

    return inside  # type: ignore[return-value]  # the same call, inside a context


def needs_tables(command: Command) -> Command:
    """Stop with a sentence when the database does not hold this version's tables. Those of a newer
    one will do: while machines are upgraded one after the other, the last go on as they are."""

    @wraps(command)
    def inside(*args: Any, **options: Any) -> Any:
        at = schema.current()
        if at != schema.newest() and not schema.is_ahead(at):
            raise click.ClickException("The database is not ready. Run: tracker db upgrade")
        return command(*args, **options)

    return inside  # type: ignore[return-value]  # the same call, after a check


def _application(*, pages: bool) -> Flask:
    try:
        return create_app(pages=pages)
    except config.SettingsWrong as wrong:
        for fault in wrong.faults:
            say(fault)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def tracker() -> None:
    """The action plan tracker."""


@tracker.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
@click.option("--demo", "with_demo", is_flag=True, help="Load the demonstration council first.")
@with_pages
def run(host: str, port: int, with_demo: bool) -> None:
    """Start the whole product in one process: pages, scheduler, post room and mail catcher."""
    _upgrade()
    if with_demo:
        _load_demo()
    embedded.serve(host=host, port=port, ready=lambda: _say_ready(host, port, with_demo))


@tracker.command("scheduler")
@with_app
@needs_tables
def run_scheduler() -> None:
    """Start the scheduler and a post room without the pages, until told to stop."""
    scheduler.run_until_stopped(plans=True)


@tracker.command()
@with_app
@needs_tables
def postroom() -> None:
    """Start one more post room, until told to stop."""
    scheduler.run_until_stopped(plans=False)


@tracker.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@with_app
def db_upgrade() -> None:
    """Make the tables, or bring them to this version."""
    _upgrade()
    say(f"The database is at version {schema.current()}.")


@db.command("restored")
@with_app
@needs_tables
def db_restored() -> None:
    """Say that this database has just been restored from a backup: all mail is held."""
    restoring.restored(now=clock.now())
    holding.take_note()
    say("All mail is held until an administrator has decided at /admin/mail/held.")


@db.command("copy")
@click.option("--to", "address", required=True, help="The address of an empty database.")
@with_app
@needs_tables
def db_copy(address: str) -> None:
    """Copy everything into an empty database, SQLite or PostgreSQL, and check it there."""
    copied = copying.copy_to(
        create_app(installation.settings_on(address), pages=False), now=clock.now()
    )
    for name, told in copied.items():
        click.echo(f"{told.rows:>9} {name} {told.sha256}")
    say("All rows are there, and they are the same.")
    say("Its mail is held until an administrator has decided at /admin/mail/held.")


@tracker.command()
@click.argument("where", type=click.Path(path_type=Path))
@click.option("--hours", default=24, show_default=True, help="For so many hours one is kept.")
@click.option("--days", default=14, show_default=True, help="For so many days one is kept.")
@click.option("--weeks", default=12, show_default=True, help="For so many weeks one is kept.")
@with_app
@needs_tables
def backup(where: Path, **kept: int) -> None:
    """Take a backup into the folder WHERE, or as a new file; exit 1 when not all is well."""
    taken = backups.take(where, Keeping(**kept), now=clock.now())
    for fault in taken.faults:
        say(fault)
    size, files = taken.path.stat().st_size, len(taken.manifest.files)
    say(f"Taken and tried: {taken.rows} rows, {count(files, 'file')}, {size} bytes sealed.")
    newest = taken.manifest.history
    say(f"The history goes as far as {newest}." if newest else _NO_HISTORY)
    say(f"Older backups deleted: {taken.dropped}.")
    click.echo(taken.path)
    sys.exit(1 if taken.faults else 0)


@tracker.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "address", default=None, help="Another database than the configured one.")
@click.option("--despite-faults", is_flag=True, help="Even when its history is not whole.")
@with_app
def restore(file: Path, address: str | None, despite_faults: bool) -> None:
    """Restore the backup FILE into an empty database; all its mail is held."""
    target = create_app(installation.settings_on(address), pages=False) if address else current_app
    with target.app_context():
        came = restoring.restore(file, now=clock.now(), despite_faults=despite_faults)
        if not address:
            holding.take_note()
    for fault in came.faults:
        say(fault)
    say(f"Restored as it was at {came.manifest.of.taken_at}; what was done since is not in it.")
    say(f"All mail is held; {count(came.waiting, 'email')} may have been sent already.")
    say("An administrator decides at /admin/mail/held. Everybody has to sign in again.")


@db.command("roles")
@click.option("--owner", default=Roles.owner, show_default=True, help="Makes tables; upgrades.")
@click.option("--app", default=Roles.app, show_default=True, help="What the product signs in as.")
@click.option("--backup", default=Roles.backup, show_default=True, help="Only reads.")
def db_roles(**names: str) -> None:
    """Print the SQL that makes the roles of PostgreSQL and gives each its rights."""
    try:
        click.echo(roles_sql(Roles(**names)), nl=False)
    except ValueError:
        sentence = "Name three different roles, each of small letters, figures and _."
        raise click.ClickException(sentence) from None


@tracker.command("demo")
@with_app
def load_demo() -> None:
    """Load the demonstration council into this database."""
    _upgrade()
    _load_demo()
    _say_sign_ins()


@tracker.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_machine", is_flag=True, help="Print what was found as JSON.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier spreadsheet: say what is different since.",
)
def read(file: Path, as_machine: bool, against: Path | None) -> None:
    """Say what the readers find in FILE, a report or a spreadsheet. Nothing is stored."""
    try:
        told, lines = _read(file, against)
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from None
    if as_machine:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


def _read(file: Path, against: Path | None) -> tuple[dict[str, Any], Iterator[str]]:
    """What is in a file, for machines and in lines."""
    if not reading.is_spreadsheet(file):
        report = reading.read_file(file)
        return reading.for_machines(report), reading.summary(report)
    readings = reading.read_spreadsheet(file)
    found = None
    if against:
        found = reading.differences_between(reading.read_spreadsheet(against), readings)
    return readings_as_json(readings, found), readings_in_words(readings, found)


@tracker.command()
@click.option("--date", "day", required=True, help="The day, such as 2011-07-04.")
@click.option("--dry-run", is_flag=True, help="Write the letters, send and keep nothing.")
@click.option("--json", "as_machine", is_flag=True, help="Print the letters as JSON.")
@with_app
@needs_tables
def morning(day: str, dry_run: bool, as_machine: bool) -> None:
    """Plan and deliver as if it were 8am that day."""
    on = _a_day(day)
    came_of_it = embedded.morning(on, dry_run=dry_run)
    if as_machine:
        click.echo(json.dumps(mornings.as_json(came_of_it), ensure_ascii=False, indent=2))
        return
    for line in mornings.as_words(came_of_it):
        click.echo(line)


@tracker.command("outbox")
@click.option("--json", "as_machine", is_flag=True, help="Print the rows as JSON.")
@with_app
@needs_tables
def show_outbox(as_machine: bool) -> None:
    """Say what letters there are and where each stands, newest first."""
    rows = outbox.rows()
    if as_machine:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for line in outbox.as_words(rows):
        click.echo(line)


_ROLES = [role.value for role in Role if role in EVERYONE]


@tracker.group()
def person() -> None:
    """The people who use the tracker."""


@person.command("add")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice(_ROLES))
@click.option("--post", default="", help="Their job title.")
@click.option("--team", default=None, help="The name of their team.")
@click.option("--manager", default=None, help="Their manager's email address.")
@click.option("--password", default=None, help="Made up and printed when not given.")
@with_app
@needs_tables
def add_person(role: str, **details: Any) -> None:
    """Add a person who can sign in."""
    added, made_up = people.add_person(role=Role(role), now=clock.now(), **details)
    say(f"{added.name} can sign in as {added.email}.")
    if made_up:
        click.echo(made_up)


@tracker.group()
def audit() -> None:
    """The history of every change."""


@audit.command("verify")
@click.option("--anchor", default=None, help="What an earlier run said to note down.")
@with_app
@needs_tables
def audit_verify(anchor: str | None) -> None:
    """Say whether the history is whole, or what is broken in it; exit 1 when something is."""
    verdict = history.verify(anchor)
    for fault in verdict.faults:
        click.echo(fault)
    click.echo(verdict.summary)
    if verdict.anchor and not verdict.faults:
        click.echo(f"Note this down outside the database: {verdict.anchor}")
    sys.exit(1 if verdict.faults else 0)


@tracker.command()
@with_app
def check() -> None:
    """Say whether configuration, database, mail and scheduler are well; exit 1 when one is not."""
    findings = checks.run(now=clock.now())
    for finding in findings:
        click.echo(f"{'ok   ' if finding.well else 'WRONG'} {finding.part}: {finding.words}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def _a_day(text: str) -> date:
    """The day meant; a century that nobody plans for is a slip of the keyboard."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year < 2200:
        raise click.ClickException("The date must look like 2011-07-04.")
    return day


def _upgrade() -> None:
    schema.upgrade()
    holding.begin(now=clock.now())


def _load_demo() -> None:
    if demo.load_demo(now=clock.now(), today=clock.today()):
        say("The demonstration council is loaded.")


def _say_ready(host: str, port: int, with_demo: bool) -> None:
    say(f"\nThe tracker is at http://{host}:{port}")
    if with_demo:
        _say_sign_ins()
        say(f"\nTheir mail can be read at http://{host}:{port}/mailbox")
    say("Stop it with Ctrl+C.")


def _say_sign_ins() -> None:
    say(f"\nSign in as any of these; the password of each is: {demo.PASSWORD}")
    rows: Sequence[tuple[str, str, str]] = demo.sign_ins()
    for name, role, email in rows:
        say(f"  {email:<38} {name}, {role.lower()}")
