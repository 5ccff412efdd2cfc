"""What `deploy/` holds fits the product: its settings, commands, addresses and files."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.house.test_docs import commands
from tracker import cli, config
from tracker.web.probes import FOR_MACHINES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and path.parent.name != "__pycache__"
)
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
BACKUPS = "/srv/backups"
MANIFEST = (ROOT / "tests/web/manifest.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_names_no_setting_that_does_not_exist(path: Path) -> None:
    named = set(re.findall(r"\bTRACKER_[A-Z_]+", path.read_text(encoding="utf-8")))

    assert named <= set(config.NAMES)


def test_the_example_settings_start_a_real_installation_once_filled_in() -> None:
    text = (DEPLOY / "tracker.env.example").read_text(encoding="utf-8")
    named = dict(line.split("=", 1) for line in text.splitlines() if line.startswith("TRACKER_"))
    filled = {name: value or "k" * 32 for name, value in named.items()}

    settings = config.settings_from({"TRACKER_ENV": "production", **filled})

    assert (settings.production, settings.trusted_proxies) == (True, 1)


def test_what_gunicorn_starts_is_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert wheel["force-include"]["wsgi.py"] == "wsgi.py"


def test_the_services_of_the_compose_file_run_commands_there_are() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    run = {" ".join(one["command"]) for one in services.values() if "command" in one}

    assert run == {"tracker scheduler", "tracker postroom", "tracker db upgrade"}
    assert run <= set(commands(cli.tracker))
    assert services["web"]["deploy"]["replicas"] == 2
    assert services["web"]["read_only"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not here")
    text = unit.read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=/opt/tracker/bin/(.+)$", text, re.MULTILINE)
    here = tmp_path / unit.name
    here.write_text(re.sub(r"/opt/tracker/bin/\w+", "/bin/true", text), encoding="utf-8")

    said = subprocess.run(
        ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False
    )

    assert (said.returncode, said.stderr) == (0, "")
    assert command.removesuffix(f" {BACKUPS}") in {
        *commands(cli.tracker),
        "gunicorn -c /etc/tracker/gunicorn.conf.py wsgi:app",
    }


def test_a_backup_is_made_every_hour_where_it_may_be_written() -> None:
    unit = (DEPLOY / "systemd/tracker-backup.service").read_text(encoding="utf-8")
    timer = (DEPLOY / "systemd/tracker-backup.timer").read_text(encoding="utf-8")

    assert f"\nExecStart=/opt/tracker/bin/tracker backup {BACKUPS}\n" in unit
    assert f"\nReadWritePaths={BACKUPS}\n" in unit
    assert "\nOnCalendar=hourly\n" in timer


def test_a_command_by_hand_has_what_the_services_have(tmp_path: Path) -> None:
    """Its user, settings, folder and program, as `systemd-run` is told them."""
    asked = _as_told(tmp_path, "person", "add", "--name", "Ann Other")
    unit = (DEPLOY / "systemd/tracker.service").read_text(encoding="utf-8")
    own = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
    told = [word.removeprefix("--property=") for word in asked if word.startswith("--property=")]

    assert told == [
        f"{name}={own[name]}"
        for name in (
            *("User", "Group", "UMask", "StateDirectory", "StateDirectoryMode"),
            *("WorkingDirectory", "EnvironmentFile"),
        )
    ]
    said = re.findall(r"^Environment=(TRACKER_.+)$", unit, re.MULTILINE)[0].split()
    assert [word.removeprefix("--setenv=") for word in asked if "setenv" in word] == said
    assert asked[-5:] == ["/opt/tracker/bin/tracker", "person", "add", "--name", "Ann Other"]


def test_an_upgrade_by_hand_is_the_owner_s(tmp_path: Path) -> None:
    owners = "--property=EnvironmentFile=-/etc/tracker/owner.env"

    assert owners in _as_told(tmp_path, "db", "upgrade")
    assert owners not in _as_told(tmp_path, "db", "roles")


def _as_told(folder: Path, *words: str) -> list[str]:
    """What `systemd-run` is told by `deploy/tracker` with these words."""
    stand_in = folder / "systemd-run"
    stand_in.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
    stand_in.chmod(0o755)
    told = subprocess.run(
        [DEPLOY / "tracker", *words],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()


def test_the_proxy_keeps_every_secret_address_out_of_its_logs() -> None:
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (kept_out,) = re.findall(r"location ~ \^/\(([\w|-]+)\)/", conf)
    secret = set(re.findall(r"^everybody +\w+ +/([\w-]+)/<token>", MANIFEST, re.MULTILINE))

    assert set(kept_out.split("|")) == secret
    (logged,) = re.findall(r"log_format tracker '(.+)';", conf)
    assert set(re.findall(r"\$\w+", logged)) <= {
        *("$time_iso8601", "$request_id", "$request_method", "$status"),
        *("$body_bytes_sent", "$request_time"),
    }


def test_the_proxy_refuses_somewhat_more_than_a_file_of_evidence() -> None:
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", conf)

    assert config.Settings().upload_mb < int(megabytes) <= config.Settings().upload_mb + 5


def test_what_machines_ask_is_a_page_for_everybody() -> None:
    open_to_all = set(re.findall(r"^everybody +GET +(/\S+)", MANIFEST, re.MULTILINE))

    assert open_to_all >= FOR_MACHINES


def test_the_container_is_built_of_files_there_are() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
    copied = {name for line in lines for name in line.split()[:-1]}
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {name for name in copied if not name.startswith("frontend")} <= let_in
    assert "frontend" in let_in
