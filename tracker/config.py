"""Settings from the environment, checked at start with one sentence for each fault."""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from tracker import clock
from tracker.domain.networks import are_networks
from tracker.mail_settings import MailSettings, mail_faults

ROOT = Path(__file__).resolve().parent.parent


def _home() -> Path:
    """Where `instance/` lies: the checkout, or for an installed wheel the folder one stands in."""
    return ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()


class SettingsWrong(Exception):
    """The settings cannot be started with; `faults` holds one sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings(MailSettings):
    """Everything that can be set; `NAMES` says which environment variable sets what."""

    env: str = "development"
    secret_key: str = ""
    secret_key_fallbacks: tuple[str, ...] = ()
    audit_keys: tuple[str, ...] = ()
    backup_keys: tuple[str, ...] = ()
    backup_hours: int = 26
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    instance: Path = field(default_factory=lambda: _home() / "instance")
    instance_name: str = ""
    council_name: str = "Northbank Borough Council"
    performance_team_phone: str = "01632 960 118"
    performance_team_email: str = "performance@northbank.example"
    holidays: str = "england-and-wales"
    idle_minutes: int = 30
    trusted_proxies: int = 0
    upload_mb: int = 25
    disk_reserve_mb: int = 500
    clamav: str = ""
    evidence_store: str = ""
    evidence_endpoint: str = ""
    slow_query_ms: int = 500
    metrics_from: str = "127.0.0.1,::1"
    metrics_token: str = ""
    clock: datetime | None = None

    @property
    def production(self) -> bool:
        """True where real people's mail goes out."""
        return self.env == "production"

    @property
    def history_secrets(self) -> tuple[str, ...]:
        """What the keys of the history are made of: the one to seal with, then older ones."""
        return (*self.audit_keys, self.secret_key, *self.secret_key_fallbacks)

    @property
    def backup_secrets(self) -> tuple[str, ...]:
        """What backups are sealed with, first the one for new ones."""
        return (*self.backup_keys, self.secret_key, *self.secret_key_fallbacks)

    @property
    def name(self) -> str:
        """What this installation calls itself, so that a copy of its database is noticed."""
        return self.instance_name or self.mail_host

    @property
    def secure(self) -> bool:
        """True when people reach the service over HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def service_name(self) -> str:
        """The name in the header and in every page title."""
        return "Action plan tracker"

    @property
    def mail_host(self) -> str:
        """The host that Message-IDs end in, from the base address, never from a request."""
        return urlsplit(self.base_url).hostname or "localhost"


NAMES = {
    "TRACKER_ENV": "env",
    "TRACKER_SECRET_KEY": "secret_key",
    "TRACKER_SECRET_KEY_FALLBACKS": "secret_key_fallbacks",
    "TRACKER_AUDIT_KEY": "audit_keys",
    "TRACKER_BACKUP_KEY": "backup_keys",
    "TRACKER_BACKUP_HOURS": "backup_hours",
    "TRACKER_DATABASE_URL": "database_url",
    "TRACKER_BASE_URL": "base_url",
    "TRACKER_INSTANCE": "instance",
    "TRACKER_INSTANCE_NAME": "instance_name",
    "TRACKER_MAIL_CHANNEL": "mail_channel",
    "TRACKER_MAIL_SERVER": "mail_server",
    "TRACKER_MAIL_PORT": "mail_port",
    "TRACKER_MAIL_USERNAME": "mail_username",
    "TRACKER_MAIL_PASSWORD": "mail_password",
    "TRACKER_MAIL_TLS": "mail_tls",
    "TRACKER_MAIL_FROM": "mail_from",
    "TRACKER_MAIL_REPLY_TO": "mail_reply_to",
    "TRACKER_MAIL_CONNECTIONS": "mail_connections",
    "TRACKER_MAIL_HOURLY_LIMIT": "mail_hourly_limit",
    "TRACKER_MAIL_DAILY_LIMIT": "mail_daily_limit",
    "TRACKER_MAIL_KEPT_DAYS": "mail_kept_days",
    "TRACKER_MAIL_ONLY_TO": "mail_only_to",
    "TRACKER_MAIL_RETURN": "mail_return",
    "TRACKER_INBOX_SERVER": "inbox_server",
    "TRACKER_INBOX_PORT": "inbox_port",
    "TRACKER_INBOX_USERNAME": "inbox_username",
    "TRACKER_INBOX_PASSWORD": "inbox_password",
    "TRACKER_INBOX_TLS": "inbox_tls",
    "TRACKER_NOTIFY_API_KEY": "notify_api_key",
    "TRACKER_NOTIFY_TEMPLATE": "notify_template",
    "TRACKER_NOTIFY_URL": "notify_url",
    "TRACKER_COUNCIL_NAME": "council_name",
    "TRACKER_PERFORMANCE_TEAM_PHONE": "performance_team_phone",
    "TRACKER_PERFORMANCE_TEAM_EMAIL": "performance_team_email",
    "TRACKER_HOLIDAYS": "holidays",
    "TRACKER_IDLE_MINUTES": "idle_minutes",
    "TRACKER_TRUSTED_PROXIES": "trusted_proxies",
    "TRACKER_UPLOAD_MB": "upload_mb",
    "TRACKER_DISK_RESERVE_MB": "disk_reserve_mb",
    "TRACKER_CLAMAV": "clamav",
    "TRACKER_EVIDENCE_STORE": "evidence_store",
    "TRACKER_EVIDENCE_ENDPOINT": "evidence_endpoint",
    "TRACKER_SLOW_QUERY_MS": "slow_query_ms",
    "TRACKER_METRICS_FROM": "metrics_from",
    "TRACKER_METRICS_TOKEN": "metrics_token",
    "TRACKER_CLOCK": "clock",
}
"""Each environment variable and the setting it sets; the README's table is tested against it."""

