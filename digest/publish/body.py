"""The brief's Markdown into the body of the web page and of the printed page.

Python-Markdown reads it, with raw HTML, images and foreign links switched off: what the Markdown does not mean
to be markup prints as text. The result is a tree of sections and articles; the page shows each piece of evidence
where its figure is pressed, the print sets it at the foot of the page.

The Markdown is understood by its shape alone, so that an edited one still prints: `##` opens a section, `###` an
article (its `<a id="…"></a>` names it), what stands before the first `##` is the masthead and is left out, a
paragraph that begins with one of the words of `LABELS` is of that kind, a list in an article lists its figures.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from markupsafe import Markup

if TYPE_CHECKING:
    from re import Match

    from markdown import Markdown

LABELS = {"来源：": "source", "入选理由：": "reasons"}
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ANCHOR = r'<a id="([a-z][a-z0-9-]{0,63})"></a>'
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)([A-Za-z][A-Za-z0-9]{1,31};)")
_LINK = re.compile(r"(?:#|https?://)")
_UNITS = re.compile(r"[%％‰℃°]+")
_QUOTED = re.compile(r"“(.*)”")


@lru_cache(maxsize=2)
def _parsed(markdown: str) -> str:
    """Turn Markdown into XHTML; kept for the next format of the same brief."""
    return _reader().convert(_FRONT.sub("", markdown))


def _reader() -> Markdown:
    """Build a Python-Markdown that knows tables and footnotes and lets no raw HTML through."""
    from markdown import Markdown
    from markdown.inlinepatterns import InlineProcessor

    class Anchor(InlineProcessor):
        def handleMatch(self, m: Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802  Python-Markdown's name
            return Element("a", {"id": m.group(1)}), m.start(0), m.end(0)

    reader = Markdown(extensions=["tables", "footnotes", "sane_lists"], output_format="xhtml")
    reader.preprocessors.deregister("html_block")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref", "autolink", "automail"):
        reader.inlinePatterns.deregister(pattern)
    reader.inlinePatterns.register(Anchor(_ANCHOR), "anchor", 95)
    return reader


class Body:
    """A brief's body as a tree: `sections` holding articles, and the `notes` its figures refer to."""

    def __init__(self, markdown: str) -> None:
        xhtml = _NAMED.sub(lambda name: html.escape(html.unescape(name.group(0))), _parsed(markdown))
        flat = fromstring(f"<body>{xhtml}</body>")  # noqa: S314  our own reader's output: no entities, no DTD
        self.notes = _notes(flat)
        _tidy(flat)
        self.sections = _nested(flat)
        self.order = tuple(dict.fromkeys((*_called(self.sections, "article"), *_called(self.sections, "*"))))


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
        if element.tag == "th":
            element.set("scope", "col")
        if element.tag in ("td", "th") and "style" in element.attrib:
            element.set("class", element.attrib.pop("style").removeprefix("text-align: ").rstrip(";"))
        if element.tag == "strong" and element.tail and (units := _UNITS.match(element.tail)):
            _append(element, units.group(0))
            element.tail = element.tail[units.end() :]


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
        elif block.tag == "h3" and section is not None:
            article = SubElement(section, "article")
            article.append(block)
            _name(article, block, f"{section.get('id')}-{len(section) - 1}")
        elif section is not None:
            _label(block, inside=article is not None)
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
    part.set("id", name)
    heading.set("id", f"{name}-h")
    part.set("aria-labelledby", f"{name}-h")


def _label(block: Element, *, inside: bool) -> None:
    """Say what kind of block it is, by its first word or its shape."""
    start = block.text or ""
    kind = next((kind for word, kind in LABELS.items() if block.tag == "p" and start.startswith(word)), None)
    if kind:
        block.set("class", kind)
    elif inside and block.tag == "ul":
        block.set("class", "facts")


