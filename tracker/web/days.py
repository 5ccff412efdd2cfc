"""A date typed in three boxes. Months may be names; each message says which part is wrong."""

from datetime import date, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

_PARTS = ("day", "month", "year")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_REAL = {"day": range(1, 32), "month": range(1, 13), "year": range(1900, 2200)}
_ORDINALS = ("st", "nd", "rd", "th")


class DayError(Exception):
    """The typed parts are no day; `parts` are the boxes to mark."""

    def __init__(self, message: str, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.message = message
        self.parts = parts


class DayField(Field):
    """A day as three boxes, posted as `name-day`, `name-month` and `name-year`.

    `data` is a date or None. `named` begins the messages: 'Date you expect to finish must include a
    year'. `Needed` says what to enter when all three are empty. What was typed is shown again as it
    was typed. Any number of posted parts is understood: a missing one is an empty one.
    """

    def __init__(
        self, label: str = "", validators: Any = None, *, named: str = "", **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.named = named or label
        self.typed = dict.fromkeys(_PARTS, "")
        self._wrong: DayError | None = None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The three boxes: name, id, label, what was typed, whether it is wrong."""
        return [
            {
                "name": f"{self.name}-{part}",
                "id": f"{self.id}-{part}",
                "label": part.capitalize(),
                "value": self.typed[part],
                "wrong": f"{self.id}-{part}" in self.wrong_ids,
            }
            for part in _PARTS
        ]

    @property
    def wrong_ids(self) -> list[str]:
        """The ids of the boxes to mark: those at fault, or all when it cannot be told."""
        if not self.errors:
            return []
        return [f"{self.id}-{part}" for part in (self._wrong.parts if self._wrong else _PARTS)]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the day from what was posted, or else from `data`."""
        del extra_filters
        self.process_errors = []
        self._wrong = None
        day = data if isinstance(data, date) else self.default
        self.data = day() if callable(day) else day
        if formdata is None:
            self.typed = _as_typed(self.data)
            return
        self.typed = {part: _first(formdata.getlist(f"{self.name}-{part}")) for part in _PARTS}
        try:
            self.data = day_from(self.typed, named=self.named)
        except DayError as wrong:
            self.data, self._wrong = None, wrong

    def pre_validate(self, _form: object) -> None:
        """Stop with the message when what was typed is no day."""
        if self._wrong:
            raise StopValidation(self._wrong.message)


def example_day(today: date) -> str:
    """A day to come as somebody would type it: '4 8 2011'."""
    ahead = today + timedelta(days=31)
    return f"{ahead.day} {ahead.month} {ahead.year}"


def day_from(typed: dict[str, str], *, named: str) -> date | None:
    """The day in three typed parts, or None when all are empty.

    '29', 'july', '2011' and '29', 'Jul', '2011' and '29', '7', '2011' are the same day. Raises
    DayError with a message beginning with `named`.
    """
    if not any(typed.values()):
        return None
    missing = tuple(part for part in _PARTS if not typed[part])
    if missing:
        raise DayError(f"{named} must include a {' and '.join(missing)}", missing)
    numbers = {
        "day": _day_number(typed["day"]),
        "month": _month_number(typed["month"]),
        "year": _number(typed["year"]),
    }
    if numbers["year"] is not None and len(typed["year"]) != 4:
        raise DayError(f"{named} must include a year with 4 numbers", ("year",))
    wrong = tuple(part for part in _PARTS if numbers[part] not in _REAL[part])
    try:
        return _real_day(numbers, wrong)
    except ValueError:
        raise DayError(f"{named} must be a real date", wrong or _PARTS) from None


def _real_day(numbers: dict[str, int | None], wrong: tuple[str, ...]) -> date:
    if wrong:
        raise ValueError(wrong)
    return date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)


def _first(values: list[Any]) -> str:
    return str(values[0]).strip() if values else ""


def _as_typed(day: date | None) -> dict[str, str]:
    if day is None:
        return dict.fromkeys(_PARTS, "")
    return {part: str(getattr(day, part)) for part in _PARTS}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _day_number(text: str) -> int | None:
    return _number(text[:-2] if text[-2:].casefold() in _ORDINALS else text)


def _month_number(text: str) -> int | None:
    name = text.casefold().rstrip(".")
    if name == "sept":
        name = "september"
    for number, month in enumerate(_MONTHS, start=1):
        if len(name) >= 3 and month.startswith(name):
            return number
    return _number(text)
