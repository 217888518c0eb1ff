"""The title that a list gives in: the element of the article's page that prints it, and the lines around it, out."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from digest.collect.papers.sheet import is_page_line, texts
from digest.read.piece import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.collect.papers.sheet import Element

_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_PLACES: Final = (*_HEADINGS, "p", "td", "div", "span", "strong", "b", "font")
_LONGEST: Final = 120  # characters of a line of a head; the longest kicker of a week of twelve papers had 64
_MOST: Final = 20_000  # elements of a page that are looked at: the largest of an article that was seen had 812
_MOST_BESIDE: Final = 2000  # paragraphs of one article
_LEVELS: Final = 4  # that a title's element may be wrapped in (td, strong, font)
_NEAR: Final = 3  # elements before and after the title that are looked at
_KICKER: Final = re.compile(r"intro|pre.?title|yinti|shoulder|lead.?title|kicker", re.IGNORECASE)
_SUBTITLE: Final = re.compile(r"(?:^|[ _-])sub(?:.?(?:title|head)|$| )|futi|fubiao", re.IGNORECASE)
# What a line beside a title may be instead: the day, the source, a switch of the size of letters.
_OTHER: Final = re.compile(r"(?:19|20)\d\d\s?[年/-]|^(?:来源|作者|记者|责编|编辑|字号|【|\[|放大|缩小|分享)")


_DEPTH: Final = 5  # levels above a title at whose side its text may stand
_BLOCKS: Final = ("p", "div", "td", "tr", "section", "article", "founder-content", "cms-content", "table", "tbody")
_HEAD: Final = re.compile(
    rf"{_KICKER.pattern}|{_SUBTITLE.pattern}|author|source|info|date|time|tool|share|\bsec\b", re.IGNORECASE
)
_FOOT: Final = re.compile(r"版权所有|未经许可|ICP备|举报电话|返回(?:目录|首页|顶部)")


def titled(tree: Element, words: str) -> Element | None:
    """Find the element that prints a title, whatever blanks are in it: a heading before another, no link.

    A list that shortens its titles, or has none, finds nothing.
    """
    wanted = _bare(words)
    looked_at = islice(tree.iter(*_PLACES) if wanted else (), _MOST)
    found = [one for one in looked_at if _bare(_line(one)) == wanted and not _is_linked(one)]
    return next((one for one in found if one.tag in _HEADINGS), found[-1] if found else None)


def around(title: Element) -> tuple[str, str]:
    """Read the kicker above a title and the subtitle below it; "" for what is not there."""
    top = title
    for _ in range(_LEVELS):
        parent = top.getparent()
        if parent is None or _bare(_line(parent)) != _bare(_line(title)):
            break
        top = parent
    before, after = top.itersiblings(preceding=True), top.itersiblings()
    if top.tag == "tr":
        return _row(next(before, None)), _row(next(after, None))
    return _beside(top, before, _KICKER), _beside(top, after, _SUBTITLE)


def below(title: Element) -> list[Element]:
    """Find the block of text below a title, or its paragraphs where they stand beside it; none where there is neither.

    The nearest is taken, never the longest: what stands further down belongs to the page.
    """
    place: Element | None = title
    for _ in range(_DEPTH):
        if place is None or place.tag == "body":
            break
        after = [one for one in islice(place.itersiblings(), _MOST_BESIDE) if isinstance(one.tag, str)]
        first = next((one for one in after if _is_text(one)), None)
        if first is not None and first.tag == "p":
            return [one for one in after if one.tag == "p"]
        if first is not None:
            return [first]
        place = place.getparent()
    return []


def _is_text(element: Element) -> bool:
    """Tell whether an element holds text of an article: no line of a head, no foot, no links."""
    words = _bare("".join(texts(element)))
    linked = sum(len(_bare("".join(texts(one)))) for one in element.iter("a"))
    if element.tag not in _BLOCKS or not words or 2 * linked > len(words) or _FOOT.search(words[:_LONGEST]):
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(words) > _LONGEST or not (_OTHER.search(words) or _HEAD.search(marks) or is_page_line(words))


def _row(row: Element | None) -> str:
    """Read a row of a table as a line of a head, if it is nothing else."""
    if row is None or row.tag != "tr" or next(row.iter("a", "img", "input"), None) is not None:
        return ""
    return _fit(_line(row))


def _beside(title: Element, siblings: Iterator[Element], called: re.Pattern[str]) -> str:
    """Read the line that is called so, or the heading right beside the title."""
    for at, one in enumerate(islice(siblings, _NEAR)):
        if called.search(one.get("class") or "") or called.search(one.get("id") or ""):
            return _fit(_line(one))
        if at == 0 and one.tag in _HEADINGS and title.tag in _HEADINGS:
            return _fit(_line(one))
    return ""


def _fit(words: str) -> str:
    return "" if _OTHER.search(words) or is_page_line(words) else words


def _line(element: Element) -> str:
    """Give the text of an element that is a line of a head at most; "" if it is more."""
    words = clean("".join(islice(texts(element), 24)))
    return words if len(words) <= _LONGEST else ""


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)


def _is_linked(element: Element) -> bool:
    return next(element.iterancestors("a"), None) is not None or next(element.iter("a"), None) is not None