def _calls(part: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each footnote call with the element it stands in."""
    for parent in part.iter():
        for child in parent:
            if child.tag == "sup" and child.get("id", "").startswith("fnref"):
                yield parent, child


def _target(call: Element) -> str:
    return call[0].get("href", "").removeprefix("#fn:")


def _called(root: Element, within: str) -> list[str]:
    """List the labels of the notes called in all parts of one kind, in order."""
    parts = [root] if within == "*" else list(root.iter(within))
    return [_target(call) for part in parts for _, call in _calls(part)]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the body, ready to be placed: its name, its title as text, its HTML."""

    id: str
    title: str
    html: Markup


def _parts(root: Element) -> tuple[Part, ...]:
    return tuple(Part(part.get("id", ""), text_of(part[0]), _html(part)) for part in root)


def _html(element: Element) -> Markup:
    return Markup(tostring(element, encoding="unicode", method="html"))  # noqa: S704  a tree of escaped text


def text_of(element: Element) -> str:
    """Give all the text of an element."""
    return "".join(element.itertext())


def printed(body: Body) -> tuple[Part, ...]:
    """Set the body for paper: each note at the foot of the page where an article first calls it.

    A quotation that stands in the article word for word is not repeated: its note names the source only.
    """
    root = deepcopy(body.sections)
    numbers = {label: str(number) for number, label in enumerate(body.order, start=1)}
    placed: set[str] = set()
    for article in root.iter("article"):
        said = text_of(article)
        for _, call in list(_calls(article)):
            label = _target(call)
            if label in placed or label not in body.notes:
                _refer(call, label, numbers)
            else:
                placed.add(label)
                _foot(call, label, body.notes[label], said)
    for parent, call in list(_calls(root)):
        if _target(call) in placed:
            _refer(call, _target(call), numbers)
        else:
            _drop(parent, call)
    return _parts(root)


def _foot(call: Element, label: str, note: Element, said: str) -> None:
    """Turn a call into the note itself; the style sheet floats it to the foot and leaves its number."""
    foot = deepcopy(note)
    quote = _QUOTED.search(foot.text or "")
    if quote and quote.group(1) in said:
        foot.text = (foot.text or "").replace(quote.group(0), "").lstrip("—— ")
    call.tag = "span"
    call.attrib.clear()
    call.attrib.update({"class": "fn", "id": f"n-{label}"})
    call[:] = list(foot)
    call.text = foot.text


def _refer(call: Element, label: str, numbers: dict[str, str]) -> None:
    """Turn a call into a link to a note that stands elsewhere."""
    call.attrib.clear()
    call.set("class", "ref")
    link = Element("a", {"href": f"#n-{label}"})
    link.text = numbers.get(label, "")
    call[:] = [link]


def _drop(parent: Element, child: Element) -> None:
    """Take an element out and keep the text after it."""
    place = list(parent).index(child)
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def shown(body: Body) -> tuple[Part, ...]:
    """Set the body for the screen: a figure is a button that shows its evidence, as is a call without one."""
    root = deepcopy(body.sections)
    for block in (part for part in root.iter() if part.tag in ("p", "li", "td")):
        figures: list[Element] = []
        for child in list(block):
            if child.tag == "strong":
                figures.append(child)
            elif child.tag == "sup" and child.get("id", "").startswith("fnref"):
                _press(block, child, figures)
                figures = []
    for parent in list(root.iter()):
        for place, table in [(place, child) for place, child in enumerate(parent) if child.tag == "table"]:
            parent[place] = frame = Element(
                "div", {"class": "table", "tabindex": "0", "role": "region", "aria-label": "表格"}
            )
            frame.append(table)
    return _parts(root)


def sheets(body: Body) -> Markup:
    """Write the pieces of evidence the buttons of `shown` bring up."""
    return Markup("\n").join(_html(_sheet(label, body.notes[label])) for label in body.order if label in body.notes)


def _press(block: Element, call: Element, figures: list[Element]) -> None:
    """Make buttons of the figures before a call, or of the call where there are none."""
    label = _target(call)
    for figure in figures:
        figure.tag = "button"
        figure.attrib.update({"type": "button", "class": "fig", "popovertarget": f"n-{label}"})
    if figures:
        _drop(block, call)
        return
    call.tag = "button"
    words = text_of(call)
    call.attrib.clear()
    call.attrib.update({"type": "button", "class": "call", "popovertarget": f"n-{label}", "aria-label": f"引文{words}"})
    call[:] = []
    call.text = words


def _sheet(label: str, note: Element) -> Element:
    sheet = Element("div", {"id": f"n-{label}", "popover": "auto", "role": "note"})
    paragraph = SubElement(sheet, "p")
    paragraph.text = note.text
    paragraph.extend(deepcopy(list(note)))
    return sheet
