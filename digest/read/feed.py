"""A feed (RSS, Atom, CDF, JSON Feed) in, a Document with an entry for each of its items out.

Measured against feedparser 6.0.14 on its own test files: of 431 entries with a letter in them that it reads, 424 are
read whole; the others are one page of broken markup in six places, of which it takes the code of a script for text, and
three characters of noise in bytes that are of no encoding. It would be a second parser for nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, Any

from digest.errors import Malformed, UnknownFormat
from digest.model import Problem
from digest.read import charset, html
from digest.read.day import day
from digest.read.piece import Block, Piece, clean, document
from digest.read.runs import UNPRINTABLE
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from digest.model import Document
    from digest.read.html import Laid

_DECLARATION = re.compile(r"^\s{0,100}<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"<!\s{0,100}ENTITY", re.IGNORECASE)
_LABEL = re.compile(rb"encoding\s{0,3}=\s{0,3}[\"']([A-Za-z0-9_.:-]{2,20})")
# By local name in lower case, whatever the namespace: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF, Dublin Core, the
# content module, XHTML bodies in an item.
_ITEMS = ("item", "entry")
# The longest counts: a summary often repeats the beginning. What the others say besides is kept as furniture.
_TEXTS = ("encoded", "content", "description", "summary", "fullitem", "body", "abstract", "tagline")
_DAYS = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
_AUTHORS = ("creator", "author")
_PLAIN_TYPES = ("text", "html", "xhtml", "application/xml", "application/xhtml", "image/svg", "message/")
# Outside CDATA, what makes a feed not well formed: a bare ampersand, HTML's entities, and an angle bracket before
# something that is the name of no element (<重磅>).
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)|<(?![A-Za-z_/!?])")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,4000}>|<!--")
_UPPER_HEX = re.compile(r"&#X(?=[0-9A-Fa-f]{1,6};)")


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read RSS, Atom or CDF; an item that is empty, and a feed that is not well formed, is a problem.

    Entities of its own are refused, nothing is fetched, and markup inside an item is read as a page's is. A bare `<`
    or `&` is read as the character it is. Items that have a title and no text are counted in a problem.

    Raises:
        EmptySource: no item has a word in it.
        Malformed: it declares entities, or nothing of it can be parsed.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    label = _LABEL.search(data[:400])
    text, encoding = charset.read(origin, data, [label[1].decode() if label else None])
    tree, problems = _parse(origin, text)
    channel = next((element for element in tree.iter() if _name(element) == "channel"), tree)
    paper = clean(_child(channel, "title"))
    pieces = [_piece(item, paper, timezone) for item in tree.iter() if _name(item) in _ITEMS]
    return document(origin, data, encoding, pieces, [*problems, *_untold(origin, pieces)])


def _untold(origin: str, pieces: Sequence[Piece]) -> Iterator[Problem]:
    """Say how many items are a title and nothing else."""
    bare = [piece for piece in pieces if clean(piece.headline) and not any(clean(one.string) for one in piece.blocks)]
    if bare:
        linked = sum(bool(piece.link) for piece in bare)
        yield Problem(
            origin,
            "titles_only",
            f"{len(bare)} of {len(pieces)} items are a title only, without text; {linked} of them have a link",
            "collect the pages that they link to",
            (("count", str(len(bare))),),
        )


def _parse(origin: str, text: str) -> tuple[Element, list[Problem]]:
    if _ENTITY.search(text):
        raise Malformed(f"{origin}: it declares entities of its own", "take the DOCTYPE out of the feed")
    source = UNPRINTABLE.sub("", _DECLARATION.sub("", text))
    tree, faults = _tree(source)
    if faults:
        mended, left = _tree(_mended(source))
        tree, faults = (mended, left) if mended is not None and len(left) <= len(faults) else (tree, faults)
    if tree is None:
        raise Malformed(f"{origin}: not XML", "fetch the feed again")
    return tree, [
        Problem(origin, "incomplete", f"not well formed, items may be missing: {fault}") for fault in faults[:1]
    ]


def _tree(source: str) -> tuple[Element | None, list[str]]:
    """Parse XML as far as it goes; return its root, and what is wrong with it."""
    from lxml import etree  # noqa: PLC0415  20 ms, paid only for markup

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, recover=True
    )
    tree = etree.fromstring(source.encode(), parser)
    faults = [entry for entry in parser.error_log if entry.level_name == "FATAL" or entry.type_name == _UNDECLARED]
    return tree, [f"line {one.line}: {one.message}" for one in faults]


_UNDECLARED = "ERR_UNDECLARED_ENTITY"


def _mended(source: str) -> str:
    """Write bare `<` and `&` as entities and HTML's entities as characters, CDATA sections left as they are."""
    parts = []
    at = 0
    while (start := source.find(_CDATA, at)) >= 0:
        end = source.find(_CDATA_END, start)
        end = len(source) if end < 0 else end + len(_CDATA_END)
        parts += [_escaped(source[at:start]), source[start:end]]
        at = end
    return "".join((*parts, _escaped(source[at:])))


def _escaped(markup: str) -> str:
    named = _NAMED.sub(lambda found: html5.get(found[1], f"&amp;{found[1]}"), _UPPER_HEX.sub("&#x", markup))
    return _BARE.sub(lambda found: "&amp;" if found[0] == "&" else "&lt;", named)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _piece(item: Element, paper: str, timezone: str) -> Piece:
    texts = [markup for element in _texts(item) if (markup := _markup(element))]
    longest = max(texts, key=len, default="")
    laid = laid_out(longest)
    days = (found for key in _DAYS if (found := day(clean(_child(item, key)), timezone)))
    return Piece(
        headline=_plain(_title(item)),
        blocks=laid.blocks,
        author=_author(item),
        id=clean(_child(item, "guid") or _child(item, "id")) or None,
        published=next(days, None),
        publication=clean(_child(item, "source") or _child(item, "publisher")) or paper or None,
        link=_link(item),
        furniture=(*laid.furniture, *_besides(texts, longest)),
    )


