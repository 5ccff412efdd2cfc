"""The questions about a new due date, for whoever asks and for whoever decides."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from tracker.domain.dates import (
    DELAY_WORDS,
    Decision,
    DelayReason,
    Proposal,
    Verdict,
    Wish,
    decision_faults,
    wish_faults,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest
from tracker.web.fields import DayField, TrackerForm, choice, show_broken_rule

OTHER = "other"


class AskForm(TrackerForm):
    """What date is needed and why. `fit` it to the action before showing or checking it."""

    when = RadioField("What date do you need?", validate_choice=False)
    other = DayField("Another date", named="Date you need")
    code = SelectField("What is the main reason?", validate_choice=False)
    reason = TextAreaField(
        "Why is more time needed?",
        description="One or two sentences. Do not name children or families",
    )
    interim = TextAreaField("What keeps children and families safe meanwhile? (optional)")
    risk = TextAreaField(
        "What could go wrong for children and families if this is later? (optional)"
    )
    seen = HiddenField()
    was_kept = False
    """True when it holds what was typed before its author's session ended."""

    def fit(self, action: Action, offered: list[Proposal], today: date) -> None:
        """Offer these dates and another one, for this action."""
        self._action, self._today = action, today
        self.when.choices = [
            *(choice(one.on.isoformat(), f"{one.words}: {day(one.on)}") for one in offered),
            choice(OTHER, "Another date"),
        ]
        example = offered[-1].on
        self.other.description = (
            "Only if you chose another date, for example"
            f" {example.day} {example.month} {example.year}"
        )
        self.code.choices = [
            choice("", "Select a reason"),
            *(choice(one.value, DELAY_WORDS[one]) for one in DelayReason),
        ]

    def begin_with(self, request: DateRequest | None, wanted: date | None) -> None:
        """Fill in what is asked for already, or choose the date the owner expects to finish."""
        chosen = request.to_on if request else wanted
        self.when.data = chosen.isoformat() if chosen else None
        if request:
            self.code.data = request.code.value if request.code else None
            self.reason.data, self.interim.data = request.reason, request.interim
            self.risk.data = request.risk

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about the request, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        broken = [
            fault
            for fault in self._faults()
            if not (fault.field in {"other", "when"} and self.other.errors)
        ]
        for fault in broken:
            show_broken_rule(self, fault)
        return bool(well_formed and not broken)

    @property
    def wish(self) -> Wish:
        """What is asked for, as far as it was answered."""
        code = self.code.data
        return Wish(
            to_on=self._chosen or self.other.data,
            code=DelayReason(code) if code in set(DelayReason) else None,
            reason=self.reason.data or "",
            interim=self.interim.data or "",
            risk=self.risk.data or "",
        )

    @property
    def newest_seen(self) -> int:
        """The newest history entry there was when its author began to write."""
        written = str(self.seen.data or "")
        return int(written) if written.isdecimal() and len(written) < 19 else 0

    @property
    def _chosen(self) -> date | None:
        """The offered date that was chosen; None for another one, or none at all."""
        try:
            return date.fromisoformat(str(self.when.data or ""))
        except ValueError:
            return None

    def _faults(self) -> Iterator[RuleBroken]:
        if self._chosen and self.other.data and self._chosen != self.other.data:
            yield RuleBroken(
                f"You chose {day(self._chosen)} and typed {day(self.other.data)}. Choose"
                " ‘Another date’, or clear the date you typed",
                field="when",
            )
        for fault in wish_faults(self.wish, self._action.due_on, self._today):
            on_choice = fault.field == OTHER and self._chosen
            yield RuleBroken(fault.message, field="when") if on_choice else fault


class DecideForm(TrackerForm):
    """Agree, agree to a different date, or refuse. `fit` it to the request first."""

    verdict = RadioField("What do you want to do?", validate_choice=False)
    on = DayField("The date you agree", named="Date you agree")
    reason = TextAreaField("Reason")

    def fit(self, request: DateRequest, today: date) -> None:
        """Word the choices for this request."""
        self._request, self._today = request, today
        self.verdict.choices = [
            choice(Verdict.AGREE, f"Agree {day(request.to_on)}"),
            choice(Verdict.ANOTHER, "Agree a different date"),
            choice(Verdict.REFUSE, "Refuse"),
        ]
        example = request.to_on
        self.on.description = (
            "Only to agree a different date, for example"
            f" {example.day} {example.month} {example.year}"
        )
        self.reason.description = (
            f"Needed to agree a different date or to refuse. {request.action.owner.name} can read"
            " it. Do not name children or families"
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about the decision, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        broken = [fault for fault in self._faults() if not (fault.field == "on" and self.on.errors)]
        for fault in broken:
            show_broken_rule(self, fault)
        return bool(well_formed and not broken)

    @property
    def decision(self) -> Decision:
        """What was decided, as far as it was answered."""
        said: Any = self.verdict.data
        verdict = Verdict(said) if said in set(Verdict) else None
        on = self.on.data if verdict is Verdict.ANOTHER else None
        return Decision(verdict, on, self.reason.data or "")

    def _faults(self) -> Iterator[RuleBroken]:
        decision = self.decision
        if self.on.data and decision.verdict in {Verdict.AGREE, Verdict.REFUSE}:
            yield RuleBroken(
                f"You typed {day(self.on.data)}. Choose ‘Agree a different date’, or clear it",
                field="verdict",
            )
        yield from decision_faults(
            decision,
            asked_for=self._request.to_on,
            due_on=self._request.action.due_on,
            today=self._today,
        )
