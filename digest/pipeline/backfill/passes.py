"""Sources of many years in, the archive filled: read, taken down, merged week by week, and set in their lines.

Three passes, each resumed where it was broken off: sources are taken down in chunks, a transaction a chunk; the
articles of each week are merged into stories; each story is set behind those it takes up. However many sources there
are, a few chunks and the weeks being merged are in memory. The result hangs on the sources only, not on how often it
was broken off or who did the work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn

from digest import edit, engine, files, page, read
from digest.archive.rows import to_rows
from digest.archive.store import Archive
from digest.edit.headline import headline
from digest.errors import StateError
from digest.model import Problem
from digest.pipeline import intake
from digest.pipeline.backfill.backfill_store import BackfillStore, Follows, Outline, Taken, Week, issue_of
from digest.pipeline.take_down import report as facts_of
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from digest.model import Story
    from digest.pipeline.intake import Reference

_CHUNK: Final = 8  # files a worker is given at a time, and the articles of a transaction: some 0.3 s of work
_ARTICLES: Final = 128
# Seconds a source may take its worker; what is read in a child (PDF, pictures) has the limits of that as well.
_PATIENCE: Final = 120.0
_PATIENCE_WITH_CHILDREN: Final = 2400.0
_HEAD: Final = 4096
# A story is set behind those of the five weeks before it, as a build sets it behind its own sources; a brief looks
# through the whole archive. With all of it, a story of 30,000 articles took a quarter longer than one of 10,000, and a
# worker 480 MB in place of 280 (benchmarks/scale.py).
_TAKEN_UP: Final = timedelta(days=35)
# Stories of a week that are set behind earlier ones at a time. It bounds what is remembered: with 200 a worker takes
# 217 MB and half as long again, with 1,000 it takes 294 (10,000 articles, two thousand a week).
_RECALLED: Final = 1000

Stage = Callable[[tuple["Errand", ...]], Iterable[Taken]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken in, into which archive, and who works: `jobs` processes (0: one a core), or a cluster."""

    sources: tuple[Path, ...]
    archive: Path
    timezone: str
    today: date
    jobs: int = 0
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass has come: `done` of `of` (bytes of sources, or weeks), and what the archive gained meanwhile.

    `seconds` counts from the start of the pass, `new` what was done since then, without what an earlier run had done.
    """

    stage: str
    done: int
    of: int
    new: int
    articles: int
    faults: int
    seconds: float

    @property
    def rate(self) -> float:
        """Articles (or weeks) a second."""
        return (self.articles or self.new) / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to the end of this pass at the pace so far; None before anything is known of it."""
        return self.seconds * (self.of - self.done) / self.new if self.new else None


@dataclass(frozen=True, slots=True)
class Filled:
    """What a backfill did: articles taken in, weeks merged, and the sources that are set aside."""

    articles: int
    weeks: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """A source that a worker is sent to: where it stands, what it was when it was listed, and its size in bytes."""

    reference: Reference
    stamp: str
    size: int


def fill(order: Order, told: Callable[[Progress], None], stage: Stage | None = None) -> Filled:
    """Take sources into the archive; what it has already is passed over.

    A source that cannot be used, or that ends whoever reads it, is tried once more by another worker and then set
    aside with its fault. `stage` is what workers do with errands.

    Raises:
        Locked: another backfill of this archive is running.
        StateError: the archive cannot be used.
        UsageError: no worker can be had.
    """
    work = stage or partial(take_down, order.timezone, order.today)
    lock = order.archive.with_name(f".{order.archive.name}.backfill")
    with files.lock(lock), BackfillStore(order.archive) as store:
        taken = _take(order, store, work, told)
        weeks = _merge(order, store, told)
        missing = tuple(
            Problem(str(path), "unreadable", "no such file or folder", "check the name")
            for path in order.sources
            if not path.exists()
        )
        return Filled(taken.articles, weeks, (*missing, *taken.notes, *store.faults()))


def take_down(timezone: str, today: date, errands: Iterable[Errand]) -> Iterator[Taken]:
    """Read sources and lay out what stands in them, each article with its facts."""
    for errand in errands:
        with engine.watched(_patience(errand.reference)):
            taken = _taken(timezone, today, errand)
        yield taken


