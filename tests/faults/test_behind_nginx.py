"""A real nginx with `deploy/nginx.conf` before a real installation: what it lets through, what it
keeps back and what it writes down."""

import gzip
import os
import re
import select
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
import trustme

from tests.faults.one_process import PATIENCE, OneProcess
from tests.ports import free_port

CONF = Path(__file__).parents[2] / "deploy/nginx.conf"
HOST = "actions.northbank.example"
SECRET = "c2VjcmV0LXdvcmQtb2YtYS1saW5r"
NGINX = shutil.which("nginx")


class Nginx:
    """The running proxy, its two ports and its logs."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.plain, self.port = folder, free_port(), free_port()
        self.trusted = _certified(folder)
        (folder / "nginx.conf").write_text(self._configuration(upstream), encoding="utf-8")
        words = ("-e", "error.log", "-p", str(folder), "-c", "nginx.conf")
        assert NGINX
        subprocess.run([NGINX, *words], check=True)  # it ends once connections are taken
        self.running = os.pidfd_open(int((folder / "nginx.pid").read_text("utf-8")))

    def _configuration(self, upstream: int) -> str:
        """That of an installation, with its places moved here."""
        site = CONF.read_text(encoding="utf-8")
        for theirs, ours in (
            ("server web:8000;", f"server 127.0.0.1:{upstream};"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
            ("/etc/nginx/tls/", f"{self.folder}/"),
            ("/var/log/nginx/", f"{self.folder}/"),
        ):
            assert site.count(theirs) >= 1, theirs
            site = site.replace(theirs, ours)
        own = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"{user}pid {self.folder}/nginx.pid;\nworker_processes 1;\n"
            f"events {{}}\nhttp {{\n{own}{site}}}\n"
        )

    def ask(
        self, path: str, headers: dict[str, str] | None = None, *, method: str = "GET"
    ) -> tuple[HTTPResponse, bytes]:
        """An answer over HTTPS, and what it brought."""
        connection = HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.trusted)
        connection.request(method, path, headers={"Host": HOST} | (headers or {}))
        answer = connection.getresponse()
        brought = answer.read()
        connection.close()
        return answer, brought

    def logged(self) -> str:
        """All it wrote, once it has ended in order."""
        self.end()
        return "".join(
            (self.folder / name).read_text(encoding="utf-8") for name in ("access.log", "error.log")
        )

    def end(self) -> None:
        """Have it answer what it has begun, and wait until it is gone."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.running, signal.SIGQUIT)
        gone, _, _ = select.select([self.running], [], [], PATIENCE)
        assert gone


def _certified(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine, and who believes it."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(folder / "tracker.key")
    for link in certificate.cert_chain_pems:
        link.write_to_path(folder / "tracker.crt", append=True)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    return trusted


@pytest.fixture
def product(tmp_path: Path) -> Iterator[OneProcess]:
    """The product at work on a new database."""
    (tmp_path / "instance").mkdir()
    with OneProcess(tmp_path / "instance") as running:
        running.until("Stop it with")
        yield running


@pytest.fixture
def proxy(product: OneProcess, tmp_path: Path) -> Iterator[Nginx]:
    """The proxy before it, taking connections."""
    if NGINX is None:
        assert not os.environ.get("CI"), "nginx is missing"
        pytest.skip("nginx is not here")
    (tmp_path / "proxy").mkdir()
    running = Nginx(tmp_path / "proxy", product.port)
    yield running
    running.end()
    os.close(running.running)


def test_it_speaks_https_alone_and_the_product_believes_it(proxy: Nginx) -> None:
    plain = HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
    plain.request("GET", "/plans?page=2", headers={"Host": HOST})
    sent_on = plain.getresponse()
    plain.close()
    answer, page = proxy.ask("/sign-in", {"Accept-Encoding": "gzip"})

    assert (sent_on.status, sent_on.headers["Location"]) == (301, f"https://{HOST}/plans?page=2")
    assert answer.status == 200
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    assert answer.headers["X-Request-ID"] in proxy.logged()
    assert page.rstrip().endswith(b"</html>"), "a page was compressed"


def test_styles_come_compressed_and_what_is_not_for_strangers_not_at_all(proxy: Nginx) -> None:
    _answer, page = proxy.ask("/sign-in")
    (styles,) = re.findall(rb'href="(/static/[^"]+[.]css)"', page)
    answer, brought = proxy.ask(styles.decode(), {"Accept-Encoding": "gzip"})

    assert gzip.decompress(brought)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert proxy.ask("/metrics")[0].status == 404
    too_much = {"Content-Length": "29000000"}
    assert proxy.ask("/sign-in", too_much, method="POST")[0].status == 413


@pytest.mark.parametrize("kind", ["by-email", "calendar", "report-by-email", "stop"])
def test_a_secret_address_is_in_none_of_its_logs(
    proxy: Nginx, product: OneProcess, kind: str
) -> None:
    """Not even when the product is not there to answer, and other addresses are complained of."""
    proxy.ask(f"/{kind}/{SECRET}")
    product.process.kill()
    product.process.wait()
    answers = [proxy.ask(f"/{kind}/{SECRET}")[0].status, proxy.ask("/healthz")[0].status]
    logged = proxy.logged()

    assert answers == [502, 502]
    assert "connect() failed" in logged
    assert SECRET not in logged
