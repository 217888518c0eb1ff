"""An issue in, its receipt out: what a build read, kept, dropped and wrote, described in docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest.pipeline.fact_json import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Brief, Item, Source, Sum, ZoneRow

Json = dict[str, Any]


def receipt(brief: Brief, ranked: Sequence[tuple[Item, str | None]], written: dict[str, str]) -> Json:
    """Lay out what a build read, kept, dropped and wrote.

    `ranked` has every item, best first, with the reason it was dropped for or None; `written` is file name → sha256.
    """
    return {
        "issue": brief.issue,
        "first": brief.first.isoformat(),
        "last": brief.last.isoformat(),
        "files": written,
        "sources": [_source(one) for one in brief.sources],
        "problems": [{"origin": one.origin, "reason": one.reason, "remedy": one.remedy} for one in brief.problems],
        "stories": [_story(item, dropped) for item, dropped in ranked],
        "zones": [_zone(row) for row in brief.zones],
        "trends": [{"kind": one.kind, "name": one.name, "counts": list(one.counts)} for one in brief.trends],
    }


def _zone(row: ZoneRow) -> Json:
    def added(one: Sum) -> Json:
        of = [{"story": anchor.removeprefix("story-"), "text": text.string} for anchor, text in one.of]
        return {"value": number(one.value), "unit": "CNY", "of": of}

    return {
        "zone": row.zone,
        "stories": row.stories,
        "signed": row.signed,
        "started": row.started,
        "finished": row.finished,
        "announced": added(row.announced),
        "actual": added(row.actual),
        "change": row.change,
    }


def _story(item: Item, dropped: str | None) -> Json:
    return {
        "id": item.story.id,
        "rank": item.rank,
        "score": round(item.score, 4),
        "headline": item.headline.string,
        "section": item.section,
        "reasons": [{"name": one.name, "points": round(one.points, 4), "why": one.why} for one in item.reasons],
        "articles": [report.article.id for report in item.story.reports],
        "conflicts": list(item.conflicts),
        "follows": list(dict.fromkeys(name for one in item.follows for name in one.articles)),
        "dropped": dropped,
    }


def _source(one: Source) -> Json:
    return {
        "origin": one.origin,
        "publication": one.publication,
        "published": one.published and one.published.isoformat(),
        "page": one.page,
        "headline": one.headline,
    }
