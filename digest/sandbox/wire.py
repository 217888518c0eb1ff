"""A Document as JSON and back: how it crosses the pipe from the process that reads untrusted bytes.

What comes back is as untrusted as the bytes were: every value is checked to be of its kind and every span to lie in
the text, and nothing is ever unpickled.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final, get_args

from digest.model import Box, Document, Drawn, DrawnKind, Entry, Face, Line, Problem, ProblemKind, Span

Json = dict[str, Any]
_KINDS: Final[tuple[ProblemKind, ...]] = get_args(ProblemKind)
_DRAWN = frozenset(get_args(DrawnKind))


def dumps(document: Document) -> str:
    """Write a document as one line of JSON in ASCII."""
    return json.dumps(
        {
            "id": document.id,
            "origin": document.origin,
            "text": document.text,
            "encoding": document.encoding,
            "lines": [[*line.span, line.page, _box(line.box), _face(line.face)] for line in document.lines],
            "drawn": [
                [one.kind, one.page, one.left, one.top, one.right, one.bottom, one.shade] for one in document.drawn
            ],
            "sizes": document.sizes,
            "entries": [_entry(entry) for entry in document.entries],
            "published": _iso(document.published),
            "publication": document.publication,
            "page": document.page,
            "problems": [[one.origin, one.kind, one.reason, one.remedy, one.details] for one in document.problems],
        },
        separators=(",", ":"),
    )


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.left, box.top, box.right, box.bottom, box.size]


def _face(face: Face | None) -> list[Any] | None:
    return None if face is None else [face.font, face.white, face.width]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _entry(entry: Entry) -> Json:
    return {
        "headline": entry.headline,
        "paragraphs": entry.paragraphs,
        "kicker": entry.kicker,
        "subtitle": entry.subtitle,
        "byline": entry.byline,
        "subheads": entry.subheads,
        "captions": entry.captions,
        "id": entry.id,
        "author": entry.author,
        "published": _iso(entry.published),
        "publication": entry.publication,
        "page": entry.page,
        "link": entry.link,
    }


def loads(string: str | bytes) -> Document:
    """Read a document back.

    Raises:
        ValueError: it is not what `dumps` writes.
    """
    try:
        return _document(json.loads(string))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no document: {type(error).__name__} {error}") from error


def _document(value: Json) -> Document:
    text = _string(value["text"])
    text.encode()  # a lone surrogate is no character: UnicodeEncodeError is a ValueError
    size = len(text)
    return Document(
        id=_string(value["id"]),
        origin=_string(value["origin"]),
        text=text,
        encoding=_string(value["encoding"]),
        lines=tuple(
            Line(_span([start, end], size), _whole(page), box and Box(*(float(edge) for edge in box)), _read_face(face))
            for start, end, page, box, face in value["lines"]
        ),
        drawn=tuple(_read_drawn(one) for one in value["drawn"]),
        sizes=tuple((float(width), float(height)) for width, height in value["sizes"]),
        entries=tuple(_read_entry(entry, size) for entry in value["entries"]),
        published=_day(value["published"]),
        publication=_maybe(value["publication"]),
        page=_maybe(value["page"]),
        problems=tuple(_problem(*problem) for problem in value["problems"]),
    )


def _read_entry(value: Json, size: int) -> Entry:
    def one(key: str) -> Span | None:
        return None if value[key] is None else _span(value[key], size)

    def many(key: str) -> tuple[Span, ...]:
        return tuple(_span(span, size) for span in value[key])

    return Entry(
        headline=one("headline"),
        paragraphs=many("paragraphs"),
        kicker=one("kicker"),
        subtitle=one("subtitle"),
        byline=one("byline"),
        subheads=many("subheads"),
        captions=many("captions"),
        id=_maybe(value["id"]),
        author=_maybe(value["author"]),
        published=_day(value["published"]),
        publication=_maybe(value["publication"]),
        page=_maybe(value["page"]),
        link=_maybe(value["link"]),
    )


def _problem(origin: object, kind: object, reason: object, remedy: object, details: list[Any]) -> Problem:
    known = next((name for name in _KINDS if name == kind), None)
    if known is None:
        raise ValueError(f"no kind of problem: {kind!r}")
    named = tuple((_string(name), _string(value)) for name, value in details)
    return Problem(_string(origin), known, _string(reason), _string(remedy), named)


def _read_face(value: list[Any] | None) -> Face | None:
    if value is None:
        return None
    font, white, width = value
    return Face(_string(font), bool(white), float(width))


def _read_drawn(value: list[Any]) -> Drawn:
    kind, page, *edges = value
    if kind not in _DRAWN:
        raise ValueError(f"nothing that is drawn: {kind}")
    left, top, right, bottom, shade = (float(edge) for edge in edges)
    return Drawn(kind, _whole(page), left, top, right, bottom, shade)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} for a string")
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _string(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{type(value).__name__} for a number")
    return value


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_string(value))


def _span(value: list[Any], size: int) -> Span:
    span = Span(*(_whole(place) for place in value))
    if not 0 <= span.start <= span.end <= size:
        raise ValueError(f"a span outside the text: {span}")
    return span
