"""The order of the stages, and nothing else: sources → documents → articles → facts → stories → brief → files."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digest import collect, contract, edit, facts, files, page, period, publish, store
from digest.errors import NothingRead, OutputError, PrintError, UsageError
from digest.intake import Progress, Reading, read_sources, silent
from digest.model import Article, Brief, Clipping, Dropped, Masthead, Problem, Remembered, Report, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from digest.config import Settings
    from digest.period import Period

LATEST = "latest"
DRAFT = "draft.md"
ARCHIVE = "digest.db"
_TAKEN_UP = timedelta(days=35)  # how long before an issue its sources' older reports may have begun a story


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: sources, period (None: the week of the newest page), formats, place and length."""

    sources: tuple[Path, ...]
    out: Path
    formats: tuple[str, ...]
    period: Period | None
    top: int
    explain: bool
    template: str
    today: date


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the brief, the files written, and what should be known about it."""

    brief: Brief
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def build(order: Order, settings: Settings, progress: Progress = silent) -> Built:
    """Read, rank and print an issue into `order.out`; each file is whole or absent.

    A format that cannot be made is named in the problems and the others are written.

    Raises:
        NothingRead: no source could be used, or none falls into the period.
        TemplateError: the template asks for what is not there.
        OutputError: a file could not be written, or no format holds only what stands in a source; what stood there
            before still stands.
    """
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = _made(order, settings, archive, progress)
        return _printed(made, order, settings, archive, progress)


def draft(order: Order, settings: Settings, progress: Progress = silent) -> Built:
    """Write the issue as Markdown to be edited, and beside it what `publish_draft` needs; nothing else is touched.

    Raises:
        As `build` does.
    """
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = _made(order, settings, archive, progress)
    rendered = publish.render(made.brief, order.template, "md", folders=_folders(settings))
    folder = order.out / made.brief.issue
    files.publish(folder / DRAFT, rendered)
    files.publish(folder / f"{DRAFT}.json", _ordered(order, made.brief))
    return Built(made.brief, (folder / DRAFT,), made.problems)


def _ordered(order: Order, brief: Brief) -> bytes:
    values = {
        "sources": [str(path.absolute()) for path in order.sources],
        "first": brief.first.isoformat(),
        "last": brief.last.isoformat(),
        "top": order.top,
        "template": order.template,
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def publish_draft(edited: Path, formats: tuple[str, ...], settings: Settings, progress: Progress = silent) -> Built:
    """Print an issue as its draft was edited; its sources are read again, so that every figure can be looked up.

    A figure of the editor's own stands in 〔编者：…〕 and is printed so.

    Raises:
        UsageError: the draft or what stands beside it cannot be read, or an item lost its anchor.
        OutputError: a figure stands in no source and is not marked as the editor's own; its line is named.
        As `build` does.
    """
    markdown, order = _draft(edited, formats)
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = _made(order, settings, archive, progress)
        brief = edit.redraft(made.brief, markdown)
        _look_up(edited, markdown, made)
        made = replace(made, brief=brief, own=tuple(edit.OWN.findall(markdown)))
        return _printed(made, order, settings, archive, progress)


def _draft(edited: Path, formats: tuple[str, ...]) -> tuple[str, Order]:
    """Read an edited draft and the order it was made by."""
    try:
        markdown = edited.read_text(encoding="utf-8-sig")
        values = json.loads(edited.with_name(f"{DRAFT}.json").read_text(encoding="utf-8"))
        chosen = period.Period(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]))
        sources, top, template = (
            tuple(Path(name) for name in values["sources"]),
            int(values["top"]),
            str(values["template"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{edited}: {error}", "make one with: digest build --draft") from error
    return markdown, Order(sources, edited.absolute().parents[1], formats, chosen, top, False, template, chosen.last)  # noqa: FBT003  the order of Order


def _look_up(edited: Path, markdown: str, made: _Made) -> None:
    """Look up every figure of a draft that is not marked as the editor's own."""
    bare = edit.OWN.sub("〔〕", markdown)
    sources = tuple(_words_of(made.readings))
    for missing in publish.unfounded(publish.words(bare.encode(), "md"), made.brief, sources):
        lines = (number for number, line in enumerate(bare.splitlines(), start=1) if missing[:4] in line)
        where = f"{edited}, line {next(lines, '?')}: {missing} stands in no source"
        raise OutputError(where, "correct it, or mark it as your own: 〔编者：…〕")


