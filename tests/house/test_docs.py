"""What the documents say can be checked, is checked."""

import re
from pathlib import Path

import click
import pytest

from tracker import cli, config
from tracker.services.letters.write import KINDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(group: click.Group, before: str = "tracker") -> list[str]:
    """Every command of the command line, whole."""
    names = []
    for name, command in group.commands.items():
        whole = f"{before} {name}"
        names += commands(command, whole) if isinstance(command, click.Group) else [whole]
    return names


@pytest.mark.parametrize("name", sorted(config.NAMES))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(r"\| `(TRACKER_\w+)` \|", README)) == set(config.NAMES)


@pytest.mark.parametrize("command", commands(cli.tracker))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`{command}" in README


def test_every_word_of_make_in_the_readme_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    can = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)", README)) <= can


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_a_document_names_is_there(document: Path) -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    paths = re.findall(
        r"`((?:tracker|templates|tests|docs|frontend|deploy)/[\w./-]+)`",
        document.read_text(encoding="utf-8"),
    )

    missing = [n for n in named if not (document.parent / n).exists()]
    missing += [p for p in paths if not (ROOT / p).exists()]
    assert missing == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_letter_is_described(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs/adding/letter.md").read_text(encoding="utf-8")
