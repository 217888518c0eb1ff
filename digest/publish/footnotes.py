"""Keep WeasyPrint's footnotes on the page of their call.

Where a block's first lines do not fit at the foot of a page, WeasyPrint 70 moves the page's footnotes to the next
page, one after the other, until they do: on the sample week two pages in ten lost theirs. Here the footnotes stay
and the block moves, as it would on a page without footnotes.

One private function is replaced while a document is set (`kept`); `tests/publish` fails when a release renames it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from weasyprint.layout import block

if TYPE_CHECKING:
    from collections.abc import Iterator

_stock_layout = block._linebox_layout  # noqa: SLF001  the fault is in there


@contextmanager
def kept() -> Iterator[None]:
    """Keep footnotes with their calls in all that WeasyPrint lays out inside the `with`."""
    block._linebox_layout = _layout  # noqa: SLF001  as above
    try:
        yield
    finally:
        block._linebox_layout = _stock_layout  # noqa: SLF001  as above


def _layout(context: Any, box: Any, index: int, child: Any, lines: list[Any], *rest: Any) -> tuple[Any, ...]:  # noqa: ANN401  WeasyPrint has no types
    """Lay out the lines of a box (WeasyPrint's signature); where earlier footnotes had to go for them, move the box."""
    before = list(context.current_page_footnotes)
    result: tuple[Any, ...] = _stock_layout(context, box, index, child, lines, *rest)
    moved = [note for note in before if note in context.reported_footnotes]
    page_is_empty, absolute, fixed, _, bottom_space = rest[:5]
    if not moved or page_is_empty:
        return result
    context.reported_footnotes = [note for note in context.reported_footnotes if note not in moved]
    added = [note for note in context.current_page_footnotes if note not in before]
    context.current_page_footnotes = [*before, *added]
    context._update_footnote_area()  # noqa: SLF001  as above
    aborted, _, *others = result
    if aborted or not lines or not _overflows(context, bottom_space, lines[-1]):
        return result
    block.remove_placeholders(context, lines[-1].children, absolute, fixed)
    return (True, False, *others)


def _overflows(context: Any, bottom_space: float, line: Any) -> bool:  # noqa: ANN401
    """Tell whether a line runs into the footnotes."""
    return bool(context.overflows_page(bottom_space, line.position_y + line.height))
