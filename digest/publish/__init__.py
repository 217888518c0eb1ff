"""A `Brief` and the name of a template in, the bytes of one file out: Markdown, web page, PDF, Word, a letter.

The same brief gives the same bytes, whatever the clock, the time zone or the machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.errors import OutputError
from digest.publish.archive import issue, listing
from digest.publish.escape import markdown, plain
from digest.publish.filters import FILTERS
from digest.publish.gate import unfounded
from digest.publish.letter import bare, marked_up
from digest.publish.templates import Shelf, names
from digest.publish.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Brief

_BLANK_LINES = re.compile(r"\n{3,}")
FORMATS = ("md", "html", "pdf", "docx")
LETTERS = ("mail", "text")  # the two bodies of a letter; nothing that is laid into out/

__all__ = ["FORMATS", "LETTERS", "issue", "listing", "names", "plain", "render", "unfounded", "words"]


def render(brief: Brief, template: str, format: str, *, folders: tuple[Path, ...] = ()) -> bytes:  # noqa: A002  the command line's word
    """Print a brief in one of `FORMATS` or `LETTERS` with a template: a folder of that name in `folders` or bundled.

    Raises:
        TemplateError: the template is not there, is wrong, or asks for what a brief has not.
        PrintError: the PDF cannot be set as designed: a character without a glyph, or no Pango.
        OutputError: no such format.
    """
    shelf = Shelf(template, folders, FILTERS)
    match format:
        case "md":
            return _draft(shelf, brief).encode()
        case "html":
            return _page(shelf, brief).encode()
        case "pdf":
            return _leaves(shelf, brief)
        case "docx":
            return _word(shelf, brief)
        case "mail":
            return marked_up(shelf, brief)
        case "text":
            return bare(shelf, brief)
    msg = f"no format {format!r}"
    raise OutputError(msg, f"there are: {'、'.join((*FORMATS, *LETTERS))}")


def _draft(shelf: Shelf, brief: Brief) -> str:
    """Write the brief's Markdown, which is the body of page and print as well."""
    return _BLANK_LINES.sub("\n\n", shelf.fill("brief.md.j2", markdown, brief=brief)).strip() + "\n"


def _page(shelf: Shelf, brief: Brief) -> str:
    """Wrap the body in the template's web page."""
    from digest.publish.body import Body  # noqa: PLC0415  Markdown is read only for these
    from digest.publish.screen import shown  # noqa: PLC0415  as above

    screen = shown(Body(_draft(shelf, brief)))
    return shelf.fill("page.html.j2", brief=brief, parts=screen.parts, notes=screen.notes)


def _word(shelf: Shelf, brief: Brief) -> bytes:
    """Write the body of the printed page as a Word document."""
    from digest.publish.body import Body  # noqa: PLC0415  as above
    from digest.publish.paper import arranged  # noqa: PLC0415  as above
    from digest.publish.word import written  # noqa: PLC0415  as above

    return written(shelf, brief, arranged(Body(_draft(shelf, brief))))


def _leaves(shelf: Shelf, brief: Brief) -> bytes:
    """Wrap the body in the template's printed page and set it."""
    from digest.publish.body import Body  # noqa: PLC0415  as above
    from digest.publish.paper import printed  # noqa: PLC0415  as above
    from digest.publish.pdf import press  # noqa: PLC0415  as above

    return press(shelf.fill("print.html.j2", brief=brief, parts=printed(Body(_draft(shelf, brief)))))
