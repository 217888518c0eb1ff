"""JSON Lines of articles in, a Document with an entry a line out."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from digest.model import Document, Problem
from digest.read.day import day
from digest.read.piece import Block, Piece, document
from digest.text import decode


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a line `{"id", "paper", "date", "page", "headline", "body", "url", "author"}` for each article.

    `kicker` and `subtitle` are read beside the headline, `captions` is a list of the words under pictures. `body` is a
    string with a paragraph a line, or a list of them; every key but `headline` and `body` may be missing, unknown keys
    are passed over. A line that is no such object is a problem that names it; the rest goes on.

    Raises:
        EmptySource: no line has an article.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    text, encoding = decode.decode(origin, data)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                pieces.append(_piece(_object(line), timezone))
            except (ValueError, TypeError, RecursionError) as error:
                reason, remedy = f"line {number} is no article: {error}", "correct or remove the line"
                problems.append(Problem(origin, "bad_line", reason, remedy, (("number", str(number)),)))
    return document(origin, data, encoding, pieces, problems)


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, parse_constant=_refuse, parse_int=str, parse_float=str)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _piece(line: dict[str, Any], timezone: str) -> Piece:
    body = line.get("body")
    if not isinstance(body, list):
        body = _string(line, "body").split("\n")
    if not all(isinstance(paragraph, str) for paragraph in body):
        raise TypeError('"body" is not text')
    headline = _string(line, "headline")
    if not headline.strip() and not any(paragraph.strip() for paragraph in body):
        raise ValueError('"headline" and "body" are empty')
    written = _string(line, "date")
    published = day(written, timezone)
    if written and published is None:
        raise ValueError(f'"date" is no date: {written[:40]!r}')
    return Piece(
        headline=headline,
        blocks=(*map(Block, body), *(Block(words, "caption") for words in _strings(line, "captions"))),
        kicker=_string(line, "kicker"),
        subtitle=_string(line, "subtitle"),
        author=_string(line, "author"),
        id=_string(line, "id") or None,
        published=published,
        publication=_string(line, "paper") or None,
        page=_string(line, "page") or None,
        link=_string(line, "url") or None,
    )


def _string(line: dict[str, Any], key: str) -> str:
    value = line.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f'"{key}" is not text')
    return value


def _strings(line: dict[str, Any], key: str) -> list[str]:
    value = line.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(f'"{key}" is no list of texts')
    return value
