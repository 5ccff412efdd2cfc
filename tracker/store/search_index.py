"""What is indexed for searching, kept exact by the database itself: no service can forget it.

SQLite has two full-text tables, filled by triggers: one holds the stems of words, so that 'minute'
finds 'minutes', and one the words, so that half a word finds the whole, which may be longer than
its stem. Neither keeps the text. PostgreSQL has an index on an expression that holds both. Accents
are left out, and words end at every punctuation mark.

Whoever changes what is indexed writes a migration that takes the index down and makes it anew.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import DDL, event

from tracker.domain.search import Findable
from tracker.extensions import Base

STEMS = "search_stems"
WORDS = "search_words"
VECTOR = "search_vector"

KINDS_IN_A_NUMBER = 16
"""A row's number in the full-text tables is its own times this, and its kind's on top."""


@dataclass(frozen=True)
class Source:
    """A table of which something is indexed; `part` names a second thing of one."""

    number: int
    table: str
    columns: tuple[str, ...]
    part: str = ""
    kinds: int = KINDS_IN_A_NUMBER

    @property
    def name(self) -> str:
        """What its index and triggers are called by."""
        return self.part or self.table

    def text(self, row: str = "") -> str:
        """The SQL for what is indexed of a row, which may be called 'new.' or 'old.'."""
        return " || ' ' || ".join(f"{row}{name}" for name in self.columns)

    def rowid(self, row: str = "") -> str:
        """The SQL for the row's number in the full-text tables."""
        return f"{row}id * {self.kinds} + {self.number}"


SOURCES = {
    Findable.ACTION: Source(0, "action", ("title",)),
    Findable.PLAN: Source(1, "plan", ("code", "title")),
    Findable.PERSON: Source(2, "person", ("name",)),
    Findable.AREA: Source(3, "finding", ("title", "wording", "reference")),
    Findable.UPDATE: Source(4, "action_update", ("note",)),
    Findable.COMMENT: Source(5, "comment", ("text",)),
    Findable.EVIDENCE: Source(6, "evidence", ("name", "about")),
    Findable.MEASURE: Source(7, "action", ("measure",), part="measure"),
    Findable.MILESTONE: Source(8, "milestone", ("title",)),
    Findable.SUBMISSION: Source(9, "submission", ("what_was_done", "how_known", "reason")),
}

_MARKS = [
    code
    for first, last in ((0x21, 0x7E), (0xA1, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x2010, 0x205E))
    for code in range(first, last + 1)
    if not chr(code).isalnum()
]
"""What ends a word on PostgreSQL, which by itself would take 'plan.pdf' for one."""
_CUT = (*_MARKS, *range(0x300, 0x370))
"""Those, and the accents, of which nothing stays."""
_LONGEST = 100_000
"""How much of a text is indexed: PostgreSQL would refuse the row of a text that is far too long."""


def _escaped(codes: Iterable[int]) -> str:
    """Characters as a string of PostgreSQL, by their numbers: none of them then means anything."""
    return "U&'" + "".join(f"\\{code:04X}" for code in codes) + "'"


def _sqlite(sources: Iterable[Source]) -> Iterator[str]:
    for name, stems in ((STEMS, "porter "), (WORDS, "")):
        yield (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(said, content='',"
            f" tokenize=\"{stems}unicode61 remove_diacritics 2\", prefix='2 3')"
        )
    for source in sources:
        add = "".join(_add(name, source) for name in (STEMS, WORDS))
        forget = "".join(_forget(name, source) for name in (STEMS, WORDS))
        for moment, steps in (
            ("INSERT", add),
            ("DELETE", forget),
            (f"UPDATE OF {', '.join(source.columns)}", forget + add),
        ):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS search_{source.name}_{moment.split()[0].lower()}"
                f" AFTER {moment} ON {source.table} BEGIN {steps}END"
            )


def _add(name: str, source: Source) -> str:
    values = f"{source.rowid('new.')}, {source.text('new.')}"
    return f"INSERT INTO {name} (rowid, said) VALUES ({values}); "  # noqa: S608  no values in it


def _forget(name: str, source: Source) -> str:
    """A table that does not keep the text has to be told it again to forget it."""
    values = f"'delete', {source.rowid('old.')}, {source.text('old.')}"
    return f"INSERT INTO {name} ({name}, rowid, said) VALUES ({values}); "  # noqa: S608  no values in it


def _postgresql(sources: Iterable[Source]) -> Iterator[str]:
    spaces = f"repeat(' ', {len(_MARKS)})"
    plain = f"translate(normalize(left(said, {_LONGEST}), NFD), {_escaped(_CUT)}, {spaces})"
    both = "to_tsvector('pg_catalog.english', plain) || to_tsvector('pg_catalog.simple', plain)"
    body = f"SELECT {both} FROM (SELECT {plain} AS plain) AS cut"  # noqa: S608  no values in it
    yield (
        f"CREATE OR REPLACE FUNCTION {VECTOR}(said text) RETURNS tsvector LANGUAGE sql"
        f" IMMUTABLE STRICT PARALLEL SAFE AS $$ {body} $$"
    )
    for source in sources:
        yield (
            f"CREATE INDEX IF NOT EXISTS ix_search_{source.name} ON {source.table}"
            f" USING gin ({VECTOR}({source.text()}))"
        )


def fill(sources: Collection[Source]) -> Iterator[str]:
    """The statements that take the rows there are into the full-text tables of SQLite."""
    for name in (STEMS, WORDS):
        for source in sources:
            rows = f"SELECT {source.rowid()}, {source.text()} FROM {source.table}"  # noqa: S608  no values in it
            yield f"INSERT INTO {name} (rowid, said) {rows}"


def made_of(sources: Collection[Source]) -> dict[str, tuple[str, ...]]:
    """For each database the statements that make an index of these; safe to run again."""
    return {"sqlite": tuple(_sqlite(sources)), "postgresql": tuple(_postgresql(sources))}


MAKE = made_of(SOURCES.values())
"""The same of all that is indexed."""

TAKE_DOWN = {
    "sqlite": (
        *(
            f"DROP TRIGGER IF EXISTS search_{source.name}_{moment}"
            for source in SOURCES.values()
            for moment in ("insert", "delete", "update")
        ),
        f"DROP TABLE {STEMS}",
        f"DROP TABLE {WORDS}",
    ),
    "postgresql": (
        *(f"DROP INDEX IF EXISTS ix_search_{source.name}" for source in SOURCES.values()),
        f"DROP FUNCTION {VECTOR}",
    ),
}
"""For each database the statements that take the index down, of however much it was made."""


def is_of_the_index(name: str | None, kind: str) -> bool:
    """Whether a table or an index of the database belongs to this, and to no model."""
    ours = {"table": (STEMS, WORDS), "index": ("ix_search_",)}
    return bool(name) and str(name).startswith(ours.get(kind, ("\0",)))


for _dialect, _statements in MAKE.items():
    for _statement in _statements:
        _made = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy's
        event.listen(Base.metadata, "after_create", _made.execute_if(dialect=_dialect))
