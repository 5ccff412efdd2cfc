"""The guard that refuses a form which no page of this session has made."""

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
