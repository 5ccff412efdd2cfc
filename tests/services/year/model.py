"""What people should be told, by a plain reading of the design (1.6, 3.1 and 3.2 of its pages).

Written without the product: its own calendar, its own steps, its own memory of what it has seen go
out. Each morning it says what is pending for each person; a person with something pending gets
exactly one letter, of the kind that is most urgent, about exactly those actions.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.services.year.days import Days
from tests.services.year.people import A, Council, P

RANKS = (
    "due today",
    "digest",
    "last agenda",
    "escalation",
    "reminder",
    "covering",
    "decision",
    "board",
    "delivery",
)


@dataclass(frozen=True)
class Pending:
    """Something a person should be told: how urgent, which kind of letter, about which actions."""

    rank: int
    kind: str
    whose: int
    actions: frozenset[int] = frozenset()
    what: str = ""


@dataclass(frozen=True)
class Seen:
    """A letter that went out, as the model remembers it."""

    on: date
    to: int
    kind: str
    whose: int
    actions: frozenset[int]
    agenda: bool = False
    what: str = ""


def _rank(one: Pending) -> int:
    return one.rank


@dataclass
class Model:
    """The memory of what has been told, and what follows from it."""

    council: Council
    days: Days = field(default_factory=Days)
    told: set[tuple[object, ...]] = field(default_factory=set)
    heard: dict[tuple[object, ...], tuple[date, int]] = field(default_factory=dict)
    """When a step was first told, and to whom."""
    escalated_on: dict[tuple[int, date, int], date] = field(default_factory=dict)
    asked_on: dict[tuple[object, ...], date] = field(default_factory=dict)
    """When whoever decides, or somebody above, was told again of what waits."""
    seen: list[Seen] = field(default_factory=list)
    yielded: dict[tuple[int, int | None], date] = field(default_factory=dict)
    """Whose weekly summary made way, with who would have had it, and on which day."""

    # ---- what is pending ------------------------------------------------------------------------

    def pending(self, today: date) -> dict[int, list[Pending]]:
        """Everything that should go today, by who should get it, the most urgent first."""
        self._look_around(today)
        digests = list(self._digests(today))
        owners = list(self._reminders(today))
        about = Counter(action for _to, one in owners for action in one.actions)
        found: dict[int, list[Pending]] = {}
        for to, one in (*digests, *owners, *self._escalations(today, about)):
            found.setdefault(to, []).append(one)
        summed_up = {to for to, every in found.items() if min(every, key=_rank).kind == "digest"}
        listed = {one.whose for to, one in digests if to in summed_up}
        rest = (*self._decisions(today, listed), *self._boards(today), *self._problems(today))
        for to, one in rest:
            found.setdefault(to, []).append(one)
        return {to: sorted(every, key=_rank) for to, every in found.items()}

    def _digests(self, today: date) -> Iterator[tuple[int, Pending]]:
        for person in self._readers:
            to = self._reaches(person.id, today, deciding=True)
            if self._digest_is_due(person, today) and to is not None:
                yield to, Pending(1, "digest", person.id)

    def _reminders(self, today: date) -> Iterator[tuple[int, Pending]]:
        for owner, own in self._owned.items():
            to = self._reaches(owner, today)
            one = self._reminder(self.council.people[owner], own, to, today)
            if one and to is not None:
                yield to, one

    def _problems(self, today: date) -> Iterator[tuple[int, Pending]]:
        people = self.council.people
        asked = {self._asked(owner, today) for owner in self._owned}
        if any(people[p].bounces and people[p].active for p in asked):
            for p in people.values():
                looks_after = p.role in ("administrator", "performance") and not p.bounces
                if looks_after and self._reaches(p.id, today) == p.id:
                    yield p.id, Pending(8, "delivery_problem", p.id)

    def _asked(self, owner: int, today: date) -> int:
        """Who would be written to about an owner's actions, whether or not a letter reaches them."""
        leave = self.council.away(owner, today) if self.council.people[owner].active else None
        return owner if leave is None or leave.by is None else leave.by

    def _look_around(self, today: date) -> None:
        """What is asked for many times in a morning, once."""
        recent = [one for one in self.seen[-4000:] if (today - one.on).days < 7]
        self._lately = Counter(action for one in recent for action in one.actions)
        self._readers = self._digest_readers()
        self._owned = self._by_owner()

    def _reaches(self, person: int, today: date, *, deciding: bool = False) -> int | None:
        council = self.council
        if not council.people[person].active:
            return None
        leave = council.away(person, today)
        if leave is None:
            return None if council.paused(person, today) else person
        by = leave.by
        if by is None or not council.people[by].active or (deciding and not leave.decides):
            return None
        return None if council.away(by, today) or council.paused(by, today) else by

    def _by_owner(self) -> dict[int, list[A]]:
        owners: dict[int, list[A]] = {}
        for action in self.council.actions.values():
            if action.state != "done":
                owners.setdefault(action.owner, []).append(action)
        return owners

    # ---- owners ---------------------------------------------------------------------------------

    def _reminder(self, person: P, own: list[A], to: int | None, today: date) -> Pending | None:
        if to is None:
            return None
        awake = [a for a in own if not self._quiet(a, today) and not self._enough(a, today)]
        week = self._week_key(person.id, to, today)
        covering = to != person.id
        on = self._agenda_day(person, today)
        if on is not None and on <= today and week not in self.told:
            needs = [
                a
                for a in awake
                if (why := self._why(a, today))
                and (person.pattern != "only_due" or why in ("overdue", "due"))
                and not self._just_heard(person, a, why, to, today, alone=len(own) == 1)
            ]
            if not needs:
                self.told.add(week)
                return None
            last = self.days.after(today).isocalendar()[1] != today.isocalendar()[1]
            rank = 2 if last else 5 if covering else 4
        else:
            needs = [
                a
                for a in awake
                if (step := self._step(person, a, today, alone=len(own) == 1))
                and self._key(a, step, today) not in self.told
            ]
            rank = 5 if covering else 4
        if not needs:
            return None
        rank = 0 if any(self._comes_due(a, today) for a in needs) else rank
        return Pending(rank, "reminder", person.id, frozenset(a.id for a in needs))

    def _just_heard(self, person: P, a: A, why: str, to: int, today: date, *, alone: bool) -> bool:
        """Told on the day of the step, the agenda of the next days does not say it again."""
        on, whom = self.heard.get(self._key(a, why, today), (date.min, 0))
        if not (alone or person.pattern == "daily") or whom != to or (today - on).days >= 6:
            return False
        since = [on + timedelta(days=n) for n in range((today - on).days + 1)]
        leaves = [self.council.away(person.id, day) for day in since]
        return all((leave.by if leave else person.id) == to for leave in leaves)

    def _agenda_day(self, person: P, today: date) -> date | None:
        on = self.days.weekly(person.agenda_weekday, today)
        if person not in self._readers:
            return on
        summary = self.days.weekly(person.digest_weekday, today)
        rest = [d for d in self.days.of_week(today) if d != summary]
        if on != summary or not rest or on is None:
            return on
        return next((d for d in rest if d > on), rest[-1])

    @staticmethod
    def _week_key(owner: int, to: int, today: date) -> tuple[object, ...]:
        return ("agenda", owner, None if to == owner else to, *today.isocalendar()[:2])

    def _quiet(self, a: A, today: date) -> bool:
        if a.state == "submitted" or a.request or a.plan in self.council.plans.paused:
            return True
        heard = max(a.updated or a.given, a.given)
        due_since = heard < a.due <= today
        return (today - heard).days < a.rules.quiet_days and not due_since

    def _enough(self, a: A, today: date) -> bool:
        told = self._lately[a.id]
        ahead = (a.due - today).days
        keep_one = 0 < ahead < 7 and not self._comes_due(a, today)
        return told >= (2 if keep_one else 3)

    @staticmethod
    def _silent_for(a: A, today: date) -> int:
        return min((today - (a.updated or a.starts)).days, (today - a.given).days)

    def _why(self, a: A, today: date) -> str | None:
        if a.due < today:
            return "overdue"
        if a.due == today:
            return "due"
        if (a.due - today).days <= 7:
            return "soon"
        if a.chased or self._silent_for(a, today) >= a.rules.stale_after:
            return "stale"
        return None

    def _comes_due(self, a: A, today: date) -> bool:
        return today <= a.due < self.days.after(today)

    def _step(self, person: P, a: A, today: date, *, alone: bool) -> str | None:
        if self._comes_due(a, today):
            return "due"
        closely = alone or person.pattern == "daily"
        late = self.days.between(a.due, today)
        if late:
            reached = any(step <= late for step in a.rules.overdue)
            return "overdue" if reached and (closely or person.pattern == "only_due") else None
        if not closely or person.pattern == "only_due":
            return None
        if any(self.days.between(today, a.due) <= step for step in a.rules.before):
            return "soon"
        return "stale" if self._why(a, today) == "stale" else None

    def _key(self, a: A, step: str, today: date) -> tuple[object, ...]:
        if step == "due":
            return ("step", a.id, a.owner, a.due, 0)
        if step == "overdue":
            late = self.days.between(a.due, today)
            newest = max((s for s in a.rules.overdue if s <= late), default=0)
            return ("step", a.id, a.owner, a.due, "+", newest)
        if step == "soon":
            ahead = self.days.between(today, a.due)
            newest = min((s for s in a.rules.before if ahead <= s), default=99)
            return ("step", a.id, a.owner, a.due, "-", newest)
        silent = self._silent_for(a, today)
        origin = a.rules.stale_after // 7 * 7
        since = today - timedelta(days=silent)
        return ("stale", a.id, a.owner, since, (silent - origin) // 14)

    # ---- managers, deciders, boards ---------------------------------------------------------------

    def _digest_readers(self) -> list[P]:
        accountable = {a.manager for a in self.council.actions.values()}
        return [
            p
            for p in self.council.people.values()
            if p.active and p.role == "manager" and p.wants_digest and p.id in accountable
        ]

    def _digest_is_due(self, person: P, today: date) -> bool:
        on = self.days.weekly(person.digest_weekday, today)
        to = self._reaches(person.id, today, deciding=True)
        week = today
        if on is None or on > today:
            made_way = self.yielded.get((person.id, to))
            if made_way is None or made_way.isocalendar()[1] == today.isocalendar()[1]:
                return False
            if (today - made_way).days >= 5:
                return False
            week = today - timedelta(days=7)
        by = None if to == person.id else to
        key = ("digest", person.id, by, *week.isocalendar()[:2])
        if key in self.told:
            return False
        if today.day > 7 and not self._something_to_decide(person.id, today):
            self.told.add(key)
            return False
        return True

    def _something_to_decide(self, manager: int, today: date) -> bool:
        for a in self.council.actions.values():
            if a.manager == manager and a.state != "done":
                late = a.due < (a.submission[1] if a.submission else today)
                if late or a.request or a.submission:
                    return True
        return False

    def _escalations(self, today: date, about: Counter[int]) -> Iterator[tuple[int, Pending]]:
        rungs: dict[tuple[int, int], set[int]] = {}
        for a in self.council.actions.values():
            held = a.state != "open" or a.request or a.plan in self.council.plans.paused
            if not held and self._lately[a.id] + about[a.id] < 3:
                rung = self._rung(a, today)
                if rung:
                    rungs.setdefault(rung, set()).add(a.id)
        for (whose, level), actions in rungs.items():
            to = self._reaches(whose, today, deciding=True)
            one = Pending(3, "escalation", whose, frozenset(actions), f"level {level}")
            yield whose if to is None else to, one

    def _rung(self, a: A, today: date) -> tuple[int, int] | None:
        """Who is to be asked to decide about an action, and at which level."""
        late = self.days.between(a.due, today)
        manager = self.council.first(a.manager)
        asked = (a.id, a.due, 1) in self.escalated_on
        if late >= a.rules.manager_after and not asked and manager not in (None, a.owner):
            return manager or 0, 1
        if late < a.rules.director_after or (a.id, a.due, 2) in self.escalated_on:
            return None
        director = self.council.above(manager) if manager is not None else None
        return None if director in (None, a.owner) else (director or 0, 2)

    def _decisions(self, today: date, listed: set[int]) -> Iterator[tuple[int, Pending]]:
        for a in self.council.actions.values():
            for kind, asked in (("new_date_asked", a.request), ("sign_off_asked", a.submission)):
                if not asked or a.state == "done" or a.plan in self.council.plans.paused:
                    continue
                yield from self._decision(a, kind, asked, today, listed)

    def _decision(
        self, a: A, kind: str, asked: tuple[int, date], today: date, listed: set[int]
    ) -> Iterator[tuple[int, Pending]]:
        """Whoever decides after five days, and the next one above after each five more."""
        number, since = asked
        rungs = self.council.rungs(a, today, of_date=kind == "new_date_asked")
        keys = [(kind, number, *([] if n == 0 else [one])) for n, (one, _) in enumerate(rungs)]
        days = [self.asked_on[key] for key in keys if key in self.asked_on]
        for n, (key, (whose, useless)) in enumerate(zip(keys, rungs, strict=True), start=1):
            what = f"{number} above" if n > 1 else str(number)
            rests = n > 1 and days and self.days.between(max(days), today) < 5
            if self.days.between(since, today) < 5 * n or rests:
                return
            to = self._reaches(whose, today, deciding=True)
            if key in self.asked_on or to is None or (to != whose and to in useless):
                continue
            if whose != a.manager or whose not in listed:
                yield to, Pending(6, kind, whose, frozenset({a.id}), what)
            else:
                self.asked_on[key] = today
            return

    def _boards(self, today: date) -> Iterator[tuple[int, Pending]]:
        for plan, day in self.council.plans.board_day.items():
            month = self.days.month_to_tell(day, today)
            if plan in self.council.plans.paused or month is None:
                continue
            for p in self.council.people.values():
                wants = p.role == "board" and p.wants_board and p.active
                here = wants and self._reaches(p.id, today) == p.id
                if here and ("board", plan, p.id, month) not in self.told:
                    yield p.id, Pending(7, "board_digest", p.id, what=f"{plan} {month}")

    # ---- what went out ----------------------------------------------------------------------------

    def saw(self, letter: Seen) -> None:
        """Remember a letter that was planned for today."""
        self.seen.append(letter)
        today, actions = letter.on, self.council.actions
        if letter.kind == "reminder":
            if letter.agenda:
                self.told.add(self._week_key(letter.whose, letter.to, today))
            for number in letter.actions:
                a = actions[number]
                why = self._why(a, today) if letter.agenda else None
                alone = len(self._owned[a.owner]) == 1
                step = why or self._step(self.council.people[a.owner], a, today, alone=alone)
                if step:
                    self.told.add(self._key(a, step, today))
                    self.heard.setdefault(self._key(a, step, today), (today, letter.to))
        elif letter.kind == "digest":
            this, last = today.isocalendar()[:2], (today - timedelta(days=7)).isocalendar()[:2]
            on = self.days.weekly(self.council.people[letter.whose].digest_weekday, today)
            week = this if on is not None and on <= today else last
            by = None if letter.to == letter.whose else letter.to
            self.told.add(("digest", letter.whose, by, *week))
        elif letter.kind == "escalation":
            for number in letter.actions:
                level = int(letter.what.removeprefix("level "))
                key = (number, actions[number].due, level)
                assert key not in self.escalated_on, f"{key} was escalated before"
                self.escalated_on[key] = today
        elif letter.kind == "board_digest":
            plan, month = letter.what.split()
            self.told.add(("board", int(plan), letter.to, month))
        elif letter.kind in ("new_date_asked", "sign_off_asked"):
            number, _, above = letter.what.partition(" ")
            self.asked_on[letter.kind, int(number), *([letter.whose] if above else [])] = today
