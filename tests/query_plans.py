"""How the database means to answer: which indexes it uses, what it sorts, what it reads whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, text

from tracker.extensions import db

_NO_OTHER_WAY = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
"""PostgreSQL reads a small table as it lies and sorts it, whatever indexes there are. With these
turned off it does so only where no index serves, as with a large table."""
_A_FEW_OF_MANY = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""With these turned off it looks rows up, by several indexes together where that helps, as for a
few of millions."""


@dataclass(frozen=True)
class QueryPlan:
    """How one statement is answered."""

    statement: str
    indexes: frozenset[str]
    sorts: tuple[str, ...]
    """What is put in order after it was read, by what, but for what is done in a subquery."""
    whole: frozenset[str]
    """The tables, or other names for them, that are read from one end to the other."""


@contextmanager
def explained(*, few: bool = False) -> Iterator[list[QueryPlan]]:
    """The plan of every statement that is sent inside the block and reads, in order: as of a list
    of many, or with `few` as of a few of very many."""
    found: list[QueryPlan] = []

    def ask(connection: Connection, _cursor: Any, statement: str, sent: Any, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "WITH")):
            found.append(_plan(connection, statement, sent))

    if db.engine.dialect.name == "postgresql":
        for setting in _A_FEW_OF_MANY if few else _NO_OTHER_WAY:
            db.session.execute(text(f"SET LOCAL {setting} = off"))
    event.listen(db.engine, "before_cursor_execute", ask)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", ask)


def _plan(connection: Connection, statement: str, sent: Any) -> QueryPlan:
    # Asked of the driver itself, so that asking is not a statement that is asked about.
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", sent)
        return _of_sqlite(statement, cursor.fetchall())
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", sent)
    told = cursor.fetchone()
    assert told is not None
    nodes = list(_nodes(told[0][0]["Plan"]))
    return QueryPlan(
        statement,
        frozenset(node["Index Name"] for node, _main in nodes if "Index Name" in node),
        tuple(_sorted_by(node) for node, main in nodes if main and "Sort" in node["Node Type"]),
        frozenset(
            node["Relation Name"]
            for node, _main in nodes
            if "Relation Name" in node and not {"Index Cond", "Recheck Cond"} & set(node)
        ),
    )


def _of_sqlite(statement: str, rows: list[tuple[Any, ...]]) -> QueryPlan:
    words = [(parent == 0, said.split()) for _id, parent, _unused, said in rows]
    return QueryPlan(
        statement,
        frozenset(said[said.index("INDEX") + 1] for _main, said in words if "INDEX" in said),
        tuple(" ".join(said[3:]) for main, said in words if main and said[0] == "USE"),
        frozenset(said[1] for _main, said in words if said[0] == "SCAN"),
    )


def _nodes(node: dict[str, Any], main: bool = True) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every node from this one down, and whether it is part of no subquery."""
    yield node, main
    for one in node.get("Plans", ()):
        beside = one["Parent Relationship"] in {"SubPlan", "InitPlan"}
        yield from _nodes(one, main and not beside)


def _sorted_by(node: dict[str, Any]) -> str:
    given = len(node.get("Presorted Key", ()))
    keys = node["Sort Key"]
    return f"FOR LAST {len(keys) - given} TERMS OF ORDER BY" if given else "FOR ORDER BY"
