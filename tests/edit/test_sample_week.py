"""The sample week by its gold: three events stand in two papers, one figure is disputed, three articles fall out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from digest import edit, facts
from digest.model import Article, Paragraph, Report, Text
from digest.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TWICE = [{"lj-zhenghe", "jb-jianpai"}, {"lj-liyuan", "cw-liyuan"}, {"ws-yepian", "lj-yepian"}]


def articles() -> Iterator[Article]:
    for path in sorted((ROOT / "input").glob("*.txt")):
        source, _ = decode(path.name, path.read_bytes())
        gold = json.loads((ROOT / "tests/page/sample" / f"{path.stem}.gold.json").read_text(encoding="utf-8"))
        for name in gold["articles"]:
            yield laid_out(name, source, gold, path.stem)


def laid_out(name: str, source: str, gold: dict[str, Any], stem: str) -> Article:
    """Build an article from its labels, without the page reader."""
    day, paper, page = stem.split("_")
    labels = [label for label in gold["labels"] if label["article"] == name]
    lines = {role: [one for one in labels if one["role"] == role] for role in ("headline", "kicker", "subtitle")}
    heads = {role: joined(source, found) if found else None for role, found in lines.items()}
    paragraphs, held = [], []
    for label in labels:
        if label["role"] == "body":
            held.append(label)
            if label["end"] - 1 in gold["paragraph_ends"]:
                paragraphs.append(Paragraph("body", joined(source, held)))
                held = []
    return Article(
        id=name,
        document=stem,
        origin=stem,
        paragraphs=tuple(paragraphs),
        page=page,
        published=date.fromisoformat(day),
        publication=paper,
        **heads,
    )


def joined(source: str, labels: list[dict[str, Any]]) -> Text:
    runs = [(label["start"], run) for label in labels for run in re.finditer(r"\S+", source[slice_of(label)])]
    return Text.join(Text.of(source, start + run.start(), start + run.end()) for start, run in runs)


def slice_of(label: dict[str, Any]) -> slice:
    return slice(label["start"], label["end"])


@pytest.fixture(scope="module")
def ranking() -> edit.Ranking:
    reports = tuple(Report(one, facts.extract(one, on=one.published)) for one in articles())
    return edit.rank(edit.merge(reports))


def test_the_events_of_two_papers_merge_and_nothing_else(ranking: edit.Ranking) -> None:
    items = (*ranking.items, *(cut.item for cut in ranking.cut))
    groups = [{report.article.id for report in item.story.reports} for item in items]
    assert sorted((group for group in groups if len(group) > 1), key=sorted) == sorted(TWICE, key=sorted)


def test_the_disputed_figure_is_named_and_no_other(ranking: edit.Ranking) -> None:
    (note,) = [str(note) for item in ranking.items for note in item.notes]
    assert "《望沧时报》600套" in note
    assert "《岚州经济报》480套" in note


def test_sport_weather_and_a_visit_fall_out(ranking: edit.Ranking) -> None:
    cut = {one.item.story.reports[0].article.id for one in ranking.cut}
    assert cut == {"cw-lanqiu", "ws-dafeng", "ws-kaocha"}


def test_the_provinces_rule_leads_and_every_section_is_filled(ranking: edit.Ranking) -> None:
    assert ranking.items[0].story.reports[0].article.id == "lj-zhenghe"
    assert {item.section for item in ranking.items} == set(edit.Profile().sections)


def test_the_lost_headlines_are_composed(ranking: edit.Ranking) -> None:
    composed = {item.story.reports[0].article.id: item.headline.string for item in ranking.items if item.composed}
    assert {"jb-zhongshi", "lj-kaoping"} <= set(composed)
    assert "关于支持中试平台建设的若干措施" in composed["jb-zhongshi"]
