"""Facts of many texts: JSON lines in, JSON lines out, one at a time and in their order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from digest import engine, facts, page
from digest.model import Problem
from digest.pipeline import fact_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from digest.model import Article

_CHUNK: Final = 64  # lines a process is given at a time: some 50 ms of work, far more than it costs to hand them over

_Line = tuple[int, bytes]


def facts_of_lines(stream: Iterable[bytes], problems: list[Problem], place: Executor | None = None) -> Iterator[str]:
    """Turn JSON lines {"id", "text", "date"?} into JSON lines {"id", "facts"}, one at a time and in their order.

    `start` and `end` count characters of "text". A line that cannot be read is added to `problems` and skipped. Where
    several processes share the work, a few chunks of the stream are in memory, however long it is.
    """
    lines = ((number, line) for number, line in enumerate(stream, start=1) if line.strip())
    alone = isinstance(place, engine.InProcess | None)
    chunks = iter(lambda: tuple(islice(lines, 1 if alone else _CHUNK)), ())
    for said in engine.each(place or engine.InProcess(), _facts_of_chunk, chunks, _lost):
        if isinstance(said, Problem):
            problems.append(said)
        else:
            yield said


def _facts_of_chunk(chunk: Iterable[_Line]) -> Iterator[str | Problem]:
    return (_facts_of_line(number, line) for number, line in chunk)


def _lost(line: _Line, error: Exception) -> Problem:
    reason = f"it ends whoever reads it ({type(error).__name__})"
    return Problem(f"line {line[0]}", "bad_input", reason, "report it with the line")


def _facts_of_line(number: int, line: bytes) -> str | Problem:
    """Find the facts of one line, or say what is wrong with it."""
    try:
        row = _row(line)
        found = facts.extract(row.article, on=row.article.published)
        laid_out = [{**fact_json.fact(one), "start": one.spans[0].start, "end": one.spans[-1].end} for one in found]
        said = json.dumps({"id": row.id, "facts": laid_out}, ensure_ascii=False)
        said.encode()  # half a surrogate pair cannot be written
    except (ValueError, RecursionError) as error:
        return Problem(f"line {number}", "bad_input", str(error), 'write {"id": …, "text": …, "date": "2025-04-14"}')
    return said


@dataclass(frozen=True, slots=True)
class _Row:
    id: Any
    article: Article


def _row(line: bytes) -> _Row:
    """Read one line; ValueError says what is wrong with it."""
    try:
        values = json.loads(line)
    except ValueError as error:
        msg = f"not JSON: {error}"
        raise ValueError(msg) from error
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        msg = 'no "text"'
        raise ValueError(msg)  # noqa: TRY004  the caller names every bad line alike
    day = values.get("date")
    return _Row(values.get("id"), page.plain(values["text"], date.fromisoformat(str(day)) if day else None))
