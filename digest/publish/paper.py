"""The brief's body for paper: evidence behind its section, figures and signs kept together."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from digest.publish.body import QUOTED, append_before, called, calls, drop, parts, target, text_of
from digest.publish.faces import BOLD_FACE, SANS_FACE, drawn

if TYPE_CHECKING:
    from digest.publish.body import Body, Part

_SOURCE = "来源："
_WHOLE = {"strong": 14, "a": 24, "td": 5}  # characters of what is kept on one line; what is longer may break
_APART = frozenset({"h2", "h3", "strong", "small", "th", "td", "a"})  # what style sheets may set bold or sans
_KINDS_APART = frozenset({"source", "reasons"})
_CITED = re.compile(
    "(.{1,30}》)(.{2,16}）)"
)  # （《paper》day and page）: a citation in brackets, broken between the two only
_JOINER = "\u2060"
_DASH = re.compile(r"(?<=[\w%℃°])[～—·](?=\w)")  # Pango lets these begin a line


def printed(body: Body) -> tuple[Part, ...]:
    """Set the body for the printed page: the sections of `arranged`, each with its evidence at its end."""
    root = arranged(body)
    for section in root:
        _gather(section)
    _even(root)
    return parts(root)


def _gather(section: Element) -> None:
    """Move the notes of a section behind it, in their order, and leave their numbers."""
    notes = [note for note in section.iter("span") if "fn" in (note.get("class") or "").split()]
    if not notes:
        return
    evidence = SubElement(section, "ol", {"class": "evidence"})
    for note in notes:
        name, number = note.get("id", ""), note.get("data-number", "")
        line = SubElement(evidence, "li", {"id": name, "value": number})
        line.text, line[:] = note.text, list(note)
        note.text, note[:] = None, []
        note.attrib.clear()
        _refer(note, name, number)


def arranged(body: Body) -> Element:
    """Set the body for paper: what is quoted stands at the foot of the page where an article first calls it.

    A sentence or headline that stands in its article word for word, under the same source, is not quoted again:
    the figures taken from it lead to it. Footnotes are numbered in the order of the articles.
    """
    root = deepcopy(body.sections)
    goals, numbers = _sorted(root, body)
    placed: set[str] = set()
    for part in (*root.iter("article"), root):
        for parent, call in list(calls(part)):
            label = target(call)
            name = body.names.get(label, "")
            if label in numbers and label not in placed:
                _foot(call, name, body.notes[label], numbers[label])
            elif label in numbers:
                _refer(call, name, numbers[label])
            elif goals.get(label) == name and label not in placed:
                _anchor(call, name)
            else:
                _lead(parent, call, goals.get(label, ""))
            placed.add(label)
    _glue(root)
    return root


def _sorted(root: Element, body: Body) -> tuple[dict[str, str], dict[str, str]]:
    """Part the notes into those that stand in their article, with where, and those to print, with their numbers."""
    goals: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for article in root.iter("article"):
        for label in dict.fromkeys(called(article)):
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
    said = QUOTED.fullmatch(text_of(note))
    source = next((text_of(block) for block in article if block.get("class") == "source"), "")
    if said is None or not source.removeprefix(_SOURCE).startswith(said["source"]):
        return ""
    text = "".join(text_of(block) for block in article if block.tag == "p" and not block.get("class"))
    if said["quote"] in text:
        return name
    return article.get("id", "") if said["quote"] == (article[0].text or "").strip() else ""


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
    drop(parent, call)
    if figure is not None and goal:
        link = Element("a", {"href": f"#{goal}"})
        link.text, link[:] = figure.text, list(figure)
        figure.text, figure[:] = "", [link]


def _foot(call: Element, name: str, note: Element, number: str) -> None:
    """Turn a call into the note itself, which a printed page gathers and Word sets at the foot of the page."""
    call.tag = "span"
    call.attrib.clear()
    call.attrib.update({"class": "fn", "id": name, "data-number": number})
    call.text = note.text
    call[:] = list(deepcopy(note))


def _refer(call: Element, name: str, number: str) -> None:
    """Turn a call into a link to a note that stands elsewhere."""
    call.attrib.clear()
    call.set("class", "ref")
    link = Element("a", {"href": f"#{name}"})
    link.text = number
    call[:] = [link]


def _even(root: Element) -> None:
    """Mark what the bold and sans faces could set only in part, so that it is set in the text face throughout.

    They have no traditional characters: a headline from Taiwan or Hong Kong would be bold here and light there.
    """
    common = drawn(BOLD_FACE) & drawn(SANS_FACE)
    for element in root.iter():
        apart = element.tag in _APART or element.get("class") in _KINDS_APART
        if apart and not common.issuperset(text_of(element)):
            element.set("class", f"{element.get('class', '')} one-face".strip())


def _glue(root: Element) -> None:
    """Keep figures whole, and a line from beginning with a dash, a wave, a middle dot or the number of a note."""
    for element in list(root.iter()):
        if element.tag in ("ul", "ol"):  # a blank between two lines of a list would be set, tagged and written
            element.text = None
            for line in element:
                line.tail = None
        if element.tag == "a" and not len(element) and (parts_of := _CITED.fullmatch(element.text or "")):
            element.text = ""
            for part in parts_of.groups():
                SubElement(element, "span", {"class": "whole"}).text = part
            continue
        if len(text_of(element)) <= _WHOLE.get(element.tag, 0):
            element.set("class", f"{element.get('class', '')} whole".strip())
        element.text = _DASH.sub(f"{_JOINER}\\g<0>", element.text) if element.text else element.text
        for place, child in enumerate(element):
            child.tail = _DASH.sub(f"{_JOINER}\\g<0>", child.tail) if child.tail else child.tail
            if child.get("class") in ("fn", "ref"):
                append_before(element, place, _JOINER)
