"""The order of the stages, and nothing else: sources → documents → articles → facts → stories → brief → files."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from digest import collect, edit, engine, facts, files
from digest.archive import edit_log, rows, state, store
from digest.errors import DigestError, NothingRead
from digest.model import Article, Brief, Edit, Masthead, Problem, Remembered, Report, Story
from digest.pipeline import check, inbox, settings_names, take_down, write
from digest.pipeline.clip import dated
from digest.pipeline.intake import Progress, Reading, read_sources, silent
from digest.pipeline.order import Built, Order, Proof
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor
    from pathlib import Path

    from digest.config import Settings
    from digest.text.period import Period

ARCHIVE = "digest.db"
STATE = "state"
RECEIPTS = "delivery"  # beside the archive: what became of runs and letters
TAKEN_UP = timedelta(days=35)  # how long before an issue its sources' older reports may have begun a story


def build(order: Order, settings: Settings, progress: Progress = silent) -> Built:
    """Read, rank and print an issue into `order.out`; each file is whole or absent.

    A format that cannot be made is named in the problems and the others are written. An issue that people have a hand
    in stays as it is: the build goes into a folder `proof` beside it, with all that they decided.

    Raises:
        NothingRead: no source could be used, or none falls into the period.
        TemplateError: the template asks for what is not there.
        OutputError: a file could not be written, or no format holds only what stands in a source; what stood there
            before still stands.
    """
    settle(order.out, settings)
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = proof(order, settings, archive, progress)
        stands = edit.standing(made.edits)
        if stands.published or stands.open:
            built = write.print_issue(made, order, settings, progress, beside=True)
            return replace(built, problems=(*built.problems, _beside(made, stands)))
        built = write.print_issue(made, order, settings, progress)
        write.keep(built, archive)
    return built


def _beside(made: Proof, stands: edit.Standing) -> Problem:
    """Say why a build did not take the place of an issue, and where it is."""
    issue = made.brief.issue
    count = sum(not one.operation.startswith("issue.") for one in edit.holding(made.edits))
    by = f"published by {stands.published.who}" if stands.published else "being edited"
    reason = f"{by}: it stays; this build, with {count} edits, is in {issue}/{write.PROOF}"
    return Problem(issue, "beside", reason, f"to publish what was edited: digest publish {issue}/draft.md")


def proof(order: Order, settings: Settings, archive: store.Archive, progress: Progress) -> Proof:
    """Read the sources, find their facts, and lay out the brief.

    Raises:
        NothingRead: no source could be used, or none falls into the period.
    """
    with engine.executor(order.jobs, order.engine) as place:
        return lay_out(read(order, settings, progress, place), settings, archive, progress, place)


@dataclass(frozen=True, slots=True)
class Read:
    """Sources that were read for an order, and what was wrong with them."""

    order: Order
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]


def read(order: Order, settings: Settings, progress: Progress, place: Executor) -> Read:
    """Read the sources of an order, with the pages of its issue that were moved to the archive of the inbox."""
    away = inbox.archived(order.sources, order.period.issue) if order.period else ()
    readings, problems = read_sources((*order.sources, *away), settings.timezone, progress, place)
    if not order.period:
        chosen = _newest_week(_by_datelines(_of_order(readings, order)[0], order), order.today)
        if inbox.archived(order.sources, chosen.issue):
            return read(replace(order, period=chosen), settings, progress, place)
    return Read(order, readings, problems)


def lay_out(  # noqa: PLR0913, PLR0917  what a build is made from
    found: Read,
    settings: Settings,
    archive: store.Archive,
    progress: Progress,
    place: Executor,
    known: take_down.Known | None = None,
) -> Proof:
    """Find the facts of sources that were read, with all that people decided of their pages, and lay out the brief.

    The facts of articles that are `known` as they are are not looked for again.

    Raises:
        As `proof` does.
    """
    order, problems = found.order, found.problems
    readings, late = _of_order(found.readings, order)
    if not any(reading.layout.articles for reading in readings):
        raise NothingRead("\n".join(str(problem) for problem in problems))
    readings = _by_datelines(readings, order)
    chosen = order.period or _newest_week(readings, order.today)
    edits = edit_log.EditLog(archive.database).of(chosen.issue) if order.edits is None else order.edits
    layouts, unfit = edit.repaged([(reading.document, reading.layout) for reading in readings], edits)
    unmended = readings
    readings = tuple(replace(one, layout=layout) for one, layout in zip(readings, layouts, strict=True))
    reports, before, elsewhere, lost = _take_down(readings, chosen, progress, place, known)
    problems += lost
    if not reports:
        raise NothingRead(f"no page of {chosen.issue} among the sources", "name another week with --week")
    problems += tuple(_undated(reading) for reading in readings if not _dated(reading))
    problems += collect.overdue(settings)
    brief, ranking, apart = _edit(order, settings, chosen, reports, _Past(archive, before), edits)
    past = archive.counts(chosen.last)
    brief = replace(brief, zones=edit.zone_table(ranking, edit.last_zones(past)), trends=edit.trends(ranking, past))
    doubts = [doubt for report in reports for doubt in facts.contradictions(report.article, report.facts)]
    foreign = _of_other_weeks(readings, chosen)
    problems = tuple(one for one in problems if one.origin not in foreign)
    brief = replace(brief, elsewhere=elsewhere, problems=(*problems, *doubts), explain=order.explain)
    brief = replace(brief, annex=settings.brief.annex)
    refused = tuple(map(check.not_applied, (*unfit, *apart)))
    named = settings_names.unknown(settings)
    return Proof(brief, ranking, readings, (*problems, *late, *refused, *named), past, edits, unmended)


def _of_order(readings: tuple[Reading, ...], order: Order) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """Keep the documents an order names; the others came later and are a problem that says how to take them in."""
    if not order.only:
        return readings, ()
    new = tuple(reading for reading in readings if reading.document.id not in order.only)
    remedy = "add them with: digest build --draft, which keeps what was edited"
    reason, details = f"{len(new)} new pages since the draft", (("count", str(len(new))),)
    problems = (Problem(new[0].document.origin, "since_draft", reason, remedy, details),) if new else ()
    return tuple(reading for reading in readings if reading.document.id in order.only), problems


def archive_of(out: Path, settings: Settings) -> Path:
    """Say where the archive stands: where digest.toml puts it, else in state/ beside the folder of the issues.

    An archive among the issues, where it once was, stands there until `settle` moves it; so does one whose issues are
    in a folder beside which nothing may be written.
    """
    if settings.state:
        return settings.path(settings.state)
    apart, among = _places(out)
    if apart.exists():
        return apart
    nearest = next(one for one in apart.parents if one.exists())
    return among if among.exists() or not os.access(nearest, os.W_OK) else apart


def _places(out: Path) -> tuple[Path, Path]:
    """Give the place of the archive apart from its issues, and the one among them."""
    whole = out.absolute()
    return whole.parent / STATE / whole.name / ARCHIVE, out / ARCHIVE


def settle(out: Path, settings: Settings) -> None:
    """Move an archive that stands among its issues out of their folder, with what was written down of its letters.

    Where that cannot be done now (another program is using it, the disk is full) it stays and is used where it is.
    """
    apart, among = _places(out)
    if settings.state or apart.exists() or not among.is_file() or archive_of(out, settings) == apart:
        return
    with suppress(DigestError, OSError), files.lock(lock_of(among)), files.lock(lock_of(apart)):
        if among.is_file() and not apart.exists():
            if (out / RECEIPTS).is_dir():
                shutil.copytree(out / RECEIPTS, apart.parent / RECEIPTS, dirs_exist_ok=True)
            state.move(among, apart)
            shutil.rmtree(out / RECEIPTS, ignore_errors=True)


def lock_of(archive: Path) -> Path:
    """Name the file whose lock a run holds that changes an archive."""
    return archive.with_name(f"{archive.name}.lock")


def _by_datelines(readings: Iterable[Reading], order: Order) -> tuple[Reading, ...]:
    """Date what has no day but a dateline, whose year is that of the period asked for or else of today."""
    return dated(readings, order.period.last + TAKEN_UP if order.period else order.today)


def _newest_week(readings: Iterable[Reading], today: date) -> Period:
    """The ISO week of the newest article; that of today where no source tells its day."""
    days = [article.published for reading in readings for article in reading.layout.articles if article.published]
    return period.week_of(max(days, default=today))


def _dated(reading: Reading) -> bool:
    return all(article.published for article in reading.layout.articles)


def _undated(reading: Reading) -> Problem:
    remedy = "name the file like 2025-04-14_某报_05版.txt; until then its news is taken as of this issue"
    return Problem(reading.document.origin, "undated", "the day it was printed is not known", remedy)


def _take_down(
    readings: Iterable[Reading], chosen: Period, progress: Progress, place: Executor, known: take_down.Known | None
) -> tuple[tuple[Report, ...], tuple[Report, ...], int, tuple[Problem, ...]]:
    """Find the facts of the articles of the period, and of those shortly before it, which its stories may take up.

    Articles of other days are counted; one whose facts cannot be found is a problem.
    """
    articles = tuple(edit.printable(article for reading in readings for article in reading.layout.articles))
    wanted = tuple(article for article in articles if _is_near(article, chosen))
    reports: list[Report] = []
    before: list[Report] = []
    problems: list[Problem] = []
    for done, report in enumerate(take_down.take_down(wanted, place, known)):
        progress("facts", done, len(wanted))
        if isinstance(report, Problem):
            problems.append(report)
        else:
            (reports if _is_within(report.article, chosen) else before).append(report)
    progress("facts", len(wanted), len(wanted))
    elsewhere = sum(not _is_within(one, chosen) for one in articles)
    return tuple(reports), tuple(before), elsewhere, tuple(problems)


def _of_other_weeks(readings: Iterable[Reading], chosen: Period) -> frozenset[str]:
    """Name the sources whose pages were all printed in other weeks: what is wrong with them stood in those issues."""
    return frozenset(
        reading.document.origin
        for reading in readings
        if (articles := reading.layout.articles) and not any(_is_within(article, chosen) for article in articles)
    )


def _is_within(article: Article, chosen: Period) -> bool:
    return not article.published or chosen.holds(article.published)


def _is_near(article: Article, chosen: Period) -> bool:
    """Say whether an article is of the period, or so old that its stories may take it up."""
    day = article.published
    return _is_within(article, chosen) or bool(day and chosen.first - TAKEN_UP <= day < chosen.first)


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of the time before an issue: the archive, and the sources' reports of the weeks before."""

    archive: store.Archive
    reports: tuple[Report, ...]

    def of(self, chosen: Period, stories: tuple[Story, ...], fingerprints: edit.Fingerprints) -> tuple[Remembered, ...]:
        """Recall what the stories may take up: the archive's stories, then reports that it does not have."""
        articles = [report.article for story in stories for report in story.reports]
        told = self.archive.before(chosen.issue, chosen.last, edit.sought(stories, fingerprints), articles)
        known = {rows.key(report.article) for one in told for report in one.story.reports}
        new = tuple(report for report in self.reports if rows.key(report.article) not in known)
        return (*(Remembered("", story) for story in edit.merge(new, fingerprints)), *told)


