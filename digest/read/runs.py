"""Markup in, its runs of text out: what a reader of the page sees as one line or paragraph, in order.

Nothing is fetched and no entity but HTML's own is known. The tree is walked without recursion: nesting costs no stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from digest.model import Problem
from digest.read.piece import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

# Nothing of these is painted, or only by a program that is not here (controls, films, drawings).
_UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "head", "title", "select", "option", "textarea", "input", "svg",
        "canvas", "audio", "video", "map", "datalist", "frameset", "iframe", "object", "embed", "applet", "noframes",
    }
)  # fmt: skip
_ASIDE = frozenset({"nav", "footer", "aside", "button", "dialog"})
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "founder-content", "section-inline",
        "o:p", "st1:chsdate",
    }
)  # fmt: skip
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong"})
# Characters that XML has no place for.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ENDS = re.compile(r"</(?:html|body)\s{0,10}>", re.IGNORECASE)
_CAPTION = re.compile(
    r"caption|img_?desc|pic_?(?:desc|text|info|title|txt)|photo_?(?:desc|text)|img_?txt|tushuo", re.IGNORECASE
)
_FIGURE = re.compile(r"[\d%‰.,+-]")
# A cell with more characters than this holds a paragraph: the table lays out the page, it is no table of figures.
_LONGEST_CELL = 40
_LONGEST_CLASS = 200  # characters of a class attribute that are looked at


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text between two block boundaries.

    `home` is the element it stands in, `tag` that element's name, or "row" for a row of a table of figures, "caption"
    for words under a picture; `linked` and `strong` count its characters inside links and bold type. `aside` is whether
    it stands in an element for what is beside the article (nav, footer, aside, button).
    """

    string: str
    tag: str
    home: Element
    linked: int = 0
    strong: int = 0
    pictured: bool = False
    aside: bool = False

    @property
    def is_head(self) -> bool:
        """Whether it stands in a heading element."""
        return self.tag in _HEADS

    @property
    def is_linked(self) -> bool:
        """Whether more than half of it is a link."""
        return self.linked * 2 > len(self.string)


def parse(origin: str, markup: str) -> tuple[Element | None, tuple[Problem, ...]]:
    """Parse HTML as it comes; None if there is no element in it, and a problem where the parser gave up.

    libxml2 goes 2,048 elements deep and then drops the rest without an exception: only its log tells. It also stops at
    the first `</html>`; a browser goes on, and pages put together from parts have one in the middle.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    tree = etree.fromstring(UNPRINTABLE.sub("", _ENDS.sub("", markup)).encode(), parser)
    fatal = [entry.message.split(",")[0] for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    reasons = [f"read only in part: {message.strip()}" for message in fatal[:1]]
    return tree, tuple(Problem(origin, "partly", reason, "check what is missing") for reason in reasons)


def runs(tree: Element) -> Iterator[Run]:
    """Yield the runs of a tree in reading order, empty ones left out; a row of a table of figures is one run."""
    walk = _Walk(tree)
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            yield from walk.leave(element)
        elif row := _row(element):
            yield from walk.flush()
            yield Run(row[0], "row", element, row[1], aside=walk.is_aside)
            walker.skip_subtree()
        elif element.tag in _UNSEEN or not isinstance(element.tag, str):
            walker.skip_subtree()
        else:
            yield from walk.enter(element)
    yield from walk.flush()


class _Walk:
    """Where the walk stands: the text since the last block boundary, and what it stands in."""

    def __init__(self, tree: Element) -> None:
        self._homes = [tree]
        self._asides: list[Element] = []
        self._parts: list[str] = []
        self._links = self._bolds = self._linked = self._strong = 0
        self._pictured = False

    @property
    def is_aside(self) -> bool:
        """Whether the walk is in an element for what is beside the article."""
        return bool(self._asides)

    def enter(self, element: Element) -> Iterator[Run]:
        """Begin an element: a block ends the run, a link or bold type is remembered."""
        tag = str(element.tag)
        if tag not in _INLINE:
            yield from self.flush()
            if tag not in {"br", "hr"}:
                self._homes.append(element)
        if tag in _ASIDE:
            self._asides.append(element)
        self._pictured |= tag == "img"
        self._links += tag == "a"
        self._bolds += tag in _STRONG
        self._add(element.text)

    def leave(self, element: Element) -> Iterator[Run]:
        """End an element, and take what stands after it."""
        tag = str(element.tag)
        if element is self._homes[-1] and len(self._homes) > 1:
            yield from self.flush()
            self._homes.pop()
        else:
            self._links -= tag == "a" and self._links > 0
            self._bolds -= tag in _STRONG and self._bolds > 0
        if self._asides and element is self._asides[-1]:
            self._asides.pop()
        self._add(element.tail)

    def flush(self) -> Iterator[Run]:
        """End the run here."""
        string = clean("".join(self._parts))
        if string:
            home = self._homes[-1]
            tag = "caption" if _is_caption(home) else str(home.tag)
            yield Run(string, tag, home, self._linked, self._strong, self._pictured, self.is_aside)
        if string or self._pictured:
            self._pictured = self._pictured and not string
        self._parts.clear()
        self._linked = self._strong = 0

    def _add(self, string: str | None) -> None:
        if string:
            self._parts.append(string)
            ink = len("".join(string.split()))
            self._linked += ink if self._links else 0
            self._strong += ink if self._bolds else 0


def _is_caption(home: Element) -> bool:
    return home.tag == "figcaption" or bool(_CAPTION.search(home.get("class", "")[:_LONGEST_CLASS]))


def _row(element: Element) -> tuple[str, int] | None:
    """Lay out a row of a table of figures as one line, with its number of linked characters; None if it is none."""
    if element.tag != "tr":
        return None
    cells = [cell for cell in element if cell.tag in {"td", "th"}]
    if len(cells) < len(("label", "figure")) or any(cell.find(".//table") is not None for cell in cells):
        return None
    inks = [_ink(cell) for cell in cells]
    strings = [string for string, _ in inks if string]
    if len(strings) < len(("label", "figure")) or max(map(len, strings)) > _LONGEST_CELL:
        return None
    figures = any(string[0].isdigit() for string in strings)  # elsewhere empty cells keep words apart, and say nothing
    return row([string for string, _ in inks] if figures else strings), sum(linked for _, linked in inks)


def _ink(cell: Element) -> tuple[str, int]:
    """Read what is painted of a cell, and how many of its characters are a link."""
    inner = list(runs(cell))
    return clean("".join(run.string for run in inner)), sum(run.linked for run in inner)


def row(cells: Sequence[str]) -> str:
    """Lay out the cells of a row as one line.

    Two cells are joined by a blank where a figure meets a word and by a comma elsewhere, so that 投资额 | 35 | 亿元
    reads 投资额 35 亿元, and two figures or two names never run together. A cell that is empty between two others
    leaves two commas: what stands after it is not taken for what belongs there.
    """
    filled = [at for at, cell in enumerate(cells) if cell]
    return "".join(_joined(cells[filled[0] : filled[-1] + 1])) if filled else ""


def _joined(strings: Sequence[str]) -> Iterator[str]:
    yield from strings[:1]
    for left, right in pairwise(strings):
        meet = left and right and bool(_FIGURE.match(left[-1])) != bool(_FIGURE.match(right[0]))
        yield " " if meet else "，"
        yield right
