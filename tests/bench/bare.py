"""The least that a program of Flask and SQLAlchemy does until it has answered once: it imports both,
opens a database and shows a page with one row of it. The limit of row 18."""

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class _Base(DeclarativeBase):
    """What the one table is made of."""


class _Line(_Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(40))


def main() -> None:
    """Start, answer once, and end."""
    app, db = Flask(__name__), SQLAlchemy(model_class=_Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)

    @app.route("/")
    def page() -> str:
        db.create_all()
        db.session.add(_Line(words="Sign in"))
        line = db.session.scalars(db.select(_Line)).one()
        return render_template_string("<h1>{{ line.words }}</h1>", line=line)

    assert app.test_client().get("/").status_code == 200


if __name__ == "__main__":
    main()
