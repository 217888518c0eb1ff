"""What people decided of an issue as gold: lines of JSON as those of training/gold, which the models are fitted on.

- `facts`: each article of which a figure was decided (accepted, given an owner, label or status), its headline and
  paragraphs a line each, and those figures as people have them; `exhaustive` is false: the others were not looked at.
- `week`: where stories were merged or parted, every article of the issue with the `event` it reports.

A figure that was dropped is no gold: it may have been true and not worth printing. Decisions of pages are none either:
the gold of pages has glyphs, which a person does not decide of.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.edit.edits import MARK, holding
from digest.model import Text
from digest.pipeline.fact_json import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.model import Article, Brief, Edit, Fact, Report, Statement, Story

Json = dict[str, Any]


class Gold(NamedTuple):
    """The lines of the two files."""

    facts: tuple[str, ...]
    week: tuple[str, ...]


def gold(brief: Brief, stories: Iterable[Story], log: Sequence[Edit]) -> Gold:
    """Lay out what was decided of an issue; `stories` are all of it, those that were cut too."""
    reports = {report.article.id: report for item in brief.items for report in item.story.reports}
    decided: dict[str, list[Statement]] = {}
    for item in brief.items:
        for one in dict.fromkeys((*item.statements, *item.fresh)):
            if one.decided and one.article in reports:
                decided.setdefault(one.article, []).append(one)
    facts = tuple(_line(_article(reports[name], found)) for name, found in decided.items())
    grouped = any(one.operation in {"story.merge", "story.part"} for one in holding(log))
    return Gold(facts, tuple(_line(one) for one in _week(stories)) if grouped else ())


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Lines:
    """An article as lines, and where each place of its document stands in them."""

    def __init__(self, article: Article) -> None:
        parts = [text for text in (article.headline, *(one.text for one in article.paragraphs)) if text]
        self.string = "\n".join(part.string.replace("\n", " ") for part in parts)
        self._at: dict[int, int] = {}
        start = 0
        for part in parts:
            places = (place for span in part.spans for place in range(*span))
            self._at |= {place: start + k for k, place in enumerate(places)}
            start += len(part) + 1

    def span(self, text: Text) -> tuple[int, int] | None:
        """Find a text of the article; None where it stands in none of the lines, or not in one stretch."""
        if not text:
            return None
        first, last = self._at.get(text.start, -1), self._at.get(text.place(len(text) - 1), -2)
        return (first, last + 1) if first >= 0 and last - first == len(text) - 1 else None


def _article(report: Report, found: Iterable[Statement]) -> Json:
    article, lines = report.article, _Lines(report.article)
    facts = {(one.kind, one.spans): one for one in report.facts}
    rows = (_fact(one, facts.get((one.kind, one.spans)), lines) for one in found)
    return {
        "id": article.id,
        "register": "desk",
        "date": article.published.isoformat() if article.published else None,
        "text": lines.string,
        "exhaustive": False,
        "facts": sorted((row for row in rows if row), key=lambda row: row["start"]),
    }


def _fact(one: Statement, fact: Fact | None, lines: _Lines) -> Json | None:
    """Lay out a figure as people have it; None where it stands in no line (a caption)."""
    span = lines.span(one.text)
    if span is None:
        return None
    owner = lines.span(one.owner) if isinstance(one.owner, Text) else None
    named = str(one.owner).removesuffix(MARK) if one.owner else ""
    return {
        "type": one.kind,
        "start": span[0],
        "end": span[1],
        "text": one.text.string,
        "value": number(one.value),
        "unit": one.unit,
        "bound": one.bound,
        "modality": one.status,
        "polarity": fact.polarity if fact else "affirmed",
        "condition": fact.condition if fact else False,
        "owner": {"text": named, "start": owner[0], "end": owner[1]} if owner else None,
        "owner_alt": [named] if named and not owner else [],
        "label": str(one.label).removesuffix(MARK) if one.label else None,
        "label_alt": [],
        "period": one.period or (fact.period if fact else None),
        "print": True,
        "decided": list(one.decided),
    }


def _week(stories: Iterable[Story]) -> Iterator[Mapping[str, Any]]:
    for story in stories:
        for report in story.reports:
            article = report.article
            yield {
                "id": article.id,
                "paper": article.publication,
                "date": article.published.isoformat() if article.published else None,
                "page": article.page,
                "headline": str(article.headline or ""),
                "body": "\n".join(one.text.string for one in article.paragraphs),
                "event": story.id,
            }
