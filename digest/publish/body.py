"""The brief's Markdown in, a tree of sections and articles out, for the web page and the printed page.

Python-Markdown reads it, with raw HTML, images and foreign links switched off: what the Markdown does not mean
to be markup prints as text. `screen` and `paper` set the tree for the web page and for the printed page.

The Markdown is understood by its shape alone, so that an edited one still prints: `##` opens a section, `###` an
article (its `<a id="…"></a>` names it), what stands before the first `##` is the masthead and is left out, a
paragraph that begins with one of the words of `LABELS` is of that kind, a list in an article lists its figures.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

LABELS = {"来源：": "source", "入选理由：": "reasons"}
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ANCHOR = r'<a id="([A-Za-z][A-Za-z0-9_-]{0,63})"></a>'
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)([A-Za-z][A-Za-z0-9]{1,31};)")
_LINK = re.compile(r"(?:#|https?://)")
_MARKS = re.compile(r"[^\w\s：]*")
_UNITS = re.compile(r"[%％‰℃°]+")
QUOTED = re.compile(r"“(?P<quote>.*)” ——(?P<source>.*)", re.DOTALL)
_COMPOSED = "（编者拟题）"


@lru_cache(maxsize=2)
def _parsed(markdown: str) -> str:
    """Turn Markdown into XHTML; kept for the next format of the same brief."""
    return _reader().convert(_FRONT.sub("", markdown))


class _Anchor(InlineProcessor):
    """The one piece of HTML that is understood: an empty anchor with a plain name."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  Python-Markdown's name
        self, m: Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Make the anchor an element."""
        del data
        return Element("a", {"id": m.group(1)}), m.start(0), m.end(0)


def _reader() -> Markdown:
    """Build a Python-Markdown that knows tables and footnotes and lets no raw HTML through."""
    reader = Markdown(extensions=["tables", "footnotes", "sane_lists"], output_format="xhtml")
    reader.preprocessors.deregister("html_block")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref", "autolink", "automail"):
        reader.inlinePatterns.deregister(pattern)
    reader.inlinePatterns.register(_Anchor(_ANCHOR), "anchor", 95)
    return reader


class Body:
    """A brief's body as a tree: `sections` of articles, the `notes` its figures call, a short name for each."""

    def __init__(self, markdown: str) -> None:
        xhtml = _NAMED.sub(lambda name: html.escape(html.unescape(name.group(0))), _parsed(markdown))
        flat = fromstring(f"<body>{xhtml}</body>")  # noqa: S314  our own reader's output: no entities, no DTD
        self.notes = _notes(flat)
        _tidy(flat)
        self.sections = _nested(flat)
        calls = [label for label in dict.fromkeys(called(self.sections)) if label in self.notes]
        self.names = {label: f"n{number}" for number, label in enumerate(calls, start=1)}


def _notes(flat: Element) -> dict[str, Element]:
    """Take the footnotes out of the body: label to the elements of the note."""
    block = next((child for child in flat if child.get("class") == "footnote"), None)
    if block is None:
        return {}
    flat.remove(block)
    return {item.get("id", "").removeprefix("fn:"): _note(item) for item in block.iter("li")}


def _note(item: Element) -> Element:
    """Make one run of text of a footnote, without the links back to where it is called."""
    note = Element("span")
    for paragraph in item.iter("p"):
        for link in [child for child in paragraph if child.get("class") == "footnote-backref"]:
            paragraph.remove(link)
        note.text = (note.text or "") + (paragraph.text or "").rstrip("\u00a0 ")
        note.extend(list(paragraph))
    if len(note):
        note[-1].tail = (note[-1].tail or "").rstrip("\u00a0 ")
    return note


def _tidy(flat: Element) -> None:
    """Drop links that lead nowhere safe, name table heads for screen readers, put units back in bold."""
    for element in flat.iter():
        if element.tag == "a" and element.get("href") and not _LINK.match(element.get("href", "")):
            del element.attrib["href"]
        if element.get("href", "").startswith("http"):
            element.set("rel", "noreferrer")
        if element.tag == "th":
            element.set("scope", "col")
        if element.tag in ("td", "th") and "style" in element.attrib:
            _align(element, element.attrib.pop("style"))
        if element.tag == "strong" and element.tail and (units := _UNITS.match(element.tail)):
            _append(element, units.group(0))
            element.tail = element.tail[units.end() :]


