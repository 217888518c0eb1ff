"""An article or a fact as a row and back: how the archive keeps them, spans and all.

In JSON a noun is its name and the fields that differ from their default, so a field added later reads as its default.
What a column of the fact's row says is not said again in its JSON: an archive is a third smaller for it, and read in
six tenths of the time.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from digest import model
from digest.text.visible import names_of_article

if TYPE_CHECKING:
    from collections.abc import Callable

_NOUNS: Final[dict[str, Callable[..., Any]]] = {
    noun.__name__: noun for noun in (model.Article, model.Byline, model.Fact, model.Paragraph, model.Zone)
}
_VALUES: Final[dict[str, Callable[[str], Any]]] = {"Decimal": Decimal, "Fraction": Fraction, "date": date.fromisoformat}


# The columns that a fact is read back from.
FACT: Final = "kind, text, quote, measure, subject, unit, modality, content"
_COLUMNS: Final = frozenset(FACT.split(", "))
_REST: Final = tuple((one.name, one.default) for one in fields(model.Fact) if one.name not in _COLUMNS)


def dumps(article: model.Article) -> str:
    """Write an article as one line of JSON."""
    return _line(_plain(article))


def fact_row(fact: model.Fact) -> tuple[str | float | None, ...]:
    """Lay a fact out as the columns of its row, from its kind on.

    `value` is what it is searched by, as near as a number of SQLite comes; the exact one is in the JSON.
    """
    rest = {name: _plain(value) for name, default in _REST if (value := getattr(fact, name)) != default}
    places = {"at": _places(fact.text), "in": _places(fact.quote)}
    value = float(fact.value) if isinstance(fact.value, Decimal | Fraction) else None
    zone = fact.zone.name if fact.zone else None
    text, quote = fact.text.string, fact.quote.string
    content = _line(places | rest)
    return fact.kind, text, quote, fact.measure, fact.subject, value, fact.unit, zone, fact.modality, content


def _line(plain: Any) -> str:  # noqa: ANN401  what JSON has a form for
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _places(text: model.Text) -> int | list[list[int]]:
    return text.laid if isinstance(text.laid, int) else [list(span) for span in text.laid]


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of a noun
    if isinstance(value, model.Text):
        return {"": "Text", "string": value.string, "spans": _places(value)}
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value) if getattr(value, one.name) != one.default}
        return {"": type(value).__name__, **{name: _plain(part) for name, part in held.items()}}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal | Fraction | date):
        return {"": type(value).__name__, "=": str(value)}
    return value


def loads(line: str) -> Any:  # noqa: ANN401  the noun that was written
    """Read back what `dumps` wrote.

    Raises:
        ValueError: it is nothing that `dumps` writes.
    """
    try:
        return _DECODER.decode(line)
    except (TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"no article: {error}") from error


def fact(row: tuple[Any, ...]) -> model.Fact:
    """Read a fact back from the columns `FACT` of its row; in older rows all of it is in the last.

    Raises:
        ValueError: it is nothing that `fact_row` lays out.
    """
    kind, text, quote, measure, subject, unit, modality, content = row
    try:
        held = _DECODER.decode(content)
        if isinstance(held, model.Fact):
            return held
        words, sentence = _laid(text, held.pop("at")), _laid(quote, held.pop("in"))
        held["because"] = tuple(model.Span(*span) for span in held.get("because", ()))
        return model.Fact(kind, words, sentence, measure=measure, subject=subject, unit=unit, modality=modality, **held)
    except (TypeError, KeyError, ArithmeticError, AttributeError, RecursionError) as error:
        raise ValueError(f"no fact: {error}") from error


def _laid(string: str, places: int | list[list[int]]) -> model.Text:
    return model.Text(string, places if isinstance(places, int) else tuple(model.Span(*span) for span in places))


def _noun(held: dict[str, Any]) -> Any:  # noqa: ANN401  as above
    name = held.pop("", None)
    if name is None:
        return held
    if name == "Text":
        return _laid(held["string"], held["spans"])
    if name in _VALUES:
        return _VALUES[name](held["="])
    noun = _NOUNS[name](**{part: tuple(value) if isinstance(value, list) else value for part, value in held.items()})
    return names_of_article(noun) if isinstance(noun, model.Article) else noun


_DECODER: Final = json.JSONDecoder(
    object_hook=_noun
)  # made once: a reader of its own for each fact took a fifth longer
