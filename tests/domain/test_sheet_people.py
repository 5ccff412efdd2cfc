"""The people in a spreadsheet: split, each once, and matched only when there is no doubt."""

import pytest

from tracker.domain.sheet_people import How, Known, looks_like_people, names_in, people_in

JEAN = Known("1", "Jean Talbot", "Head of Safeguarding")
JOAN = Known("2", "Joan Talbot")
PRIYA = Known("3", "Priya Nair")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("J Talbot / P Nair", ("J Talbot", "P Nair")),
        ("J Talbot, P Nair and K Okafor", ("J Talbot", "P Nair", "K Okafor")),
        ("Jean Talbot (Head of Service)", ("Jean Talbot",)),
        ("Jean Talbot, Head of Service", ("Jean Talbot",)),
        ("Jean Talbot - Head of Service", ("Jean Talbot",)),
        ("Talbot, Jean", ("Jean Talbot",)),
        ("Cllr Jean Talbot; Dr P. Nair", ("Jean Talbot", "P. Nair")),
        ("Jean Talbot\nPriya Nair\nJean Talbot", ("Jean Talbot", "Priya Nair")),
        ("Nia Hughes a Rhys Jones ac Eleri Puw", ("Nia Hughes", "Rhys Jones", "Eleri Puw")),
        ("Mary-Ann O’Neill & Siân ap Gwilym", ("Mary-Ann O’Neill", "Siân ap Gwilym")),
        ("Head of Service, Team Manager", ("Head of Service", "Team Manager")),
        ("J Talbot / TBC", ("J Talbot",)),
        ("To be confirmed", ()),
        (" - ", ()),
    ],
)
def test_a_cell_is_split_into_its_people(text: str, names: tuple[str, ...]):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "are"),
    [("J Talbot / P Nair", True), ("JT", True), ("Head Of Service", False), ("Review the policy", False), ("Al Bo " * 30, False)],
)  # fmt: skip
def test_what_looks_like_people(text: str, are: bool):
    assert looks_like_people(text) is are


def found(name: str, *known: Known) -> tuple[How, str | None, list[str]]:
    (person,) = people_in([(2, (name,))], known)
    return person.how, person.person and person.person.name, [one.name for one in person.candidates]


def test_a_name_is_matched_when_it_can_mean_one_person_alone():
    assert found("jean talbot", JEAN, JOAN) == (How.EXACT, "Jean Talbot", ["Jean Talbot"])
    assert found("Head of Safeguarding", JEAN, JOAN)[:2] == (How.EXACT, "Jean Talbot")
    assert found("P. Nair", JEAN, PRIYA) == (How.INITIALS, "Priya Nair", ["Priya Nair"])


def test_a_name_that_can_mean_several_or_is_only_part_of_one_is_asked_about():
    assert found("J Talbot", JEAN, JOAN) == (How.INITIALS, None, ["Jean Talbot", "Joan Talbot"])
    assert found("PN", PRIYA) == (How.INITIALS, None, ["Priya Nair"])
    assert found("Nair", JEAN, PRIYA) == (How.SURNAME, None, ["Priya Nair"])
    assert found("Anil Nair", PRIYA) == (How.SURNAME, None, ["Priya Nair"])
    assert found("Kemi Okafor", JEAN, PRIYA) == (How.NOT_FOUND, None, [])


def test_everybody_is_listed_once_with_every_row():
    people = people_in([(2, ("J Talbot", "P Nair")), (3, ("J. TALBOT",)), (3, ("J Talbot",))], ())

    assert [(one.name, one.rows) for one in people] == [("J Talbot", (2, 3)), ("P Nair", (2,))]
