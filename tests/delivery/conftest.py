from collections.abc import Iterator

import pytest
from flask import Flask

from tracker.extensions import mail


@pytest.fixture
def mail_app() -> Iterator[Flask]:
    """An application that knows nothing but mail."""
    app = Flask("mail only")
    mail.init_app(app)
    with app.app_context():
        yield app
