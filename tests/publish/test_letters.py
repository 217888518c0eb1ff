"""The two bodies of a letter: small, self-contained, and each a brief of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
import sample
from sample import words

from digest import publish
from digest.publish import evidence
from digest.publish.escape import one_line

if TYPE_CHECKING:
    from digest.model import Brief

CLIPPED = 102 * 1024  # bytes after which Gmail cuts a letter off
WEB = "https://brief.example.cn/2025-W16"
END = "mailto:end@example.cn?subject=end-16"


class Elements(HTMLParser):
    """The elements of a letter with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.all.append((tag, dict(attrs)))


def mail(brief: Brief) -> str:
    return sample.rendered(brief, "weekly", "mail").decode()


def text(brief: Brief) -> str:
    return sample.rendered(brief, "weekly", "text").decode()


def test_a_letter_of_forty_items_is_not_clipped() -> None:
    assert len(mail(sample.of_length(40)).encode()) < CLIPPED


@pytest.mark.parametrize("form", publish.LETTERS)
def test_both_bodies_tell_every_item_with_its_source_and_figures(brief: Brief, form: str) -> None:
    told = "".join(words(sample.rendered(brief, "official", form), form).split())
    for item in brief.items:
        for part in (item.headline, *item.summary):
            assert "".join(part.string.split()) in told
        assert all("".join(str(fact.figure).split()) in told for fact in evidence.key_facts(item))
        assert all(f"《{source.publication}》2025年4月" in told for source in item.sources)


def test_a_letter_fetches_nothing_and_carries_its_own_style(brief: Brief) -> None:
    elements = Elements(mail(brief)).all
    assert not {tag for tag, _ in elements} & {"img", "script", "link", "form", "iframe"}
    assert not [key for _, given in elements for key in given if key == "src" or key.startswith("on")]
    assert "max-width:640px" in mail(brief).replace(" ", "")
    assert "prefers-color-scheme" in mail(brief)
    layout = [given for tag, given in elements if tag == "table" and given.get("role") != "presentation"]
    assert len(layout) == 2  # the figures and the zones; all others only lay out


def test_links_to_the_web_and_for_unsubscribing_stand_only_where_they_are_given(brief: Brief) -> None:
    given = replace(brief, masthead=replace(brief.masthead, web=WEB, unsubscribe=END))
    assert f'href="{WEB}"' in mail(given)
    assert END.replace("&", "&amp;") in mail(given)
    assert f"退订：{END}" in text(given)
    assert "退订" not in mail(brief) + text(brief)
    bad = replace(brief, masthead=replace(brief.masthead, web="javascript:alert(1)", unsubscribe="data:x"))
    assert "退订" not in mail(bad) + text(bad)
    assert "javascript" not in mail(bad)


@pytest.mark.parametrize("hostile", sample.HOSTILE)
def test_hostile_words_are_text_in_both_bodies(hostile: str) -> None:
    brief = sample.about(hostile)
    elements = Elements(mail(brief)).all
    assert not {tag for tag, _ in elements} & {"img", "script", "iframe", "em", "code", "del"}
    assert not [given["href"] for tag, given in elements if tag == "a" and given.get("href")]
    assert "".join(one_line(hostile).split()) in "".join(text(brief).split())
    assert len(re.findall(r"<h3", mail(brief))) == 1


def test_the_bars_of_a_row_fill_its_width(brief: Brief) -> None:
    letter = mail(sample.charted(brief, list(sample.COSTS.items())))
    cells = [given for tag, given in Elements(letter).all if tag == "td" and (given.get("width") or "").endswith("%")]
    assert cells
    assert all(0 < float((cell["width"] or "")[:-1]) <= 100 for cell in cells)
