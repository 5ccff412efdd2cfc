"""What each column of a sheet holds: guessed from name and values, and corrected by people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.sheet_names import MEANING_WORDS, SEVERAL, Meaning, meanings_of
from tracker.domain.sheet_values import Look, look_of
from tracker.domain.sheets import Cell, letters

SURE = 0.6
"""From here on a guess is taken; below, it is asked about."""
_SENTENCE = 40
"""Characters from which on values are sentences and no states or names."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, what it is taken for, how sure that is from 0 to 1, and why."""

    place: int
    name: str
    meaning: Meaning
    confidence: float
    reason: str
    examples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """What a spreadsheet program calls it: 'E'."""
        return letters(self.place)

    @property
    def asked(self) -> bool:
        """Whether a person should be asked what this column is."""
        return self.confidence < SURE


@dataclass(frozen=True, slots=True)
class _Guess:
    meaning: Meaning
    confidence: float
    reason: str


def columns_of(
    names: Sequence[str],
    values: Sequence[Sequence[Cell]],
    corrections: Mapping[str, Meaning] | None = None,
) -> tuple[Column, ...]:
    """What every column holds. `values` are the cells under each name; `corrections` say by a
    column's name, or by its letter, what a person has said it is, and override every guess."""
    looks = [look_of(cells) for cells in values]
    said = _said(names, corrections or {})
    guesses = {
        place: tuple(_guesses(name if look.count or name not in names[:place] else "", look))
        for place, (name, look) in enumerate(zip(names, looks, strict=True))
        if place not in said
    }
    taken = {meaning for meaning in said.values() if meaning not in SEVERAL}
    chosen = _chosen(guesses, taken)
    chosen |= {place: _Guess(meaning, 1.0, "you said so") for place, meaning in said.items()}
    _fill_gaps(chosen, looks, frozenset(said))
    return tuple(
        Column(
            place, names[place], one.meaning, one.confidence, one.reason, _examples(values[place])
        )
        for place, one in sorted(chosen.items())
    )


def _said(names: Sequence[str], corrections: Mapping[str, Meaning]) -> dict[int, Meaning]:
    by_name = {name: corrections[name] for name in names if name in corrections}
    return {
        place: by_name.get(name) or corrections[letters(place)]
        for place, name in enumerate(names)
        if name in by_name or letters(place) in corrections
    }


def _guesses(name: str, look: Look) -> Iterator[_Guess]:
    """What a column may be: by its name as far as its values agree, then by its values alone."""
    if not look.count and not name and look.filled > 0.5:
        yield _Guess(Meaning.RAG, 0.55, "its cells are filled with colours")
        return
    if not look.count and not name:
        yield _Guess(Meaning.NOTHING, 1.0, "it is empty")
        return
    for meaning, sure in meanings_of(name):
        words = f"it is called '{name}'"
        against = _against(meaning, look)
        if meaning is Meaning.PROGRESS and look.length > _SENTENCE:
            yield _Guess(Meaning.UPDATE, min(sure, 0.85), f"{words} and its values are sentences")
        elif against:
            yield _Guess(meaning, min(sure, 0.95) - 0.44, f"{words}, but {against}")
        else:
            yield _Guess(meaning, min(sure, 0.95), words)
    yield from _by_values(look)


def _against(meaning: Meaning, look: Look) -> str:
    """What about a column's values speaks against its name; empty when nothing does."""
    if not look.count:
        return ""
    if meaning is Meaning.BOTH:
        return "" if look.both > 0.3 else "few of its values name somebody and a date"
    if meaning in {Meaning.OWNER, Meaning.DUE} and look.both > 0.5:
        return "its values name somebody and a date"
    dates = meaning in {Meaning.DUE, Meaning.REVISED, Meaning.COMPLETED}
    if dates and look.times < 0.3:
        return "few of its values are dates"
    if not dates and meaning is not Meaning.NOTHING and look.dated > 0.7:
        return "its values are dates"
    short = look.count > 2 and look.length < 7
    if meaning in {Meaning.ACTION, Meaning.AREA} and (short or look.colours > 0.7):
        return "its values are too short"
    if meaning in {Meaning.OWNER, Meaning.MANAGER} and look.length > 70:
        return "its values are too long for names"
    if meaning is Meaning.REFERENCE and look.length > 25:
        return "its values are too long"
    if meaning is Meaning.PROGRESS and max(look.percents, look.colours) > 0.7:
        return "its values are no states of progress"
    return ""