def _patience(reference: Reference) -> float:
    try:
        with reference.path.open("rb") as file:
            return _PATIENCE if read.is_plain(file.read(_HEAD)) else _PATIENCE_WITH_CHILDREN
    except OSError:
        return _PATIENCE


def _taken(timezone: str, today: date, errand: Errand) -> Taken:
    (reading,) = intake.read_all(timezone, (errand.reference,))
    if isinstance(reading, Problem):
        return Taken(errand.reference.name, errand.stamp, errand.size, (), f"{reading.reason} — {reading.remedy}")
    layout = page.dated(reading.document, reading.layout, today)
    articles = edit.printable(layout.articles)
    rows = tuple(to_rows(facts_of(article)) for article in articles)
    notes = tuple(f"{one.reason}" + (f" — {one.remedy}" if one.remedy else "") for one in reading.document.problems)
    return Taken(errand.reference.name, errand.stamp, errand.size, rows, notes=notes)


def _lost(errand: Errand, error: Exception) -> Taken:
    fault = f"it ends whoever reads it ({type(error).__name__}) — report it with the file"
    return Taken(errand.reference.name, errand.stamp, errand.size, (), fault)


def _take(order: Order, store: BackfillStore, work: Stage, told: Callable[[Progress], None]) -> _Count:
    """Take in what is new among the sources, then try once more what failed."""
    total = sum(path.stat().st_size for _, path in files.walk(order.sources) if path.is_file())
    count = _Count("read", total, told)
    for once_more in (False, True):
        if once_more and not store.has_failures():
            break
        wanted = _wanted(order, store, count, once_more=once_more)
        with engine.executor(order.jobs, order.engine, break_even=0) as place:
            _take_all(store, engine.each(place, work, _chunks(wanted), _lost), count)
    return count


def _wanted(order: Order, store: BackfillStore, count: _Count, *, once_more: bool) -> Iterator[Errand]:
    """List the sources to be read now: the new ones, or (`once_more`) those that failed once."""
    for reference in _references(order):
        try:
            found = reference.path.stat()
        except OSError:
            continue  # gone since it was listed
        size = reference.end - reference.start if reference.end else found.st_size
        errand = Errand(reference, f"{found.st_size}-{found.st_mtime_ns}", 0 if reference.member else size)
        tries = store.tries(reference.name, errand.stamp)
        if tries == 1 if once_more else tries is None:
            yield errand
        elif not once_more:
            count.pass_over(errand.size)


def _references(order: Order) -> Iterator[Reference]:
    for origin, path in files.walk(order.sources):
        yield from intake.pieces_of(origin, path)


def _chunks(errands: Iterable[Errand]) -> Iterator[tuple[Errand, ...]]:
    """Part errands into chunks; a range of lines is one by itself."""
    chunk: list[Errand] = []
    for errand in errands:
        chunk.append(errand)
        if errand.reference.end or len(chunk) == _CHUNK:
            yield tuple(chunk)
            chunk = []
    if chunk:
        yield tuple(chunk)


def _take_all(store: BackfillStore, found: Iterable[Taken], count: _Count) -> None:
    """Write what was found, a transaction for some files each."""
    pending: list[Taken] = []
    for taken in found:
        pending.append(taken)
        if len(pending) >= _CHUNK or sum(len(one.reports) for one in pending) >= _ARTICLES:
            count.add(store.take(pending), pending)
            pending = []
    if pending:
        count.add(store.take(pending), pending)


