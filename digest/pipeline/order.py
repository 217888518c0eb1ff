"""What is asked of a build, and what comes of it: the order, the proof before it is printed, the printed issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.pipeline.check import Evidence

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from digest.archive.store import Entry
    from digest.edit import Ranking
    from digest.model import Brief, Checked, Edit, Problem
    from digest.pipeline.check import Counts
    from digest.pipeline.intake import Reading
    from digest.text.period import Period


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: sources, period (None: the week of the newest page), formats, place and length.

    `jobs` is the number of processes that share the reading where there is enough of it; 0 is one a core. `engine` is
    the address of a cluster that does it in their place. `only` are the ids of the documents to use; none: all of them.
    `edits` are applied in place of those of the log.
    """

    sources: tuple[Path, ...]
    out: Path
    formats: tuple[str, ...]
    period: Period | None
    top: int
    explain: bool
    template: str
    today: date
    jobs: int = 0
    engine: str = ""
    only: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Who decides something, and when: a moment with its zone."""

    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the brief as it was printed, the files written, and what should be known about it."""

    checked: Checked
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    entries: tuple[Entry, ...] = ()  # its stories, for the archive

    @property
    def brief(self) -> Brief:
        """The brief that was printed."""
        return self.checked.brief


@dataclass(frozen=True, slots=True)
class Proof:
    """An issue before it is printed.

    `past` counts the stories of each zone and kind of the issues before it, oldest first; `edits` are what people
    decided of it. `readings` have what was mended of their pages, `unmended` are the same as the program left them.
    """

    brief: Brief
    ranking: Ranking
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    past: Counts = ()
    edits: tuple[Edit, ...] = ()
    unmended: tuple[Reading, ...] = ()

    def evidence(self) -> Evidence:
        """Collect what the brief was made of."""
        documents = {reading.document.id: reading.document.text for reading in self.readings}
        return Evidence(documents, self.ranking, self.past)
