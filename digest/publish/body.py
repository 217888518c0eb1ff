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
from copy import deepcopy
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
_ANCHOR = r'<a id="([a-z][a-z0-9-]{0,63})"></a>'
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)([A-Za-z][A-Za-z0-9]{1,31};)")
_LINK = re.compile(r"(?:#|https?://)")
_UNITS = re.compile(r"[%％‰℃°]+")
_QUOTED = re.compile(r"“(?P<quote>.*)” ——(?P<source>.*)", re.DOTALL)
_SOURCE = "来源："
_DATELINE = re.compile(r"^本(?:报|刊|网|台)?讯[ 　]?(?:[（(][^（）()\d]{1,24}[）)])?[ 　]?")
_COMPOSED = "（编者拟题）"
_WHOLE = {"strong": 14, "a": 24, "td": 5}  # characters of what is kept on one line; what is longer may break
_JOINER = "\u2060"
_DASH = re.compile(r"(?<=[\w%℃°])[～—·](?=\w)")  # Pango lets these begin a line


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
        calls = [label for label in dict.fromkeys(_called(self.sections)) if label in self.notes]
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


def _calls(part: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each footnote call with the element it stands in."""
    for parent in part.iter():
        for child in parent:
            if child.tag == "sup" and child.get("id", "").startswith("fnref"):
                yield parent, child


def _target(call: Element) -> str:
    return call[0].get("href", "").removeprefix("#fn:")


def _called(part: Element) -> list[str]:
    """List the labels of the notes a part calls, in order."""
    return [_target(call) for _, call in _calls(part)]


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
    """Set the body for paper: what is quoted stands at the foot of the page where an article first calls it.

    A sentence or headline that stands in its article word for word, under the same source, is not quoted again:
    the figures taken from it lead to it. Footnotes are numbered in the order of the articles.
    """
    root = deepcopy(body.sections)
    goals, numbers = _sorted(root, body)
    placed: set[str] = set()
    for part in (*root.iter("article"), root):
        for parent, call in list(_calls(part)):
            label = _target(call)
            name = body.names.get(label, "")
            if label in numbers and label not in placed:
                _foot(call, name, body.notes[label])
            elif label in numbers:
                _refer(call, name, numbers[label])
            elif goals.get(label) == name and label not in placed:
                _anchor(call, name)
            else:
                _lead(parent, call, goals.get(label, ""))
            placed.add(label)
    _glue(root)
    return _parts(root)


def _sorted(root: Element, body: Body) -> tuple[dict[str, str], dict[str, str]]:
    """Part the notes into those that stand in their article, with where, and those to print, with their numbers."""
    goals: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for article in root.iter("article"):
        for label in dict.fromkeys(_called(article)):
            if label not in body.notes:
                continue
            goal = _standing(article, body.notes[label], body.names[label])
            if goal:
                goals[label] = goal
            else:
                numbers[label] = str(len(numbers) + 1)
    return goals, numbers


def _standing(article: Element, note: Element, name: str) -> str:
    """Say where a note's sentence stands in an article of its source: `name` in the text, the headline, or ""."""
    said = _QUOTED.fullmatch(text_of(note))
    source = next((text_of(block) for block in article if block.get("class") == "source"), "")
    if said is None or not source.removeprefix(_SOURCE).startswith(said["source"]):
        return ""
    text = "".join(text_of(block) for block in article if block.tag == "p" and not block.get("class"))
    if said["quote"] in text or _without_dateline(said["quote"]) in text:
        return name
    return article.get("id", "") if said["quote"] == (article[0].text or "").strip() else ""


def _without_dateline(quote: str) -> str:
    """Drop 本报讯（记者某某） from the head of a sentence, as the summary does."""
    return _DATELINE.sub("", quote, count=1)


def _anchor(call: Element, name: str) -> None:
    """Make a call the place that figures lead to: the end of its sentence."""
    call.tag = "span"
    call.attrib.clear()
    call.set("id", name)
    call[:] = []


def _lead(parent: Element, call: Element, goal: str) -> None:
    """Take a call out and let the figure before it lead to where its sentence stands."""
    before = list(parent)[: list(parent).index(call)]
    figure = next((child for child in reversed(before) if child.tag == "strong"), None)
    _drop(parent, call)
    if figure is not None and goal:
        link = Element("a", {"href": f"#{goal}"})
        link.text, link[:] = figure.text, list(figure)
        figure.text, figure[:] = "", [link]


def _foot(call: Element, name: str, note: Element) -> None:
    """Turn a call into the note itself; the style sheet floats it to the foot and leaves its number."""
    call.tag = "span"
    call.attrib.clear()
    call.attrib.update({"class": "fn", "id": name})
    call.text = note.text
    call[:] = list(deepcopy(note))


def _refer(call: Element, name: str, number: str) -> None:
    """Turn a call into a link to a note that stands elsewhere."""
    call.attrib.clear()
    call.set("class", "ref")
    link = Element("a", {"href": f"#{name}"})
    link.text = number
    call[:] = [link]


def _glue(root: Element) -> None:
    """Keep figures whole, and a line from beginning with a dash, a wave, a middle dot or the number of a note."""
    for element in root.iter():
        if len(text_of(element)) <= _WHOLE.get(element.tag, 0):
            element.set("class", f"{element.get('class', '')} whole".strip())
        element.text = _DASH.sub(f"{_JOINER}\\g<0>", element.text) if element.text else element.text
        for place, child in enumerate(element):
            child.tail = _DASH.sub(f"{_JOINER}\\g<0>", child.tail) if child.tail else child.tail
            if child.get("class") in ("fn", "ref"):
                _append_before(element, place, _JOINER)


def _append_before(parent: Element, place: int, text: str) -> None:
    """Add text right before a child."""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _drop(parent: Element, child: Element) -> None:
    """Take an element out and keep the text after it."""
    _append_before(parent, list(parent).index(child), child.tail or "")
    parent.remove(child)


def shown(body: Body) -> tuple[Part, ...]:
    """Set the body for the screen: a figure is a button that shows its evidence, as is a call without one."""
    root = deepcopy(body.sections)
    for block in (part for part in root.iter() if part.tag in ("p", "li", "td") or part.tag == "span"):
        figures: list[Element] = []
        for child in list(block):
            if child.tag == "strong":
                figures.append(child)
            elif child.tag == "sup" and child.get("id", "").startswith("fnref"):
                _press(block, child, figures, body.names.get(_target(child), ""))
                figures = []
    for part in root:
        for parent in list(part.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _frame(child, part.get("aria-labelledby", ""))
    return _parts(root)


def sheets(body: Body) -> Markup:
    """Write the pieces of evidence the buttons of `shown` bring up."""
    return Markup("\n").join(_html(_sheet(name, body.notes[label])) for label, name in body.names.items())


def _frame(table: Element, title: str) -> Element:
    """Put a table in a frame that a narrow screen scrolls, by keyboard as well."""
    frame = Element("div", {"class": "table", "tabindex": "0", "role": "group", "aria-labelledby": title})
    frame.append(table)
    return frame


def _press(block: Element, call: Element, figures: list[Element], name: str) -> None:
    """Make buttons of the figures before a call, or of the call where there are none."""
    for figure in figures if name else ():
        figure.tag = "button"
        figure.set("popovertarget", name)
    if figures or not name:
        _drop(block, call)
        return
    words = text_of(call)
    call.tag, call.text, call[:] = "button", words, []
    call.attrib.clear()
    call.attrib.update({"class": "call", "popovertarget": name, "aria-label": f"引文{words}"})


def _sheet(name: str, note: Element) -> Element:
    """Make the slip a button brings up: the quotation, and where it was printed."""
    slip = Element("div", {"id": name, "popover": ""})
    said = _QUOTED.fullmatch(text_of(note))
    SubElement(slip, "p").text = said["quote"] if said else text_of(note)
    if said:
        SubElement(slip, "cite").text = said["source"]
    return slip
