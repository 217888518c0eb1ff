#!/usr/bin/env python3
"""Name the three hottest functions of reading and fact finding, beside what the work could not be faster than.

    python benchmarks/hottest.py [600]

Reads generated articles and the pages of the sample week in this process, first bare, then under the profiler. Prints
lines of JSON: characters a second of the whole, of jieba cutting the same texts once, and of one bare regular
expression (the digits with the unit behind them) scanning them once, all in processor seconds of the same run; then the
three functions with most time of their own, and with most time in all, each with its share.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from merging import articles

from digest import facts, page, read
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Article, Document

ROOT = Path(__file__).resolve().parent.parent
Stats = dict[tuple[str, int, str], tuple[int, int, float, float, object]]
_UNIT = re.compile(r"\d+(?:\.\d+)?[万亿]?(?:元|亩|%|人|个|家)")
_ROUNDS = 20  # times the sample week is read
_SHOWN = 3
_OWN, _IN_ALL = 2, 3  # where the profiler keeps seconds of a function's own, and with those it calls


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=600)
    drawn = tuple(articles(parser.parse_args().count))
    pages = tuple(read.read(path.name, path.read_bytes()) for path in sorted((ROOT / "input").glob("*.txt")))
    texts = [_text(one) for one in drawn] + [one.text for one in pages] * _ROUNDS
    characters = sum(map(len, texts))
    words("开发区")
    jieba.setLogLevel(60)
    jieba.initialize()
    _work(drawn[:50], pages)
    bare = {
        "digest": _seconds(lambda: _work(drawn, pages * _ROUNDS)),
        "jieba": _seconds(lambda: [jieba.lcut(text) for text in texts]),
        "regex": _seconds(lambda: [_UNIT.findall(text) for text in texts]),
    }
    speeds = {name: round(characters / seconds) for name, seconds in bare.items()}
    print(json.dumps({"characters": characters, "characters_a_second": speeds}))
    profile = cProfile.Profile()
    profile.runcall(_work, drawn, pages * _ROUNDS)
    stats = pstats.Stats(profile)
    whole = stats.total_tt  # type: ignore[attr-defined]
    for name, place in (("own", _OWN), ("in_all", _IN_ALL)):
        print(json.dumps({name: _hottest(stats.stats, place, whole)}, ensure_ascii=False))  # type: ignore[attr-defined]
    return 0


def _text(article: Article) -> str:
    return "\n".join((str(article.headline), *(text.string for text in article.body)))


def _work(drawn: tuple[Article, ...], pages: tuple[Document, ...]) -> None:
    for one in drawn:
        facts.extract(one, on=one.published)
    for document in pages:
        for article in page.split(document).articles:
            facts.extract(article, on=article.published)


def _seconds(work: Callable[[], object]) -> float:
    """Time work: processor seconds, the best of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _hottest(stats: Stats, place: int, whole: float) -> list[str]:
    """Name the functions with most time, each with its share; in all, those of the rooms below their doors."""
    doors = {"extract", "split", "_work"}
    known = {
        where: row
        for where, row in stats.items()
        if place == _OWN
        or (re.search(r"digest/(?:facts|page|text)/", where[0]) and where[2] not in doors and where[2][0] != "<")
    }
    ordered = sorted(known.items(), key=lambda one: -float(one[1][place]))  # type: ignore[arg-type]
    return [f"{Path(file).stem}.{name} {float(row[place]) / whole:.1%}" for (file, _, name), row in ordered[:_SHOWN]]  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
