"""Articles written down by hand (Markdown, or plain text with 标题：… 来源：… above) in, a Document out."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from digest.read.credits import credits_of, is_small_print
from digest.read.day import day
from digest.read.piece import Block, Piece, document
from digest.read.runs import row
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Document

_FENCE = "---"
_KEYS = {
    "title": "headline", "标题": "headline", "headline": "headline",
    "date": "date", "日期": "date", "时间": "date", "发布时间": "date", "发布日期": "date", "published": "date",
    "source": "paper", "来源": "paper", "报纸": "paper", "媒体": "paper", "paper": "paper", "publication": "paper",
    "author": "author", "作者": "author", "记者": "author",
    "url": "link", "link": "link", "链接": "link", "网址": "link", "原文链接": "link",
    "page": "page", "版面": "page", "版次": "page",
    "kicker": "kicker", "引题": "kicker", "subtitle": "subtitle", "副题": "subtitle", "id": "id",
}  # fmt: skip
_FIELD = re.compile(r"\s{0,4}([A-Za-z\u3400-\u9fff]{2,11})\s{0,2}[:：]\s{0,4}(.{0,500})$")
_HEADING = re.compile(r"(#{1,6})\s{1,10}(.{1,300}?)\s{0,10}#{0,6}\s{0,10}$")
_RULE = re.compile(r"\s{0,3}(?:[-=*_]\s{0,2}){3,200}$")
_CELLS = re.compile(r"\s{0,3}\|.*\|\s{0,10}$")
_DIVIDER = re.compile(r"[\s|:-]{3,2000}$")
_LEAD = re.compile(r"\s{0,8}(?:>\s{0,3}){0,5}(?:[-*+]\s{1,4}|\d{1,3}\.\s{1,4})?(?=\S)")
_PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\n]{0,500}\)")
_MARKS = re.compile(r"\*\*|__|`")
_ENDS = tuple("。！？；：”」』）…")
_LONGEST_HEAD = 60
# Lines of a page dump are as wide as a newspaper's column, 8 to 30 characters; a paragraph on one line has 80 and more.
_WIDEST_COLUMN = 45
_WIDEST_WRAP = 90  # characters: editors wrap at 72 to 80 columns, at 40 Han characters
_FULL = 0.8  # of the width: a wrapped line is broken before its last word
_TOP = 4  # lines
_LONGEST_FRONT = 40  # lines of front matter


def is_article(text: str) -> bool:
    """Tell whether a text is an article written down by hand, not the dump of a page.

    It begins with a Markdown heading, with front matter or fields (标题：…), or its paragraphs stand on one line each
    below a headline and a line of small print.
    """
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    if not lines:
        return False
    if lines[0].strip() == _FENCE or _HEADING.match(lines[0]):
        return True
    fields = [found for line in lines[:_TOP] if (found := _field(line))]
    if fields and _field(lines[0]) == fields[0] and any(key in {"headline", "date", "paper"} for key, _ in fields):
        return True
    return (
        len(lines[0].strip()) <= _LONGEST_HEAD
        and _says_where_from([line.strip() for line in lines[1:_TOP]])
        and median(len(line.strip()) for line in lines[2:] or lines) > _WIDEST_COLUMN
    )


def _says_where_from(lines: Sequence[str]) -> bool:
    """Tell whether there is small print with a source or an author; the head of a newspaper page has a date only."""
    said = credits_of([line for line in lines if is_small_print(line)], "UTC")
    return bool(said.publication or said.author)


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read articles written down by hand; each heading of the first level begins one.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    text, encoding = decode.decode(origin, data)
    parts = list(_parts(text.split("\n")))
    return document(origin, data, encoding, [_piece(part, timezone) for part in parts])


def _parts(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part the file at the headings of the first level; what stands above the first belongs to its article."""
    tops = [at for at, line in enumerate(lines) if (found := _HEADING.match(line)) and found[1] == "#"]
    cuts = [0, *tops[1:], len(lines)]
    for start, end in pairwise(cuts):
        yield lines[start:end]


