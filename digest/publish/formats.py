"""The formats a brief leaves in: one table, which the command line, the job, the preview, receipts and docs read.

To add one: an entry here, its renderer, its reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest.errors import OutputError
from digest.publish import readers
from digest.publish.escape import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digest.model import Brief
    from digest.publish.templates import Shelf

Notes = tuple[str, ...]  # what was put right on the way, for the receipt


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its suffix names its file, `render` makes its bytes, `read` gives the words a reader sees of them.

    A `letter` is a body of a letter and no file of an issue.
    """

    name: str
    mime: str
    suffix: str
    render: Callable[[Shelf, Brief], tuple[bytes, Notes]]
    read: Callable[[bytes], str]
    letter: bool = False


def draft(shelf: Shelf, brief: Brief, *, paper: bool = False, front: bool = False) -> str:
    """Write the brief's Markdown, which is the body of page, print and Word document as well.

    On `paper` an item lists only the figures that its summary does not have: a leader reads each once. `front` is the
    front page alone, which leads nowhere.
    """
    lines = shelf.fill("brief.md.j2", markdown, brief=brief, paper=paper, front=front).strip().split("\n")
    gaps = (not line and not before for line, before in zip(lines, ["", *lines[:-1]], strict=True))
    return "\n".join(line for line, gap in zip(lines, gaps, strict=True) if not gap) + "\n"


def _markdown(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    return draft(shelf, brief).encode(), ()


def _page(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    """Wrap the body in the template's web page."""
    from digest.publish.body import Body  # noqa: PLC0415  Markdown is read only for these
    from digest.publish.screen import shown  # noqa: PLC0415  as above

    screen = shown(Body(draft(shelf, brief)))
    return shelf.fill("page.html.j2", brief=brief, parts=screen.parts, notes=screen.notes).encode(), ()


def _word(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    """Write the body of the printed page as a Word document."""
    from digest.publish.body import Body  # noqa: PLC0415  as above
    from digest.publish.paper import arranged  # noqa: PLC0415  as above
    from digest.publish.word import written  # noqa: PLC0415  as above

    return written(shelf, brief, arranged(Body(draft(shelf, brief, paper=True)))), ()


def _print(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    """Wrap the body in the template's printed page and set it."""
    from digest.publish.body import Body  # noqa: PLC0415  as above
    from digest.publish.paper import printed  # noqa: PLC0415  as above
    from digest.publish.pdf import print_pdf  # noqa: PLC0415  as above

    body = Body(draft(shelf, brief, paper=True, front=not brief.annex))
    return print_pdf(shelf.fill("print.html.j2", brief=brief, parts=printed(body)))


def _mail(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    from digest.publish.mail import marked_up  # noqa: PLC0415  as above

    return marked_up(shelf, brief), ()


def _text(shelf: Shelf, brief: Brief) -> tuple[bytes, Notes]:
    from digest.publish.mail import bare  # noqa: PLC0415  as above

    return bare(shelf, brief), ()


_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ALL: Final = (
    Format("md", "text/markdown; charset=utf-8", ".md", _markdown, readers.markdown),
    Format("html", "text/html; charset=utf-8", ".html", _page, readers.page),
    Format("pdf", "application/pdf", ".pdf", _print, readers.pdf),
    Format("docx", _WORD, ".docx", _word, readers.word),
    Format("mail", "text/html; charset=utf-8", ".html", _mail, readers.page, letter=True),
    Format("text", "text/plain; charset=utf-8", ".txt", _text, readers.plain, letter=True),
)
TABLE: Final[Mapping[str, Format]] = {one.name: one for one in _ALL}
FORMATS: Final = tuple(one.name for one in _ALL if not one.letter)
LETTERS: Final = tuple(one.name for one in _ALL if one.letter)


def named(name: str) -> Format:
    """Give a format by its name.

    Raises:
        OutputError: there is no such format.
    """
    if name not in TABLE:
        raise OutputError(f"no format {name!r}", f"there are: {'、'.join(TABLE)}")
    return TABLE[name]
