"""Sources in, their documents with articles and facts out: what `digest show` prints, before anything is edited.

It stands apart from `build` so that showing a page loads nothing of editing, printing and the archive.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest import page
from digest.model import Clipping
from digest.pipeline import take_down
from digest.pipeline.intake import Progress, read_sources, silent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from digest.config import Settings
    from digest.model import Problem
    from digest.pipeline.intake import Reading


def clip(
    paths: Iterable[Path], settings: Settings, today: date, progress: Progress = silent
) -> tuple[tuple[Clipping, ...], tuple[Problem, ...]]:
    """Read sources and take down the facts of all their articles; a dateline without a year is of the year to `today`.

    Raises:
        NothingRead: not one source could be read.
    """
    readings, problems = read_sources(paths, settings.timezone, progress)
    readings = dated(readings, today)
    return tuple(
        Clipping(reading.document, reading.layout, tuple(map(take_down.report, reading.layout.articles)))
        for reading in readings
    ), problems


def dated(readings: Iterable[Reading], latest: date) -> tuple[Reading, ...]:
    """Date what has no day but a dateline; one without a year is of the last year before `latest`."""
    return tuple(replace(one, layout=page.dated(one.document, one.layout, latest)) for one in readings)
