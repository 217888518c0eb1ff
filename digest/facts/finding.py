"""A fact as its finder takes it down: where it stands and what it says, before all of an article's are weighed."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

from digest.model import Fact

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from digest.facts.passages import Passage
    from digest.model import Bound, FactKind, Modality, Polarity, Span, Text, Value, Zone

# The fields from the value on go into the fact as they are; before those from the polarity on stands the salience.
_VALUE: Final = 5
_POLARITY: Final = 19


class Finding(NamedTuple):
    """What stands at characters [start, end) of a passage; from `kind` on, the fields are those of `Fact`.

    A `Fact` takes three times as long to make, and of most a second one would be made when it is weighed.
    """

    passage: Passage
    start: int
    end: int
    kind: FactKind
    rule: str
    value: Value | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Bound = "exact"
    modality: Modality = "actual"
    measure: str | None = None
    subject: str | None = None
    first: date | None = None
    last: date | None = None
    against: str | None = None
    title: str | None = None
    speaker: str | None = None
    zone: Zone | None = None
    polarity: Polarity = "affirmed"
    condition: bool = False
    owner: Text | None = None
    label: Text | None = None
    period: str | None = None
    because: tuple[Span, ...] = ()
    confidence: float = 0.0
    dated: bool = False
    running: Text | None = None
    per: str | None = None
    restates: Text | None = None

    @property
    def string(self) -> str:
        """The fact's own words."""
        return self.passage.text.string[self.start : self.end]

    @property
    def place(self) -> int:
        """Where it begins in `Document.text`."""
        return self.passage.text.place(self.start)

    def fact(self, salience: float = 0.0) -> Fact:
        """Make the fact, with its sentence as evidence.

        Rules and measures are of few words: shared, they take 1 KB an article less.
        """
        text, quote = self.passage.text.cut(self.start, self.end), self.passage.quote(self.start)
        return Fact(self.kind, text, quote, intern(self.rule), *self[_VALUE:_POLARITY], salience, *self[_POLARITY:])
