"""A name met in the text, before it becomes a fact: where it stands and what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from digest.facts.finding import Finding

if TYPE_CHECKING:
    from digest.facts.passages import Passage
    from digest.model import FactKind, Zone


class Mention(NamedTuple):
    """A name at characters [start, end) of a passage's string; `full` is the fullest name known for it."""

    passage: Passage
    start: int
    end: int
    full: str
    rule: str

    @property
    def string(self) -> str:
        """The name as it is written."""
        return self.passage.text.string[self.start : self.end]

    def finding(
        self, kind: FactKind, title: str | None = None, speaker: str | None = None, zone: Zone | None = None
    ) -> Finding:
        """Take it down as what it is."""
        return Finding(
            self.passage, self.start, self.end, kind, self.rule,
            value=self.full, title=title, speaker=speaker, zone=zone,
        )  # fmt: skip