CHOICES = {
    "env": ("development", "production"),
    "mail_channel": ("email", "notify"),
    "mail_tls": ("none", "starttls", "implicit"),
    "inbox_tls": ("none", "starttls", "implicit"),
    "holidays": ("england-and-wales", "scotland", "northern-ireland"),
}
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?")
_ENDPOINT = re.compile(r"https?://[^/\s?#]+/?")
_SOCKET = re.compile(r"/.+|[^/\s]+:\d{1,5}")
DATABASES = ("sqlite:///", "postgresql+psycopg://")
_NUMBERS = {
    "backup_hours",
    "mail_port",
    "mail_connections",
    "mail_hourly_limit",
    "mail_daily_limit",
    "inbox_port",
    "mail_kept_days",
    "idle_minutes",
    "trusted_proxies",
    "upload_mb",
    "disk_reserve_mb",
    "slow_query_ms",
}
_AT_LEAST_ONE = {"mail_port", "mail_connections", "inbox_port", "idle_minutes", "upload_mb"}
_REQUIRED_IN_PRODUCTION = (
    "TRACKER_SECRET_KEY",
    "TRACKER_DATABASE_URL",
    "TRACKER_BASE_URL",
    "TRACKER_MAIL_SERVER",
    "TRACKER_MAIL_FROM",
    "TRACKER_MAIL_REPLY_TO",
    "TRACKER_COUNCIL_NAME",
    "TRACKER_PERFORMANCE_TEAM_PHONE",
    "TRACKER_PERFORMANCE_TEAM_EMAIL",
)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """The settings in an environment.

    In development what is missing gets a working default: SQLite and a kept secret in the instance
    folder, the local mail catcher. Raises SettingsWrong with every fault found, not the first.
    """
    faults: list[str] = []
    unknown = sorted(
        n for n in environ if n.startswith("TRACKER_") and n not in NAMES and n not in _ELSEWHERE
    )
    faults += [
        f"{name} is not a setting. Check its spelling against the README." for name in unknown
    ]
    values = {
        setting: _parsed(name, setting, environ[name], faults)
        for name, setting in NAMES.items()
        if environ.get(name)
    }
    settings = Settings(**{k: v for k, v in values.items() if v is not None})  # type: ignore[arg-type]  # _parsed gives each setting its own type
    faults += mail_faults(settings) + _other_faults(settings)
    faults += _production_faults(settings, environ) if settings.production else []
    if faults:
        raise SettingsWrong(faults)
    return settings if settings.production else _with_development_defaults(settings)


_ELSEWHERE = frozenset(
    {"TRACKER_CHROMIUM", "TRACKER_TEST_POSTGRESQL", "TRACKER_KILL_POINT", "TRACKER_SOAK"}
)
"""Variables of the tests, which are not settings of the product."""


