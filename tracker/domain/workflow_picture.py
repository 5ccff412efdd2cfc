"""The table of moves as `docs/workflow.md` shows it."""

import sys
from collections.abc import Iterator

from tracker.domain.workflow import MOVES, STATE_WORDS, Move, State

_BEGINNING = """# From assigned to embedded

Written from the table in `tracker/domain/workflow.py`; a test holds the two together. To write it
again: `python -m tracker.domain.workflow_picture > docs/workflow.md`.

Overdue is not in it: it is a condition of an action that is still its owner’s, and no state. While
an action waits for sign-off the owner’s clock stands still and the decider’s runs. Opening an
action again keeps its history, what was sent in and what was decided. What is on hold is not late,
and nobody is reminded of it. A move without a page is made by the scheduler.
"""


def document() -> str:
    """The whole document: the picture, then each move: who makes it, what it needs and causes."""
    return "\n".join([_BEGINNING, *_picture(), "", *_table(), ""])


def _picture() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f'    state "{STATE_WORDS[state]}" as {state.value}'
    yield f"    [*] --> {State.DRAFT.value}"
    for move in MOVES:
        for begins in _in_order(move):
            yield f"    {begins.value} --> {move.ends.value} : {move.step.value}"
    yield "```"


def _table() -> Iterator[str]:
    yield "| move | from | to | who | needs | letter | page |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for move in MOVES:
        cells = (
            move.step.value,
            ", ".join(_name(state) for state in _in_order(move)),
            _name(move.ends),
            move.who.value,
            move.needs,
            f"`{move.letter}`" if move.letter else "none",
            f"`{move.page}`" if move.page else "none",
        )
        yield f"| {' | '.join(cells)} |"


def _in_order(move: Move) -> list[State]:
    return [state for state in State if state in move.begins]


def _name(state: State) -> str:
    return STATE_WORDS[state].partition(":")[0].lower()


if __name__ == "__main__":
    sys.stdout.write(document())
