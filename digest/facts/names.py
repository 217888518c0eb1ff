"""An article's passages in, its names out: zones, places, organisations, people, papers, projects, events, quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.facts.passages import Passage
    from digest.model import Article, Fact


def names(passages: tuple[Passage, ...], article: Article) -> tuple[Fact, ...]:
    """Find every name in the passages of an article, in reading order."""
    del passages, article
    return ()
