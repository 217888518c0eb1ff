"""The desk speaks two languages: every word of its pages has English, every refusal of its operations Chinese."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from digest import lexicon
from digest.desk import app, bench, page_view, views
from digest.desk.language import english, refused, said
from digest.edit import targets

if TYPE_CHECKING:
    from sitting import Sitting

_HAN = re.compile(r"[\u3400-\u9fff]")
_IN_PAGES = re.compile(r"\bt\('((?:[^'\\]|\\.)*)'")
_IN_APP = re.compile(r"_message\(request, \"([^\"]+)\"")


def phrases() -> set[str]:
    """Collect the words that the pages have: written in them, or shown from a table."""
    pages = files("digest.desk") / "pages"
    written = {words for page in pages.iterdir() for words in _IN_PAGES.findall(page.read_text(encoding="utf-8"))}
    sources = (files("digest.desk") / "app.py").read_text(encoding="utf-8")
    shown = [one.title for one in app.SCREENS] + [*page_view.ROLES.values(), *views.OPERATIONS.values()]
    shown += [*views.STANDINGS.values(), *bench._STAGES.values()]  # noqa: SLF001  the table that is shown
    shown += [str(one["tabled"]) for one in lexicon.table("status").values()]
    return written | set(shown) | set(_IN_APP.findall(sources))


def test_every_phrase_has_english_and_none_of_it_is_chinese() -> None:
    assert sorted(words for words in phrases() if words not in english()) == []
    samples = {"初审", "复审", "终审"}  # what people may name otherwise
    told = {words: text for words, text in english().items() if "某报" not in text and "编者" not in text}
    assert [text for text in told.values() if _HAN.search(text)] == []
    assert samples <= set(english())


@pytest.mark.parametrize("screen", [one.name for one in app.SCREENS])
def test_a_screen_in_english_has_no_chinese_label(shared: Sitting, screen: str) -> None:
    shared.client.cookies.set("digest-desk-language", "en")
    page = shared.page(f"/{screen}")
    shared.client.cookies.delete("digest-desk-language")
    labels = re.findall(r"(?:data-label|<kbd>|<h2>|<summary[^>]*>|<th>)\"?=?\"?([^<\"]+)", page)
    assert labels
    assert [one for one in labels if _HAN.search(one)] == []


def test_a_refusal_is_told_in_the_language_of_who_asked(shared: Sitting) -> None:
    items = shared.bench.brief.items  # type: ignore[union-attr]
    target = targets.item_target(items[0])
    answer = shared.decide("item.title", target, "总投资9999亿元")
    assert "不在" in answer.json()["message"]
    assert "9999亿元" in answer.json()["message"]
    shared.client.cookies.set("digest-desk-language", "en")
    answer = shared.decide("item.title", target, "总投资9999亿元")
    shared.client.cookies.delete("digest-desk-language")
    assert "stands in no source" in answer.json()["message"]


def test_words_that_vary_stay_as_they_are() -> None:
    missing = (
        "初审: not signed; 复审: changed since 王敏 signed it — sign it at the desk: digest desk; or set needs_signing"
    )
    assert refused(missing, "zh").startswith("初审未签；复审在王敏签后又有改动，要重签。")
    assert (
        refused("复审: cannot be signed now — the stages before it come first", "zh") == "复审现在不能签。先要有前一审"
    )
    assert refused("something nobody foresaw", "zh") == "something nobody foresaw"
    assert said("第 {} 页", "en", 3) == "Page 3"
