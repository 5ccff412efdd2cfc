"""Papers as PDF files that everybody can read: tagged, PDF/UA-1, the same bytes each time."""

from functools import singledispatch
from textwrap import shorten
from typing import Any

from tracker.domain.papers import (
    Bars,
    Block,
    Bullets,
    Cell,
    Facts,
    Grid,
    Heading,
    Paper,
    Para,
    Quote,
    Rated,
)
from tracker.exporters.typeset import Texts, bars_data, pages

_LONGEST_WHOLE = 500
"""Characters of a cell up to which its row stays on one page."""

_RUNNING = 85
"""Characters of the title at the top of each page, so that it stays one line."""


def pdf(paper: Paper) -> bytes:
    """The bytes of the paper as a PDF file."""
    return pages("paper.typ", "paper", lambda texts: _paper(paper, texts))


def _paper(paper: Paper, texts: Texts) -> dict[str, Any]:
    language, _, region = paper.language.partition("-")
    return {
        "title": texts(paper.title),
        "running": texts(shorten(paper.title, _RUNNING, placeholder=" …")),
        "subtitle": texts(paper.subtitle),
        "marking": texts(paper.marking),
        "issuer": texts(paper.issuer),
        "language": language,
        "region": region or None,
        "facts": _pairs(paper.facts, texts),
        "parts": [
            {"wide": wide, "blocks": [one for block in blocks for one in _blocks(block, texts)]}
            for wide, blocks in paper.sections()
        ],
    }


def _pairs(rows: tuple[tuple[str, str], ...], texts: Texts) -> list[list[str]]:
    return [[texts(label), texts(text)] for label, text in rows]


def _blocks(block: Block, texts: Texts) -> list[dict[str, Any]]:
    """What a block is set as; a chart is set with its numbers."""
    followed: list[Block] = [block, block.numbers] if isinstance(block, Bars) else [block]
    return [_data(one, texts) for one in followed]


@singledispatch
def _data(block: Block, _texts: Texts) -> dict[str, Any]:
    raise TypeError(type(block))


@_data.register
def _(block: Heading, texts: Texts) -> dict[str, Any]:
    words = {"text": texts(block.text), "number": texts(block.number)}
    return {"is": "heading", "level": block.level, **words}


@_data.register
def _(block: Para, texts: Texts) -> dict[str, Any]:
    words = {"text": texts(block.text), "number": texts(block.number)}
    return {"is": "para", "strong": block.strong, **words}


@_data.register
def _(block: Bullets, texts: Texts) -> dict[str, Any]:
    return {"is": "bullets", "items": [texts(item) for item in block.items]}


@_data.register
def _(block: Quote, texts: Texts) -> dict[str, Any]:
    return {"is": "quote", "text": texts(block.text), "source": texts(block.source)}


@_data.register
def _(block: Facts, texts: Texts) -> dict[str, Any]:
    return {"is": "facts", "rows": _pairs(block.rows, texts)}


@_data.register
def _(block: Grid, texts: Texts) -> dict[str, Any]:
    return {
        "is": "grid",
        "caption": texts(block.caption),
        "headings": [texts(name) for name in block.headings],
        "shares": block.shares,
        "first": block.first_names,
        "rows": [_row(row, texts) for row in block.rows],
    }


@_data.register
def _(block: Bars, texts: Texts) -> dict[str, Any]:
    words = {"caption": texts(block.caption), "alt": texts(block.alt)}
    return {"is": "bars", **words, **bars_data(block, texts)}


def _row(row: tuple[Cell, ...], texts: Texts) -> dict[str, Any]:
    long = any(isinstance(cell, str) and len(cell) > _LONGEST_WHOLE for cell in row)
    return {"breaks": long, "cells": [_cell(cell, texts) for cell in row]}


def _cell(cell: Cell, texts: Texts) -> str | dict[str, str]:
    if isinstance(cell, Rated):
        name, reason = cell.parts
        return {"rag": cell.rag, "name": texts(name), "reason": texts(reason)}
    return texts(cell)
