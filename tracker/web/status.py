"""To be written."""

from flask import Blueprint

pages = Blueprint("status", __name__)
