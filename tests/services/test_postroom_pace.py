"""How many letters are taken in hand at once."""

from tracker.services.postroom.pace import Pace


class Seconds:
    """A clock that letters move."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


def paces(seconds_a_letter: float, rounds: int = 9, most: int = 50) -> list[int]:
    """How many are taken in each round, at so many seconds a letter."""
    clock = Seconds()
    pace, taken = Pace(most, monotonic=clock), []
    for _ in range(rounds):
        taken.append(pace.most)
        pace.begin()
        clock.passed += seconds_a_letter * pace.most
        pace.end(pace.most)
    return taken


def test_it_begins_with_one_and_doubles_up_to_the_most() -> None:
    assert paces(0.004) == [1, 2, 4, 8, 16, 32, 50, 50, 50]


def test_no_more_are_taken_than_go_in_two_seconds() -> None:
    assert paces(0.25, 6) == [1, 2, 4, 8, 8, 8]
    assert paces(3, 4) == [1, 1, 1, 1]


def test_a_server_that_grows_slow_is_noticed_after_one_round() -> None:
    clock = Seconds()
    pace = Pace(50, monotonic=clock)
    for _ in range(7):
        pace.begin()
        pace.end(pace.most)
    pace.begin()
    clock.passed += 20
    pace.end(5)

    assert pace.most == 1


def test_a_round_in_which_nothing_was_begun_changes_nothing() -> None:
    pace = Pace(50, monotonic=Seconds())
    pace.begin()
    pace.end(0)

    assert pace.most == 1


def test_what_was_written_five_seconds_ago_is_written_again() -> None:
    clock = Seconds()
    pace = Pace(50, monotonic=clock)
    pace.begin()
    clock.passed += 4
    assert not pace.is_slow()
    clock.passed += 2
    assert pace.is_slow()
    clock.passed += 4
    assert not pace.is_slow()
