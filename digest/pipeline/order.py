"""What is asked of a build, and what comes of it: the order, the proof before it is printed, the printed issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from digest.archive.store import Entry
    from digest.edit import Ranking
    from digest.model import Brief, Problem
    from digest.pipeline.intake import Reading
    from digest.text.period import Period


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: sources, period (None: the week of the newest page), formats, place and length.

    `jobs` is the number of processes that share the reading where there is enough of it; 0 is one a core. `engine` is
    the address of a cluster that does it in their place.
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


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the brief, the files written, and what should be known about it."""

    brief: Brief
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    words: tuple[str, ...]  # of the sources and of the editor: what every figure printed later is looked up in
    entries: tuple[Entry, ...] = ()  # its stories, for the archive


@dataclass(frozen=True, slots=True)
class Proof:
    """An issue before it is printed; `own` is what an editor marked as his own words."""

    brief: Brief
    ranking: Ranking
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    own: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Give the words of the sources: as they stand, and as they read on where a column ends within a sentence."""
        texts = (text for reading in self.readings for text in _words_of(reading))
        return (*texts, *self.own)


def _words_of(reading: Reading) -> Iterator[str]:
    yield reading.document.text
    for article in reading.layout.articles:
        heads = (article.kicker, article.headline, article.subtitle)
        yield from (text.string for text in (*heads, *article.captions) if text)
        yield from (paragraph.text.string for paragraph in article.paragraphs)
