"""One request to another program's address: encrypted, checked, short, never to a machine inside.

The name is looked up once and the connection goes to the address that was looked at, so that a name
cannot answer differently the second time. No redirect is followed and no body is read.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from tracker.domain.webhooks import is_public

STEP = 5
"""Seconds to connect, and between two signs of life."""
WHOLE = 10
"""Seconds a request may take, however slowly its answer drips."""


class NotTaken(Exception):
    """The event did not arrive, or nobody said so; the message is for the page of the endpoint."""


def post(address: str, body: bytes, headers: Mapping[str, str], *, inside: bool) -> int:
    """Send `body` and return the status of the answer. `inside` lets it go to private addresses.

    Raises NotTaken when there is no answer.
    """
    parts = urlsplit(address)
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    ip = _looked_up(host, port, inside=inside)
    connection = _Pinned(host, port, ip, secure=secure)
    late = threading.Timer(WHOLE, connection.abort)
    late.daemon = True
    late.start()
    try:
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        told = {"Content-Type": "application/json", "User-Agent": "action-plan-tracker", **headers}
        connection.request("POST", target, body=body, headers=told)
        return connection.getresponse().status
    except ssl.SSLCertVerificationError:
        raise NotTaken("its certificate is not good") from None
    except TimeoutError:
        raise NotTaken("it did not answer in time") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(f"the connection failed ({type(error).__name__})") from None
    finally:
        late.cancel()
        connection.close()


def _looked_up(host: str, port: int, *, inside: bool) -> str:
    """The address of a host; refused when one of its addresses is not of the internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotTaken("its name cannot be looked up") from None
    addresses = [str(one[4][0]) for one in found]
    if not inside and not all(is_public(one) for one in addresses):
        raise NotTaken("its name leads to an address inside a network")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, checked as the host it is for."""

    def __init__(self, host: str, port: int, ip: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=STEP)
        self.default_port = 443 if secure else 80
        self._ip, self._secure = ip, secure

    def connect(self) -> None:
        """Connect, and begin TLS where the address says so."""
        plain = socket.create_connection((self._ip, self.port), STEP)
        self.sock = plain
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def abort(self) -> None:
        """End a request that takes too long."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