class _Count:
    """Counts what is done, and tells of it."""

    def __init__(self, stage: str, of: int, told: Callable[[Progress], None]) -> None:
        self._stage, self._of, self._told = stage, of, told
        self._start = time.monotonic()
        self._done = self._new = self._faults = self.articles = 0
        self.notes: list[Problem] = []

    def pass_over(self, size: int) -> None:
        """Count what an earlier run had done."""
        self._done += size

    def add(self, articles: int, taken: Iterable[Taken]) -> None:
        """Count what was written."""
        self.articles += articles
        self._faults += sum(1 for one in taken if one.fault)
        self.notes += [Problem(one.reference, "partly", note) for one in taken for note in one.notes]
        self.advance(sum(one.size for one in taken))

    def advance(self, size: int) -> None:
        """Count what was done."""
        self._done, self._new = self._done + size, self._new + size
        seconds = time.monotonic() - self._start
        self._of = max(self._of, self._done)  # a file may have grown since it was measured, or be tried once more
        self._told(Progress(self._stage, self._done, self._of, self._new, self.articles, self._faults, seconds))


def _merge(order: Order, store: BackfillStore, told: Callable[[Progress], None]) -> int:
    """Merge the weeks that gained an article, then find what the stories of those weeks and of later ones take up."""
    with engine.executor(order.jobs) as place:
        unmerged = store.unmerged()
        count = _Count("merge", len(unmerged), told)
        for week in engine.each(place, partial(merge, order.archive), ((one,) for one in unmerged), _week_lost):
            store.keep_week(week)
            count.advance(1)
        unrecalled = store.unrecalled()
        count = _Count("recall", len(unrecalled), told)
        for follows in engine.each(place, partial(recall, order.archive), ((one,) for one in unrecalled), _week_lost):
            store.keep_follows(follows)
            count.advance(1)
    return len(unmerged)


def _week_lost(week: str, error: Exception) -> NoReturn:
    reason = f"the stories of {week} cannot be merged ({type(error).__name__})"
    raise StateError(reason, "start it again with fewer --jobs: each has more memory then") from error


def merge(path: Path, weeks: Iterable[str]) -> Iterator[Week]:
    """Merge the articles of each week into stories."""
    with BackfillStore(path) as store:
        for name in weeks:
            numbered = store.reports(name)
            numbers = {report.article.id: number for number, report in numbered}
            fingerprints = edit.Fingerprints()
            stories = edit.merge(tuple(report for _, report in numbered), fingerprints)
            days = period.week(name)
            outlines = tuple(_outline(story, numbers, fingerprints) for story in sorted(stories, key=_by_id))
            yield Week(name, days.first, days.last, outlines)


def _by_id(story: Story) -> str:
    return story.id


def _outline(story: Story, numbers: dict[str, int], fingerprints: edit.Fingerprints) -> Outline:
    best = fingerprints(story.reports[0])
    return Outline(
        id=story.id,
        headline=headline(story.reports[0])[0].string,
        section=best.kind.section,
        zone=best.zone.name if best.zone else "",
        stage=best.kind.why,
        signs=tuple(sorted(edit.signs(story, fingerprints))),
        articles=tuple(numbers[report.article.id] for report in story.reports),
    )


def recall(path: Path, weeks: Iterable[str]) -> Iterator[Follows]:
    """Find what the stories of each week take up, in it and in the weeks shortly before."""
    with BackfillStore(path) as store, Archive(path) as archive:
        for name in weeks:
            stories = store.stories(name)
            parts = [stories[k : k + _RECALLED] for k in range(0, len(stories), _RECALLED)]
            pairs = {pair for part in parts for pair in _taken_up(name, part, archive)}
            yield Follows(name, tuple(sorted(pairs | set(_within(name, stories)))))


def _taken_up(week: str, stories: tuple[Story, ...], archive: Archive) -> Iterator[tuple[str, str, str]]:
    """Find what some stories of a week take up of the weeks before: the story, the issue, the earlier story."""
    fingerprints, last = edit.Fingerprints(), period.week(week).last
    memory = archive.before(issue_of(week), last, edit.sought(stories, fingerprints), (), since=last - _TAKEN_UP)
    for key, found in edit.recall(stories, memory, fingerprints).items():
        yield from ((key, one.issue, one.story) for one in found.earlier if one.issue)


def _within(week: str, stories: tuple[Story, ...]) -> Iterator[tuple[str, str, str]]:
    """Find what the stories of a week take up of one another."""
    for key, found in edit.recall(stories, ()).items():
        yield from ((key, issue_of(week), one.story) for one in found.earlier)
