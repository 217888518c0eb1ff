"""Rectangles on a page, for both generators."""

from __future__ import annotations

from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle in points from the top left of the page."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.h

    def inset(self, by: float) -> Rect:
        """Return the rectangle smaller by so much on each side."""
        return Rect(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def meets(self, other: Rect) -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.x < other.right - 0.1
            and other.x < self.right - 0.1
            and self.y < other.bottom - 0.1
            and other.y < self.bottom - 0.1
        )
