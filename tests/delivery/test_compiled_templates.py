"""Templates are kept as they were compiled, where that can be done."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from tracker import templating
from tracker.templating import CompiledTemplates


def _room(instance: Path, said: str) -> Environment:
    return Environment(
        loader=DictLoader({"letter": said}),
        bytecode_cache=CompiledTemplates(instance, "letters"),
        autoescape=True,
    )


def _said(room: Environment) -> str:
    return room.get_template("letter").render(name="Jean")


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said(_room(tmp_path, "Hello {{ name }}")) == "Hello Jean"
    again = _room(tmp_path, "Hello {{ name }}")
    monkeypatch.setattr(again, "compile", None)  # whoever calls it now fails

    assert _said(again) == "Hello Jean"


def test_a_template_that_has_changed_is_compiled_again(tmp_path: Path) -> None:
    _said(_room(tmp_path, "Hello {{ name }}"))

    assert _said(_room(tmp_path, "Dear {{ name }}")) == "Dear Jean"


def test_another_jinja_compiles_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _said(_room(tmp_path, "Hello {{ name }}"))
    (kept,) = (tmp_path / "templates" / "letters").iterdir()
    before = kept.read_bytes()
    monkeypatch.setattr(templating, "_JINJA", "99")

    assert _said(_room(tmp_path, "Hello {{ name }}")) == "Hello Jean"
    assert kept.read_bytes() != before


def test_environments_keep_theirs_apart_and_to_themselves(tmp_path: Path) -> None:
    _said(_room(tmp_path, "Hello {{ name }}"))

    folder = tmp_path / "templates" / "letters"
    assert [path.is_file() for path in folder.iterdir()] == [True]
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("taken", ["templates", "templates/letters"])
def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path, taken: str) -> None:
    """A file stands where the folder should be: as good as a folder nobody may write in, which
    does not stop whoever may do everything."""
    place = tmp_path / taken
    place.parent.mkdir(exist_ok=True)
    place.write_text("")

    assert _said(_room(tmp_path, "Hello {{ name }}")) == "Hello Jean"
    assert place.is_file()


def test_what_was_cut_short_wherever_it_was_is_compiled_again(tmp_path: Path) -> None:
    _said(_room(tmp_path, "Hello {{ name }}"))
    (kept,) = (tmp_path / "templates" / "letters").iterdir()
    whole = kept.read_bytes()

    for length in range(0, len(whole), 7):
        kept.write_bytes(whole[:length])
        assert _said(_room(tmp_path, "Hello {{ name }}")) == "Hello Jean"
        assert kept.read_bytes() == whole
