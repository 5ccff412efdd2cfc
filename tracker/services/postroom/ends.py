"""What came of letters and is not written down yet: that one was sent waits for the gate of the
next, so that both are one commit."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tracker.extensions import db
from tracker.services.killpoints import kp
from tracker.store.outbox_gate import Sent

log = logging.getLogger(__name__)

Move = Callable[[Connection], object]
"""What is done to a letter in a transaction that somebody else commits."""


class Ends:
    """The moves that end letters, until they are committed: known here and nowhere else.

    Each can be made again where nobody knows whether it was committed. What is committed meanwhile
    goes over one connection, since to be given another costs as much as a statement.
    """

    def __init__(self) -> None:
        self._moves: list[Move] = []
        self._connection: Connection | None = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction, committed at the end of the block. After a failure the next one has a
        connection that was made or tried anew."""
        try:
            if self._connection is None:
                self._connection = db.engine.connect()
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self.let_go()
            raise

    def let_go(self) -> None:
        """Give the connection back, for as long as there is nothing to commit."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def add(self, move: Move) -> None:
        """One more."""
        self._moves.append(move)

    def only_sent(self) -> Sent | None:
        """That one letter was sent, where this is all there is to write down."""
        move = self._moves[0] if len(self._moves) == 1 else None
        return move if isinstance(move, Sent) else None

    def make(self, connection: Connection) -> None:
        """Make them in a transaction of somebody else's, who says when it is committed."""
        for move in self._moves:
            move(connection)

    def are_written(self) -> None:
        """They are committed."""
        self._moves.clear()

    def write(self) -> None:
        """Commit them by themselves. What fails is as it was before, and can be tried again."""
        if not self._moves:
            return
        with self.begin() as connection:
            self.make(connection)
            kp("finish.updated")
        kp("finish.committed")
        self.are_written()

    def try_to_write(self) -> None:
        """Commit them while an answer is waited for; a database away now may be back later."""
        try:
            self.write()
        except SQLAlchemyError as error:
            log.warning(
                "what came of a letter could not be written down (%s)", type(error).__name__
            )
