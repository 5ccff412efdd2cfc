"""Column types the whole store shares."""

import enum
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Enum,
    Numeric,
    SQLColumnExpression,
    TypeDecorator,
    func,
    null,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from tracker.domain.wording import local_day

_Kept = TypeVar("_Kept")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database.

    A naive value is refused at once, which turns a class of summer-time mistakes into an error.
    SQLite gives back naive values; they are UTC by construction.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's names
        """The instant in UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must know its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's names
        """The instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002  SQLAlchemy's names
        """The same in one step: a morning reads millions of them, on SQLite as text."""
        return _instant_from_text if dialect.name == "sqlite" else _instant_in_utc


def _instant_in_utc(kept: datetime | None) -> datetime | None:
    return None if kept is None else kept.astimezone(UTC)


def _instant_from_text(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(f"{kept}+00:00")


class LondonDay(TypeDecorator[date]):
    """An instant read as the London date it fell on, for `type_coerce` of a `UtcDateTime` column.

    Of many rows it is a fraction of what making the instants and asking each for its day takes.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:  # noqa: ARG002  SQLAlchemy's names
        """Nothing can be written as a day; raises TypeError."""
        raise TypeError("an instant is written as a UtcDateTime")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002  SQLAlchemy's names
        """The date of what the database gives: an instant, or its text on SQLite."""
        return _day_from_text if dialect.name == "sqlite" else _day_of_instant


def _day_of_instant(kept: datetime | None) -> date | None:
    return None if kept is None else local_day(kept.astimezone(UTC))


def _day_from_text(kept: str | None) -> date | None:
    return None if kept is None else _day_of_hour(kept[:13])


# London differs from UTC by whole hours, so all instants of an hour have one date.
@lru_cache(maxsize=8192)
def _day_of_hour(hour: str) -> date:
    return local_day(datetime.fromisoformat(f"{hour}:00+00:00"))


def unindexed(column: SQLColumnExpression[_Kept]) -> ColumnElement[_Kept]:
    """The column as an expression, for which no index is looked in: where SQLite would choose one
    that finds nearly everything, or reads all there is because it is in order."""
    return func.coalesce(column, null())


class london_day(GenericFunction[date]):  # noqa: N801  its name in SQL
    """The London date on which a `UtcDateTime` column falls, for conditions; NULL for NULL."""

    name = "london_day"
    type = Date()
    inherit_cache = True


@compiles(london_day, "postgresql")
def _said_by_postgresql(day: london_day, compiler: SQLCompiler, **words: Any) -> str:
    return f"CAST(timezone('Europe/London', {compiler.process(day.clauses, **words)}) AS DATE)"


def said_by_sqlite(kept: str | None) -> str | None:
    """What SQLite, which knows no time zones, is given as its function `london_day`."""
    on = _day_from_text(kept)
    return None if on is None else on.isoformat()


class Amount(TypeDecorator[Decimal]):
    """A number with at most two decimal places, exact.

    SQLite keeps it as a float, which for eleven figures is the nearest one and no other.
    """

    impl = Numeric(11, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The database's own decimals, or floats where it has none."""
        floats: Numeric[Any] = Numeric(11, 2, asdecimal=False)
        return dialect.type_descriptor(floats if dialect.name == "sqlite" else Numeric(11, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """What the database is given."""
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  SQLAlchemy's names
        """The number, with two decimal places."""
        return None if value is None else Decimal(f"{value:.2f}")


class _Word(Enum):
    """An enumeration whose words are looked up in one step: lists read them by the thousand."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002  SQLAlchemy's names
        """The member for a word; raises KeyError for one it does not have."""
        kind: Any = self.enum_class
        members: dict[str | None, Any] = {member.value: member for member in kind}
        return (members | {None: None}).__getitem__


def word(kind: type[enum.StrEnum], *, name: str | None = None) -> Enum:
    """A column holding the words of an enumeration, checked by the database.

    A table's second column of the same kind needs a `name` of its own for its check.
    """
    return _Word(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or kind.__name__.lower(),
        values_callable=_values,
        validate_strings=True,
    )


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]
