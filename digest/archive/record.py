"""An article or a fact as one line of JSON and back: how the archive keeps them, spans and all.

A noun is its name and the fields that differ from their default, so a field added later reads as its default.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from digest import model

if TYPE_CHECKING:
    from collections.abc import Callable

_NOUNS: Final[dict[str, Callable[..., Any]]] = {
    noun.__name__: noun for noun in (model.Article, model.Byline, model.Fact, model.Paragraph, model.Zone)
}
_VALUES: Final[dict[str, Callable[[str], Any]]] = {"Decimal": Decimal, "Fraction": Fraction, "date": date.fromisoformat}


def dumps(noun: model.Article | model.Fact) -> str:
    """Write a noun as one line of JSON."""
    return json.dumps(_plain(noun), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of a noun
    if isinstance(value, model.Text):
        return {"": "Text", "string": value.string, "spans": _plain(value.spans)}
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
        raise ValueError(f"no article or fact: {error}") from error


def _noun(held: dict[str, Any]) -> Any:  # noqa: ANN401  as above
    name = held.pop("")
    if name == "Text":
        spans = held["spans"]
        if len(spans) == 1 and spans[0][1] - spans[0][0] == len(held["string"]):  # most of all there is: half the time
            return model.Text(held["string"], int(spans[0][0]))
        return model.Text(held["string"], tuple(model.Span(*span) for span in spans))
    if name in _VALUES:
        return _VALUES[name](held["="])
    return _NOUNS[name](**{part: tuple(value) if isinstance(value, list) else value for part, value in held.items()})


_DECODER: Final = json.JSONDecoder(
    object_hook=_noun
)  # made once: a reader of its own for each fact took a fifth longer
