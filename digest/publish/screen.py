"""The brief's body for the web page: each figure is a button that brings up its evidence."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from digest.publish.body import QUOTED, drop, markup, parts, target, text_of

if TYPE_CHECKING:
    from digest.publish.body import Body, Part


def shown(body: Body) -> tuple[Part, ...]:
    """Set the body for the screen: a figure is a button that shows its evidence, as is a call without one."""
    root = deepcopy(body.sections)
    for block in (part for part in root.iter() if part.tag in ("p", "li", "td") or part.tag == "span"):
        figures: list[Element] = []
        for child in list(block):
            if child.tag == "strong":
                figures.append(child)
            elif child.tag == "sup" and child.get("id", "").startswith("fnref"):
                _press(block, child, figures, body.names.get(target(child), ""))
                figures = []
    for part in root:
        for parent in list(part.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _frame(child, part.get("aria-labelledby", ""))
    return parts(root)


def sheets(body: Body) -> Markup:
    """Write the pieces of evidence the buttons of `shown` bring up."""
    return Markup("\n").join(markup(_sheet(name, body.notes[label])) for label, name in body.names.items())


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


def _sheet(name: str, note: Element) -> Element:
    """Make the slip a button brings up: the quotation, and where it was printed."""
    slip = Element("div", {"id": name, "popover": ""})
    said = QUOTED.fullmatch(text_of(note))
    SubElement(slip, "p").text = said["quote"] if said else text_of(note)
    if said:
        SubElement(slip, "cite").text = said["source"]
    return slip
