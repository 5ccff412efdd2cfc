"""To be written."""

from flask import Blueprint

pages = Blueprint("review", __name__)