def _edit(  # noqa: PLR0913, PLR0917  what a brief is made of
    order: Order,
    settings: Settings,
    chosen: Period,
    reports: tuple[Report, ...],
    past: _Past,
    edits: tuple[Edit, ...],
) -> tuple[Brief, edit.Ranking, tuple[edit.Refused, ...]]:
    table = settings.profile
    profile = edit.Profile(
        zones=table.zones,
        peers=table.peers,
        topics=table.topics,
        keep=table.keep,
        drop=table.drop,
        sections=tuple(one.title for one in settings.section) or edit.SECTIONS,
        kinds={one.title: one.kinds for one in settings.section if one.kinds},
        limits={one.title: one.limit for one in settings.section if one.limit},
        top=order.top,
        summary=settings.brief.summary,
    )
    fingerprints = edit.Fingerprints()
    stories, refused = edit.regrouped(edit.merge(reports, fingerprints), edits)
    recalled = edit.recall(stories, past.of(chosen, stories, fingerprints), fingerprints)
    ranking = edit.rank(stories, profile, recalled, fingerprints)
    brief = edit.compose(
        ranking,
        issue=chosen.issue,
        first=chosen.first,
        last=chosen.last,
        printed=chosen.last,
        masthead=_masthead(settings, chosen),
        profile=profile,
    )
    return brief, ranking, refused


def _masthead(settings: Settings, chosen: Period) -> Masthead:
    table = settings.brief
    total = period.weeks_between(period.week(table.first_issue), chosen) if table.first_issue else 0
    numbered = total if total > 0 else None  # an issue before the first has no number among all
    return Masthead(table.name, table.unit, chosen.number, numbered, table.classification, table.serial, table.to)
