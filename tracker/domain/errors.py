"""The one error that is always safe to show a person."""


class RuleBroken(Exception):
    """Something was asked for that the rules do not allow.

    `message` is a whole sentence that says what to do; pages show it word for word, beside the
    form field called `field` when one is named.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Crossed(Exception):
    """Somebody else saved first; nothing was overwritten and what was typed is in the form."""


class AlreadyDone(Exception):
    """This very form has taken effect; `answer` is where it led and `message` what it said."""

    def __init__(self, *, answer: str, message: str) -> None:
        super().__init__("this form has taken effect already")
        self.answer = answer
        self.message = message
