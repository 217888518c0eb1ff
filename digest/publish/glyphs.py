"""A page in, the same page out with 〓 for what no bundled font can draw, and the names of what was replaced."""

from __future__ import annotations

import html
import re

from digest.publish.faces import TEXT_FACE, drawn
from digest.publish.fidelity import GETA
from digest.text.visible import visible

_TAG = re.compile(r"<[^>]*>")
_AROUND = 12  # characters shown on each side of one that cannot be printed
_NAMED = 5  # how many such characters are named


def with_glyphs(page: str) -> tuple[str, tuple[str, ...]]:
    """Put 〓 in the place of each character that no bundled font has; name them, with some words around the first."""
    if set(page) <= drawn(TEXT_FACE) and "&#" not in page:
        return page, ()
    text = html.unescape(_TAG.sub("", page.partition("<body")[2]))
    missing = sorted(set(text) - drawn(TEXT_FACE))
    if not missing:
        return page, ()
    place = text.index(missing[0])
    around = " ".join(text[max(0, place - _AROUND) : place + _AROUND + 1].split())
    names = "、".join(f"“{visible(char)}” (U+{ord(char):04X})" for char in missing[:_NAMED])
    note = f"the bundled fonts have no {names}, printed as {GETA}: …{visible(around)}…"
    return page.translate(dict.fromkeys(map(ord, missing), GETA)), (note,)
