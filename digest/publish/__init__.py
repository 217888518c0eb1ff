"""A checked `Brief` and the name of a template in, the bytes of files and letters out: `render` is the only way.

The same brief gives the same bytes, whatever the clock, the time zone or the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.publish.escape import plain
from digest.publish.fidelity import lost
from digest.publish.formats import FORMATS, LETTERS, TABLE, Format, named
from digest.publish.listing import issue, listing
from digest.publish.templates import Shelf, names

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Checked
    from digest.publish.provenance import Printed

__all__ = ["FORMATS", "LETTERS", "TABLE", "Format", "Rendered", "issue", "listing", "named", "names", "plain", "render"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A brief in one format: its bytes, what was put right in them, and what its template printed, in order."""

    format: str
    content: bytes
    notes: tuple[str, ...]
    printed: tuple[Printed, ...]

    def lost(self) -> tuple[str, ...]:
        """Name the printed values that the file does not hold; none in a faithful rendering."""
        return lost(self.printed, named(self.format).read(self.content))


def render(checked: Checked, template: str, format: str, *, folders: tuple[Path, ...] = ()) -> Rendered:  # noqa: A002  the command line's word
    """Print a checked brief in one of `FORMATS` or `LETTERS`; a template is a folder in `folders` or a bundled one.

    Raises:
        TemplateError: the template is not there, is wrong, asks for what a brief has not, or prints a figure without
            evidence.
        PrintError: the PDF cannot be set as designed: text that runs off the page, or no Pango.
        OutputError: no such format.
    """
    shelf = Shelf(template, folders)
    content, notes = named(format).render(shelf, checked.brief)
    return Rendered(format, content, notes, tuple(shelf.recorder.printed))
