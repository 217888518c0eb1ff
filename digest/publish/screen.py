"""The brief's body for the web page: each figure is a button that brings up its evidence.

A sentence that stands in its article is not sent twice: the article says where in its text the sentence is, and the
page's script makes the slip and the buttons of it. What stands nowhere else is sent as a slip, and needs no script.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from digest.publish.body import QUOTED, drop, markup, parts, target, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from digest.publish.body import Body, Part

_SOURCE = "来源："


class Screen(NamedTuple):
    """The sections of the page, and the slips that its buttons bring up."""

    parts: tuple[Part, ...]
    notes: Markup


def shown(body: Body) -> Screen:
    """Set the body for the screen: a figure is a button that shows its evidence, as is a call without one."""
    root = deepcopy(body.sections)
    _press_figures(root, body)
    for part in root:
        for parent in list(part.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _frame(child, part.get("aria-labelledby", ""))
    told = [one for article in root.iter("article") if (one := _told(article))]
    sent = {name: label for label, name in body.names.items() if not _stands(told, body, label)}
    _slim(root, sent.keys())
    slips = [_slip(name, body.notes[label]) for name, label in sent.items()]
    return Screen(parts(root), Markup("\n").join(map(markup, slips)))


def _press_figures(root: Element, body: Body) -> None:
    """Make buttons of all figures that have evidence."""
    for block in (part for part in root.iter() if part.tag in ("p", "li", "td") or part.tag == "span"):
        figures: list[Element] = []
        for child in list(block):
            if child.tag == "strong":
                figures.append(child)
            elif child.tag == "sup" and child.get("id", "").startswith("fnref"):
                _press(block, child, figures, body.names.get(target(child), ""))
                figures = []


def _slim(root: Element, sent: Collection[str]) -> None:
    """Say of a button only its name where the script makes its slip, and lay a figure in its line without a frame."""
    for button in root.iter("button"):
        if button.attrib.keys() == {"popovertarget"} and button.get("popovertarget") not in sent:
            button.tag, button.attrib = "b", {"data-n": button.get("popovertarget", "")}
    for line in root.iter("li"):
        if len(line) == 2 and line[1].tag == "span" and len(line[1]) == 1 and not line[1].text:  # noqa: PLR2004  label, value
            line[1][0].tail = line[1][0].tail or line[1].tail
            line[1] = line[1][0]


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
        drop(block, call)
        return
    words = text_of(call)
    call.tag, call.text, call[:] = "button", words, []
    call.attrib.clear()
    call.attrib.update({"class": "call", "popovertarget": name, "aria-label": f"引文{words}"})


class _Article(NamedTuple):
    """An article of the page with its texts, taken once: the line of its source, and the blocks that tell it."""

    line: Element
    source: str
    blocks: tuple[tuple[Element, str], ...]


def _told(article: Element) -> _Article | None:
    """Take the texts of an article; None where it names no source."""
    line = next((block for block in article if block.get("class") == "source"), None)
    if line is None:
        return None
    blocks = (one for one in article if one.tag == "h3" or not one.attrib.get("class"))
    return _Article(line, text_of(line), tuple((one, text_of(one)) for one in blocks))


def _stands(told: Iterable[_Article], body: Body, label: str) -> bool:
    """Say at the place where a note's sentence stands in an article of its source; tell whether it stands in one.

    `data-notes` of a heading or paragraph is a run of name, start and end, `data-cite` of a line of sources the start
    and end of the first: half-open, in UTF-16 units, as scripts count.
    """
    said = QUOTED.fullmatch(text_of(body.notes[label]))
    if said is None:
        return False
    words = _SOURCE + said["source"]
    for line, source, blocks in told:
        block, text = next(((one, text) for one, text in blocks if said["quote"] in text), (None, ""))
        if block is None or not source.startswith(words):
            continue
        cite = _place(source, words, len(_SOURCE))
        if line.get("data-cite", cite) == cite:
            line.set("data-cite", cite)
            place = _place(text, said["quote"])
            block.set("data-notes", f"{block.get('data-notes', '')} {body.names[label]} {place}".strip())
            return True
    return False


def _place(text: str, words: str, skip: int = 0) -> str:
    """Say where words stand in a text that has them, without the first `skip` of them."""
    start = text.index(words)
    return f"{_units(text[: start + skip])} {_units(text[: start + len(words)])}"


def _units(text: str) -> int:
    """Count a text as scripts do."""
    return len(text.encode("utf-16-le")) // 2


def _slip(name: str, note: Element) -> Element:
    """Make the slip a button brings up: the quotation, and where it was printed, with its link if it has one."""
    slip = Element("div", {"id": name, "popover": ""})
    said = QUOTED.fullmatch(text_of(note))
    SubElement(slip, "p").text = said["quote"] if said else text_of(note)
    if said:
        cite = SubElement(slip, "cite")
        link = next((child for child in note if child.tag == "a" and text_of(child) == said["source"]), None)
        if link is None:
            cite.text = said["source"]
        else:
            SubElement(cite, "a", link.attrib).text = said["source"]
    return slip
