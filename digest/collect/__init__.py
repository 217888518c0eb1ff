"""The sources named in digest.toml in, their new pages as files out; what is silent or broken is named."""

from __future__ import annotations

import codecs
import html
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from digest import files, read, sandbox
from digest.collect import journal as journals
from digest.collect import known_papers
from digest.collect.journal import Journal, Visit, mark
from digest.errors import Refused, SourceError, Unreachable
from digest.model import Problem
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.collect.papers import Issue, Paper, Publisher, Reader
    from digest.collect.papers.sheet import Sheet
    from digest.collect.web import Web
    from digest.config import PaperTable, Settings, SourceTable
    from digest.model import Document, Entry, Span

_MB: Final = 1024 * 1024
_STATE: Final = ".digest"  # beside digest.toml: what collecting remembers, and the pictures of pages
_LOCK: Final = "collecting.lock"
_LATE: Final = timedelta(days=2)  # after its day an issue may still be put up: weekends, holidays
_TRIES: Final = 3  # runs in which a page may fail before what its feed says of it is taken instead
_LONGEST_NAME: Final = 40
_MOST_LINKS: Final = 2000  # of one page of links
_ENDINGS: Final = {
    "pdf": ".pdf", "office": ".docx", "bundle": ".zip", "feed": ".xml", "jsonfeed": ".json", "jsonl": ".jsonl",
    "letter": ".eml", "html": ".html", "article": ".txt", "dump": ".txt",
}  # fmt: skip
_UNFIT = re.compile(r"[^\w·-]+")
_LINK = re.compile(
    r"""<a\s[^<>]{0,1000}?\bhref\s{0,5}=\s{0,5}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Collected:
    """The files a run of collecting wrote, and what should be known about its sources."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    revised: tuple[str, ...] = ()  # articles of papers whose text had changed, and is there in its new version


@dataclass(frozen=True, slots=True)
class _Lead:
    """A page that a source points to, and what the source says of it."""

    url: str
    day: date | None = None
    words: str = ""  # the entry as a JSON line, "" where there is nothing but the address
    stands: bool = True  # False where the entry has no page of its own


@dataclass(slots=True)
class _Brought:
    """What one source has brought so far."""

    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    unfinished: bool = False
    pictures: list[Callable[[], None]] = field(default_factory=list)  # fetched last: a host may refuse them


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run of collecting is asked for: the days of papers' issues (None: as each paper's `days` say).

    `force` fetches again what is there already, and asks sources that are not due.
    """

    since: date | None = None
    until: date | None = None
    force: bool = False


_ALL: Final = Asked()


def collect(
    settings: Settings,
    now: datetime,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    asked: Asked = _ALL,
) -> Collected:
    """Fetch what is new at the sources that are due, into the folder set in digest.toml; a bad one costs itself only.

    Of a paper the issues of the days asked for are fetched, each as one file with an article a line.

    A feed and a page of links bring the pages they point to, each once; a page is saved again when it has changed.
    With `force` every source is due, whenever it was asked last: after a mistake in its settings was mended.
    The journal is written after every source, so that a run that is cut short goes on where it was.

    Raises:
        Locked: another run is collecting into that folder.
        StateError: the journal is damaged.
        OutputError: the folder cannot be written.
    """
    with files.lock(state_folder(settings) / _LOCK):
        return _collected(settings, now, progress, asked)


def state_folder(settings: Settings) -> Path:
    """Say where collecting keeps its journal and the pages' pictures: beside digest.toml, apart from the sources."""
    return settings.path(_STATE)


def _journal(settings: Settings) -> Journal:
    return journals.load(state_folder(settings), settings.path(settings.collect.into))


