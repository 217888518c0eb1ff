"""A Word file keeps its tables as tables and its headline whole."""

from __future__ import annotations

import tomllib
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sources import docx, paragraph

from digest import read

FILES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))["file"]
STYLES = {"t": "t", "1": "1"}
SIZES = {"big": 44, "small": 24}


def _line(line: str) -> str:
    mark, _, rest = line.partition(": ")
    if mark in SIZES:
        run = f'<w:rPr><w:sz w:val="{SIZES[mark]}"/></w:rPr><w:t>{escape(rest)}</w:t>'
        return f"<w:p><w:r>{run}</w:r></w:p>"
    return paragraph(rest, STYLES[mark]) if mark in STYLES else paragraph(line)


def _cell(cell: str) -> str:
    """Write a cell: "v: " before one that is merged with those below it, "^" for those, "2: " for two columns."""
    mark, _, rest = cell.rpartition(": ")
    merged = {"v": '<w:vMerge w:val="restart"/>', "^": "<w:vMerge/>", "2": '<w:gridSpan w:val="2"/>'}
    properties = merged.get(mark or ("^" if cell == "^" else ""), "")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph('' if cell == '^' else rest)}</w:tc>"


def _table(rows: list[list[str]]) -> str:
    cells = ("".join(map(_cell, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


@pytest.mark.parametrize("file", FILES, ids=[file["says"] for file in FILES])
def test_a_word_file_is_read_as(file: dict[str, Any]) -> None:
    groups = groupby(file["lines"], key=lambda line: isinstance(line, list))
    body = "".join(_table(list(lines)) if table else "".join(map(_line, lines)) for table, lines in groups)
    document = read.read("a.docx", docx(body))
    entry = document.entries[0]

    def words(span: Any) -> str | None:  # noqa: ANN401  a span, or None where there is none
        return document.text[span.start : span.end] if span else None

    assert words(entry.headline) == file["headline"]
    assert [words(span) for span in entry.paragraphs] == file["body"]
    assert (words(entry.kicker), words(entry.subtitle)) == (file.get("kicker"), file.get("subtitle"))
    assert len(document.entries) == file.get("entries", 1)
