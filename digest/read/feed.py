"""A feed (RSS, Atom, JSON Feed) in, a Document with an entry for each of its items out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from digest.errors import Malformed, UnknownFormat
from digest.model import Problem
from digest.read import html
from digest.read.day import day
from digest.read.piece import Block, Piece, clean, document
from digest.read.runs import UNPRINTABLE
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from digest.model import Document

_DECLARATION = re.compile(r"^\s{0,100}<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"<!\s{0,100}ENTITY", re.IGNORECASE)
_LABEL = re.compile(rb"encoding\s{0,3}=\s{0,3}[\"']([A-Za-z0-9_-]{2,20})")
# By local name, whatever the namespace: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, Dublin Core, the content module.
_ITEMS = ("item", "entry")
_TEXTS = ("encoded", "content", "description", "summary")  # the longest counts: a summary often repeats the beginning
_DAYS = ("pubDate", "published", "issued", "date", "updated", "modified")
_AUTHORS = ("creator", "author")


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read RSS or Atom; an item that is empty, and a feed that is not well formed, is a problem.

    Entities of its own are refused, nothing is fetched, and markup inside an item is read as a page's is.

    Raises:
        EmptySource: no item has a word in it.
        Malformed: it declares entities, or nothing of it can be parsed.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    label = _LABEL.search(data[:400])
    text, encoding = decode.decode(origin, data, label[1].decode() if label else None)
    tree, problems = _parse(origin, text)
    channel = next((element for element in tree.iter() if _name(element) == "channel"), tree)
    paper = clean(_child(channel, "title"))
    pieces = [_piece(item, paper, timezone) for item in tree.iter() if _name(item) in _ITEMS]
    return document(origin, data, encoding, pieces, problems)


def _parse(origin: str, text: str) -> tuple[Element, list[Problem]]:
    from lxml import etree  # noqa: PLC0415  20 ms, paid only for markup

    if _ENTITY.search(text):
        raise Malformed(f"{origin}: it declares entities of its own", "take the DOCTYPE out of the feed")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, recover=True
    )
    tree = etree.fromstring(UNPRINTABLE.sub("", _DECLARATION.sub("", text)).encode(), parser)
    if tree is None:
        raise Malformed(f"{origin}: not XML", "fetch the feed again")
    broken = [entry for entry in parser.error_log if entry.level_name == "FATAL"]
    reasons = [f"not well formed, items may be missing: line {one.line}: {one.message}" for one in broken]
    return tree, [Problem(origin, "incomplete", reason) for reason in reasons[:1]]


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _piece(item: Element, paper: str, timezone: str) -> Piece:
    texts = [_markup(child) for child in item if _name(child) in _TEXTS]
    days = (found for key in _DAYS if (found := day(clean(_child(item, key)), timezone)))
    return Piece(
        headline=_plain(_child(item, "title")),
        blocks=blocks(max(texts, key=len, default="")),
        author=_author(item),
        id=clean(_child(item, "guid") or _child(item, "id")) or None,
        published=next(days, None),
        publication=clean(_child(item, "source") or _child(item, "publisher")) or paper or None,
        link=_link(item),
    )


def _child(element: Element, name: str) -> str:
    """Take the text of the first child of that name, markup in it (Atom's xhtml) included."""
    return next((found for child in element if _name(child) == name and (found := _markup(child).strip())), "")


def _markup(element: Element) -> str:
    """Take an element's content as markup: escaped text as it stands, elements written out again."""
    from lxml import etree  # noqa: PLC0415  as above

    if len(element) == 0:
        return element.text or ""
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)


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
    return " ".join(block.string for block in blocks(markup))


def blocks(markup: str) -> tuple[Block, ...]:
    """Lay out an item's text, markup or not, as paragraphs."""
    if "<" not in markup and "&" not in markup:
        return tuple(Block(line) for line in markup.split("\n"))
    return html.blocks(markup)


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
    return document(origin, data, encoding, pieces, problems)


def _json_piece(item: dict[str, Any], paper: str | None, timezone: str) -> Piece:
    markup, plain = _string(item, "content_html"), _string(item, "content_text") or _string(item, "summary")
    return Piece(
        headline=_string(item, "title"),
        blocks=blocks(markup) if markup else tuple(Block(line) for line in plain.split("\n")),
        author="、".join(_json_authors(item)),
        id=_string(item, "id") or None,
        published=day(_string(item, "date_published") or _string(item, "date_modified"), timezone),
        publication=paper,
        link=_string(item, "url") or _string(item, "external_url") or None,
    )


def _json_authors(item: dict[str, Any]) -> Iterator[str]:
    authors = item.get("authors", [item.get("author")])
    for author in authors if isinstance(authors, list) else []:
        if isinstance(author, dict) and (name := _string(author, "name")):
            yield name


def _string(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""
