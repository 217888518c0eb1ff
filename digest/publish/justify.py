"""Teach WeasyPrint to justify Chinese: spread the rest of a line between its characters, not its blanks.

WeasyPrint 70 stretches U+0020 and U+00A0 only, so a Chinese line, which has none, ends ragged: 10 % of the full
lines of a brief ended within 1 pt of the margin, with this 100 % of those that may be stretched.
W3C's Requirements for Chinese Text Layout, 3.3.2, calls it 均排: all gaps of the line grow alike.

Two private functions of WeasyPrint are replaced while a document is set (`justified`); `tests/publish` fails
when a release renames them, and the version is pinned to one major.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

if TYPE_CHECKING:
    from collections.abc import Iterator

# Han, kana, full-width forms, Chinese quotes. Not the dash and the ellipsis: ——, …… keep joined.
_WIDE = (
    "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6‘’“”·\U00020000-\U0003ffff"
)
_STRETCH = re.compile(f"[{_WIDE}]+|[ \u00a0]")
_MAX_GAP = 0.35  # em; a line with few gaps (a long web address follows) looks torn beyond it and stays ragged

_stock_justify = inline.justify_line
_stock_reactivate = line_break.Layout.reactivate


@contextmanager
def justified() -> Iterator[None]:
    """Justify Chinese in all that WeasyPrint lays out and draws inside the `with`."""
    inline.justify_line = _justify_line
    line_break.Layout.reactivate = _reactivate
    try:
        yield
    finally:
        inline.justify_line = _stock_justify
        line_break.Layout.reactivate = _stock_reactivate


def _justify_line(context: Any, line: Any, extra: float) -> None:  # noqa: ANN401  WeasyPrint's boxes have no types
    """Make a line `extra` pixels longer (WeasyPrint's signature)."""
    texts = [box for box in _texts(line) if _STRETCH.search(box.text)]
    if not any(len(run.group()) > 1 for box in texts for run in _STRETCH.finditer(box.text)):
        _stock_justify(context, line, extra)
        return
    growth = sum(_spread(box, context, 1)[1] - box.width for box in texts)
    gap = extra / growth if growth >= 1 else float("inf")
    if gap <= _MAX_GAP * line.style["font_size"]:
        _widen(context, line, gap, 0)


def _texts(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the text boxes of a line that take part in its flow."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _widen(context: Any, box: Any, gap: float, moved: float) -> float:  # noqa: ANN401
    """Widen each text of a box by `gap` a character, move what follows; give how far the next box moves."""
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        if not _STRETCH.search(box.text):
            return moved
        box.pango_layout, width = _spread(box, context, gap)
        box.pango_layout.deactivate()
        moved, box.width = moved + width - box.width, width
        return moved
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(moved, 0)
        return moved
    box.position_x += moved
    start = moved
    for child in box.children:
        if child.is_in_normal_flow():
            moved = _widen(context, child, gap, moved)
    box.width += moved - start
    return moved


def _spread(box: Any, context: Any, gap: float) -> tuple[Any, float]:  # noqa: ANN401
    """Lay out a text with `gap` pixels after each of its wide characters; give the layout and its width."""
    layout = line_break.create_layout(box.text, box.style, context, None, 0)
    _space(layout, gap)
    layout.chinese_gap = gap
    return layout, line_break.line_size(layout.get_first_line()[0], box.style)[0]


def _space(layout: Any, gap: float) -> None:  # noqa: ANN401
    """Set the letter spacing of a layout's wide characters."""
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    base = layout.style["letter_spacing"]
    units = round(((0 if base == "normal" else base) + gap) * TO_UNITS)
    for run in _STRETCH.finditer(layout.text):
        attribute = pango.pango_attr_letter_spacing_new(units)
        attribute.start_index = len(layout.text[: run.start()].encode())
        attribute.end_index = attribute.start_index + len(run.group().encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def _reactivate(layout: Any, style: Any) -> None:  # noqa: ANN401
    """Make a layout anew for drawing, with the gaps it was measured with."""
    _stock_reactivate(layout, style)
    if getattr(layout, "chinese_gap", 0):
        _space(layout, layout.chinese_gap)