def _collected(settings: Settings, now: datetime, progress: Callable[[str, int, int], None], asked: Asked) -> Collected:
    from digest.collect import papers, web  # noqa: PLC0415  httpx is loaded only to collect

    table = settings.collect
    kept = _journal(settings)
    due = [one for one in table.source if asked.force or _is_due(kept.visits.get(one.url), one, now)]
    limits = web.Limits(
        table.delay, table.seconds, int(table.megabytes * _MB), table.allow_private, table.proxy, table.requests
    )
    all_brought: list[_Brought] = []
    with web.Web(limits) as opened, sandbox.Child() as reader, papers.Reader() as pages:
        rounds = _Round(opened, reader, pages, settings, kept, now)
        visits = [partial(rounds.visit, source) for source in due]
        visits += [partial(rounds.visit_paper, paper, asked) for paper in settings.paper]
        for done, visit in enumerate(visits):
            progress("collect", done, len(visits))
            opened.keep_for(len(visits) - done - 1)
            all_brought.append(visit())
            journals.save(state_folder(settings), kept, now.date())
    return Collected(
        tuple(path for one in all_brought for path in one.files),
        (*(problem for one in all_brought for problem in one.problems), *overdue(settings)),
        tuple(line for one in all_brought for line in one.revised),
    )


def overdue(settings: Settings) -> tuple[Problem, ...]:
    """Name the sources that had been broken or silent for the days set when they were last asked.

    Raises:
        StateError: the journal is damaged.
    """
    table = settings.collect
    if not (table.source or settings.paper):
        return ()
    visits = _journal(settings).visits
    sources = (*((one.name, one.url) for one in table.source), *((one.name, _address(one)) for one in settings.paper))
    known = [(name, visits[url]) for name, url in sources if url in visits]
    return tuple(problem for name, visit in known if (problem := _complaint(name, visit, timedelta(table.silent_days))))


def _complaint(name: str, visit: Visit, patience: timedelta) -> Problem | None:
    asked = datetime.fromisoformat(visit.asked).date()
    well, fresh = (date.fromisoformat(day or visit.since) for day in (visit.answered, visit.fresh))
    if visit.failure and asked - well >= patience:
        reason, remedy = f"broken since {well}: {visit.failure}", "correct its url in digest.toml, or remove it"
        return Problem(name, "source_broken", reason, remedy, (("day", _chinese(well)),))
    if not visit.failure and asked - fresh >= patience:
        reason, remedy = f"nothing new since {fresh}", "see whether it has moved"
        return Problem(name, "source_silent", reason, remedy, (("day", _chinese(fresh)),))
    return None


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _is_due(visit: Visit | None, source: SourceTable, now: datetime) -> bool:
    """Tell whether a source is to be asked: its hours are over, or what digest.toml says of it was changed."""
    if visit is None or visit.settings not in {"", _fingerprint(source)}:
        return True
    return abs(now - datetime.fromisoformat(visit.asked)) >= timedelta(hours=source.every)


def _fingerprint(source: SourceTable | PaperTable) -> str:
    return mark(repr(source))


def _address(paper: PaperTable) -> str:
    return paper.url or known_papers.address(paper.name)


def listed(settings: Settings, now: datetime, asked: Asked = _ALL) -> Iterator[str]:
    """Say a line a source and a paper's day: what is there, since when, and what the next run would ask for.

    Raises:
        StateError: the journal is damaged.
    """
    kept = _journal(settings)
    for source in settings.collect.source:
        visit = kept.visits.get(source.url)
        due = asked.force or _is_due(visit, source, now)
        how = visit.failure if visit and visit.failure else f"last new {visit.fresh}" if visit and visit.fresh else ""
        asked_at = f"asked {visit.asked[:16]}" if visit else "never asked"
        yield "  ".join(filter(None, ("due" if due else "not due", source.name, asked_at, how)))
    for paper in settings.paper:
        records = kept.issues.get(_address(paper), {})
        for day in _days(paper, asked, now.date()):
            yield f"{_standing(records.get(day.isoformat()), day, asked)}  《{paper.name}》{day}"
            for note in getattr(records.get(day.isoformat()), "notes", ()):
                yield f"         {note}"


def _standing(record: journals.IssueRecord | None, day: date, asked: Asked) -> str:
    if record is None or asked.force:
        return "to fetch"
    if record.none:
        return f"no issue (asked {record.by[:16]})"
    open_still = ", to look at once more" if record.whole else ", to go on"
    return f"{record.articles} articles ({record.by[:16]})" + ("" if _is_done(record, day) else open_still)


def _days(paper: PaperTable, asked: Asked, today: date) -> list[date]:
    """List the days whose issues are wanted, oldest first."""
    until = min(asked.until or today, today)
    since = asked.since or until - timedelta(days=paper.days - 1)
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def _is_done(record: journals.IssueRecord | None, day: date) -> bool:
    """Tell whether a day need not be asked for: a run after that day found its issue whole, or none for some days.

    A run on the day itself may find no issue yet, or one that is added to: the next run looks again.
    """
    late = (day + _LATE).isoformat()
    return record is not None and (record.is_final(day.isoformat()) or (record.none and record.by[:10] > late))