@dataclass(frozen=True, slots=True)
class _Made:
    """An issue before it is printed; `own` is what an editor marked as his own words."""

    brief: Brief
    ranking: edit.Ranking
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    own: tuple[str, ...] = ()


def _made(order: Order, settings: Settings, archive: store.Archive, progress: Progress) -> _Made:
    """Read the sources, find their facts, and lay out the brief."""
    readings, problems = read_sources(order.sources, settings.timezone, progress)
    if not any(reading.layout.articles for reading in readings):
        raise NothingRead("\n".join(str(problem) for problem in problems))
    readings = _by_datelines(readings, order)
    chosen = order.period or _newest_week(readings, order.today)
    reports, before, late = _take_down(readings, chosen, progress)
    if not reports:
        raise NothingRead(f"no page of {chosen.issue} among the sources", "name another week with --week")
    problems += tuple(_undated(reading) for reading in readings if not _dated(reading))
    problems += collect.overdue(settings)
    brief, ranking = _edit(order, settings, chosen, reports, _Past(archive, before))
    brief = _compared(brief, ranking, archive.counts(chosen.last))
    doubts = [doubt for report in reports for doubt in facts.contradictions(report.article, report.facts)]
    brief = replace(brief, dropped=(*brief.dropped, *late), problems=(*problems, *doubts), explain=order.explain)
    return _Made(brief, ranking, readings, problems)


def _printed(made: _Made, order: Order, settings: Settings, archive: store.Archive, progress: Progress) -> Built:
    """Print a brief in every format, look its figures up, publish it, and keep the issue."""
    brief = made.brief
    rendered, failed = _render(order, settings, brief, progress)
    rendered, unfounded = _founded(rendered, brief, (*_words_of(made.readings), *made.own))
    written = _publish(order.out, brief.issue, rendered, _receipt(brief, made.ranking, rendered))
    archive.keep(brief.issue, brief.first, brief.last, _entries(made.ranking))
    _list_issues(order, settings)
    return Built(brief, written, (*made.problems, *failed, *unfounded))


def archive_of(out: Path, settings: Settings) -> Path:
    """Say where the archive stands: beside the issues, or where digest.toml puts it."""
    return settings.path(settings.state) if settings.state else out / ARCHIVE


def _by_datelines(readings: Iterable[Reading], order: Order) -> tuple[Reading, ...]:
    """Date what has no day but a dateline, whose year is that of the period asked for or else of today."""
    latest = order.period.last + _TAKEN_UP if order.period else order.today
    return tuple(replace(one, layout=page.dated(one.document, one.layout, latest)) for one in readings)


def _newest_week(readings: Iterable[Reading], today: date) -> Period:
    """The ISO week of the newest article; that of today where no source tells its day."""
    days = [article.published for reading in readings for article in reading.layout.articles if article.published]
    return period.week_of(max(days, default=today))


def _dated(reading: Reading) -> bool:
    return all(article.published for article in reading.layout.articles)


def _undated(reading: Reading) -> Problem:
    remedy = "name the file like 2025-04-14_某报_05版.txt; until then its news is taken as of this issue"
    return Problem(reading.document.origin, "the day it was printed is not known", remedy)


def _take_down(
    readings: Iterable[Reading], chosen: Period, progress: Progress
) -> tuple[tuple[Report, ...], tuple[Report, ...], tuple[Dropped, ...]]:
    """Find the facts of the articles of the period, and of those shortly before it, which its stories may take up.

    Every article of another day is left out with its reason.
    """
    articles = [edit.mended(article) for reading in readings for article in reading.layout.articles]
    reports, before, late = [], [], []
    for done, article in enumerate(articles):
        progress("facts", done, len(articles))
        day = article.published
        if not day or chosen.holds(day):
            reports.append(_report(article))
            continue
        late.append(Dropped(edit.source(Report(article, ())), "不在本期"))
        if chosen.first - _TAKEN_UP <= day < chosen.first:
            before.append(_report(article))
    progress("facts", len(articles), len(articles))
    return tuple(reports), tuple(before), tuple(late)


