"""One brief in three formats: the same bytes each time, every figure with its evidence, nothing hostile alive."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest import publish
from digest.model import Text
from digest.publish import evidence
from digest.publish.escape import one_line

if TYPE_CHECKING:
    from digest.model import Brief

HERE = Path(__file__).parent
_PRINT = "import hashlib, sample\n" + "".join(
    f"print(hashlib.sha256(sample.rendered(sample.brief(), {template!r}, {form!r})).hexdigest())\n"
    for template, forms in (("weekly", (*publish.FORMATS, *publish.LETTERS)), ("official", ("pdf", "docx")))
    for form in forms
)


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element and its attributes."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def all(self, name: str) -> list[str]:
        """List the values of an attribute."""
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]


@pytest.fixture(scope="module")
def markdown(brief: Brief) -> str:
    return sample.rendered(brief, "weekly", "md").decode()


@pytest.fixture(scope="module")
def page(brief: Brief) -> Page:
    return Page(sample.rendered(brief, "weekly", "html").decode())


@pytest.mark.runs
def test_two_machines_print_the_same_bytes() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}", **surroundings},
            cwd=cwd,
            capture_output=True,
            check=True,
        ).stdout.split()
        for cwd, surroundings in (
            ("/", {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LANG": "C"}),
            (HERE, {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "HOME": "/nowhere"}),
        )
    ]
    assert runs[0] == runs[1]
    here = sample.rendered(sample.brief(), "weekly", "md")
    assert runs[0][0].decode() == hashlib.sha256(here).hexdigest()


def test_every_figure_of_an_item_carries_its_evidence(brief: Brief, markdown: str, page: Page) -> None:
    for item in brief.items:
        for fact in evidence.key_facts(item):
            assert str(fact.figure) in fact.note.quote.string
            assert f"[^{fact.note.label}]" in markdown
            assert f"[^{fact.note.label}]: “{fact.note.quote}” ——《{fact.note.source.publication}》" in markdown
            assert shown(page, fact.note.quote.string, f"《{fact.note.source.publication}》")


def shown(page: Page, quote: str, source: str) -> bool:
    """Tell whether a page has a sentence with its source: as a slip, or as its script makes one of the article."""
    return f"{quote}{source}" in page.text or (quote in page.text and f"来源：{source}" in page.text)


def test_every_button_and_link_of_the_page_leads_somewhere(page: Page) -> None:
    names = page.all("id")
    assert len(names) == len(set(names))
    made = [name for told in page.all("data-notes") for name in told.split()[::3]]
    assert len(made) == len(set(made))
    assert set(page.all("data-n")) <= set(made)
    names += made
    goals = [
        *page.all("popovertarget"),
        *page.all("aria-labelledby"),
        *(a[1:] for a in page.all("href") if a[0] == "#"),
    ]
    assert set(goals) <= set(names)


def test_the_page_asks_nothing_of_the_network(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "iframe", "object", "embed", "form", "base"}
    assert page.all("src") == []
    assert set(page.all("href")) - {a for a in page.all("href") if a[0] == "#"} == {"data:,"}
    assert not page.all("style")
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


def test_the_page_has_landmarks_and_scoped_table_heads(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert {"header", "main", "nav", "search"} <= set(tags)
    assert tags.count("h1") == 1
    assert all(attributes.get("scope") == "col" for tag, attributes in page.elements if tag == "th")


def test_headlines_reasons_and_notes_are_shown_when_they_should_be(brief: Brief, markdown: str) -> None:
    assert markdown.count("（编者拟题）") == sum(item.composed for item in brief.items) == 1
    assert "> 多报比对：" in markdown
    assert "入选理由：" not in markdown
    assert "入选理由：数据+3.5（含投资额等数据3处）；" in sample.rendered(sample.explained(), "weekly", "md").decode()


@pytest.mark.parametrize("headline", ["集中开工", "啃下“硬骨头”", "“双招双引”再“加码”"])
def test_a_headline_before_a_highlight_is_set_whole(brief: Brief, headline: str) -> None:
    items = tuple(replace(item, headline=Text.of(headline)) for item in brief.items)
    named = replace(brief, sections=(replace(brief.sections[0], items=items),))
    page = sample.rendered(named, "weekly", "html").decode()
    assert f'<strong class="head">{headline}</strong>：' in page
    assert page.count('<strong class="head">') == page.count(f'<strong class="head">{headline}</strong>：') > 0


def test_the_markdown_reads_the_same_in_a_commonmark_viewer(brief: Brief, markdown: str) -> None:
    viewed = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    text = html.unescape(re.sub(r"<[^>]*>", "", viewed))
    assert "**" not in text
    for item in brief.items:
        assert item.headline.string in text
        for sentence in item.summary:
            assert sentence.string in re.sub(r"\[\^[^\]]*\]", "", text)


@pytest.mark.parametrize("words", sample.HOSTILE)
def test_hostile_words_are_text_in_every_format_of_text(words: str) -> None:
    brief = sample.about(words)
    seen = one_line(words).strip()
    page = Page(sample.rendered(brief, "weekly", "html").decode())
    assert one_line(page.text).count(seen) >= 8
    assert not {tag for tag, _ in page.elements} & {"img", "iframe", "em", "del", "code", "hr", "object"}
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [a for a in page.all("href") if not a.startswith("#") and a != "data:,"]
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    text = sample.rendered(brief, "weekly", "md").decode()
    assert seen in one_line(publish.plain(text))
    assert "49" not in text or "49" in words


@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_brief_of_any_length_is_printed(count: int) -> None:
    brief = sample.of_length(count)
    page = sample.rendered(brief, "weekly", "html").decode()
    assert page.count("<article") >= count
    assert len(page) < 160_000
    assert f"{count}条" in page


def test_a_page_of_30_items_is_light() -> None:
    """80 KB: a second over a weak line, and what mail gateways let through as an attachment without a thought."""
    assert len(sample.rendered(sample.of_length(30), "weekly", "html")) <= 80_000


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://example.cn/news/1.html?a=1&b=2", True),
        ("javascript:alert(1)", False),
        ("https://example.cn/a)b <c>", False),
        ('http://example.cn/" onclick="x', False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_source_links_to_the_web_and_to_nothing_else(brief: Brief, link: str, *, kept: bool) -> None:
    where = replace(brief.items[0].sources[0], link=link)
    item = replace(brief.items[0], sources=(where,))
    one = replace(brief, sections=(replace(brief.sections[0], items=(item,)),), figures=(), highlights=())
    links = [
        a for a in Page(sample.rendered(one, "weekly", "html").decode()).all("href") if a[0] != "#" and a != "data:,"
    ]
    assert links == [link] * kept


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_stops_the_markdown_or_the_page(words: str) -> None:
    brief = sample.about(words)
    page = Page(sample.rendered(brief, "weekly", "html").decode())
    assert one_line(words).strip() in one_line(page.text)
    assert one_line(words).strip() in one_line(publish.plain(sample.rendered(brief, "weekly", "md").decode()))