def _by_values(look: Look) -> Iterator[_Guess]:
    if look.both > 0.5 and look.length <= _SENTENCE:
        yield _Guess(Meaning.BOTH, 0.55, "its values name somebody and a date")
    if look.percents > 0.7:
        yield _Guess(Meaning.PERCENT, 0.8, "its values are percentages")
    if look.colours > 0.7:
        yield _Guess(Meaning.RAG, 0.8, "its values are colours")
    if look.references > 0.7 and look.different > 0.8 and look.times < 0.3:
        yield _Guess(Meaning.REFERENCE, 0.5, "its values are different numbers")
    if look.times > 0.7:
        yield _Guess(Meaning.DUE, 0.5, "its values are dates")
    if look.people > 0.6:
        yield _Guess(Meaning.OWNER, 0.5, "its values are names")
    if look.length > _SENTENCE:
        yield _Guess(Meaning.UPDATE, 0.45, "its values are long")


def _chosen(guesses: Mapping[int, Sequence[_Guess]], taken: set[Meaning]) -> dict[int, _Guess]:
    """One guess for each column, the surest first; what only one may hold is given once."""
    ranked = sorted(
        (
            (guess.confidence, -place, guess)
            for place, all_of in guesses.items()
            for guess in all_of
        ),
        key=lambda one: one[:2],
        reverse=True,
    )
    chosen: dict[int, _Guess] = {}
    lost: dict[int, Meaning] = {}
    for _confidence, minus_place, guess in ranked:
        place = -minus_place
        if place in chosen:
            continue
        if guess.meaning in taken and guess.meaning not in SEVERAL:
            lost.setdefault(place, guess.meaning)
            continue
        chosen[place] = _less_sure(guess, lost.get(place))
        taken.add(guess.meaning)
    for place in guesses.keys() - chosen.keys():
        chosen[place] = _nothing(lost.get(place))
    return chosen


def _less_sure(guess: _Guess, lost: Meaning | None) -> _Guess:
    """A second choice is asked about: the first was given to another column."""
    if lost is None or guess.meaning is Meaning.NOTHING:
        return guess
    reason = f"{guess.reason}, and another column is the {MEANING_WORDS[lost]}"
    return _Guess(guess.meaning, min(guess.confidence, 0.55), reason)


def _nothing(lost: Meaning | None) -> _Guess:
    if lost:
        reason = f"another column is nearer to {MEANING_WORDS[lost]}"
        return _Guess(Meaning.NOTHING, 0.5, reason)
    return _Guess(Meaning.NOTHING, 0.5, "neither its name nor its values say what it is")


def _fill_gaps(chosen: dict[int, _Guess], looks: Sequence[Look], said: frozenset[int]) -> None:
    """Propose a column for the action and the owner when none is called so."""
    have = {guess.meaning for guess in chosen.values()}
    if not have & {Meaning.OWNER, Meaning.BOTH}:
        _give(chosen, Meaning.MANAGER, Meaning.OWNER, "no other column names people", said)
    if Meaning.ACTION in have:
        return
    for instead in (Meaning.AREA, Meaning.UPDATE, Meaning.NOTHING):
        long = [
            place
            for place, guess in chosen.items()
            if guess.meaning is instead and looks[place].length > 15 and place not in said
        ]
        if long:
            place = max(long, key=lambda one: looks[one].different * looks[one].length)
            chosen[place] = _Guess(Meaning.ACTION, 0.4, "no column is called action")
            return


def _give(
    chosen: dict[int, _Guess], old: Meaning, new: Meaning, reason: str, said: frozenset[int]
) -> None:
    for place, guess in chosen.items():
        if guess.meaning is old and place not in said:
            chosen[place] = _Guess(new, 0.5, reason)
            return


def _examples(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Three different values, to be recognised by."""
    return tuple(dict.fromkeys(cell.text for cell in cells if cell.own and cell.text))[:3]
