"""To be written."""

from flask import Blueprint

pages = Blueprint("mailbox", __name__)
