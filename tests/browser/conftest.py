"""The browser, and a gallery of every component to look at with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.browser.fixtures import (
    axe,
    base_url,
    browser_type_launch_args,
    chromium,
    no_scripts_page,
    page,
    screenshot,
    served,
    serving,
)
from tests.browser.gallery.app import gallery_app

__all__ = [
    "axe",
    "base_url",
    "browser_type_launch_args",
    "chromium",
    "no_scripts_page",
    "page",
    "screenshot",
    "served",
]


@pytest.fixture(scope="session")
def gallery_of_components(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the gallery's pages beside its own."""
    return gallery_app(tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="session")
def gallery(gallery_of_components: Flask) -> Iterator[str]:
    """The address of the gallery, served for the whole session."""
    built = Path(gallery_of_components.static_folder or "") / "manifest.json"
    if not built.is_file():
        pytest.fail("The styles are not built. Run: make setup")
    with serving(gallery_of_components) as address:
        yield address
