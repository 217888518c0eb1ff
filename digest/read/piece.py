"""Articles as their source gives them in, one Document out: the text is laid out anew, line under line."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digest.errors import EmptySource
from digest.model import Document, Entry, Line, Problem, Span
from digest.read.dump import understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

# Joins, marks of direction and soft hyphens have no width and no place in a newspaper's text; they hide words from
# the finders (开\u200b发区) and can turn a line around. The byte order mark inside a text is one of them.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Bytes of Windows-1252 that were taken for characters: the quotation marks and dashes that Word sets.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_FROM_WINDOWS = re.compile("[\x80-\x84\x86-\x9f]")  # \x85 is also a line end of Unicode's
_PAGE = re.compile(r"^第|[版面]$")
# A link that can be printed: javascript:, data: and file: are none, nor is one with a blank or a quote in it.
_LINK = re.compile(r"https?://[^\s<>\"'`\\]{1,2000}", re.IGNORECASE)
_MOST_PROBLEMS = 20  # of one source: past that they are counted
_MOST_REASONS = 3  # why there is no article in a source
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of an article, a subhead between two of them, or the words under a picture."""

    string: str
    role: Literal["body", "subhead", "caption"] = "body"


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as its source sets it apart, in strings that are not laid out yet; "" is what it lacks.

    `furniture` are the lines around it that belong to the page and not to the article: menus, links to others, notices.
    """

    headline: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    id: str | None = None
    published: date | None = None
    publication: str | None = None
    page: str | None = None
    link: str | None = None
    furniture: tuple[str, ...] = ()


def clean(string: str) -> str:
    """Make one line of a string: NFC, no control and no invisible character, one blank for white space."""
    shown = string.translate(_WINDOWS) if _FROM_WINDOWS.search(string) else string
    visible = _CONTROL.sub("", _INVISIBLE.sub("", shown.replace("\u2028", " ").replace("\u2029", " ")))
    return _BLANK.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def document(
    origin: str, data: bytes, encoding: str, pieces: Sequence[Piece], problems: Sequence[Problem] = ()
) -> Document:
    """Lay out pieces as a document with an entry each; a piece without a word in it is a problem.

    `Document.text` holds kicker, headline, subtitle, byline and paragraphs, one a line, and a blank line between
    two pieces; below them all stands the furniture of the source, whose lines are `Document.lines`: nothing that a
    reader of the source sees is left out. What no piece says of date, paper and page comes from the file name.

    Raises:
        EmptySource: no piece has a word in it.
    """
    sheet = _Sheet()
    entries = []
    said = list(problems)
    for number, piece in enumerate(pieces, 1):
        entry = sheet.set(piece)
        if entry is None:
            reason = f"article {number} of {len(pieces)} ({piece.id or 'no id'}) is empty"
            said.append(Problem(origin, "empty_article", reason, details=(("number", str(number)),)))
        else:
            entries.append(entry)
    lines = sheet.furniture([line for piece in pieces for line in piece.furniture]) if entries else ()
    if not entries:
        reasons = "; ".join([*dict.fromkeys(problem.reason for problem in said)][:_MOST_REASONS])
        why = f"{origin}: no article in it ({reasons})" if reasons else f"{origin}: no article in it"
        raise EmptySource(why, "check the file")
    name = understand(origin)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        origin=origin,
        text=sheet.text,
        encoding=encoding,
        lines=lines,
        entries=tuple(entries),
        published=name.published,
        publication=name.publication,
        page=name.page,
        problems=_few(origin, said),
    )


def _few(origin: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return tuple(problems)
    rest = Problem(origin, "more", f"{more} more problems of this kind", details=(("count", str(more)),))
    return (*problems[:_MOST_PROBLEMS], rest)


class _Sheet:
    """The lines laid out so far."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._end = 0

    @property
    def text(self) -> str:
        return "".join(self._lines)

    def set(self, piece: Piece) -> Entry | None:
        """Lay out one piece below what stands there; None if it has neither headline nor paragraph."""
        blocks = [(block.role, string) for block in piece.blocks if (string := clean(block.string))]
        headline = clean(piece.headline)
        if not headline and not any(role != "caption" for role, _ in blocks):
            return None
        if not any(role == "body" for role, _ in blocks) and not headline:  # set in bold type throughout
            blocks = [("body" if role == "subhead" else role, string) for role, string in blocks]
        if self._lines:
            self._add("\n")
        kicker, head = self._line(clean(piece.kicker)), self._line(headline)
        subtitle, byline = self._line(clean(piece.subtitle)), self._line(clean(piece.author))
        laid = [(role, span) for role, string in blocks if (span := self._line(string))]
        return Entry(
            headline=head,
            paragraphs=tuple(span for role, span in laid if role != "caption"),
            kicker=kicker,
            subtitle=subtitle,
            byline=byline,
            subheads=tuple(span for role, span in laid if role == "subhead"),
            captions=tuple(span for role, span in laid if role == "caption"),
            id=clean(piece.id or "") or None,
            author=clean(piece.author) or None,
            published=piece.published,
            publication=clean(piece.publication or "") or None,
            page=_PAGE.sub("", clean(piece.page or "")) or None,
            link=piece.link if _LINK.fullmatch(piece.link or "") else None,
        )

    def furniture(self, strings: Sequence[str]) -> tuple[Line, ...]:
        """Lay out the lines that are in no article below everything else, as often as the source has them."""
        around = [string for string in map(clean, strings) if string]
        if around:
            self._add("\n")
        return tuple(Line(span) for string in around if (span := self._line(string)))

    def _line(self, string: str) -> Span | None:
        if not string:
            return None
        start = self._end
        self._add(string + "\n")
        return Span(start, self._end - 1)

    def _add(self, string: str) -> None:
        self._lines.append(string)
        self._end += len(string)
