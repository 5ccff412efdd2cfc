"""Which rows hold what is looked for: the one question the two databases are asked differently.

What somebody typed reaches them as words of letters and digits, and as a value of the statement.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    column,
    false,
    func,
    intersect,
    literal,
    literal_column,
    select,
    table,
    union,
)

from tracker.domain.search import Findable, Sought, Term
from tracker.extensions import db
from tracker.store.search_index import KINDS_IN_A_NUMBER, SOURCES, STEMS, VECTOR, WORDS, Source


def matching(sought: Sought) -> Mapping[Findable, Select[Any]]:
    """For each kind the numbers of the rows of its table with all that is looked for; it says
    nothing about who may see them."""
    if not sought.terms:
        nothing = select(literal(0)).where(false())
        return dict.fromkeys(SOURCES, nothing)
    if db.session.get_bind().dialect.name == "sqlite":
        held = _sqlite_rows(sought.terms)
        return {kind: _of_kind(held, one) for kind, one in SOURCES.items()}
    query = _postgresql_query(sought.terms)
    return {kind: _indexed(one, query) for kind, one in SOURCES.items()}


# ---- SQLite --------------------------------------------------------------------------------------


def _sqlite_rows(terms: Sequence[Term]) -> CTE:
    """The numbers in the full-text tables of every row that holds the terms, of whatever kind;
    asked for once and kept for the statement."""
    by_stem = _holding(STEMS, terms)
    if not terms[-1].begins:
        return by_stem.cte("held")
    # The beginning of a word may be longer than its stem: 'immunisa' of 'immunisation'.
    by_word = _holding(WORDS, terms[-1:])
    if terms[:-1]:
        both = intersect(_holding(STEMS, terms[:-1]), by_word).subquery()
        by_word = select(both.c.rowid)
    return union(by_stem, by_word).cte("held")


def _holding(name: str, terms: Sequence[Term]) -> Select[Any]:
    words = " AND ".join(_sqlite_term(term) for term in terms)
    held = select(column("rowid", Integer)).select_from(table(name))
    return held.where(literal_column(name).bool_op("MATCH")(words))


def _sqlite_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.begins else "")


def _of_kind(held: CTE, source: Source) -> Select[Any]:
    rowid = held.c.rowid
    kind = rowid % KINDS_IN_A_NUMBER
    return select(rowid // KINDS_IN_A_NUMBER).where(kind == source.number)


# ---- PostgreSQL ----------------------------------------------------------------------------------


def _indexed(source: Source, query: ColumnElement[Any]) -> Select[Any]:
    """The expression is word for word what is indexed, or the index would not be used."""
    vector: ColumnElement[Any] = literal_column(f"{VECTOR}({source.text()})")
    held = select(column("id", Integer)).select_from(table(source.table))
    return held.where(vector.bool_op("@@")(query))


def _postgresql_query(terms: Sequence[Term]) -> ColumnElement[Any]:
    """Each term by its stems or as it stands. A word that has no stem, such as 'the', is looked for
    as it stands."""
    query = _postgresql_term(terms[0])
    for term in terms[1:]:
        query = query.op("&&")(_postgresql_term(term))
    return query


def _postgresql_term(term: Term) -> ColumnElement[Any]:
    words = " <-> ".join(term.words) + (":*" if term.begins else "")
    by_stem, by_word = (
        func.to_tsquery(literal_column(f"'pg_catalog.{name}'"), words)
        for name in ("english", "simple")
    )
    return by_stem.op("||")(by_word).self_group()
