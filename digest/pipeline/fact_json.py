"""Facts and values in, JSON values out: the shape that every JSON of ours gives them, described in docs/json.md."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.model import Fact, Text, Value

Json = dict[str, Any]


def fact(one: Fact) -> Json:
    """Lay out a fact without its place; optional keys stand only where they say something."""
    rest: Json = {
        "first": one.first and one.first.isoformat(),
        "last": one.last and one.last.isoformat(),
        "against": one.against,
        "title": one.title,
        "speaker": one.speaker,
        "polarity": one.polarity if one.polarity == "denied" else None,
        "condition": one.condition,
        "owner": _located(one.owner),
        "label": _located(one.label),
        "period": one.period,
        "per": one.per,
        "restates": _located(one.restates),
        "because": [list(span) for span in one.because],
        "confidence": round(one.confidence, 4),
    }
    if one.zone:
        rest |= {"level": one.zone.level, "type": one.zone.type, "province": one.zone.province, "city": one.zone.city}
    return {
        "kind": one.kind,
        "text": one.text.string,
        "value": number(one.value),
        "unit": one.unit,
        "low": number(one.low),
        "high": number(one.high),
        "bound": one.bound,
        "modality": one.modality,
        "measure": one.measure,
        "subject": one.subject,
        "quote": one.quote.string,
        "salience": round(one.salience, 4),
        "rule": one.rule,
        **{key: value for key, value in rest.items() if value},
    }


def _located(text: Text | None) -> Json | None:
    """Lay out words of the source with their places."""
    return {"text": text.string, "spans": [list(span) for span in text.spans]} if text else None


def number(value: Value | None) -> str | None:
    """Write a value as a plain string: no exponent, no trailing zeros; a fraction as 1/3."""
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value) if isinstance(value, Fraction | str) else None
