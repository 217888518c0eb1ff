#!/usr/bin/env python3
"""Measure summaries on sixty invented articles whose two best sentences an editor marked, against lead-3 and TextRank.

    python benchmarks/summaries.py          # TextRank needs: pip install sumy

For each article every method gives whole sentences; what counts is the share of the 120 marked sentences that are among
them. Every method is measured with as many sentences as the brief prints of that article, and, which is harder, with
two and three; lead-3 is the first three of an article whatever the others have. The sentences were marked before
anything was measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import facts
from digest.edit.sentence import told as sentences_told
from digest.edit.summary import summarise
from digest.model import Article, Paragraph, Report, Text
from digest.text.sentences import sentences
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

GOLD = Path(__file__).parent.parent / "tests/edit/summaries/articles.jsonl"
FLOOR = 0.8
PRINTED = 4
DAY = date(2025, 4, 18)


def rows() -> list[dict[str, Any]]:
    """The articles of the gold with their marked sentences."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def report(row: dict[str, Any]) -> Report:
    """Lay an article of the gold out as a report, with the facts as they are found."""
    whole = f"{row['headline']}\n{row['body']}"
    paragraphs, at = [], len(row["headline"]) + 1
    for line in row["body"].split("\n"):
        paragraphs.append(Paragraph("body", Text.of(whole, at, at + len(line))))
        at += len(line) + 1
    head = Text.of(whole, 0, len(row["headline"]))
    article = Article(row["id"], row["id"], row["id"], head, paragraphs=tuple(paragraphs), published=DAY)
    return Report(article, facts.extract(article, on=DAY))


def told(row: dict[str, Any]) -> list[str]:
    """The sentences of an article in order."""
    return [line[span.start : span.end] for line in row["body"].split("\n") for span in sentences(line)]


def ours(row: dict[str, Any], count: int) -> list[str]:
    """The sentences that the desk's summary of `count` at most is made of; the clauses it leaves out do not matter."""
    one = report(row)
    printed = [text.start for text in summarise(one, most=count)]
    whole = [sentence.text for sentence in sentences_told(one)]
    return [text.string for text in whole if any(a <= at < b for a, b in text.spans for at in printed)]


def lead(row: dict[str, Any], count: int) -> list[str]:
    """The first `count` sentences."""
    return told(row)[:count]


def textrank(row: dict[str, Any], count: int) -> list[str]:
    """As many sentences as `count`, by sumy's TextRank over jieba's words."""
    from sumy.models.dom import ObjectDocumentModel, Sentence  # type: ignore[import-not-found]  # noqa: PLC0415  optional
    from sumy.models.dom import Paragraph as Block  # noqa: PLC0415  as above
    from sumy.summarizers.text_rank import TextRankSummarizer  # type: ignore[import-not-found]  # noqa: PLC0415  as above

    class Words:
        def to_words(self, sentence: str) -> tuple[str, ...]:
            return tuple(word for word in words(sentence) if word.isalnum())

    blocks = [
        Block([Sentence(line[span.start : span.end], Words()) for span in sentences(line)])
        for line in row["body"].split("\n")
    ]
    return [str(one) for one in TextRankSummarizer()(ObjectDocumentModel(blocks), count)]


def share(method: Callable[[dict[str, Any], int], list[str]], count: int | None) -> float:
    """The share of the marked sentences that a method gives in `count` sentences, or in as many as the brief prints."""
    hits = 0
    for row in rows():
        given = method(row, count or len(ours(row, PRINTED)))
        hits += sum(best in given for best in row["best"])
    return round(hits / (2 * len(rows())), 3)


def measured() -> dict[str, Any]:
    """The shares of every method that can be had, by the number of sentences."""
    methods: dict[str, Callable[[dict[str, Any], int], list[str]]] = {"ours": ours, "lead": lead, "textrank": textrank}
    found: dict[str, Any] = {"sentences": round(sum(len(ours(row, PRINTED)) for row in rows()) / len(rows()), 2)}
    for name, method in methods.items():
        try:
            found[name] = {str(count or "printed"): share(method, count) for count in (None, 3, 2)}
        except ImportError:
            print("TextRank was not measured: pip install sumy", file=sys.stderr)
    return found


def main() -> int:
    """Measure, print, and say whether ours holds enough and more than the others."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--missed", type=int, metavar="N", help="print the marked sentences that our N leave out")
    arguments = parser.parse_args()
    if arguments.missed:
        for row in rows():
            given = ours(row, arguments.missed)
            print("".join(f"{row['id']} {best}\n     {given}\n" for best in row["best"] if best not in given), end="")
        return 0
    found = measured()
    print(json.dumps(found, indent=1))
    rivals = [found["lead"]["3"], found["lead"]["printed"], found.get("textrank", {}).get("printed", 0.0)]
    return 0 if found["ours"]["printed"] >= FLOOR and found["ours"]["printed"] > max(rivals) else 1


if __name__ == "__main__":
    sys.exit(main())
