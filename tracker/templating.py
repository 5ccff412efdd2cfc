"""The environments that pages and letters are put into words in, beyond what Jinja and Flask do."""

import contextlib
from collections.abc import MutableMapping
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

_JINJA = version("jinja2")


class PageEnvironment(Environment):
    """Flask's own, in which a macro is imported without comparing all that templates may use."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template may use beside what it is given; `d` is what only this one may use.

        Nothing here has any. A dictionary of them laid over the others makes each import look
        through both in Python: a fiftieth of a page.
        """
        return super().make_globals(d) if d else self.globals


class CompiledTemplates(FileSystemBytecodeCache):
    """Templates as Python has compiled them, kept in a folder of this installation: compiling those
    of the first pages is a fifth of a start, and what that takes of memory is not given back.

    What is kept comes of the template and of Jinja, and of nothing else of ours: a test holds that
    no filter is called while one is compiled.
    """

    def __init__(self, instance: Path, name: str) -> None:
        """`name` keeps the templates of one environment from those of another."""
        super().__init__(str(instance / "templates" / name))

    def get_source_checksum(self, source: str) -> str:
        """What stands for a template as this Jinja compiles it."""
        return super().get_source_checksum(f"{_JINJA}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """What is kept, if it is of this template and this Python. A folder that cannot be read is
        an empty one, and what a power cut left half written is not there."""
        with contextlib.suppress(OSError, EOFError, UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, unless the folder cannot be written: then it is compiled at each start."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
