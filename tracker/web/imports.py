"""To be written."""

from flask import Blueprint

pages = Blueprint("imports", __name__)
