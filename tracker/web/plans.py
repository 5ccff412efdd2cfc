"""To be written."""

from flask import Blueprint

pages = Blueprint("plans", __name__)