def _piece(lines: Sequence[str], timezone: str) -> Piece:
    fields, rest = _fields(lines)
    if (
        "headline" not in fields
        and rest
        and len(rest[0].strip()) <= _LONGEST_HEAD
        and not rest[0].strip().endswith(_ENDS)
    ):
        fields["headline"], rest = rest[0], rest[1:]
    top = [line.strip() for line in rest if line.strip()][:_TOP]
    small = [line for line in top if is_small_print(line)]
    said = credits_of(small, timezone)
    return Piece(
        headline=_plain(fields.get("headline", "")),
        blocks=tuple(paragraphs([line for line in rest if line.strip() not in small])),
        kicker=fields.get("kicker", ""),
        subtitle=fields.get("subtitle", ""),
        author=fields.get("author", "") or said.author,
        id=fields.get("id"),
        published=day(fields.get("date", ""), timezone) or said.published,
        publication=fields.get("paper") or said.publication,
        page=fields.get("page"),
        link=fields.get("link"),
        furniture=(*(fields[key] for key in ("date", "paper", "page") if key in fields), *small),
    )


def _fields(lines: Sequence[str]) -> tuple[dict[str, str], Sequence[str]]:
    """Take headline and fields at the top, between --- and --- or one below the other; return them and the rest."""
    fields: dict[str, str] = {}
    inside = False
    for at, line in enumerate(lines):
        heading, field = _HEADING.match(line), _field(line)
        if line.strip() == _FENCE and (
            inside or _FENCE in (one.strip() for one in lines[at + 1 : at + _LONGEST_FRONT])
        ):
            if inside:
                inside = False
                continue
            inside = True
        elif heading and heading[1] == "#" and not inside and "headline" not in fields:
            fields["headline"] = heading[2]
        elif field:
            fields.setdefault(*field)
        elif line.strip() and not inside:
            return fields, lines[at:]
    return fields, ()


def _field(line: str) -> tuple[str, str] | None:
    found = _FIELD.match(line)
    key = _KEYS.get(found[1].lower()) if found else None
    return (key, found[2].strip().strip("\"'")) if found and key else None


def paragraphs(lines: Sequence[str]) -> Iterator[Block]:
    """Make paragraphs of lines: one a line, or joined where the text is wrapped at a width of its own.

    Marks of Markdown are taken off, those of a quotation (>) and a list included; a row of a table is one paragraph.
    """
    width = max((len(line) for line in lines), default=0)
    paragraph: list[str] = []
    for line in lines:
        heading, begins = _HEADING.match(line), line[:1] == "\u3000" or line[:2] == "  "
        special = heading or not line.strip() or _RULE.match(line) or _DIVIDER.match(line) or _CELLS.match(line)
        if paragraph and (special or begins or not _goes_on(paragraph[-1], width)):
            yield Block(_plain("".join(paragraph)))
            paragraph = []
        if heading:
            yield Block(_plain(heading[2]), "subhead")
        elif not special:
            lead = _LEAD.match(line)
            paragraph.append(line[lead.end() :].rstrip() if lead else line.strip())
        elif _CELLS.match(line) and not _DIVIDER.match(line):
            yield Block(row([_plain(cell).strip() for cell in line.strip().strip("|").split("|")]))
    if paragraph:
        yield Block(_plain("".join(paragraph)))


def _goes_on(line: str, width: int) -> bool:
    """Tell whether a paragraph goes on below this line: the text is wrapped, and the line is full."""
    return width <= _WIDEST_WRAP and len(line) >= _FULL * width and not line.endswith(_ENDS)


def _plain(line: str) -> str:
    """Take Markdown's marks off a line."""
    return _MARKS.sub("", _LINK.sub(r"\1", _PICTURE.sub(r"\1", line)))
