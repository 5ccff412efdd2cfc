"""Settings: development works without any, production says every fault."""

import secrets
from pathlib import Path

import pytest

from tracker import clock
from tracker.config import SettingsWrong, settings_from

REAL = {
    "TRACKER_ENV": "production",
    "TRACKER_SECRET_KEY": "k" * 32,
    "TRACKER_DATABASE_URL": "postgresql+psycopg://tracker@db/tracker",
    "TRACKER_BASE_URL": "https://actions.northbank.example/",
    "TRACKER_MAIL_SERVER": "relay.northbank.example",
    "TRACKER_MAIL_FROM": "Northbank action plans <actions@northbank.example>",
    "TRACKER_MAIL_REPLY_TO": "performance@northbank.example",
    "TRACKER_COUNCIL_NAME": "Northbank Borough Council",
    "TRACKER_PERFORMANCE_TEAM_PHONE": "01632 960 118",
    "TRACKER_PERFORMANCE_TEAM_EMAIL": "performance@northbank.example",
}


def test_processes_that_start_together_have_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process makes its own while this one is about to."""
    token_hex, others = secrets.token_hex, []

    def meanwhile(size: int) -> str:
        monkeypatch.setattr(secrets, "token_hex", token_hex)
        others.append(settings_from({"TRACKER_INSTANCE": str(tmp_path)}).secret_key)
        return token_hex(size)

    monkeypatch.setattr(secrets, "token_hex", meanwhile)
    own = settings_from({"TRACKER_INSTANCE": str(tmp_path)}).secret_key

    assert others == [own]
    assert [one.name for one in tmp_path.iterdir()] == ["secret-key"]


def test_development_needs_no_setting_and_keeps_its_secret(tmp_path: Path) -> None:
    first = settings_from({"TRACKER_INSTANCE": str(tmp_path)})
    second = settings_from({"TRACKER_INSTANCE": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert first.database_url == f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_real_installation_starts_with_what_it_must_have() -> None:
    settings = settings_from(REAL)

    assert (settings.production, settings.secure, settings.catches_mail) == (True, True, False)
    assert settings.base_url == "https://actions.northbank.example"
    assert settings.mail_host == "actions.northbank.example"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("TRACKER_SECRET_KEY", "", "TRACKER_SECRET_KEY must be set in production."),
        (
            "TRACKER_CLOCK",
            "2011-07-04T08:00",
            "TRACKER_CLOCK stands in for the real clock and cannot be used in production.",
        ),
        (
            "TRACKER_BASE_URL",
            "http://actions.northbank.example",
            "TRACKER_BASE_URL must begin with https:// in production.",
        ),
        (
            "TRACKER_METRICS_FROM",
            "prometheus.example",
            "TRACKER_METRICS_FROM must be addresses or networks, such as 127.0.0.1,10.1.0.0/16.",
        ),
        (
            "TRACKER_METRICS_TOKEN",
            "short",
            "TRACKER_METRICS_TOKEN must be at least 32 characters.",
        ),
        (
            "TRACKER_MAIL_USERNAME",
            "tracker",
            "TRACKER_MAIL_TLS must be starttls or implicit when TRACKER_MAIL_USERNAME is set, so that the password is not sent in the clear.",
        ),
        (
            "TRACKER_CLOCK",
            "yesterday",
            "TRACKER_CLOCK must be a date and time such as 2011-07-04T08:00.",
        ),
        (
            "TRACKER_DATABASE_URL",
            "mysql://tracker@db/tracker",
            "TRACKER_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.",
        ),
        ("TRACKER_MAIL_PORT", "-1", "TRACKER_MAIL_PORT must be a whole number from 1 up."),
        ("TRACKER_IDLE_MINUTES", "0", "TRACKER_IDLE_MINUTES must be a whole number from 1 up."),
        ("TRACKER_MAIL_DAILY_LIMIT", "-1", "TRACKER_MAIL_DAILY_LIMIT must be a whole number."),
        ("TRACKER_MAIL_TLS", "ssl", "TRACKER_MAIL_TLS must be one of: none, starttls, implicit."),
    ],
)
def test_each_fault_is_a_sentence(name: str, value: str, fault: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        settings_from(REAL | {name: value})

    assert wrong.value.faults == [fault]


def test_an_instance_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsWrong) as wrong:
        settings_from({"TRACKER_INSTANCE": str(tmp_path / "file" / "instance")})

    assert wrong.value.faults == [
        "TRACKER_INSTANCE must be a folder that can be made and written to."
    ]


def test_the_clock_is_londons_unless_it_names_a_zone() -> None:
    assert clock.at("2011-07-04T08:00") == clock.at("2011-07-04T07:00+00:00")


def test_today_is_londons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_CLOCK", "2011-07-03T23:30+00:00")

    assert clock.today().isoformat() == "2011-07-04"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"TRACKER_MAIL_ONLY_TO": "a@b.example, c@d.example"}, "must be one email address."),
        ({"TRACKER_MAIL_RETURN": "no address"}, "must be one email address."),
        (
            {"TRACKER_MAIL_RETURN": f"{'a' * 23}@b.example"},
            "TRACKER_MAIL_RETURN must have 22 characters or less before the @.",
        ),
        (
            {"TRACKER_INBOX_SERVER": "imap.b.example"},
            "TRACKER_MAIL_RETURN must be set when TRACKER_INBOX_SERVER is.",
        ),
        (
            {"TRACKER_INBOX_SERVER": "imap.b.example", "TRACKER_INBOX_TLS": "none"},
            "TRACKER_INBOX_TLS must be starttls or implicit, so that the password is not sent in the clear.",
        ),
        (
            {"TRACKER_MAIL_CHANNEL": "notify"},
            "TRACKER_NOTIFY_API_KEY must be set when TRACKER_MAIL_CHANNEL is notify.",
        ),
        ({"TRACKER_INSTANCE_NAME": "n" * 81}, "TRACKER_INSTANCE_NAME must be 80 characters or"),
    ],
)
def test_what_mail_needs_is_said_in_a_sentence(changes: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        settings_from({**REAL, **changes})

    assert any(fault in said for said in wrong.value.faults)


@pytest.mark.parametrize(
    ("changes", "extra"),
    [
        ({"TRACKER_MAIL_CHANNEL": "notify"}, "notify"),
        ({"TRACKER_INBOX_SERVER": "imap.b.example"}, "replies"),
    ],
)
def test_an_extra_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], extra: str
) -> None:
    monkeypatch.setattr("tracker.mail_settings.find_spec", lambda _name: None)

    with pytest.raises(SettingsWrong) as wrong:
        settings_from({**REAL, **changes})

    wanted = f"needs the extra '{extra}': pip install 'action-plan-tracker[{extra}]'."
    assert any(wanted in said for said in wrong.value.faults)


def test_by_notify_no_mail_server_is_needed() -> None:
    without = {name: value for name, value in REAL.items() if name != "TRACKER_MAIL_SERVER"}
    notify = {
        "TRACKER_MAIL_CHANNEL": "notify",
        "TRACKER_NOTIFY_API_KEY": "key",
        "TRACKER_NOTIFY_TEMPLATE": "template",
    }

    assert settings_from({**without, **notify}).mail_channel == "notify"


def test_an_installation_is_called_after_its_address_unless_it_is_named() -> None:
    assert settings_from(REAL).name == "actions.northbank.example"
    assert settings_from({**REAL, "TRACKER_INSTANCE_NAME": "copy"}).name == "copy"


def test_the_history_is_sealed_with_its_own_key_and_else_with_the_secret_key() -> None:
    own = {"TRACKER_AUDIT_KEY": f"{'n' * 32},{'o' * 32}", "TRACKER_SECRET_KEY_FALLBACKS": "before"}

    assert settings_from(REAL).history_secrets == ("k" * 32,)
    assert settings_from({**REAL, **own}).history_secrets == (
        "n" * 32,
        "o" * 32,
        "k" * 32,
        "before",
    )


def test_a_short_key_of_the_history_is_refused() -> None:
    with pytest.raises(SettingsWrong, match="TRACKER_AUDIT_KEY must be at least 32 characters"):
        settings_from({**REAL, "TRACKER_AUDIT_KEY": f"{'n' * 32},short"})


@pytest.mark.parametrize("where", ["clamav", "clamav:", ":3310", "run/clamd.sock", "clamav:33 10"])
def test_a_scanner_is_a_host_with_a_port_or_the_whole_path_of_a_socket(where: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        settings_from({"TRACKER_CLAMAV": where})
    assert wrong.value.faults == ["TRACKER_CLAMAV must be host:port or the whole path of a socket."]


@pytest.mark.parametrize("where", ["bucket", "s3://", "s3://Big", "https://store/bucket", "s3://b"])
def test_a_bucket_has_a_name_and_perhaps_a_prefix(where: str) -> None:
    with pytest.raises(SettingsWrong) as wrong:
        settings_from({"TRACKER_EVIDENCE_STORE": where, "TRACKER_EVIDENCE_ENDPOINT": "store:9000"})
    assert wrong.value.faults == [
        "TRACKER_EVIDENCE_STORE must be s3://bucket or s3://bucket/prefix.",
        "TRACKER_EVIDENCE_ENDPOINT must begin with https:// or http://.",
    ]


def test_a_bucket_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.config.find_spec", lambda _name: None)
    with pytest.raises(SettingsWrong) as wrong:
        settings_from({"TRACKER_EVIDENCE_STORE": "s3://evidence/of/ours"})
    assert wrong.value.faults == [
        "TRACKER_EVIDENCE_STORE needs the extra 's3': pip install 'action-plan-tracker[s3]'."
    ]


@pytest.mark.parametrize("where", ["clamav:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_a_scanner_may_be_on_this_machine_or_another(where: str, tmp_path: Path) -> None:
    settings = settings_from({"TRACKER_CLAMAV": where, "TRACKER_INSTANCE": str(tmp_path)})

    assert settings.clamav == where
    assert settings.upload_mb == 25
