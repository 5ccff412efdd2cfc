"""The mailbox, read from a real server."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.delivery.imap_server import PASSWORD, Mailbox, mailbox
from tracker.delivery.inbox import ImapInbox, InboxError


@pytest.fixture
def server() -> Iterator[Mailbox]:
    with mailbox() as running:
        yield running


def opened(server: Mailbox, *, password: str = PASSWORD, tls: str = "none") -> ImapInbox:
    return ImapInbox("127.0.0.1", server.port, tls=tls, username="returns", password=password)


def test_what_is_unread_is_read_as_it_came_and_marked(server: Mailbox) -> None:
    server.put(b"Subject: one\n\nSi\xc3\xa2n\n", b"Subject: two\n\n.\n")
    inbox = opened(server)

    read = dict(inbox.unread(longest=1000))
    inbox.done("1")
    inbox.close()

    assert read == {"1": b"Subject: one\r\n\r\nSi\xc3\xa2n\r\n", "2": b"Subject: two\r\n\r\n.\r\n"}
    assert server.seen == {1}
    with closing(opened(server)) as again:
        assert [number for number, _raw in again.unread(longest=1000)] == ["2"]


def test_what_is_too_long_is_not_even_fetched(server: Mailbox) -> None:
    server.put(b"x" * 2_000)

    with closing(opened(server)) as inbox:
        assert list(inbox.unread(longest=1000)) == [("1", None)]
    assert server.fetched == []


def test_a_refused_password_is_said_without_it(server: Mailbox) -> None:
    with pytest.raises(InboxError) as failure:
        opened(server, password="not this one")

    assert "The mailbox cannot be read" in str(failure.value)
    assert "not this one" not in str(failure.value)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_server_without_tls_is_not_spoken_to(server: Mailbox, tls: str) -> None:
    with pytest.raises(InboxError):
        opened(server, tls=tls)


def test_a_server_that_is_not_there_is_said() -> None:
    with mailbox() as gone:
        pass

    with pytest.raises(InboxError, match="The mailbox cannot be read"):
        opened(gone)
