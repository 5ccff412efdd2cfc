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
