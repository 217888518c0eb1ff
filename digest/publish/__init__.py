"""A `Brief` and the name of a template in, the bytes of one file out: Markdown, a web page or a PDF.

The same brief gives the same bytes, whatever the clock, the time zone or the machine.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from digest.errors import OutputError
from digest.publish import evidence
from digest.publish.escape import markdown, one_line, plain, strong
from digest.publish.templates import Shelf, names

if TYPE_CHECKING:
    from datetime import date

    from digest.model import Brief, Figure, Item, Source, Text

_WEB = re.compile(r"https?://[\w.~:/?#@!$&+,;=%-]{1,500}", re.ASCII)  # nothing that could end the link
_BLANK_LINES = re.compile(r"\n{3,}")
FORMATS = ("md", "html", "pdf")

__all__ = ["FORMATS", "names", "plain", "render"]


def render(brief: Brief, template: str, format: str, *, folders: tuple[Path, ...] = ()) -> bytes:  # noqa: A002  the command line's word
    """Print a brief in one of `FORMATS` with a template: a folder of that name in `folders` or bundled.

    Raises:
        TemplateError: the template is not there, is wrong, or asks for what a brief has not.
        PrintError: the PDF cannot be set as designed: a character without a glyph, or no Pango.
        OutputError: no such format.
    """
    shelf = Shelf(template, folders, _FILTERS)
    draft = _BLANK_LINES.sub("\n\n", shelf.fill("brief.md.j2", markdown, brief=brief)).strip() + "\n"
    match format:
        case "md":
            return draft.encode()
        case "html":
            return _page(shelf, brief, draft).encode()
        case "pdf":
            return _leaves(shelf, brief, draft)
    msg = f"no format {format!r}"
    raise OutputError(msg, f"there are: {'、'.join(FORMATS)}")


def _page(shelf: Shelf, brief: Brief, draft: str) -> str:
    """Wrap the body in the template's web page."""
    from digest.publish.body import Body, sheets, shown  # noqa: PLC0415  Markdown is read only for these

    body = Body(draft)
    return shelf.fill("page.html.j2", brief=brief, parts=shown(body), notes=sheets(body))


def _leaves(shelf: Shelf, brief: Brief, draft: str) -> bytes:
    """Wrap the body in the template's printed page and set it."""
    from digest.publish.body import Body, printed  # noqa: PLC0415  as above
    from digest.publish.pdf import press  # noqa: PLC0415  as above

    return press(shelf.fill("print.html.j2", brief=brief, parts=printed(Body(draft))))


def _trusted(markup: str) -> Markup:
    return Markup(markup)  # noqa: S704  made by publish.body from escaped Markdown


def _day(day: date | None, *, short: bool = False) -> str:
    """Write a day as the papers do."""
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if short else f"{day.year}年{day.month}月{day.day}日"


def _paper(source: Source) -> str:
    """Name the paper of a source, or its file where the paper is not known."""
    return f"《{source.publication}》" if source.publication else Path(source.origin).name


def _page_number(source: Source) -> str:
    """Write a page as the papers do: 第3版, A3版."""
    page = (source.page or "").removeprefix("第").removesuffix("版")
    if not page:
        return ""
    return f"第{page}版" if page[0].isdigit() else f"{page}版"


def _cite(source: Source) -> str:
    """Cite a source in one run: paper, day and page."""
    return f"{_paper(source)}{_day(source.published)}{_page_number(source)}"


def _brief_cite(source: Source) -> str:
    """Cite a source without the year, which the masthead has."""
    return f"{_paper(source)}{_day(source.published, short=True)}{_page_number(source)}"


def _linked(source: Source) -> Markup:
    """Cite a source in Markdown, with a link to where it stands on the web if that is known."""
    cite = markdown(_cite(source))
    return _trusted(f"[{cite}]({source.link})" if source.link and _WEB.fullmatch(source.link) else cite)


def _marked(sentence: Text, figures: tuple[Text, ...]) -> Markup:
    """Write a sentence in Markdown with its figures in bold."""
    pieces = evidence.marked(sentence, figures)
    return _trusted("".join(strong(words) if bold else markdown(words) for words, bold in pieces))


def _summary(item: Item) -> Markup:
    """Write an item's sentences as one paragraph, figures in bold, each sentence with the calls of its notes."""
    figures = tuple(fact.figure for fact in evidence.key_facts(item))
    notes = evidence.notes(item)
    pieces = []
    for sentence in item.summary:
        mine = [note for note in notes if sentence.string in note.quote.string or note.quote.string in sentence.string]
        pieces.append(_marked(sentence, figures) + Markup("").join(map(_call, mine)))
    return Markup("").join(pieces)


def _call(note: evidence.Note | None) -> Markup:
    """Call a note, if there is one."""
    return _trusted(f"[^{note.label}]" if note else "")


def _row_call(row: Figure, items: tuple[Item, ...]) -> Markup:
    return _call(evidence.note_of(row, items))


def _kept(brief: Brief) -> int:
    """Count the articles the brief uses."""
    return sum(len(item.sources) for item in brief.items)


def _papers(brief: Brief) -> str:
    """List what was read in one run: paper by paper, day by day, with the pages."""
    days: dict[str, dict[str, dict[str, None]]] = {}
    for source in sorted(brief.sources, key=lambda source: (_paper(source), str(source.published), source.page or "")):
        pages = days.setdefault(_paper(source), {}).setdefault(_day(source.published, short=True), {})
        pages[_page_number(source)] = None
    papers = [paper + "，".join(day + "、".join(pages) for day, pages in of.items()) for paper, of in days.items()]
    return "；".join(papers)


_FILTERS: dict[str, Any] = {
    "brief_cite": _brief_cite,
    "call": _call,
    "cite": _cite,
    "day": _day,
    "kept": _kept,
    "key_facts": evidence.key_facts,
    "line": one_line,
    "linked": _linked,
    "marked": _marked,
    "notes": evidence.notes,
    "papers": _papers,
    "points": lambda points: _trusted(f"{points:+.1f}".removesuffix(".0")),
    "row_call": _row_call,
    "strong": lambda text: _trusted(strong(str(text))),
    "summary": _summary,
    "zones": evidence.zones,
    "csp": lambda text: f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}",
    "yaml": lambda text: _trusted(json.dumps(one_line(str(text)), ensure_ascii=False).replace("<", "\\u003c")),
}
