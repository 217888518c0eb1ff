"""A typeset page in, its dumps by real tools out, each character with the glyph it shows.

The page is written twice (`pdf.write`), the tools read both copies, and the second says which glyph is where. Where a
tool breaks the two differently the texts are aligned; what stays unknown is labelled -1.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from training.press import pdf
from training.tools import TOOLS

if TYPE_CHECKING:
    from training.press.sheet import Sheet

ALL = (*TOOLS, "spaced", "bare")
_ENDS = "。！？”"


def dump(sheet: Sheet, tool: str) -> tuple[str, list[int]]:
    """Return the text a tool gives for a page, and the glyph (its index in drawing order, or -1) of each character."""
    if tool in {"spaced", "bare"}:
        return _stream(sheet, blank_lines=tool == "spaced")
    text, tags = (_unix(TOOLS[tool](pdf.write(sheet, tagged=tagged))) for tagged in (False, True))
    return text, _glyphs(sheet, text, tags)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stream(sheet: Sheet, *, blank_lines: bool) -> tuple[str, list[int]]:
    """Write lines in drawing order, as tools on Java's PDFBox do: a blank line where the distance is over 1.25 ems."""
    text, glyphs, index, before = "", [], 0, None
    for run in sheet.runs:
        gap = False
        if before is not None:
            text += "\n"
            glyphs.append(-1)
            last, first = before.glyphs[-1], run.glyphs[0]
            gap = abs(last.y - first.y) > 1.25 * before.size and not (
                last.char.isascii() and first.y > last.y and first.y - last.y < 2.2 * before.size
            )
        if gap and blank_lines:
            text += "\n"
            glyphs.append(-1)
        reach = None
        for glyph in run.glyphs:
            limit = 0.12 if glyph.char.isascii() else 0.23
            if run.vertical and reach is not None:
                text += "\n"
                glyphs.append(-1)
            elif reach is not None and (glyph.x - reach) / run.size > limit:
                text += " "
                glyphs.append(-1)
            text += glyph.char
            glyphs.append(index)
            index += 1
            reach = glyph.x + glyph.width * run.size * run.squeeze
        before = run
    return text + "\n", [*glyphs, -1]


def _glyphs(sheet: Sheet, text: str, tags: str) -> list[int]:
    """Find the glyph of each character by the tagged copy."""
    ink = [(k, char) for k, char in enumerate(text) if not char.isspace()]
    marks = [index for char in tags if (index := pdf.untag(char)) >= 0]
    chars = [glyph.char for run in sheet.runs for glyph in run.glyphs]
    found = [-1] * len(text)
    if len(ink) == len(marks) and all(
        marks[n] < len(chars) and chars[marks[n]] == char for n, (_, char) in enumerate(ink)
    ):
        for (k, _), index in zip(ink, marks, strict=True):
            found[k] = index
        return found
    said = [chars[index] if index < len(chars) else "" for index in marks]
    matcher = SequenceMatcher(None, [char for _, char in ink], said, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for n in range(size):
            found[ink[a + n][0]] = marks[b + n]
    return found