def _parsed(name: str, setting: str, text: str, faults: list[str]) -> object:
    try:
        if setting in _NUMBERS:
            return _whole_number(text, least=1 if setting in _AT_LEAST_ONE else 0)
        if setting == "clock":
            return clock.at(text)
    except ValueError:
        number = "a whole number from 1 up" if setting in _AT_LEAST_ONE else "a whole number"
        kind = number if setting in _NUMBERS else "a date and time such as 2011-07-04T08:00"
        faults.append(f"{name} must be {kind}.")
        return None
    if setting in CHOICES and text not in CHOICES[setting]:
        faults.append(f"{name} must be one of: {', '.join(CHOICES[setting])}.")
        return None
    if setting == "database_url" and not text.startswith(DATABASES):
        faults.append(f"{name} must begin with {' or '.join(DATABASES)}.")
        return None
    if setting == "metrics_from" and not are_networks(text):
        faults.append(f"{name} must be addresses or networks, such as 127.0.0.1,10.1.0.0/16.")
        return None
    if setting == "instance":
        return Path(text).absolute()
    if setting in {"secret_key_fallbacks", "audit_keys", "backup_keys"}:
        return tuple(key for key in text.split(",") if key)
    return text.rstrip("/") if setting == "base_url" else text


def _whole_number(text: str, *, least: int) -> int:
    number = int(text)
    if number < least:
        raise ValueError
    return number


def _other_faults(settings: Settings) -> list[str]:
    faults = []
    if len(settings.instance_name) > 80:
        faults.append("TRACKER_INSTANCE_NAME must be 80 characters or less.")
    if settings.metrics_token and len(settings.metrics_token) < 32:
        faults.append("TRACKER_METRICS_TOKEN must be at least 32 characters.")
    if settings.clamav and not _SOCKET.fullmatch(settings.clamav):
        faults.append("TRACKER_CLAMAV must be host:port or the whole path of a socket.")
    if settings.evidence_store and not _BUCKET.fullmatch(settings.evidence_store):
        faults.append("TRACKER_EVIDENCE_STORE must be s3://bucket or s3://bucket/prefix.")
    elif settings.evidence_store and find_spec("boto3") is None:
        faults.append(
            "TRACKER_EVIDENCE_STORE needs the extra 's3': pip install 'action-plan-tracker[s3]'."
        )
    if settings.evidence_endpoint and not _ENDPOINT.fullmatch(settings.evidence_endpoint):
        faults.append("TRACKER_EVIDENCE_ENDPOINT must begin with https:// or http://.")
    return faults


def _production_faults(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    faults = [
        f"{name} must be set in production."
        for name in _REQUIRED_IN_PRODUCTION
        if not environ.get(name)
        and not (name == "TRACKER_MAIL_SERVER" and settings.mail_channel == "notify")
    ]
    if environ.get("TRACKER_SECRET_KEY") and len(settings.secret_key) < 32:
        faults.append(
            "TRACKER_SECRET_KEY must be at least 32 characters. Make one with: "
            "python -c 'import secrets; print(secrets.token_hex(32))'."
        )
    keys = {"AUDIT": settings.audit_keys, "BACKUP": settings.backup_keys}
    for what in (what for what, each in keys.items() if any(len(key) < 32 for key in each)):
        faults.append(f"TRACKER_{what}_KEY must be at least 32 characters, and so each of several.")
    if settings.clock:
        faults.append(
            "TRACKER_CLOCK stands in for the real clock and cannot be used in production."
        )
    if environ.get("TRACKER_BASE_URL") and not settings.secure:
        faults.append("TRACKER_BASE_URL must begin with https:// in production.")
    if settings.mail_username and settings.mail_tls == "none":
        faults.append(
            "TRACKER_MAIL_TLS must be starttls or implicit when TRACKER_MAIL_USERNAME is set, "
            "so that the password is not sent in the clear."
        )
    return faults


def _with_development_defaults(settings: Settings) -> Settings:
    instance = settings.instance
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        sentence = "TRACKER_INSTANCE must be a folder that can be made and written to."
        raise SettingsWrong([sentence]) from refused
    return Settings(
        **{
            **settings.__dict__,
            "instance": instance,
            "secret_key": settings.secret_key or _kept_secret(instance),
            "database_url": settings.database_url or f"sqlite:///{instance / 'tracker.sqlite'}",
        }
    )


def _kept_secret(instance: Path) -> str:
    """A secret of this development copy's own, so that a restart signs nobody out.

    Of processes that start together one makes it, and none sees it before it is whole.
    """
    kept = instance / "secret-key"
    if not kept.exists():
        made = instance / f"{kept.name}.{secrets.token_hex(8)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32), encoding="ascii")
        with suppress(FileExistsError):
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text(encoding="ascii")
