"""Facts that are kept for good, and fields that they get later."""

from dataclasses import dataclass

import pytest

from tracker.domain.frozen import fingerprint, later, plain, restored


@dataclass(frozen=True)
class Before:
    """Facts as they were first kept."""

    actions: int


@dataclass(frozen=True)
class After:
    """The same with what was added later."""

    actions: int
    colours: tuple[str, ...] = later(())


def test_a_later_field_is_left_out_while_it_has_its_default() -> None:
    kept = plain(Before(13))

    assert restored(After, kept) == After(13)
    assert fingerprint(restored(After, kept)) == fingerprint(Before(13))


@pytest.mark.parametrize("facts", [After(13), After(13, ("Red",))])
def test_it_comes_back_as_it_was(facts: After) -> None:
    assert restored(After, plain(facts)) == facts
    assert (fingerprint(facts) == fingerprint(After(13))) is (not facts.colours)
