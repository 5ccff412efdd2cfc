"""What a web server starts: `gunicorn wsgi:app`. Without TRACKER_ENV it is a real installation."""

import os

os.environ.setdefault("TRACKER_ENV", "production")

from tracker import create_app, logs

logs.begin(as_json=os.environ["TRACKER_ENV"] == "production")
app = create_app()
