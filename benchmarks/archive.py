#!/usr/bin/env python3
"""Search an archive of many generated articles: seconds of each kind of question, and its size on disk.

    python benchmarks/archive.py [1000000] [--folder FOLDER]

Prints a line of JSON a kind of question (median and 95th percentile in milliseconds of the wall and of the processor,
over different questions, each asked once) and one for all; status 1 if the 95th percentile of the wall is above the bar
of 150 ms. Where the processor's is far below the wall's, others use the machine. With --folder the archive is kept
there and used again.

The articles are those of merging.py, with the facts found in them; so that a million is made in minutes, four thousand
are read and each is printed again on other days of ten years, with other words beside its own: twelve of the dictionary
of jieba, as common and as rare as in its corpus, so that the index is as long-tailed as that of real news.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from merging import articles

from digest import facts
from digest.archive.rows import to_rows
from digest.archive.store import Archive, Query
from digest.model import Report
from digest.pipeline.backfill.backfill_store import BackfillStore, Taken
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.archive.rows import ReportRows

BAR = 150.0
_READ = 4000
_CHUNK = 1000
_DAYS = 3650
_WORDS = 12
_EACH = 25


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (given.folder or Path(folder)) / f"{given.count}.db"
        if not path.exists():
            fill(path, given.count)
        size = path.stat().st_size
        print(
            json.dumps(
                {"articles": given.count, "gigabytes": round(size / 2**30, 2), "bytes_each": size // given.count}
            )
        )
        return 0 if ask(path) <= BAR else 1


def vocabulary() -> tuple[list[str], list[int]]:
    """Give the words of jieba's dictionary and, summed up, how often its corpus has them."""
    jieba.setLogLevel(60)
    jieba.initialize()
    known = [(word, often) for word, often in jieba.dt.FREQ.items() if often and len(word) > 1]
    return [word for word, _ in known], list(accumulate(often for _, often in known))


def fill(path: Path, count: int) -> None:
    """Write `count` articles into a new archive."""
    start = time.perf_counter()
    base = [to_rows(Report(one, facts.extract(one, on=one.published))) for one in islice(articles(_READ), _READ)]
    half = path.with_suffix(".half")
    with BackfillStore(half) as store:
        made = again(base, count)
        for k in range(0, count, _CHUNK):
            store.take([Taken(f"generated {k}", "1", 1, tuple(islice(made, min(_CHUNK, count - k))))])
    half.rename(path)
    print(json.dumps({"filled_s": round(time.perf_counter() - start)}))


def again(base: list[ReportRows], count: int) -> Iterator[ReportRows]:
    """Print articles again on other days with other words beside their own."""
    draw, (words, often) = random.Random(3), vocabulary()  # noqa: S311  no secret
    for number in range(count):
        one = base[number % len(base)]
        day = date(2015, 1, 5) + timedelta(days=number * _DAYS // count)
        name, *rest = f"{number:016x}", *one.article[1:]
        rest[2] = day.isoformat()
        beside = " ".join(draw.choices(words, cum_weights=often, k=_WORDS))
        yield replace(
            one, key=name, article=(name, *rest), words=f"{one.words} {beside}", week=period.week_of(day).issue
        )


def questions() -> dict[str, Callable[[random.Random], Query]]:
    """Give the kinds of questions that people ask."""
    words, often = vocabulary()

    def word(draw: random.Random) -> str:
        return draw.choices(words, cum_weights=often)[0]

    def days(draw: random.Random) -> tuple[date, date]:
        first = date(2015, 1, 5) + timedelta(days=draw.randrange(_DAYS))
        return first, first + timedelta(days=draw.choice((7, 30, 365)))

    def within(draw: random.Random, query: Query) -> Query:
        since, until = days(draw)
        return replace(query, since=since, until=until)

    def zone(draw: random.Random) -> str:
        return draw.choice(("高新", "经开区", "苏州", "保税区", "天津", "昆山", "张江", "开发区", "武汉", "西咸新区"))

    return {
        "a word of news": lambda draw: Query(words=(word(draw),)),
        "any word": lambda draw: Query(words=(draw.choice(words),)),
        "a word of all": lambda draw: Query(words=(draw.choice(("开发区", "项目", "投资", "签约", "企业", "电池")),)),
        "two words": lambda draw: Query(words=(word(draw), draw.choice(("项目", "投资", "开工")))),
        "two words of news": lambda draw: Query(words=(word(draw), word(draw))),
        "a zone": lambda draw: Query(zone=zone(draw)),
        "a zone, a word": lambda draw: Query(words=(word(draw),), zone=zone(draw)),
        "an amount": lambda draw: Query(kind="money", least=draw.choice((5e9, 1e10, 1.7e10, 2.8e10))),
        "an amount, a word of all": lambda draw: Query(
            words=("项目",), kind="money", least=draw.choice((1e10, 1.7e10))
        ),
        "a kind, days": lambda draw: within(draw, Query(kind=draw.choice(("money", "growth", "org", "quantity")))),
        "a word, days": lambda draw: within(draw, Query(words=(word(draw),))),
        "a zone, an amount, days": lambda draw: within(draw, Query(zone=zone(draw), kind="money", least=1e10)),
    }


def ask(path: Path) -> float:
    """Ask every kind of question; give the 95th percentile of all in milliseconds."""
    draw = random.Random(9)  # noqa: S311  as above
    everything: list[float] = []
    busy: list[float] = []
    with Archive(path) as archive:
        archive.search(Query(words=("开工",)))  # opens the file and loads the dictionary
        for kind, question in questions().items():
            taken, worked, found = [], [], 0
            for _ in range(_EACH):
                query = question(draw)
                start, used = time.perf_counter(), time.process_time()
                found += len(archive.search(query))
                taken.append(1000 * (time.perf_counter() - start))
                worked.append(1000 * (time.process_time() - used))
            everything += taken
            busy += worked
            print(json.dumps({"asked": kind, "found": found, **_times(taken, worked)}, ensure_ascii=False), flush=True)
    print(json.dumps({"asked": "all", **_times(everything, busy), "bar": BAR, "load": round(os.getloadavg()[0], 1)}))
    return _times(everything, busy)["p95_ms"]


def _times(taken: list[float], worked: list[float]) -> dict[str, float]:
    return {
        f"p{share}_{name}": round(sorted(held)[len(held) * share // 100], 1)
        for name, held in (("ms", taken), ("processor_ms", worked))
        for share in (50, 95)
    }


if __name__ == "__main__":
    sys.exit(main())
