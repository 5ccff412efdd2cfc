"""What may be asked of each list. A parameter that is unknown, given twice or wrong is refused."""

from datetime import date
from typing import Annotated, Literal, TypeVar

from flask import request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic.json_schema import SkipJsonSchema

from tracker.domain.actions import Progress
from tracker.store.deliveries import Status
from tracker.web.api import cursors
from tracker.web.problems import Wrong, WrongParameters

MOST_ROWS = 200
_Left = SkipJsonSchema[None]
"""A parameter that is left out is None; nobody can write None into an address."""

A = TypeVar("A", bound="Asked")


class Asked(BaseModel):
    """What may be asked of an address that takes no parameter."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedPage(Asked):
    """A page of a list."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="How many rows a page holds at most")
    cursor: cursors.Row | _Left = Field(
        None, description="`next` of the page before; leave out for the first page"
    )

    @property
    def after(self) -> int:
        """The number of the last row of the page before; 0 for the first page."""
        return self.cursor or 0


def _of_our_time(at: AwareDatetime) -> AwareDatetime:
    if not 1900 <= at.year < 2200:
        raise ValueError("must be between 1900 and 2199")
    return at


_Instant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class AskedActions(AskedPage):
    """A page of actions, all those that fit every parameter."""

    owner: Literal["me"] | _Left = Field(None, description="`me` for those the token's person owns")
    progress: Progress | _Left = Field(None, description="How it stands")
    overdue: bool | _Left = Field(
        None,
        description="Whether it is overdue, as pages count it. A page may then hold fewer rows than"
        " `limit` and still have a next one",
    )
    due_before: date | _Left = Field(None, description="Due before this day")
    due_after: date | _Left = Field(None, description="Due after this day")
    updated_since: _Instant | _Left = Field(
        None, description="Something about it is on record at or after this time"
    )


class AskedAnyActions(AskedActions):
    """The same, of one plan or of all."""

    plan: str | _Left = Field(None, min_length=1, max_length=12, description="The code of a plan")


class AskedDeliveries(Asked):
    """A page of the delivery log."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="How many rows a page holds at most")
    cursor: cursors.Letter | _Left = Field(
        None, description="`next` of the page before; leave out for the first page"
    )
    status: Status | _Left = Field(None, description="What became of it")


def asked_in_address(kind: type[A]) -> A:
    """What the address of this request asks for; raises WrongParameters."""
    given = request.args.to_dict(flat=False)
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise WrongParameters([_wrong(name, "must be given once") for name in twice])
    try:
        return kind.model_validate_strings(
            {name: values[0] for name, values in given.items()}, strict=True
        )
    except ValidationError as wrong:
        raise WrongParameters(_problems(wrong)) from None


def _problems(wrong: ValidationError) -> list[Wrong]:
    """The first thing that is wrong with each parameter."""
    found: dict[str, Wrong] = {}
    for error in wrong.errors(include_url=False, include_input=False):
        name = str(error["loc"][0])
        unknown = error["type"] == "extra_forbidden"
        words = "there is no such parameter here" if unknown else error["msg"]
        found.setdefault(name, _wrong(name, _ours(words)))
    return list(found.values())


def _ours(words: str) -> str:
    """The library's words as the end of a sentence about the parameter."""
    return words.removeprefix("Value error, ").replace("Input should be", "must be", 1)


def _wrong(name: str, words: str) -> Wrong:
    return Wrong(name[:80], words)
