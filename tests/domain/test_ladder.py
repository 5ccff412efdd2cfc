"""Who is above whom, and so who decides."""

from dataclasses import dataclass

import pytest

from tracker.domain.decisions import decided_by, is_for_the_board, rungs_above
from tracker.domain.ladder import Ladder

OWNER, MANAGER, DIRECTOR, HEAD, LEAD = 1, 2, 3, 4, 5


@dataclass
class Someone:
    manager_id: int | None = None
    team_id: int | None = None
    active: bool = True


@dataclass
class Unit:
    parent_id: int | None = None
    head_id: int | None = None


@pytest.fixture
def people() -> dict[int, Someone]:
    """An owner under a manager under a director."""
    return {
        OWNER: Someone(MANAGER),
        MANAGER: Someone(DIRECTOR),
        DIRECTOR: Someone(),
        HEAD: Someone(),
        LEAD: Someone(),
    }


def decides(people: dict[int, Someone], owner: int = OWNER, manager: int = MANAGER) -> int:
    return decided_by(owner, manager, LEAD, Ladder(people, {1: Unit(2), 2: Unit(head_id=HEAD)}))


def test_the_accountable_manager_decides(people: dict[int, Someone]) -> None:
    assert decides(people) == MANAGER


def test_the_next_one_up_decides_about_a_managers_own_action(people: dict[int, Someone]) -> None:
    assert decides(people, owner=MANAGER) == DIRECTOR


def test_the_next_one_up_decides_for_a_manager_who_is_turned_off(
    people: dict[int, Someone],
) -> None:
    people[MANAGER].active = False

    assert decides(people) == DIRECTOR
    assert decides(people, owner=DIRECTOR) == LEAD


def test_with_no_manager_above_the_head_of_the_nearest_team_decides(
    people: dict[int, Someone],
) -> None:
    people[MANAGER] = Someone(team_id=1)

    assert decides(people, owner=MANAGER) == HEAD


def test_with_nobody_above_whoever_runs_the_plan_decides(people: dict[int, Someone]) -> None:
    assert decides(people, owner=DIRECTOR, manager=DIRECTOR) == LEAD


def test_two_who_manage_each_other_do_not_go_round_for_ever(people: dict[int, Someone]) -> None:
    people[DIRECTOR].manager_id = MANAGER
    people[MANAGER].active = people[DIRECTOR].active = False

    assert decides(people) == LEAD


def test_a_date_that_has_moved_is_decided_one_rung_higher(people: dict[int, Someone]) -> None:
    ladder = Ladder(people, {})

    deciders = [decided_by(OWNER, MANAGER, LEAD, ladder, moves=moves) for moves in range(4)]

    assert deciders == [MANAGER, DIRECTOR, DIRECTOR, DIRECTOR]
    assert [is_for_the_board(moves) for moves in range(4)] == [False, False, True, True]


def test_with_nobody_higher_the_same_person_decides_again(people: dict[int, Someone]) -> None:
    assert decided_by(OWNER, DIRECTOR, LEAD, Ladder(people, {}), moves=2) == DIRECTOR
    assert decided_by(MANAGER, MANAGER, LEAD, Ladder(people, {}), moves=1) == DIRECTOR


def test_whoever_asks_or_covers_for_the_owner_is_passed_over(people: dict[int, Someone]) -> None:
    ladder = Ladder(people, {})

    assert decided_by(OWNER, MANAGER, LEAD, ladder, never={MANAGER, None}) == DIRECTOR
    assert decided_by(OWNER, MANAGER, LEAD, ladder, never={DIRECTOR}, moves=1) == MANAGER
    assert decided_by(OWNER, MANAGER, LEAD, ladder, never={MANAGER, DIRECTOR}) == LEAD


def test_those_above_whoever_decides_come_one_after_another(people: dict[int, Someone]) -> None:
    people[DIRECTOR].team_id = 1
    ladder = Ladder(people, {1: Unit(head_id=HEAD)})

    assert list(rungs_above(MANAGER, ladder)) == [DIRECTOR, HEAD]
    assert list(rungs_above(MANAGER, ladder, never={DIRECTOR})) == [HEAD]
    assert list(rungs_above(HEAD, ladder)) == []


def test_two_above_each_other_are_two_rungs_and_no_more(people: dict[int, Someone]) -> None:
    people[DIRECTOR].manager_id = MANAGER

    assert list(rungs_above(MANAGER, Ladder(people, {}))) == [DIRECTOR]


def test_two_parties_who_manage_each_other_do_not_go_round_for_ever(
    people: dict[int, Someone],
) -> None:
    people[DIRECTOR].manager_id = MANAGER
    ladder = Ladder(people, {})

    assert decided_by(OWNER, MANAGER, LEAD, ladder, never={MANAGER, DIRECTOR}) == LEAD
