"""The engine: the same results wherever work runs, and no worker's death costs more than what killed it."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
import worked
from week import WEEK

from digest import engine
from digest.errors import UsageError
from digest.pipeline import facts_of_lines, intake, take_down

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

CHUNKS = [(1, 2, 3), (4,), (5, 6), (7, 8, 9, 10), (11, 12)]


def _lost(number: int, _: Exception) -> int:
    return -number


def _readings(place: Executor, *sources: Path) -> tuple[object, ...]:
    readings, problems = intake.read_sources(sources, "Asia/Shanghai", place=place)
    articles = tuple(article for reading in readings for article in reading.layout.articles)
    return readings, problems, tuple(take_down.take_down(articles, place))


def test_results_come_back_in_order_wherever_the_work_ran() -> None:
    expected = [2 * number for number in range(1, 13)]
    with engine.executor(1) as here, engine.executor(2, break_even=0) as pool:
        assert list(engine.each(here, worked.doubled, CHUNKS, _lost)) == expected
        assert list(engine.each(pool, worked.doubled, CHUNKS, _lost)) == expected


def test_pages_and_facts_are_the_same_from_one_process_and_from_two() -> None:
    with engine.executor(1) as here, engine.executor(2, break_even=0) as pool:
        assert _readings(here, WEEK) == _readings(pool, WEEK)


def test_lines_of_texts_are_the_same_from_one_process_and_from_two() -> None:
    lines = [f'{{"id": {k}, "date": "2025-04-14", "text": "项目总投资{k}亿元。"}}\n'.encode() for k in range(200)]
    lines[7] = b"no JSON\n"
    said = []
    for jobs in (1, 2):
        with engine.executor(jobs, break_even=0 if jobs > 1 else 1) as place:
            problems: list[object] = []
            said.append((list(facts_of_lines.facts_of_lines(lines, problems, place)), problems))  # type: ignore[arg-type]
    assert said[0] == said[1]
    assert len(said[0][0]) == 199


def test_little_work_starts_no_process() -> None:
    with engine.executor(2) as place:
        assert set(engine.each(place, worked.whose, CHUNKS, _lost)) == {os.getpid()}


def test_the_first_chunk_loads_what_all_need_and_counts_as_no_work() -> None:
    with engine.executor(2, break_even=0.05) as place:
        found = list(engine.each(place, worked.slow_first, [(1,), (2,), (3,)], _lost))
    assert set(found) == {os.getpid()}


def test_while_the_processes_start_the_work_goes_on_here() -> None:
    with engine.executor(2, break_even=0.01) as place:
        found = engine.each(place, worked.slowly_whose, ((k,) for k in count()), _lost)
        assert [next(found) for _ in range(3)] == [os.getpid()] * 3
        assert next(whose for whose in found if whose != os.getpid())


def test_work_past_the_break_even_goes_to_processes_of_its_own() -> None:
    with engine.executor(2, break_even=0) as place:
        assert os.getpid() not in set(engine.each(place, worked.whose, CHUNKS, _lost))


def test_what_ends_or_hangs_its_worker_costs_itself_only() -> None:
    chunks = [tuple(range(k, k + 4)) for k in range(0, 40, 4)]
    with engine.executor(2, break_even=0) as place:
        found = list(engine.each(place, worked.poisoned, chunks, _lost))
    assert found == [-number if number in {13, 17} else 2 * number for number in range(40)]


def test_an_engine_that_is_none_is_named() -> None:
    with pytest.raises(UsageError, match="write it like dask://host:8786"), engine.executor(0, "spark://there"):
        pass


def test_the_code_is_named_by_its_content() -> None:
    assert engine.code() == engine.code.__wrapped__()
    assert engine.code().startswith("0.")
