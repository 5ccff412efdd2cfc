"""PD-20: planners, post rooms and recoverers killed at random while hundreds of letters go out."""

import random
import signal
import time

import pytest

from tests.faults.kills import DONE, Office, Worker, check_invariants
from tests.faults.smtp_server import Drop, Fault

LETTERS = 400
KILLS = 60
POINTS = {
    "plan": ("plan.inserted", "plan.committed"),
    "recover": ("recover.updated", "recover.committed"),
    "deliver": (
        "claim.updated",
        "claim.committed",
        "smtp.connect",
        "smtp.rcpt",
        "smtp.body",
        "gate.begin",
        "gate.updated",
        "gate.committed",
        "smtp.dot",
        "smtp.accepted",
        "finish.updated",
        "finish.committed",
    ),
}
STAFF = ("deliver", "deliver", "deliver", "recover", "plan")


class Massacre:
    """Keeps a staff at work and kills it: half by chance from outside, half at a named point."""

    def __init__(
        self,
        office: Office,
        dice: random.Random,
        *,
        letters: int,
        staff: tuple[str, ...] = STAFF,
    ) -> None:
        self.office = office
        self.dice = dice
        self.letters = letters
        self.kills = 0
        self._staff: list[tuple[str, Worker]] = [(work, self._start(work)) for work in staff]

    def until(self, kills: int) -> None:
        """Kill that many; there is always something left to send meanwhile."""
        look_again = time.monotonic()
        while self.kills < kills:
            self._let_some_letters_go()
            self.dice.choice(self._staff)[1].send(signal.SIGKILL)
            self._replace()
            if time.monotonic() > look_again:
                look_again = time.monotonic() + 0.3
                if sum(self.office.states()[state] for state in DONE) > self.letters - 50:
                    self.letters += 100
        for _work, worker in self._staff:
            worker.bury()

    def _let_some_letters_go(self) -> None:
        """Wait for a few letters and a moment more, so that kills meet workers at work."""
        wanted = len(self.office.server.taken) + self.dice.choice((0, 0, 1, 1, 4))
        patience = time.monotonic() + 0.5
        while len(self.office.server.taken) < wanted and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(self.dice.uniform(0, 0.01))

    def _replace(self) -> None:
        for place, (work, worker) in enumerate(self._staff):
            if worker.ended(within=0):
                worker.bury()
                self.kills += work != "plan"  # a planner may have ended because all is planned
                self._staff[place] = (work, self._start(work))

    def _start(self, work: str) -> Worker:
        point = self.dice.choice(POINTS[work])
        last = self.dice.randint(1, 4)
        armed = f"{point}:{last}" if self.dice.random() < 0.5 else ""
        return self.office.start(work, kill_at=armed, letters=self.letters)


@pytest.mark.long
@pytest.mark.kills
def test_pd20_of_all_letters_none_is_lost_and_every_repeat_is_flagged(
    office: Office,
) -> None:
    massacre = Massacre(office, random.Random(20), letters=LETTERS)
    massacre.until(KILLS)
    assert office.start("plan", letters=massacre.letters).ended(within=60)
    office.finish(massacre.letters)

    check_invariants(office, massacre.letters)


@pytest.mark.long
@pytest.mark.kills
def test_pd20_with_a_mail_server_that_fails_in_every_way_besides(office: Office) -> None:
    dice = random.Random(21)
    usual = office.server.decide
    faults: dict[str, tuple[Fault, ...]] = {
        "mail": ("421 4.3.2 later", "451 4.3.0 later"),
        "rcpt": ("450 4.2.0 greylisted",),
        "data": ("451 4.3.0 later", Drop()),
        "dot": ("452 4.3.1 full", Drop(taken=False), Drop(taken=True)),
    }

    def decide(step: str, about: str) -> Fault | None:
        if step in faults and dice.random() < 0.03:
            return dice.choice(faults[step])
        return usual(step, about) if usual else None

    office.server.decide = decide
    massacre = Massacre(office, dice, letters=LETTERS // 4)
    massacre.until(KILLS // 4)
    assert office.start("plan", letters=massacre.letters).ended(within=60)
    office.server.decide = usual
    office.finish(massacre.letters)

    check_invariants(office, massacre.letters)


@pytest.mark.soak
def test_pd20_ten_thousand_kills_of_three_of_each(office: Office) -> None:
    """Every other letter is held when in doubt and every other one repeated: both policies."""
    staff = ("deliver", "recover", "plan") * 3
    massacre = Massacre(office, random.Random(22), letters=1_000, staff=staff)
    massacre.until(10_000)
    assert office.start("plan", letters=massacre.letters).ended(within=600)
    office.finish(massacre.letters)

    check_invariants(office, massacre.letters)
