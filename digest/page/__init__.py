"""A document in, its articles out: lines, columns, bodies, headings, and who belongs to whom."""

from digest.page.layout import split

__all__ = ["split"]
