"""Handles on the libraries the product stands on. Nothing here decides anything."""

from contextvars import ContextVar

from flask_login import LoginManager
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The base of every table; constraint names follow one convention, for the migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


only_reading: ContextVar[bool] = ContextVar("only_reading", default=False)
"""True while a request can only read. SQLite then begins without the write lock; every other
transaction takes it at once, because upgrading a read to a write fails without waiting."""

db = SQLAlchemy(metadata=Base.metadata)
mail = Mail()
login_manager = LoginManager()
