"""Findings that repeat earlier ones, told from those that only sound alike."""

import random
import time
from collections.abc import Iterator

import pytest

from tests.accuracy.marking import Mark
from tests.domain.other_pairs import OTHERS
from tests.domain.repeat_pairs import REPEATS, UNFORESEEN
from tracker.domain.finding_words import COMMON, METHODS, PEOPLE, THEMES
from tracker.domain.seen_before import LIKELY, MOST, Likeness, likely_repeats

Pair = tuple[str, str]


def found(new: str, *earlier: str) -> list[tuple[int, bool]]:
    """Which of these are named beside the new one, and whether as likely ones."""
    [repeats] = likely_repeats([new], enumerate(earlier))
    return [(one.id, one.is_likely) for one in repeats]


def named(repeats: tuple[Pair, ...], others: tuple[Pair, ...], least: float) -> Mark:
    """How many of the repeats are found among the pairs' own earlier findings, and nothing else."""
    pairs = (*repeats, *others)
    answers = likely_repeats([new for new, _ in pairs], enumerate(old for _, old in pairs))
    right = [_finds(answers[place], place, least) for place in range(len(pairs))]
    return Mark(len(repeats), sum(right), sum(right[: len(repeats)]))


def _finds(answer: tuple[Likeness, ...], place: int, least: float) -> bool:
    return any(one.id == place and one.likeness >= least for one in answer)


@pytest.mark.parametrize("half", [0, 1], ids=["tuned on", "kept back"])
def test_repeats_are_found_and_what_only_sounds_alike_is_not(half: int) -> None:
    everything = named(REPEATS[half::2], OTHERS[half::2], 0)
    likely = named(REPEATS[half::2], OTHERS[half::2], LIKELY)

    assert everything.recall >= 0.9
    assert everything.precision >= 0.9
    assert likely.recall >= 0.65
    assert likely.precision == 1


def test_half_of_what_the_tables_were_not_written_for_is_found() -> None:
    """What to expect of subjects nobody has thought of yet; a line in a table finds the others."""
    assert named(UNFORESEEN, (), 0).recall >= 0.5


def test_among_many_on_other_subjects_few_are_named() -> None:
    """Each new finding beside the earlier ones of all other pairs: those have no answer written
    down, and some are on one theme; so this holds only their number."""
    pairs = (*REPEATS, *OTHERS)
    answers = likely_repeats([new for new, _ in pairs], enumerate(old for _, old in pairs))
    beside = sum(one.id != place for place, answer in enumerate(answers) for one in answer)

    assert beside < 0.02 * len(pairs) ** 2


def test_the_same_words_are_the_same_finding() -> None:
    for new, old in REPEATS:
        assert (1, True) in found(old, new, old, *(old for _, old in OTHERS))


def test_a_reason_names_what_both_speak_of_the_most_telling_first() -> None:
    [[likeness]] = likely_repeats(
        ["Supervision of social workers, and oversight by managers, should be on SystemX"],
        [(7, "SystemX should hold social workers' supervision"), (8, "Minutes should be prompt")],
    )

    assert likeness.id == 7
    assert likeness.reason == (
        "Both speak of supervision and management oversight, social workers, SystemX."
    )


def test_a_weak_likeness_says_so() -> None:
    earlier = "Pathway plans for care leavers should be clear"

    assert found("Care leavers' pathway plans are not clear", earlier) == [(0, True)]
    assert found("Pathway plans and logos are audited", earlier) == [(0, False)]


def test_a_finding_about_other_people_is_not_the_same() -> None:
    assert found("Supervision of foster carers is rare", "Foster carers lack supervision")
    assert not found("Supervision of foster carers is rare", "Social workers lack supervision")


@pytest.mark.parametrize("text", ["", "  ", "Improve the quality of services", "…", "Ŵ é"])
def test_what_says_nothing_resembles_nothing(text: str) -> None:
    assert found(text, text, "Improve services", "") == []
    assert likely_repeats([], [(1, text)]) == []
    assert likely_repeats([text], []) == [()]


def test_what_every_finding_here_says_tells_little() -> None:
    many = [f"The harbour office should look at matter {number}" for number in range(300)]

    assert found("The harbour office should write letters", *many) == []


def test_at_most_three_are_named_the_likeliest_first() -> None:
    alike = ["Private fostering should be publicised"] * 5
    [answer] = likely_repeats(["Private fostering is not publicised"], enumerate(alike))

    assert [one.id for one in answer] == list(range(MOST))


def test_curly_apostrophes_and_capitals_change_nothing() -> None:
    assert found("THE VICTIMS’ CODE IS NOT KEPT", "The victims' code is not kept") == [(0, True)]


def test_a_long_paragraph_is_still_alike() -> None:
    long = (
        "Supervision and management oversight are not good enough. When plans are stuck or records"
        " are old, managers do not challenge, and practitioners in the police and in mental health"
        " services have no place to reflect. Without oversight the progress of children cannot be"
        " followed, as the audits of the last year had told the partnership."
    )

    assert found("Supervision should be regular, and oversight be seen", long)


def test_ten_thousand_earlier_findings_are_compared_in_about_a_second() -> None:
    chance = random.Random(20)
    texts = [text for pair in (*REPEATS, *OTHERS) for text in pair]
    earlier = [(number, " ".join(chance.sample(texts, 2))) for number in range(10_000)]
    new = [" ".join(chance.sample(texts, 2)) for _ in range(40)]
    began = time.process_time()

    likely_repeats(new, earlier)

    assert time.process_time() - began < 3, "Other work on the machine is allowed for."


def _entries() -> Iterator[tuple[str, str]]:
    for table in (PEOPLE, METHODS, THEMES):
        yield from ((name, phrase) for name, phrases in table.items() for phrase in phrases)


def test_every_phrase_belongs_to_one_subject_and_can_be_met() -> None:
    phrases = [phrase for _name, phrase in _entries()]

    assert len(phrases) == len(set(phrases))
    assert not COMMON & set(phrases)
    for name, phrase in _entries():
        text = f"{phrase}: zebras, tapirs and quaggas"
        [[likeness]] = likely_repeats([text], [(1, text)])
        assert likeness.shared == (name, "zebras", "tapirs", "quaggas"), phrase
