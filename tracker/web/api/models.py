"""What the API tells, as models: answers are made of them and its description is made from them."""

from datetime import date
from typing import Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, Field

from tracker.domain.actions import Answer, Progress, Rag
from tracker.domain.evidence import Scan, Shows
from tracker.domain.responses import Response
from tracker.store.deliveries import Status
from tracker.store.plans import PlanState

R = TypeVar("R", bound=BaseModel)

_FOR_SOME = "; null where its reader may not read what people wrote"


class Page(BaseModel, Generic[R]):
    """A page of a list."""

    items: list[R]
    next: str | None = Field(description="The cursor of the next page; null on the last one")


class Who(BaseModel):
    """A person."""

    id: int
    name: str = Field(description="Outside the log with a partner's body: 'Helen Pryce (health)'")


class Plan(BaseModel):
    """A plan, and how it stands as far as its reader may see."""

    code: str
    title: str
    state: PlanState
    restricted: bool
    report_title: str | None
    inspecting_bodies: str | None
    report_date: date | None
    lead: Who
    started_at: AwareDatetime
    next_review_on: date | None
    next_board_on: date | None
    actions: int
    done: int
    overdue: int


class Area(BaseModel):
    """An area for development."""

    number: str
    title: str = Field(description="The council's short wording")
    wording: str = Field(description="As printed in the report")
    reference: str
    priority: bool
    response: Response | None
    response_reason: str | None = Field(description=f"Why{_FOR_SOME}")
    responded_on: date | None


class Rating(BaseModel):
    """A colour with its reason, worked out on the day of asking by the plan's own scheme."""

    colour: Rag
    name: str = Field(description="What the plan calls the colour, such as ‘Red – will miss’")
    reason: str


class Action(BaseModel):
    """An action."""

    ref: str
    plan: str
    number: str
    title: str
    owner: Who
    manager: Who
    progress: Progress
    rag: Rating
    overdue: bool
    starts_on: date
    original_due_on: date
    due_on: date
    expected_on: date | None
    held_until: date | None
    completed_on: date | None
    given_at: AwareDatetime
    last_update_at: AwareDatetime | None
    areas: list[str] = Field(description="The numbers of the areas it answers")


class Update(BaseModel):
    """What was said about an action."""

    id: int
    posted_at: AwareDatetime
    by: Who
    on_behalf_of: Who | None
    answer: Answer
    progress: Progress = Field(description="Where the answer left the action")
    expected_on: date | None
    note: str | None = Field(description=f"What was written{_FOR_SOME}")


class Evidence(BaseModel):
    """A file or a link that shows something. The file itself is opened on the action's page."""

    id: int
    name: str | None = Field(description=f"Of a file, or the host of a link{_FOR_SOME}")
    about: str | None = Field(description=f"What it shows{_FOR_SOME}")
    kind: str
    size: int
    sha256: str | None = Field(description=f"Of the file; null for a link{_FOR_SOME}")
    shows: Shows
    virus_check: Scan
    added_at: AwareDatetime
    added_by: Who
    valid_until: date | None


class Delivery(BaseModel):
    """A letter and what became of it."""

    id: str
    kind: str
    status: Status
    to: Who
    about: list[str] = Field(description="The actions it speaks of that its reader may see")
    due_at: AwareDatetime = Field(description="When it is, or was, to be sent")
    attempts: int
    finished_at: AwareDatetime | None


class Plans(Page[Plan]):
    """A page of plans."""


class Areas(Page[Area]):
    """A page of areas."""


class Actions(Page[Action]):
    """A page of actions."""


class Updates(Page[Update]):
    """A page of updates, the oldest first."""


class EvidencePage(Page[Evidence]):
    """A page of evidence, the oldest first."""


class Deliveries(Page[Delivery]):
    """A page of the delivery log, the latest due first."""


class ParameterProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused, or that it failed."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="The status in words")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What to do, for people")
    errors: list[ParameterProblem] = Field(
        default_factory=list, description="With 422: each parameter that is wrong"
    )
