"""What is asked of somebody who adds evidence or removes it."""

from datetime import date

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from tracker.domain.evidence import LONGEST_REASON, Described, Shows, faults_described
from tracker.web.fields import (
    NAME_NOBODY,
    AtMost,
    DayField,
    Needed,
    TrackerForm,
    choice,
    show_broken_rule,
)

FILE, LINK = "file", "link"


class AddForm(TrackerForm):
    """A piece of evidence. `fit` it before showing or checking it."""

    what = RadioField(
        "What do you want to add?",
        choices=[choice(FILE, "A file"), choice(LINK, "A link to a page")],
        default=FILE,
        validators=[Needed("Select whether you add a file or a link")],
    )
    file = FileField("File (only if adding a file)")
    link = StringField(
        "Link (only if adding a link)",
        description="The whole address, for example https://www.northbank.example/report",
    )
    about = TextAreaField("What does it show?", description=NAME_NOBODY)
    shows = RadioField(
        "What is it evidence of?",
        choices=[
            choice(Shows.COMPLETION, "Completion", hint="It shows that the action was done"),
            choice(Shows.IMPACT, "Impact", hint="It shows that the action made a difference"),
        ],
        validators=[Needed("Select what it is evidence of")],
    )
    valid_until = DayField("Valid until (optional)", named="Valid until")
    held = HiddenField()
    """The receipt for a file that came before."""

    def fit(self, *, most_mb: int, today: date) -> None:
        """Say which files are taken."""
        self._today = today
        self.file.description = (
            "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, PNG or JPEG, up to"
            f" {most_mb}MB. Take out what tells who a child or a family is"
        )
        self.valid_until.description = (
            f"When it should be looked at again, for example {today.day} {today.month}"
            f" {today.year + 1}"
        )

    @property
    def is_link(self) -> bool:
        """True when it is a link that is added."""
        return bool(self.what.data == LINK)

    @property
    def upload(self) -> FileStorage | None:
        """The file that came with the form, if one did."""
        sent = self.file.data
        return sent if isinstance(sent, FileStorage) and sent.filename else None

    @property
    def said(self) -> Described:
        """What was said about it."""
        return Described(self.about.data or "", Shows(self.shows.data), self.valid_until.data)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        shown = self.shows.data if self.shows.data in set(Shows) else Shows.COMPLETION
        said = Described(self.about.data or "", Shows(shown), self.valid_until.data)
        broken = list(faults_described(said, today=self._today))
        for fault in broken:
            show_broken_rule(self, fault)
        good = bool(well_formed and not broken)
        if not self.is_link:
            good = self._has_file(lost=not good) and good
        return good

    def _has_file(self, *, lost: bool) -> bool:
        """A file must have come now or before. A browser sends it anew each time, so one that came
        with something wrong must be chosen again."""
        if self.upload is None and not self.held.data:
            self.file.errors = ["Select a file"]
        elif self.upload is not None and lost:
            self.file.errors = ["Select the file again: a browser cannot keep it"]
        return not self.file.errors


class RemoveForm(TrackerForm):
    """Why a piece of evidence is removed."""

    reason = TextAreaField(
        "Why are you removing it?",
        description=NAME_NOBODY,
        validators=[
            Needed("Say why you are removing it"),
            AtMost(LONGEST_REASON, "The reason"),
        ],
    )