def _report(article: Article) -> Report:
    return Report(article, facts.extract(article, on=article.published))


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of the time before an issue: the archive, and the sources' reports of the weeks before."""

    archive: store.Archive
    reports: tuple[Report, ...]

    def of(self, chosen: Period, stories: tuple[Story, ...], gists: edit.Gists) -> tuple[Remembered, ...]:
        """Recall what the stories may take up: the archive's stories, then reports that it does not have."""
        signs = {sign for story in stories for sign in edit.signs(story, gists)}
        articles = [report.article for story in stories for report in story.reports]
        kept = self.archive.before(chosen.issue, chosen.last, signs, articles)
        known = {store.key(report.article) for one in kept for report in one.story.reports}
        new = tuple(report for report in self.reports if store.key(report.article) not in known)
        return (*(Remembered("", story) for story in edit.merge(new, gists)), *kept)


def _edit(
    order: Order, settings: Settings, chosen: Period, reports: tuple[Report, ...], past: _Past
) -> tuple[Brief, edit.Ranking]:
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
    gists = edit.Gists()
    stories = edit.merge(reports, gists)
    recalled = edit.recall(stories, past.of(chosen, stories, gists), gists)
    ranking = edit.rank(stories, profile, recalled, gists)
    brief = edit.compose(
        ranking,
        issue=chosen.issue,
        first=chosen.first,
        last=chosen.last,
        printed=chosen.last,
        masthead=_masthead(settings, chosen),
        profile=profile,
    )
    return brief, ranking


def _compared(brief: Brief, ranking: edit.Ranking, past: tuple[dict[tuple[str, str], int], ...]) -> Brief:
    """Set the zones and kinds of an issue beside those of the last ones."""
    last = {name: count for (kind, name), count in past[-1].items() if kind == "开发区"} if past else None
    return replace(brief, zones=edit.zone_table(ranking, last), trends=edit.trends(ranking, past))


def _entries(ranking: edit.Ranking) -> Iterator[store.Entry]:
    """Lay out every story, kept or cut, for the archive."""
    kept = ((item, None) for item in ranking.items)
    for item, why in (*kept, *((cut.item, cut.why) for cut in ranking.cut)):
        one = ranking.gists(item.story.reports[0])
        zone = one.zone.name if one.zone else ""
        yield store.Entry(item, why, zone, one.kind.why, edit.signs(item.story, ranking.gists))


def _masthead(settings: Settings, chosen: Period) -> Masthead:
    table = settings.brief
    total = period.weeks_between(period.week(table.first_issue), chosen) if table.first_issue else None
    return Masthead(table.name, table.unit, chosen.number, total, table.classification, table.serial, table.to)


def _folders(settings: Settings) -> tuple[Path, ...]:
    return (settings.path(settings.templates),) if settings.templates else ()


