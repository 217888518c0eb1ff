"""Count the figures of dumps that are printed in a sentence of two articles, or under another's title or owner.

    python benchmarks/across.py FOLDER... [--jobs 2]

A folder holds NAME.txt beside NAME.gold.json, whose `labels` give each stretch of the dump to its article. Counted are
figures sure enough to be printed with their label. `mixed` ones stand in a sentence with two characters or more of each
of two articles; `owner` ones belong, as told, to somebody of another article, and `title` ones stand under the headline
of another, or, where an article has none, behind an opening that is another's.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import edit, facts, page, read
from digest.model import NUMERIC, SURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Article, Fact, Text

_DAY = date(2025, 12, 31)
_OPENING = 24  # characters of the body that stand for a headline that an article has not
_STRAY = 2  # characters: fewer of another article in a sentence are a mark or a name


def main() -> None:
    """Print the counts of each folder, and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    whole: Counter[str] = Counter()
    with Pool(given.jobs) as pool:
        for folder in given.folders:
            counts: Counter[str] = Counter()
            for one in pool.imap(counted, sorted(folder.glob("*.txt")), chunksize=1):
                counts.update(one)
            _print(str(folder), counts)
            whole.update(counts)
    _print("all", whole)


def _print(name: str, counts: Counter[str]) -> None:
    said = " ".join(f"{key} {counts[key]}" for key in ("sure", "mixed", "owner", "title", "pages", "named"))
    print(f"{name}: {said}", flush=True)


def counted(path: Path) -> Counter[str]:
    """Count the figures of one dump."""
    document = read.read(path.name, path.read_bytes())
    gold = json.loads(path.with_name(f"{path.stem}.gold.json").read_text(encoding="utf-8"))
    of = {place: label["article"] for label in gold["labels"] for place in range(label["start"], label["end"])}
    layout = page.split(document)
    problems = (*document.problems, *layout.problems)
    counts = Counter(pages=1, named=int(any(problem.kind == "read_across" for problem in problems)))
    for article in edit.printable(layout.articles):
        for fact in facts.extract(article, on=_DAY):
            if _is_sure(fact):
                counts.update(sure=1, **_wrongs(article, fact, of))
    return counts


def _is_sure(fact: Fact) -> bool:
    said = fact.kind in NUMERIC and fact.value is not None and fact.label is not None
    return said and not fact.condition and fact.polarity == "affirmed" and fact.confidence >= SURE["item"]


def _wrongs(article: Article, fact: Fact, of: dict[int, Any]) -> dict[str, int]:
    own = _most(fact.text, of)
    articles = [name for name, count in Counter(_names(fact.quote, of)).items() if count >= _STRAY]
    return {
        "mixed": int(len(articles) > 1),
        "owner": int(fact.owner is not None and _most(fact.owner, of) not in {own, None}),
        "title": int(_most(article.headline or article.body[0][:_OPENING], of) not in {own, None}),
    }


def _names(text: Text, of: dict[int, Any]) -> Iterator[str]:
    places = (place for span in text.spans for place in range(*span))
    return (name for place in places if (name := of.get(place)))


def _most(text: Text, of: dict[int, Any]) -> str | None:
    return next((name for name, _ in Counter(_names(text, of)).most_common(1)), None)


if __name__ == "__main__":
    main()
