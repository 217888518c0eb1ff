"""The two invariants, over every page there is, and the gate before publishing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK, order

from digest import config, edit, facts, page, publish, read
from digest.errors import OutputError
from digest.model import Fact, Layout, Report, Text
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path

    from digest.pipeline.order import Built

YARDSTICK = ROOT.parent / "shared" / "yardstick" / "pages"
PAGES = sorted(WEEK.glob("*.txt")) + sorted(YARDSTICK.glob("*.txt"))


def squeeze(text: str) -> str:
    return "".join(text.split())


def stands(text: Text, source: str) -> bool:
    return squeeze("".join(source[start:end] for start, end in text.spans)) == squeeze(text.string)


def reports(layout: Layout) -> tuple[Report, ...]:
    return tuple(Report(article, facts.extract(article, on=article.published)) for article in layout.articles)


def test_the_real_pages_are_among_those_tested() -> None:
    if not YARDSTICK.is_dir():
        pytest.skip(f"no yardsticks at {YARDSTICK}")
    assert len(PAGES) > 40


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_fact_is_its_own_evidence_and_nothing_in_a_summary_is_invented(path: Path) -> None:
    document = read.read(path.name, path.read_bytes())
    taken = reports(page.split(document))
    assert taken
    for report in taken:
        for fact in report.facts:
            assert stands(fact.text, document.text), fact
            assert stands(fact.quote, document.text), fact
            assert_derives(fact)
    for item in edit.rank(edit.merge(taken)).items:
        for text in (item.headline, *item.summary):
            assert stands(text, document.text), text


NUMERIC = ("money", "quantity", "percent", "ratio", "growth", "rank", "duration")


def assert_derives(fact: Fact) -> None:
    """A figure's own words and its rule give its value again."""
    if fact.kind in NUMERIC:
        derived = facts.derive(fact)
        assert derived is not None, fact
        assert (derived.value, derived.low, derived.high) == (fact.value, fact.low, fact.high), fact


def words_of_the_week() -> list[str]:
    documents = [read.read(path.name, path.read_bytes()) for path in WEEK.glob("*.txt")]
    articles = [article for document in documents for article in page.split(document).articles]
    texts = [text.string for article in articles for text in (article.headline, article.kicker) if text]
    return (
        [document.text for document in documents]
        + texts
        + [paragraph.text.string for article in articles for paragraph in article.paragraphs]
    )


def test_every_figure_of_the_brief_stands_in_a_source(built: Built) -> None:
    sources = words_of_the_week()
    for path in built.files:
        if path.suffix in {".md", ".html"}:
            text = publish.words(path.read_bytes(), path.suffix[1:])
            assert publish.unfounded(text, built.brief, sources) == ()


@pytest.mark.parametrize("planted", ["总投资987.6亿元", "增长31.7%", "约三千二百亿元", "4321家企业", "第77名"])
def test_a_planted_figure_is_found(built: Built, planted: str) -> None:
    sources = words_of_the_week()
    text = publish.words(next(path for path in built.files if path.suffix == ".md").read_bytes(), "md")
    assert publish.unfounded(f"{text}\n{planted}。\n", built.brief, sources)


def test_a_brief_with_a_planted_figure_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compose = edit.compose

    def planting(*arguments: object, **keywords: object) -> object:
        brief = compose(*arguments, **keywords)  # type: ignore[arg-type]
        section = brief.sections[0]
        false = replace(section.items[0], notes=("多报比对：《甲报》987.6亿元",))
        return replace(brief, sections=(replace(section, items=(false, *section.items[1:])), *brief.sections[1:]))

    monkeypatch.setattr(edit, "compose", planting)
    with pytest.raises(OutputError, match=r"987\.6亿元"):
        build.build(order(tmp_path / "out"), config.Settings())
    assert not list(tmp_path.glob("out/*/brief.*"))
