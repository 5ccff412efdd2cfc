"""DB-05 to DB-07 on three hosts: pages, post rooms and PostgreSQL, each cut off and killed while people
save and letters leave. No update is lost, no letter is lost, and none goes twice without a flag."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.faults.hosts import BASE, HOSTS, POST, WEB, ThreeHosts, three_hosts
from tests.faults.network import Cut
from tests.faults.visitors import WORDS, check_saved, work_of
from tracker.extensions import db
from tracker.services import audit
from tracker.store.actions import Action
from tracker.store.outbox import LetterState
from tracker.store.people import Person

ANSWERED_WITHIN = 30
"""Seconds in which a page says that its database is away, however it went."""

MINUTES = 10


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[ThreeHosts]:
    with three_hosts(tmp_path) as running:
        yield running


def check_invariants(hosts: ThreeHosts) -> None:
    """What must hold once everybody has gone home and every letter has ended."""
    with hosts.app.app_context():
        check_saved([one.told for one in hosts.visitors])
        assert audit.verify().faults == ()
        secrets = {
            *db.session.scalars(select(Action.title)),
            *db.session.scalars(select(Person.name)),
        }
    _check_letters(hosts)
    log = hosts.log()
    assert [words for words in (WORDS, "Traceback", *secrets) if words in log] == []


def _check_letters(hosts: ThreeHosts) -> None:
    copies = Counter(hosts.mail.ids())
    letters = hosts.letters()
    assert set(copies) <= {letter.message_id for letter in letters}
    for letter in letters:
        taken, doubts = copies[letter.message_id], letter.doubt_count
        how = (letter.kind, letter.state, doubts, taken)
        if letter.state is LetterState.SENT:
            assert 1 <= taken <= 1 + doubts, how
        elif letter.state is LetterState.DOUBTFUL:
            assert taken <= doubts, how
        else:  # a reminder of what has been updated before it left
            assert letter.state is LetterState.CANCELLED, how
            assert taken <= doubts, how


def tell(hosts: ThreeHosts, befell: Counter[str]) -> str:
    """What came of a run, in a few lines."""
    told, letters = work_of(hosts.visitors), hosts.letters()
    copies = Counter(hosts.mail.ids())
    return (
        f"{dict(befell)}\n"
        f"saved: {len(told.saved)} updates, {len(told.commented)} comments;"
        f" answers by status: {dict(told.answers)}; slowest {told.slowest:.1f} s\n"
        f"letters: {dict(hosts.states())}; taken {sum(copies.values())},"
        f" in doubt {sum(letter.doubt_count > 0 for letter in letters)},"
        f" twice {sum(n > 1 for n in copies.values())}"
    )


class Fate(StrEnum):
    """What befalls a host."""

    CABLE = "cable pulled"
    SWITCH = "silently cut"
    KILLED = "killed"
    POWER = "lost power"


def befall(hosts: ThreeHosts, host: str, fate: Fate, *, seconds: float) -> None:
    """Take a host away in one way and bring it back after so long."""
    if fate is Fate.KILLED:
        hosts.kill(host)
    elif fate is Fate.POWER:
        hosts.lose_power(host)
    else:
        hosts.net.cut(host, Cut.CABLE if fate is Fate.CABLE else Cut.SWITCH)
    time.sleep(seconds)  # the others have to meet it by their own clocks
    hosts.net.mend(host)
    if fate in {Fate.KILLED, Fate.POWER}:
        hosts.start(host)


def end(hosts: ThreeHosts) -> None:
    """Everybody goes home, every letter ends, and what must hold holds."""
    hosts.people_go()
    hosts.letters_have_ended()
    check_invariants(hosts)


@pytest.mark.long
@pytest.mark.kills
def test_each_host_cut_off_and_killed_once_loses_nothing(hosts: ThreeHosts) -> None:
    hosts.people_come()
    hosts.goes_on()
    for host, fate in ((WEB, Fate.CABLE), (POST, Fate.SWITCH)):
        befall(hosts, host, fate, seconds=1)
    hosts.goes_on()
    for host, fate in ((BASE, Fate.KILLED), (WEB, Fate.POWER), (POST, Fate.POWER)):
        befall(hosts, host, fate, seconds=0.5)
    hosts.goes_on()

    hosts.net.cut(BASE, Cut.SWITCH)
    without, took = hosts.asked("/readyz")
    hosts.net.mend(BASE)

    hosts.goes_on()
    end(hosts)
    assert (without.status, took < ANSWERED_WITHIN) == (503, True)


@pytest.mark.soak
def test_hosts_cut_off_and_killed_at_random_for_ten_minutes_lose_nothing(
    hosts: ThreeHosts,
) -> None:
    seed = int(os.environ.get("SOAK_SEED") or time.time())
    print(f"seed {seed}")
    dice, befell, longest = random.Random(seed), Counter[str](), 0.0
    hosts.people_come()
    hosts.goes_on()
    until = time.monotonic() + MINUTES * 60
    while time.monotonic() < until:
        host, fate = dice.choice(HOSTS), dice.choice(list(Fate))
        befall(hosts, host, fate, seconds=dice.uniform(0.5, 25))
        longest = max(longest, hosts.goes_on(within=120))
        befell[f"{host} {fate}"] += 1
        time.sleep(dice.uniform(0, 3))  # sometimes the next follows at once
    hosts.people_go()
    hosts.letters_have_ended()
    print(tell(hosts, befell), f"at work again after {longest:.1f} s at most", sep="\n")

    check_invariants(hosts)