def _in_one(problems: list[Problem]) -> list[Problem]:
    """Name the first of an issue's problems, and how many more there are."""
    more = f" (and {len(problems) - 1} more)" if problems[1:] else ""
    return [replace(problems[0], reason=f"{problems[0].reason}{more}")] if problems else []


def _taken_up(path: Path, day: date, record: journals.IssueRecord) -> Issue:
    """Take up an issue where the run before left it."""
    from digest.collect.papers import issue as issues  # noqa: PLC0415  as above
    from digest.collect.web import Known  # noqa: PLC0415  as above

    found = issues.begun(path, day.isoformat())
    if found.rows or not record.articles:
        found.seen = [*dict.fromkeys((*found.seen, *record.seen))]
    found.notes = list(record.notes)
    found.again = record.whole
    found.versions = {url: Known(*told) for url, told in record.versions.items()}
    return found


class _Round:
    """One run of collecting: what it needs to visit a source after the other."""

    def __init__(  # noqa: PLR0913, PLR0917  what reads pages, what is known, and when it is
        self, opened: Web, reader: sandbox.Child, pages: Reader, settings: Settings, kept: Journal, now: datetime
    ) -> None:
        self._web = opened
        self._pages = pages
        self._reader = reader
        self._timezone = settings.timezone
        self._state = state_folder(settings)
        self._picture = int(settings.collect.picture_megabytes * _MB)
        self._folder = settings.path(settings.collect.into)
        self._most = settings.collect.pages
        self._kept = kept
        self._now = now
        self._today = now.date().isoformat()

    def visit(self, source: SourceTable) -> _Brought:
        """Fetch what is new at one source, and note in the journal how it fared."""
        from digest.collect.web import Known  # noqa: PLC0415  as above

        before = self._kept.visits.get(source.url, Visit(since=self._today))
        changed = before.settings not in {"", _fingerprint(source)}
        visit = replace(before, asked=self._now.isoformat(timespec="seconds"), settings=_fingerprint(source))
        brought = _Brought()
        try:
            answer = self._web.get(source.url, Known() if changed else Known(visit.etag, visit.modified))
            if answer.content is not None:
                self._take(source, answer.url, answer.content, brought)
            visit = replace(visit, answered=self._today, failure="")
        except SourceError as error:
            reason = error.what.removeprefix(f"{source.url}: ")
            visit = replace(visit, failure=reason)
            brought.problems.append(Problem(source.name, "not_fetched", reason, error.remedy))
        else:
            # A source that is not finished must tell all it lists again: we own to no version of it.
            known = Known() if brought.unfinished else answer.known
            visit = replace(visit, etag=known.etag, modified=known.modified)
        if brought.files:
            visit = replace(visit, fresh=self._today)
        self._kept.visits[source.url] = visit
        return brought

    def visit_paper(self, table: PaperTable, asked: Asked) -> _Brought:
        """Fetch what is new of a paper's issues, the newest first, and note how it fared."""
        from digest.collect.papers import Paper  # noqa: PLC0415  as above

        brought = _Brought()
        days = _days(table, asked, self._now.date())
        url = _address(table)
        if not url:
            reason, remedy = "no paper of this name is known", 'see digest papers list, or write url = "https://…"'
            brought.problems.append(Problem(table.name, "not_fetched", reason, remedy))
            return brought
        before = self._kept.visits.get(url, Visit(since=self._today))
        visit = replace(before, asked=self._now.isoformat(timespec="seconds"), settings=_fingerprint(table))
        changed = before.settings != visit.settings
        records = self._kept.issues.setdefault(url, {})
        if changed or asked.force:
            for record in records.values():
                record.whole = False
        if all(_is_done(records.get(day.isoformat()), day) for day in days):
            return brought
        try:
            visit = self._issues(Paper(table.name, url, table.pages), visit, days, asked, brought)
            visit = replace(visit, answered=self._today, failure="")
        except SourceError as error:
            reason = error.what.removeprefix(f"{url}: ")
            visit = replace(visit, failure=reason, etag="", modified="")
            brought.problems.append(Problem(table.name, "not_fetched", reason, error.remedy))
        if brought.files:
            visit = replace(visit, fresh=self._today)
        self._kept.visits[url] = visit
        return brought

    def _issues(self, paper: Paper, visit: Visit, days: list[date], asked: Asked, brought: _Brought) -> Visit:
        from digest.collect import papers  # noqa: PLC0415  as above
        from digest.collect.web import Known  # noqa: PLC0415  as above

        records = self._kept.issues[paper.url]
        open_days = [day for day in days if not _is_done(records.get(day.isoformat()), day)]
        only_new = all(day.isoformat() in records and records[day.isoformat()].none for day in open_days)
        publisher = papers.Publisher(self._web, self._pages)
        newest, known = papers.front(publisher, paper.url, Known(visit.etag, visit.modified) if only_new else None)
        if newest is None:
            return visit
        for day, first in papers.issues(publisher, newest, open_days):
            record = records.setdefault(day.isoformat(), journals.IssueRecord())
            record.by = self._now.isoformat(timespec="seconds")
            record.none = first is None
            if first is not None:
                self._issue(publisher, paper, day, first, record, asked, brought)
        for keep in brought.pictures:
            keep()
        return replace(visit, etag=known.etag, modified=known.modified)

    def _issue(  # noqa: PLR0913, PLR0917  one issue, and where it is noted
        self,
        publisher: Publisher,
        paper: Paper,
        day: date,
        first: Sheet,
        record: journals.IssueRecord,
        asked: Asked,
        brought: _Brought,
    ) -> None:
        from digest.collect import papers  # noqa: PLC0415  as above
        from digest.collect.papers import issue as issues  # noqa: PLC0415  as above

        title = fit(paper.name)
        path = self._folder / title / f"{day}_{title}.jsonl"
        issue = papers.Issue(day.isoformat()) if asked.force else _taken_up(path, day, record)
        old = path.read_bytes() if path.is_file() else b""

        def save(now: Issue) -> None:
            if now.rows:
                files.publish(path, issues.written(now.rows))
            record.articles, record.whole = len(now.rows), now.whole
            record.seen, record.notes = list(now.seen), list(now.notes)
            final = record.is_final(day.isoformat())
            record.versions = {} if final else {url: (one.etag, one.modified) for url, one in now.versions.items()}
            journals.save(self._state, self._kept, self._now.date())

        keep = issues.kept_pages(self._state / "pages" / title / day.isoformat(), self._web, self._picture)
        try:
            pages: list[Sheet] = []
            papers.take(publisher, paper, first, issue, save, pages.append)
            brought.pictures += [partial(keep, page) for page in pages]
        finally:
            brought.problems += _in_one(issue.problems)
            brought.revised += [f"《{paper.name}》{day}《{headline}》" for headline in issue.revised]
            if issue.rows and issues.written(issue.rows) != old:
                brought.files.append(path)

    def _take(self, source: SourceTable, url: str, content: bytes, brought: _Brought) -> None:
        """Save a page, or the pages that a feed or a page of links points to."""
        if source.kind == "page":
            version = sha256(content).hexdigest()[:8]
            name = f"{mark(source.url)}-{version}"
            if name not in self._kept.saved:
                brought.files.append(self._saved(source, name, None, url, content))
            self._kept.saved[name] = self._today
            return
        leads = self._leads(source, url, content)
        for lead in leads:
            if mark(lead.url) in self._kept.saved:
                self._kept.saved[mark(lead.url)] = self._today
        new = [lead for lead in leads if mark(lead.url) not in self._kept.saved]
        brought.unfinished = len(new) > self._most
        failed = [reason for lead in new[: self._most] if (reason := self._follow(source, lead, brought))]
        if failed:
            more = f" (and {len(failed) - 1} more)" if failed[1:] else ""
            brought.problems.append(Problem(source.name, "not_fetched", f"{failed[0]}{more}"))

    def _leads(self, source: SourceTable, url: str, content: bytes) -> list[_Lead]:
        if source.kind == "list":
            return list({lead.url: lead for lead in _links(url, content, source.links)}.values())
        if read.format_of(content) not in {"feed", "jsonfeed"}:
            raise Refused(f"{source.url}: no feed stands there", 'correct its url, or set kind = "page" or "list"')
        document = self._reader.read(source.name, content, timezone=self._timezone)
        leads = [_lead(source, document, entry) for entry in document.entries]
        return list({lead.url: lead for lead in leads}.values())

    def _follow(self, source: SourceTable, lead: _Lead, brought: _Brought) -> str:
        """Save the page that a source points to; where it is not to be had, what the source says of it.

        Return what failed, "" if nothing did.
        """
        name = mark(lead.url)
        failure = ""
        try:
            if lead.stands:
                content = self._web.get(lead.url).content or b""
                brought.files.append(self._saved(source, name, lead.day, lead.url, content))
        except Unreachable as error:
            own_fault = "requests of this run" not in error.what
            self._kept.tries[name] = self._kept.tries.get(name, 0) + own_fault
            if self._kept.tries[name] < _TRIES:
                brought.unfinished = True
                return str(error)
            failure = error.what
        except SourceError as error:
            failure = error.what
        if lead.words and (failure or not lead.stands):
            path = self._path(source, name, lead.day, ".jsonl")
            files.publish(path, lead.words.encode())
            brought.files.append(path)
        self._kept.saved[name] = self._today
        return failure

    def _saved(self, source: SourceTable, name: str, day: date | None, url: str, content: bytes) -> Path:
        """Save a page under a name of our own making; what it is, its bytes tell, whatever its host called it.

        Raises:
            Refused: it is nothing that can be read.
        """
        form = read.format_of(content)
        if form == "dump":
            decode.decode(url, content)
        if form not in _ENDINGS:
            raise Refused(f"{url}: {'a picture' if form == 'image' else 'a file'} that is no page", "open it by hand")
        path = self._path(source, name, day, _ENDINGS[form])
        files.publish(path, _labelled(content, url, source.name) if form == "html" else content)
        return path

    def _path(self, source: SourceTable, name: str, day: date | None, ending: str) -> Path:
        title = fit(source.name)
        return self._folder / title / f"{f'{day}_' if day else ''}{title}_{name}{ending}"


