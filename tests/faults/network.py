"""Hosts of a test's own: network namespaces, each on a cable to one switch, that can be cut and killed.

A namespace has its own interfaces and its own loopback, so a process in it reaches the others by
their addresses alone. The switch stands in a namespace too: nothing of it is seen outside.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

import pytest

_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)
NETWORK = "10.77.0"


class Cut(StrEnum):
    """How a host can lose its link."""

    CABLE = "cable"
    """Pulled out: both ends see it."""
    SWITCH = "switch"
    """The switch forgets the port: everything seems well, and nothing arrives."""


class Network:
    """The hosts by name; each has the address that `address` says."""

    def __init__(self, *hosts: str) -> None:
        self._prefix = f"tracker-{os.getpid()}"
        self._numbers = {host: number for number, host in enumerate(hosts, 1)}
        self._made: list[str] = []

    def build(self) -> None:
        """Make the namespaces, the switch and the cables."""
        self._add("switch")
        self._in("switch", "link", "add", "plugs", "type", "bridge")
        self._in("switch", "link", "set", "plugs", "up")
        for host in self._numbers:
            self._add(host)
            its = ("peer", "name", "eth0", "netns", self._name(host))
            self._in("switch", "link", "add", host, "type", "veth", *its)
            self._in("switch", "link", "set", host, "master", "plugs", "up")
            self._in(host, "address", "add", f"{self.address(host)}/24", "dev", "eth0")
            self._in(host, "link", "set", "eth0", "up")

    def remove(self) -> None:
        """End every process on the hosts and take all of it away."""
        for host in self._made:
            self.kill(host)
        for host in self._made:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", self._name(host))
        self._made.clear()

    def address(self, host: str) -> str:
        """The address by which the others know this host."""
        return f"{NETWORK}.{self._numbers[host]}"

    def cut(self, host: str, how: Cut) -> None:
        """Take the host off the network; no connection is closed by that."""
        self._in("switch", "link", "set", host, *("down" if how is Cut.CABLE else "nomaster",))

    def mend(self, host: str) -> None:
        """Put it back, whichever way it was cut."""
        self._in("switch", "link", "set", host, "master", "plugs", "up")

    def kill(self, host: str) -> None:
        """SIGKILL for every process on the host; returns when none is left."""
        while processes := _processes(self._name(host)):
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.01)  # the system needs a moment to take them away

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        """Have this thread, and the processes that it starts, be on that host. A socket stays where
        it was made."""
        with Path("/proc/thread-self/ns/net").open() as before:
            with Path(f"/run/netns/{self._name(host)}").open() as there:
                _enter(there.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())

    def _name(self, host: str) -> str:
        return f"{self._prefix}-{host}"

    def _add(self, host: str) -> None:
        _ip("netns", "add", self._name(host))
        self._made.append(host)
        self._in(host, "link", "set", "lo", "up")

    def _in(self, host: str, *words: str) -> None:
        _ip("-n", self._name(host), *words)


@contextmanager
def network(*hosts: str) -> Iterator[Network]:
    """The hosts, taken away again whatever happens; a skip where none can be made."""
    if shutil.which("ip") is None:
        pytest.skip("hosts of our own need the command ip (iproute2)")
    if os.geteuid() != 0:
        pytest.skip("hosts of our own need root, for network namespaces")
    built = Network(*hosts)
    try:
        try:
            built.build()
        except subprocess.CalledProcessError as refused:
            pytest.skip(f"this machine makes no network namespaces: {refused.stderr.strip()}")
        yield built
    finally:
        built.remove()


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
    return done.stdout


def _processes(namespace: str) -> list[int]:
    """Those that are there, but for the dead that nobody has asked after yet."""
    found = [int(line) for line in _ip("netns", "pids", namespace).split()]
    return [pid for pid in found if pid != os.getpid() and not _is_dead(pid)]


def _is_dead(pid: int) -> bool:
    try:
        facts = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return facts.rpartition(")")[2].split()[0] in {"Z", "X"}


def _enter(namespace: int) -> None:
    if _LIBC.setns(namespace, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
