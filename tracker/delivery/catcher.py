"""A real mail server on this machine that keeps every letter as a file. Development only.

It speaks SMTP like any relay, so that nothing about sending is pretended; it delivers to nobody.
"""

import asyncio
import threading
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time_ns

from aiosmtpd.smtp import SMTP, Envelope, Session


class Catcher:
    """The mail server: `start` it, send to `port`, `stop` it. Works as a context manager too."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Keep letters in `folder`; port 0 takes any free one."""
        self.folder = folder
        self.host = host
        self.port = port
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; returns when letters can be sent. Raises OSError when the port is taken.

        May be called where another event loop runs: everything happens in a thread of its own.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        listening: Future[int] = Future()
        thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
        thread.start()
        self.port = listening.result()
        self._thread = thread

    def stop(self) -> None:
        """Stop listening and free the port."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> "Catcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self, listening: "Future[int]") -> None:
        asyncio.run(self._listen(listening))

    async def _listen(self, listening: "Future[int]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        handler = _Keeper(self.folder)
        try:
            server = await self._loop.create_server(
                lambda: SMTP(handler, hostname="catcher", loop=self._loop), self.host, self.port
            )
        except OSError as taken:
            listening.set_exception(taken)
            return
        listening.set_result(server.sockets[0].getsockname()[1])
        await self._stopping.wait()
        server.close()


class _Keeper:
    """aiosmtpd's handler: a letter is a file the moment its sender is told so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = count()

    async def handle_DATA(  # noqa: N802  # the name and arguments aiosmtpd calls
        self,
        server: SMTP,  # noqa: ARG002  aiosmtpd calls it so
        session: Session,  # noqa: ARG002  aiosmtpd calls it so
        envelope: Envelope,
    ) -> str:
        for recipient in envelope.rcpt_tos:
            self._keep(recipient, envelope.original_content or b"")
        return "250 2.0.0 Caught"

    def _keep(self, recipient: str, content: bytes) -> None:
        name = f"{time_ns():020d}-{next(self._number):06d}.eml"
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(b"Delivered-To: " + recipient.encode() + b"\r\n" + content)
        Path(file.name).replace(self._folder / name)
