"""Facts of many texts: JSON lines in, JSON lines out, one at a time and in their order."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from digest import contract, facts, page
from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from digest.model import Article

_CHUNK: Final = 64  # lines a process is given at a time: some 50 ms of work, far more than it costs to hand them over
_WAITING: Final = 4  # chunks a process that are read before the first of them is written


def facts_of_lines(stream: Iterable[bytes], problems: list[Problem], jobs: int = 1) -> Iterator[str]:
    """Turn JSON lines {"id", "text", "date"?} into JSON lines {"id", "facts"}, one at a time and in their order.

    `start` and `end` count characters of "text". A line that cannot be read is added to `problems` and skipped. With
    several `jobs` as many processes share the work; however long the stream, a few chunks of it are in memory.
    """
    lines = enumerate(stream, start=1)
    chunks = iter(lambda: tuple(islice(lines, _CHUNK if jobs > 1 else 1)), ())
    for said in chain.from_iterable(map(_facts_of_chunk, chunks) if jobs == 1 else _shared(chunks, jobs)):
        if isinstance(said, Problem):
            problems.append(said)
        else:
            yield said


_Chunk = tuple[tuple[int, bytes], ...]


def _shared(chunks: Iterable[_Chunk], jobs: int) -> Iterator[list[str | Problem]]:
    """Share chunks out to processes and give back what they make of them, in order."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  only where work is shared
    from multiprocessing import get_context  # noqa: PLC0415  as above

    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    waiting: deque[Future[list[str | Problem]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_facts_of_chunk, chunk))
            if len(waiting) >= jobs * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _facts_of_chunk(chunk: _Chunk) -> list[str | Problem]:
    return [_facts_of_line(number, line) for number, line in chunk if line.strip()]


def _facts_of_line(number: int, line: bytes) -> str | Problem:
    """Find the facts of one line, or say what is wrong with it."""
    try:
        row = _row(line)
        found = facts.extract(row.article, on=row.article.published)
        laid_out = [{**contract.fact(one), "start": one.spans[0].start, "end": one.spans[-1].end} for one in found]
        said = json.dumps({"id": row.id, "facts": laid_out}, ensure_ascii=False)
        said.encode()  # half a surrogate pair cannot be written
    except (ValueError, RecursionError) as error:
        return Problem(f"line {number}", str(error), 'write {"id": …, "text": …, "date": "2025-04-14"}')
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