def _render(
    order: Order, settings: Settings, brief: Brief, progress: Progress
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Print every format asked for; what the printer cannot make is a problem, not the end."""
    rendered: dict[str, bytes] = {}
    failed = []
    for done, form in enumerate(order.formats):
        progress("print", done, len(order.formats))
        try:
            rendered[form] = publish.render(brief, order.template, form, folders=_folders(settings))
        except PrintError as error:
            failed.append(Problem(f"brief.{form}", error.what, error.remedy))
    progress("print", len(order.formats), len(order.formats))
    return rendered, tuple(failed)


def _founded(
    rendered: dict[str, bytes], brief: Brief, sources: tuple[str, ...]
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Keep the formats whose every figure and quotation stands in a source; name what does not in the others."""
    missing = {
        form: publish.unfounded(publish.words(content, form), brief, sources) for form, content in rendered.items()
    }
    problems = tuple(
        Problem(f"brief.{form}", f"{'、'.join(figures[:3])} stands in no source; not published", "report it")
        for form, figures in missing.items()
        if figures
    )
    if rendered and len(problems) == len(rendered):
        raise OutputError("\n".join(str(problem) for problem in problems))
    return {form: content for form, content in rendered.items() if not missing[form]}, problems


def _words_of(readings: Iterable[Reading]) -> Iterator[str]:
    """Give the words of the sources: as they stand, and as they read on where a column ends within a sentence."""
    for reading in readings:
        yield reading.document.text
        for article in reading.layout.articles:
            heads = (article.kicker, article.headline, article.subtitle)
            yield from (text.string for text in (*heads, *article.captions) if text)
            yield from (paragraph.text.string for paragraph in article.paragraphs)


def _receipt(brief: Brief, ranking: edit.Ranking, rendered: dict[str, bytes]) -> bytes:
    digests = {f"brief.{form}": hashlib.sha256(content).hexdigest() for form, content in rendered.items()}
    ranked = [(one, None) for one in ranking.items] + [(cut.item, cut.why) for cut in ranking.cut]
    laid_out = contract.receipt(brief, ranked, digests)
    return (json.dumps(laid_out, ensure_ascii=False, indent=1) + "\n").encode()


def _publish(out: Path, issue: str, rendered: dict[str, bytes], receipt: bytes) -> tuple[Path, ...]:
    """Write the issue's files, then the same under latest/; the receipt last, so that it speaks of what is there."""
    named = {f"brief.{form}": content for form, content in rendered.items()} | {"receipt.json": receipt}
    for folder in (out / issue, out / LATEST):
        for name, content in named.items():
            files.publish(folder / name, content)
    return tuple(out / issue / name for name in named)


def _list_issues(order: Order, settings: Settings) -> None:
    """Write the list and the feed of all issues that lie in `order.out`."""
    issues = [
        issue
        for receipt in sorted(order.out.glob("*/receipt.json"))
        if receipt.parent.name != LATEST and (issue := publish.issue(receipt.parent.name, receipt.read_bytes()))
    ]
    about, folders = settings.brief, (settings.path(settings.templates),) if settings.templates else ()
    pages = publish.listing(issues, name=about.name, unit=about.unit, template=order.template, folders=folders)
    for name, content in pages.items():
        files.publish(order.out / name, content)


def clip(
    paths: Iterable[Path], settings: Settings, progress: Progress = silent
) -> tuple[tuple[Clipping, ...], tuple[Problem, ...]]:
    """Read sources and take down the facts of all their articles."""
    readings, problems = read_sources(paths, settings.timezone, progress)
    return tuple(
        Clipping(reading.document, reading.layout, tuple(_report(article) for article in reading.layout.articles))
        for reading in readings
    ), problems


_CHUNK: Final = 64  # lines a process is given at a time: some 50 ms of work, far more than it costs to hand them over
_WAITING: Final = 4  # chunks a process that are read before the first of them is written


def facts_of_lines(stream: Iterable[bytes], problems: list[Problem], jobs: int = 1) -> Iterator[str]:
    """Turn JSON lines {"id", "text", "date"?} into JSON lines {"id", "facts"}, one at a time and in their order.

    `start` and `end` count characters of "text". A line that cannot be read is added to `problems` and skipped. With
    several `jobs` as many processes share the work; however long the stream, a few chunks of it are in memory.
    """
    lines = enumerate(stream, start=1)
    chunks = iter(lambda: tuple(islice(lines, _CHUNK if jobs > 1 else 1)), ())
    for said in chain.from_iterable(map(_facts_of_chunk, chunks) if jobs == 1 else _shared(chunks, jobs)):
        if isinstance(said, Problem):
            problems.append(said)
        else:
            yield said


_Chunk = tuple[tuple[int, bytes], ...]


def _shared(chunks: Iterable[_Chunk], jobs: int) -> Iterator[list[str | Problem]]:
    """Share chunks out to processes and give back what they make of them, in order."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  only where work is shared
    from multiprocessing import get_context  # noqa: PLC0415  as above

    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    waiting: deque[Future[list[str | Problem]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_facts_of_chunk, chunk))
            if len(waiting) >= jobs * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _facts_of_chunk(chunk: _Chunk) -> list[str | Problem]:
    return [_facts_of_line(number, line) for number, line in chunk if line.strip()]


def _facts_of_line(number: int, line: bytes) -> str | Problem:
    """Find the facts of one line, or say what is wrong with it."""
    try:
        row = _row(line)
        found = facts.extract(row.article, on=row.article.published)
        laid_out = [{**contract.fact(one), "start": one.spans[0].start, "end": one.spans[-1].end} for one in found]
        said = json.dumps({"id": row.id, "facts": laid_out}, ensure_ascii=False)
        said.encode()  # half a surrogate pair cannot be written
    except (ValueError, RecursionError) as error:
        return Problem(f"line {number}", str(error), 'write {"id": …, "text": …, "date": "2025-04-14"}')
    return said


@dataclass(frozen=True, slots=True)
class _Row:
    id: Any
    article: Article


def _row(line: bytes) -> _Row:
    """Read one line; ValueError says what is wrong with it."""
    try:
        values = json.loads(line)
    except ValueError as error:
        msg = f"not JSON: {error}"
        raise ValueError(msg) from error
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        msg = 'no "text"'
        raise ValueError(msg)  # noqa: TRY004  the caller names every bad line alike
    day = values.get("date")
    return _Row(values.get("id"), page.plain(values["text"], date.fromisoformat(str(day)) if day else None))