def _texts(item: Element) -> Iterator[Element]:
    """Yield the elements that hold an item's text, those in a group of its media included."""
    for child in item:
        if _name(child) in _TEXTS:
            yield child
        elif _name(child) == "group":
            yield from _texts(child)


def _title(item: Element) -> str:
    """Take an item's title; that of the picture or film in it where it has none of its own."""
    own = _child(item, "title")
    return own or next((_markup(one) for one in item.iter() if _name(one) == "title" and _markup(one).strip()), "")


def _besides(texts: Sequence[str], longest: str) -> Iterator[str]:
    """Yield the lines of an item's other texts that the longest does not have."""
    whole = _bare(longest) if len(texts) > 1 else ""
    for markup in texts:
        if markup is not longest:
            laid = laid_out(markup)
            yield from (
                line for line in (*(one.string for one in laid.blocks), *laid.furniture) if _bare(line) not in whole
            )


def _bare(markup: str) -> str:
    laid = laid_out(markup)
    return "".join("".join((*(block.string for block in laid.blocks), *laid.furniture)).split())


def _child(element: Element, name: str) -> str:
    """Take the text of the first child of that name, of the element's own namespace if there is one."""
    named = [child for child in element if _name(child) == name]
    own = _space(element)
    named.sort(key=lambda child: _space(child) != own)
    return next((found for child in named if (found := _markup(child).strip())), "")


def _space(element: Element) -> str:
    return str(element.tag).rpartition("}")[0]


def _markup(element: Element) -> str:
    """Take an element's content as markup: escaped text as it stands, elements written out again."""
    from lxml import etree  # noqa: PLC0415  as above

    if len(element) == 0:
        return _plain_text(element)
    if element.get("type", "").endswith("/html") or element.get("type") == "html":  # escaped, and an element around it
        escaped = "".join(map(str, element.itertext()))
        if "<" in escaped:
            return escaped
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)


def _plain_text(element: Element) -> str:
    """Take the text of an element without children, packed in base 64 or not (Atom, 4.1.3.3)."""
    text = element.text or ""
    kind = element.get("type", "text")
    if element.get("mode") != "base64" and (kind.startswith(_PLAIN_TYPES) or kind.endswith("xml")):
        return text
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return text


def _author(item: Element) -> str:
    for child in item:
        if _name(child) in _AUTHORS:
            name = clean(_plain(_child(child, "name") or child.text or ""))
            # RSS asks for an address with the name in brackets behind it: editor@example.org (张三)
            if found := re.fullmatch(r"\S{1,80}@\S{1,80}(?:\s?[(（]([^()（）]{1,40})[)）])?", name):
                name = found[1] or ""
            if name:
                return name
    return ""


def _link(item: Element) -> str | None:
    links = [child for child in item if _name(child) == "link"]
    found = [link.get("href") or link.text or "" for link in links if link.get("rel", "alternate") == "alternate"]
    return next((clean(link) for link in found if link.strip()), None)


def _plain(markup: str) -> str:
    laid = laid_out(markup)
    return " ".join((*(block.string for block in laid.blocks), *laid.furniture))


def laid_out(markup: str) -> Laid:
    """Lay out an item's text, markup or not, as paragraphs; an angle bracket that opens no tag is a character."""
    if not _TAG.search(markup):
        return html.Laid(tuple(Block(line) for line in unescape(markup).split("\n") if clean(line)))
    return html.laid_out(markup)


def read_json(origin: str, data: bytes, timezone: str) -> Document:
    """Read a JSON Feed, version 1 or 1.1 (jsonfeed.org).

    Raises:
        EmptySource: no item has a word in it.
        Malformed: it is not JSON.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    text, encoding = decode.decode(origin, data)
    try:
        feed = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{origin}: not JSON ({error})", "fetch the feed again") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise UnknownFormat(f"{origin}: JSON, but no feed", "give articles as JSON Lines, one object a line")
    paper = _string(feed, "title") or None
    pieces = [_json_piece(item, paper, timezone) for item in items if isinstance(item, dict)]
    problems = [
        Problem(origin, "bad_entry", f"item {at} is no object", details=(("number", str(at)),))
        for at, item in enumerate(items, 1)
        if not isinstance(item, dict)
    ]
    return document(origin, data, encoding, pieces, [*problems, *_untold(origin, pieces)])


def _json_piece(item: dict[str, Any], paper: str | None, timezone: str) -> Piece:
    markup, plain = _string(item, "content_html"), _string(item, "content_text") or _string(item, "summary")
    shown = _bare(markup or plain)
    others = [text for text in (plain, _string(item, "summary")) if _bare(text) not in shown]
    laid = laid_out(markup) if markup else html.Laid(tuple(Block(line) for line in plain.split("\n")))
    return Piece(
        headline=_string(item, "title"),
        blocks=laid.blocks,
        author="、".join(_json_authors(item)),
        id=_string(item, "id") or None,
        published=day(_string(item, "date_published") or _string(item, "date_modified"), timezone),
        publication=paper,
        link=_string(item, "url") or _string(item, "external_url") or None,
        furniture=(*laid.furniture, *(line for text in dict.fromkeys(others) for line in text.split("\n"))),
    )


def _json_authors(item: dict[str, Any]) -> Iterator[str]:
    authors = item.get("authors", [item.get("author")])
    for author in authors if isinstance(authors, list) else []:
        if isinstance(author, dict) and (name := _string(author, "name")):
            yield name


def _string(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""
