"""An article's page of an e-paper in: kicker, headline, subtitle, author, paragraphs and captions out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from lxml import etree

from digest import lexicon
from digest.collect.papers import heads, sheet
from digest.collect.papers.family import by_class, by_id
from digest.read import html, runs
from digest.read.piece import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.collect.papers.family import Family

_COMMENT: Final = re.compile(r"<!--\s{0,5}enpproperty"), re.compile(r"/?enpproperty\s{0,5}-->")
_LONGEST_COMMENT: Final = 20_000  # characters
_FIELD: Final = re.compile(r"<(introtitle|title|subtitle|author|nodename)>(.{0,4000}?)</\1>", re.DOTALL)
# Opened twice on some pages.
_CONTENT: Final = (
    re.compile(r"<!--\s{0,5}enpcontent\s{0,5}-->(?:\s{0,99}<!--\s{0,5}enpcontent\s{0,5}-->){0,5}"),
    re.compile(r"<!--\s{0,5}/enpcontent\s{0,5}-->"),
)
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_BREAK: Final = re.compile(r"<br\s{0,3}/?>|</p>", re.IGNORECASE)
# 张　三 is one name of two characters, spread to the width of three.
_SPREAD: Final = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[\u3000\xa0 ]{1,4}([\u3400-\u9fff])(?![\u3400-\u9fff])"
)
# A table of two rows, a picture and the words under it, is one of a picture, named so or not.
_PICTURES: Final = (
    "//table[@id='newspic' or contains(@class,'newspic')]", "//figcaption", "//*[contains(@class,'pic-caption')]",
    "//table[not(.//table) and not(.//a) and count(.//tr)=2 and .//tr[1]//img][.//tr[2][not(.//img)]]",
)  # fmt: skip
_SIGNED: Final = re.compile(r"^(?:作者|记者|来源作者)\s{0,3}[:：]\s{0,3}")


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as its page has it; `section` and `page` name its newspaper page, "" is what it lacks."""

    headline: str = ""
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    section: str = ""
    page: str = ""
    body: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Say what it is if no article: "editors", "advertisement", "empty", "picture"; "" if it is one."""
        words = re.sub(r"\s", "", self.headline)
        for kind, patterns in lexicon.table("epaper")["not_articles"].items():
            if any(re.search(pattern, words) for pattern in patterns):
                return str(kind)
        if not self.body:
            return "picture" if self.captions else "empty"
        return ""


def read(url: str, content: bytes, family: Family, listed: str = "") -> Printed:
    """Read an article's page: the platform's comment first, then the family's own places, then the headings.

    `listed` is the title that the list of the newspaper page gives it: where the page prints it in no place that is
    known, it is found by that, and the lines around it.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    markup = sheet.text_of(url, content)
    said = _said(markup)
    tree, _ = runs.parse(url, markup)
    if tree is None:
        return Printed()
    known = said.get("title") or _first(tree, family.title)
    title = heads.titled(tree, known or listed)
    headline = known or (_line(title) if title is not None else "")
    kicker, subtitle = heads.around(title) if title is not None and not said else ("", "")
    body, captions = _body(tree, markup, family, title)
    return Printed(
        headline=headline or _first(tree, ("//h1", "//h2", "//h3")) or _title(tree),
        kicker=said.get("introtitle") or ("" if said else _first(tree, family.kicker) or kicker),
        subtitle=said.get("subtitle") or ("" if said else _first(tree, family.subtitle) or subtitle),
        author=names(said.get("author") or _first(tree, family.author)),
        section=said.get("nodename", ""),
        page=sheet.number_on(tree),
        body=body,
        captions=captions,
    )


def names(author: str) -> str:
    """Mend the names of a byline that are spread by blanks."""
    return clean(_SPREAD.sub(r"\1\2", _SIGNED.sub("", author)))


def _said(markup: str) -> dict[str, str]:
    """Read the platform's comment; nothing if it names no title."""
    found = (_between(markup, *_COMMENT) or "")[:_LONGEST_COMMENT]
    fields = {name: _plain(value) for name, value in _FIELD.findall(found)}
    return fields if fields.get("title") else {}


def _between(markup: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str | None:
    """Give what stands between the first opening and its closing; each is looked for once, whatever the page holds."""
    begin = opening.search(markup)
    end = closing.search(markup, begin.end()) if begin else None
    return markup[begin.end() : end.start()] if begin and end else None


def _plain(value: str) -> str:
    return clean(unescape(_TAG.sub("", _BREAK.sub(" ", value))))


def _first(tree: etree._Element, places: Sequence[str]) -> str:
    for place in places:
        found = tree.xpath(place)
        for one in found if isinstance(found, list) else ():
            words = "".join(sheet.texts(one)) if isinstance(one, etree._Element) else str(one)  # noqa: SLF001
            if words := clean(words):
                return words
    return ""


def _elements(tree: etree._Element, place: str) -> list[etree._Element]:
    found = tree.xpath(place)
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []  # noqa: SLF001


def _title(tree: etree._Element) -> str:
    found = next(tree.iter("title"), None)
    return _line(found) if found is not None else ""


def _line(element: etree._Element) -> str:
    return clean("".join(sheet.texts(element)))


def _body(
    tree: etree._Element, markup: str, family: Family, title: etree._Element | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    captions = [clean("".join(sheet.texts(one))) for place in _PICTURES for one in _elements(tree, place)]
    found = _between(markup, *_CONTENT)
    inner = _inner(tree, family, title) if found is None else found
    if not inner.strip():
        return (), tuple(dict.fromkeys(filter(None, captions)))
    part, _ = runs.parse("", f"<html><body><div>{inner}</div></body></html>")
    if part is None:
        return (), tuple(filter(None, captions))
    for place in _PICTURES:
        for one in _elements(part, place):
            _drop(one)
    laid = html.laid_out(etree.tostring(part, encoding="unicode", method="html"))
    body = tuple(words for block in laid.blocks if block.role != "caption" and (words := clean(block.string)))
    captions += [clean(block.string) for block in laid.blocks if block.role == "caption"]
    return body, tuple(dict.fromkeys(filter(None, captions)))


def _inner(tree: etree._Element, family: Family, title: etree._Element | None) -> str:
    """Give the markup of an article's text: in a place that is known, or below its title.

    A page that prints neither the platform's title nor the list's is no article: a soft 404, or a notice.
    """
    places = (
        *family.body, "//article", "//cms-content",
        *by_id("ozoom", "zoom", "content", "contenttext", "pgcontent", "content_div"),
        *by_class("main-article-con", "page_words", "content_tt", "font6"),
    )  # fmt: skip
    for place in places:
        if found := _elements(tree, place):
            return _markup(found[0])
    return "".join(map(_markup, heads.below(title))) if title is not None else ""


def _markup(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _drop(element: etree._Element) -> None:
    """Take an element out; what stands behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
