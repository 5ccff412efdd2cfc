"""Settings of the mail that leaves and of the mailbox that is read, and their faults."""

from dataclasses import dataclass
from importlib.util import find_spec

LONGEST_MAILBOX = 22
"""Characters before the @ of the return address: the signed part that is added to them is 42, and
mail servers take 64."""


@dataclass(frozen=True)
class MailSettings:
    """What `config.Settings` holds about mail."""

    mail_channel: str = "email"
    mail_server: str = ""
    mail_port: int = 1025
    mail_username: str = ""
    mail_password: str = ""
    mail_tls: str = "none"
    mail_from: str = "Northbank action plans <actions@northbank.example>"
    mail_reply_to: str = "performance@northbank.example"
    mail_connections: int = 1
    mail_hourly_limit: int = 500
    mail_daily_limit: int = 5
    mail_kept_days: int = 90
    mail_only_to: str = ""
    mail_return: str = ""
    inbox_server: str = ""
    inbox_port: int = 993
    inbox_username: str = ""
    inbox_password: str = ""
    inbox_tls: str = "implicit"
    notify_api_key: str = ""
    notify_template: str = ""
    notify_url: str = "https://api.notifications.service.gov.uk"

    @property
    def takes_replies(self) -> bool:
        """True when mail that comes back is read: delivery reports, and replies to letters."""
        return bool(self.mail_return and self.inbox_server)

    @property
    def catches_mail(self) -> bool:
        """True when no mail server is named, so the local catcher takes every letter."""
        return not self.mail_server


def mail_faults(settings: MailSettings) -> list[str]:
    """One sentence for each fault of how letters leave and how answers come in."""
    addresses = {
        "TRACKER_MAIL_ONLY_TO": settings.mail_only_to,
        "TRACKER_MAIL_RETURN": settings.mail_return,
    }
    faults = [
        f"{name} must be one email address."
        for name, text in addresses.items()
        if text and not _one_address(text)
    ]
    if len(settings.mail_return.rpartition("@")[0]) > LONGEST_MAILBOX:
        faults.append(
            f"TRACKER_MAIL_RETURN must have {LONGEST_MAILBOX} characters or less before the @."
        )
    return faults + _inbox_faults(settings) + _notify_faults(settings)


def _one_address(text: str) -> bool:
    return text.count("@") == 1 and "@" in text[1:-1] and not any(c in text for c in " ,;<>\r\n")


def _inbox_faults(settings: MailSettings) -> list[str]:
    if not settings.inbox_server:
        return []
    faults = []
    if not settings.mail_return:
        faults.append("TRACKER_MAIL_RETURN must be set when TRACKER_INBOX_SERVER is.")
    if not (settings.inbox_username and settings.inbox_password):
        faults.append(
            "TRACKER_INBOX_USERNAME and TRACKER_INBOX_PASSWORD must be set when "
            "TRACKER_INBOX_SERVER is."
        )
    if settings.inbox_tls == "none" and settings.inbox_server not in {"127.0.0.1", "localhost"}:
        faults.append(
            "TRACKER_INBOX_TLS must be starttls or implicit, so that the password is not sent in "
            "the clear."
        )
    if find_spec("imap_tools") is None:
        faults.append(
            "TRACKER_INBOX_SERVER needs the extra 'replies': "
            "pip install 'action-plan-tracker[replies]'."
        )
    return faults


def _notify_faults(settings: MailSettings) -> list[str]:
    if settings.mail_channel != "notify":
        return []
    faults = [
        f"{name} must be set when TRACKER_MAIL_CHANNEL is notify."
        for name, text in (
            ("TRACKER_NOTIFY_API_KEY", settings.notify_api_key),
            ("TRACKER_NOTIFY_TEMPLATE", settings.notify_template),
        )
        if not text
    ]
    if find_spec("notifications_python_client") is None:
        faults.append(
            "TRACKER_MAIL_CHANNEL=notify needs the extra 'notify': "
            "pip install 'action-plan-tracker[notify]'."
        )
    return faults