def _labelled(content: bytes, url: str, name: str) -> bytes:
    """Note on a page where it was fetched, as browsers do, and what the source is called in digest.toml.

    A page that does not say who printed it is cited by that name, never by its file's. The note is ASCII, whatever
    the page is written in; one in UTF-16 is left as it is.
    """
    if b"\x00" in content[:64] or not url.isascii() or "--" in url:
        return content
    shown = "".join(f"&#{ord(character)};" for character in name)
    note = f"<!-- saved from url=({len(url):04d}){url} -->\n<!-- collected as {shown} -->\n".encode("ascii")
    mark_of_order = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark_of_order + note + content.removeprefix(mark_of_order)


def fit(name: str) -> str:
    """Make a name fit for a file or folder in any system: letters, digits and dashes, never empty, never hidden."""
    return _UNFIT.sub("_", name).strip("._")[:_LONGEST_NAME] or "source"


def _lead(source: SourceTable, document: Document, entry: Entry) -> _Lead:
    def words(span: Span | None) -> str:
        return document.text[span.start : span.end] if span else ""

    row = {
        "id": entry.id,
        "paper": entry.publication or source.name,
        "date": entry.published.isoformat() if entry.published else None,
        "headline": words(entry.headline),
        "body": [words(span) for span in entry.paragraphs],
        "url": entry.link,
        "author": entry.author,
    }
    url = urldefrag(entry.link).url if entry.link else f"{source.url}#{entry.id or row['headline']}"
    return _Lead(url, entry.published, json.dumps(row, ensure_ascii=False) + "\n", bool(entry.link))


def _links(url: str, content: bytes, pattern: str) -> Iterator[_Lead]:
    """Give the pages of the same host that a page links to and whose address fits the pattern."""
    text, _ = decode.decode(url, content)
    host = urlsplit(url).netloc
    for found in islice(_LINK.finditer(text), _MOST_LINKS):
        try:
            link = urldefrag(urljoin(url, html.unescape(found[1] or found[2]).strip())).url
            here = urlsplit(link).netloc == host
        except ValueError:
            continue
        if here and link != url and fnmatchcase(link, pattern):
            yield _Lead(link)