def _align(cell: Element, style: str) -> None:
    """Name the side a cell is set to, if not the usual one; the page allows no style in attributes."""
    for side in ("right", "center"):
        if side in style:
            cell.set("class", side)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _nested(flat: Element) -> Element:
    """Nest the flat run of headings and blocks into sections and articles."""
    root = Element("main")
    section = article = None
    for block in flat:
        block.tail = None
        if block.tag == "h2":
            section, article = SubElement(root, "section"), None
            section.append(block)
            _name(section, block, f"s-{len(root)}")
            block.set("id", f"{section.get('id')}-h")
            section.set("aria-labelledby", block.get("id", ""))
        elif block.tag == "h3" and section is not None:
            article = SubElement(section, "article")
            article.append(block)
            _name(article, block, f"{section.get('id')}-{len(section) - 1}")
        elif section is not None:
            _label(block, inside=article is not None)
            _head_lines(block)
            (section if article is None else article).append(block)
    return root


def _name(part: Element, heading: Element, otherwise: str) -> None:
    """Give a section or article the name its heading's anchor has, and its heading that of the part."""
    anchor = next((child for child in heading if child.tag == "a" and child.get("id")), None)
    name = otherwise
    if anchor is not None:
        name = anchor.get("id", otherwise)
        heading.text = (heading.text or "") + (anchor.tail or "")
        heading.remove(anchor)
    title, mark, _ = (heading.text or "").partition(_COMPOSED)
    if mark:
        heading.text = title
        SubElement(heading, "span", {"class": "composed"}).text = mark
    part.set("id", name)


def _label(block: Element, *, inside: bool) -> None:
    """Say what kind of block it is, by its first word or its shape."""
    start = block.text or ""
    kind = next((kind for word, kind in LABELS.items() if block.tag == "p" and start.startswith(word)), None)
    if kind:
        block.set("class", kind)
    elif inside and block.tag == "ul":
        block.set("class", "facts")
        for line in block:
            _pair(line)


def _head_lines(block: Element) -> None:
    """Mark the headline that begins a line of a numbered list, with the marks bold type left out (“**新**”：)."""
    for line in block if block.tag == "ol" else ():
        head = line[0] if len(line) else None
        opening = _MARKS.fullmatch((line.text or "").strip())
        closing = _MARKS.match(head.tail or "") if head is not None and head.tag == "strong" else None
        if head is not None and opening and closing and (head.tail or "").startswith("：", closing.end()):
            head.set("class", "head")
            head.text = f"{opening.group()}{head.text}{closing.group()}"
            line.text, head.tail = "", (head.tail or "")[closing.end() :]


def _pair(line: Element) -> None:
    """Part a line of a list of figures into what is measured and the figure with what follows it."""
    label, gap, rest = (line.text or "").partition("　")
    if not gap:
        return
    value = Element("span")
    value.text = rest
    value.extend(list(line))
    line[:] = []
    line.text = ""
    SubElement(line, "small").text = label
    line.append(value)


def calls(part: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each footnote call with the element it stands in."""
    for parent in part.iter():
        for child in parent:
            if child.tag == "sup" and child.get("id", "").startswith("fnref"):
                yield parent, child


def target(call: Element) -> str:
    """Name the note a footnote call leads to."""
    return call[0].get("href", "").removeprefix("#fn:")


def called(part: Element) -> list[str]:
    """List the labels of the notes a part calls, in order."""
    return [target(call) for _, call in calls(part)]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the body, ready to be placed: its name, its title as text, its HTML."""

    id: str
    title: str
    html: Markup


def parts(root: Element) -> tuple[Part, ...]:
    """Write each section of a tree."""
    return tuple(Part(part.get("id", ""), text_of(part[0]), markup(part)) for part in root)


def markup(element: Element) -> Markup:
    """Write an element as HTML."""
    return Markup(tostring(element, encoding="unicode", method="html"))  # noqa: S704  a tree of escaped text


def text_of(element: Element) -> str:
    """Give all the text of an element."""
    return "".join(element.itertext())


def append_before(parent: Element, place: int, text: str) -> None:
    """Add text right before a child."""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def drop(parent: Element, child: Element) -> None:
    """Take an element out and keep the text after it."""
    append_before(parent, list(parent).index(child), child.tail or "")
    parent.remove(child)
