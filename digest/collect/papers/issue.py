"""An issue of an e-paper: found by its day, read page by page, written as one file of articles."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from digest import files, lexicon
from digest.collect.papers import sheet
from digest.collect.papers.family import day_of, on
from digest.collect.papers.sheet import PageLink
from digest.errors import Forbidden, Refused, SourceError, Unreachable, Unreadable
from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from digest.collect.papers.article import Printed
    from digest.collect.papers.reader import Reader
    from digest.collect.papers.sheet import Lead, Sheet
    from digest.collect.web import Known, Web

_HOPS: Final = 3  # pages that only lead on, before an issue's first page: the platforms use two
_FAR: Final = timedelta(days=10)  # from the newest issue: an older one is asked for by its day, not walked back to
_ELSEWHERE: Final = "save the paper's PDF into the folder of sources: digest reads it"
_MOST_UNREADABLE: Final = 3  # pages past the limits of reading, after which a paper is left alone in that run
_TOLD: Final = ("headline", "kicker", "subtitle", "author", "body")  # what makes an article another version


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to collect: its name, the address of its e-paper, and the pages to take (numbers or names, * allowed)."""

    name: str
    url: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher's pages: fetched as the web allows, read in the child."""

    web: Web
    reader: Reader

    def sheet(self, url: str) -> Sheet:
        """Fetch and read a page of an issue.

        Raises:
            SourceError: it is not to be had, or cannot be read.
        """
        answer = self.web.get(url)
        return self.reader.sheet(answer.url, answer.content or b"")


@dataclass(slots=True)
class Issue:
    """What was brought of one issue: articles as rows, what stood there beside them, and whether all of it is there.

    `seen` are the addresses that need not be asked for as new, `versions` what their host said of pages and articles
    brought before (`etag`, `modified`); with `again` those are asked whether they have changed. `revised` are the
    headlines of articles that had, `problems` name what could not be had.
    """

    day: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    whole: bool = False
    before: str = ""
    again: bool = False
    versions: dict[str, Known] = field(default_factory=dict)
    revised: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def front(publisher: Publisher, url: str, known: Known | None = None) -> tuple[Sheet | None, Known]:
    """Go from a paper's address to a page of its newest issue; None where it is still the version known.

    Where https does not answer, http is asked; a certificate that does not hold is never passed over.

    Raises:
        Refused: no e-paper of a platform that is known stands there; what to do is said.
        Unreachable: it is not to be had now.
    """
    web = publisher.web
    try:
        answer = web.get(url, known)
    except Unreachable as error:
        if not url.startswith("https://") or "CERTIFICATE" in error.what.upper():
            raise
        answer = web.get("http" + url.removeprefix("https"), known)
    now = answer.known
    for _ in range(_HOPS + 1):
        if answer.content is None:
            return None, now
        found = publisher.reader.sheet(answer.url, answer.content)
        if found.family is not None:
            return found, now
        if not found.onward:
            why = "its pages are made by a script" if found.scripted else "its platform is not known"
            raise Refused(f"{url}: no e-paper that can be read ({why})", _ELSEWHERE)
        answer = web.get(found.onward)
    raise Refused(f"{url}: leads on and on, more than {_HOPS} times", "check the address in a browser")


def issues(publisher: Publisher, newest: Sheet, days: Sequence[date]) -> Iterator[tuple[date, Sheet | None]]:
    """Find the issues of some days, the newest first: a day and a page of its issue, or None where there is none.

    A day after the newest issue has none, so far. The page's own link to the issue before is followed; without one, or
    for a day far back, the day in the address is replaced.

    Raises:
        Forbidden: the host does not want to be asked.
        Unreachable: the host does not answer.
    """
    at = newest
    for day in sorted(days if newest.day else (), reverse=True):
        if newest.day and day > newest.day:
            yield day, None
            continue
        while at.day and at.day > day and at.before and at.day - day < _FAR:
            earlier = _issue_at(publisher, at.before)
            if earlier is None or earlier.day is None or earlier.day >= at.day:
                break
            at = earlier
        if at.day == day:
            yield day, at
            continue
        by_walk = bool(at.day and at.day < day)  # walked past it: there was no issue on that day
        place = "" if by_walk else _on(at, day)
        found = _issue_at(publisher, place) if place else None
        if found is not None and found.day == day:
            at = found
            yield day, found
        else:
            yield day, None


def _on(at: Sheet, day: date) -> str:
    """Give the address of another day's page; the newest issue may stand at one that says no day (index.html)."""
    dated = next((url for url in (at.url, *(page.url for page in at.pages)) if day_of(url)), at.url)
    place = on(dated, day)
    return place if place != dated else ""


def _issue_at(publisher: Publisher, url: str) -> Sheet | None:
    """Fetch a page of an issue; None where there is none, whatever status says so."""
    try:
        found = publisher.sheet(url)
        if found.family is None and found.onward:
            found = publisher.sheet(found.onward)
    except (Forbidden, Unreachable):
        raise
    except SourceError:
        return None
    return found if found.family is not None and found.leads else None


def take(  # noqa: PLR0913, PLR0917  what is known before, and two ways out
    publisher: Publisher,
    paper: Paper,
    first: Sheet,
    issue: Issue,
    save: Callable[[Issue], None],
    keep: Callable[[Sheet], None] = lambda _: None,
) -> None:
    """Fetch what is missing of an issue, page by page, each article once; `save` is called after every page.

    An issue that is looked at `again` is asked for pages and articles that came later, and for texts that changed.
    `keep` is given each page, to keep its picture.

    Raises:
        Forbidden, Unreachable: the host is not to be asked any more in this run; what there is has been saved.
        Unreadable: too many of its pages are past the limits of reading.
    """
    _Taking(publisher, paper, first, issue, save, keep).all()


def wanted(paper: Paper, page: PageLink) -> bool:
    """Tell whether a page is to be taken: by its number (4, 04, A*) or its name (开发区*)."""
    numbers = {page.number}
    if re.fullmatch(r"\d{4}", page.number):  # 0607: two pages in one
        numbers |= {page.number[:2], page.number[2:]}
    names = {page.name, *(form for one in numbers for form in (one, one.lstrip("0"), f"{one}版"))}
    return not paper.pages or any(fnmatchcase(name, pattern) for name in names for pattern in paper.pages if name)


class _Taking:
    """One issue while it is brought: the pages known of it, and what is left of it."""

    def __init__(  # noqa: PLR0913, PLR0917  what is known before, and two ways out
        self,
        publisher: Publisher,
        paper: Paper,
        first: Sheet,
        issue: Issue,
        save: Callable[[Issue], None],
        keep: Callable[[Sheet], None],
    ) -> None:
        self._publisher, self._paper, self._first, self._issue = publisher, paper, first, issue
        self._save, self._keep = save, keep
        self._pages = list(first.pages)  # it grows while it is read: a page may list only itself and the next
        self._later: list[tuple[Sheet, PageLink, Lead]] = []
        self._unfinished = False
        self._unreadable = 0

    def all(self) -> None:
        """Bring the pages, and what has changed of an issue that is looked at again."""
        before: list[dict[str, Any]] = []
        self._issue.whole = False
        try:
            self._each_page(again=self._issue.again)
            changed = self._changed() if self._issue.again else frozenset()
            if changed:
                before = self._reopened(changed)
                self._each_page(again=False)
            self._issue.whole = not self._unfinished
        finally:
            self._put_back(before)
            _join(self._issue)
            self._tell_revised(before)
            self._save(self._issue)

    def _each_page(self, *, again: bool) -> None:
        """Bring each page, and then what a page lists without a place on its picture, if no page has the place.

        Pages list articles of other pages and days beside their own (今日关注, 热点).
        """
        for page in self._pages:
            if not page.number or wanted(self._paper, page):
                self._page(page, again=again)
                self._save(self._issue)
        later, self._later = self._later, []
        for found, page, lead in later:
            if lead.url not in self._issue.seen:
                self._lead(found, page, lead)

    def _page(self, page: PageLink, *, again: bool) -> None:
        """Bring the articles of one page; what cannot be had is named."""
        try:
            found = self._first if page.url == self._first.url else self._sheet(page.url, again=again)
        except (Forbidden, Unreachable):
            raise
        except SourceError as error:
            self._name(error, f"{page.number}版 {error.what}")
            return
        if found is None:  # it is the version that was read before
            return
        if found.family is None or not found.leads:
            _note(self._issue, f"{page.number}版：没有可读的文字（图片版）")
        page = page if page.number else replace(page, number=found.number, name=found.name)
        if not page.number or wanted(self._paper, page):
            self._leads(found, page)
        self._follow(found)

    def _leads(self, found: Sheet, page: PageLink) -> None:
        assert found.family is not None or not found.leads  # noqa: S101  a page of no platform has none
        pictured = any(lead.regions for lead in found.leads)
        others = 0
        for lead in found.leads:
            day = day_of(lead.url)
            if pictured and not lead.regions and day and day.isoformat() != self._issue.day:
                others += 1
            elif lead.url not in self._issue.seen and self._is_wanted(lead):
                if pictured and not lead.regions:
                    self._later.append((found, page, lead))
                else:
                    self._lead(found, page, lead)
        if others:
            _note(self._issue, f"{page.number}版：另列有其他日期的文章{others}篇，不属本期")

    def _is_wanted(self, lead: Lead) -> bool:
        """Tell whether the page that an article's address or list names is to be taken; one that none names may be."""
        section = self._section(lead.number) or lead.section
        return not lead.number or wanted(self._paper, PageLink("", lead.number, section))

    def _section(self, number: str) -> str:
        return next((page.name for page in self._pages if page.number == number), "")

    def _sheet(self, url: str, *, again: bool) -> Sheet | None:
        """Fetch and read a page; None where it is still the version known."""
        known = self._issue.versions.get(url) if again else None
        answer = self._publisher.web.get(url, known)
        if answer.content is None:
            return None
        self._remember(url, answer.known)
        return self._publisher.reader.sheet(answer.url, answer.content)

    def _remember(self, url: str, known: Known) -> None:
        if known.etag or known.modified:
            self._issue.versions[url] = known

    def _follow(self, found: Sheet) -> None:
        self._keep(found)
        known = {page.url for page in self._pages}
        self._pages.extend(page for page in found.pages if page.url not in known)

    def _lead(self, found: Sheet, page: PageLink, lead: Lead) -> None:
        """Bring one article; what cannot be had now is left for the next run."""
        assert found.family is not None  # noqa: S101  it has leads
        try:
            answer = self._publisher.web.get(lead.url)
            printed = self._publisher.reader.article(lead.url, answer.content or b"", found.family, lead.words)
        except Forbidden:
            raise
        except Unreachable as error:
            self._unfinished = True
            if "not asked" in error.what or "requests of this run" in error.what:
                raise
            self._name(error, error.what)
            return
        except SourceError as error:
            self._name(error, error.what)
            self._issue.seen.append(lead.url)
            return
        self._remember(lead.url, answer.known)
        self._issue.seen.append(lead.url)
        self._add(page, lead, printed)

    def _add(self, page: PageLink, lead: Lead, printed: Printed) -> None:
        named = {one.number for one in self._pages}
        number = lead.number or (printed.page if printed.page in named else page.number)
        section = self._section(number) or lead.section or (page.name if number == page.number else "")
        if number and not wanted(self._paper, PageLink("", number, section)):
            return
        if what := printed.what:
            _note(self._issue, f"{number}版：{_NOT_ARTICLES[what]}《{printed.headline or lead.words}》")
            return
        row = _row(self._paper, self._issue.day, number, section, lead, printed)
        if not any(_same(row, other) for other in self._issue.rows):
            self._issue.rows.append(row)

    def _name(self, error: SourceError, what: str) -> None:
        self._unreadable += isinstance(error, Unreadable)
        if self._unreadable >= _MOST_UNREADABLE:
            raise error
        self._issue.problems.append(Problem(self._paper.name, "not_fetched", what, error.remedy))
        if not isinstance(error, Unreachable):  # that one is asked for again
            _note(self._issue, f"未能采用：{what}")

    def _changed(self) -> frozenset[str]:
        """Ask for the articles whose host tells versions, and give those whose page is another one now."""
        told = [url for url in self._issue.seen if url in self._issue.versions]
        return frozenset(url for url in told if self._has_changed(url))

    def _reopened(self, changed: frozenset[str]) -> list[dict[str, Any]]:
        """Take out the articles of which a page has changed; they are brought anew, and so is what was none."""
        taken = [row for row in self._issue.rows if changed & {row["url"], *row.get("also", ())}]
        open_again = {*changed, *(url for row in taken for url in (row["url"], *row.get("also", ())))}
        self._issue.rows = [row for row in self._issue.rows if row not in taken]
        self._issue.seen = [url for url in self._issue.seen if url not in open_again]
        return taken

    def _has_changed(self, url: str) -> bool:
        with suppress(Refused):  # gone since: what was brought of it stays
            return self._publisher.web.get(url, self._issue.versions[url]).content is not None
        return False

    def _put_back(self, before: list[dict[str, Any]]) -> None:
        """Keep the version there was of an article whose new one could not be had."""
        for row in before:
            urls = {row["url"], *row.get("also", ())}
            if not urls & set(self._issue.seen):
                self._issue.rows.append(row)
                self._issue.seen += sorted(urls)

    def _tell_revised(self, before: list[dict[str, Any]]) -> None:
        now = {row["url"]: row for row in self._issue.rows}
        for row in before:
            new = now.get(row["url"])
            if new is not None and any(new[name] != row[name] for name in _TOLD):
                self._issue.revised.append(row["headline"])
                _note(self._issue, f"{new['page']}版：《{new['headline']}》的文字有更改，已收新版")


def _row(paper: Paper, day: str, number: str, section: str, lead: Lead, printed: Printed) -> dict[str, Any]:  # noqa: PLR0913, PLR0917  what an article is made of
    return {
        "id": sha256(lead.url.encode()).hexdigest()[:16], "paper": paper.name, "date": day, "page": number,
        "section": section, "kicker": printed.kicker, "headline": printed.headline, "subtitle": printed.subtitle,
        "author": printed.author, "body": list(printed.body), "captions": list(printed.captions), "url": lead.url,
        "regions": list(lead.regions),
    }  # fmt: skip


_NOT_ARTICLES: Final = {
    "editors": "本版责编一类", "advertisement": "广告", "empty": "没有文字", "picture": "只有图片",
}  # fmt: skip


def _note(issue: Issue, note: str) -> None:
    if note not in issue.notes:
        issue.notes.append(note)


def _same(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool((row["headline"], row["body"]) == (other["headline"], other["body"]))


def _join(issue: Issue) -> None:
    """Join a story that goes on on another page under an address of its own to its beginning, where both say so."""
    jumps = lexicon.table("epaper")["jumps"]
    for row in list(issue.rows):
        came = re.search(jumps["from"], row["headline"]) or re.search(jumps["from"], row["body"][0])
        if not came:
            continue
        starts = [one for one in issue.rows if one is not row and _goes_to(one, row, came[1], jumps["to"])]
        best = [one for one in starts if _bare(one["headline"], jumps) == _bare(row["headline"], jumps)] or starts
        if len(best) == 1:
            _append(best[0], row, jumps)
            issue.rows.remove(row)


def _goes_to(one: dict[str, Any], row: dict[str, Any], page: str, pattern: str) -> bool:
    went = re.search(pattern, one["body"][-1])
    return (
        bool(went)
        and _number(one["page"]) == _number(page)
        and _number(went[1] if went else "") == _number(row["page"])
    )


def _number(page: str) -> str:
    return sheet.two(page.upper())


def _bare(headline: str, jumps: dict[str, str]) -> str:
    return re.sub(r"\s", "", re.sub(jumps["from"], "", headline))


def _append(start: dict[str, Any], row: dict[str, Any], jumps: dict[str, str]) -> None:
    first = [re.sub(jumps["from"], "", row["body"][0]).strip(), *row["body"][1:]]
    last = re.sub(jumps["to"], "", start["body"][-1]).strip()
    start["body"] = [*start["body"][:-1], *filter(None, (last, *first))]
    start["captions"] = [*start["captions"], *row["captions"]]
    start["also"] = [*start.get("also", []), row["url"]]


def written(rows: Sequence[dict[str, Any]]) -> bytes:
    """Write the articles of an issue, one a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def begun(path: Path, day: str) -> Issue:
    """Take up an issue where an earlier run left it; a file that is no list of articles is begun anew."""
    issue = Issue(day)
    if path.is_file():
        try:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            issue.rows = [row for row in rows if isinstance(row, dict) and row.get("url") and row.get("body")]
            issue.seen = [url for row in issue.rows for url in (row["url"], *row.get("also", []))]
        except (ValueError, OSError, TypeError):
            issue = Issue(day)
    return issue


def kept_pages(folder: Path, web: Web, most: int) -> Callable[[Sheet], None]:
    """Make what keeps a page's PDF or picture, if it is within `most` bytes, with the regions of its articles."""

    def keep(found: Sheet) -> None:
        stem = found.number or "page"
        if not most or (folder / f"{stem}.json").exists():
            return
        name = ""
        for place in filter(None, (found.pdf, found.picture)):
            try:
                content = web.get(place).content or b""
            except (Forbidden, Unreachable):
                return
            except SourceError:
                continue
            ending = urlsplit(place).path.rpartition(".")[2].lower()
            if content[:5] == b"%PDF-" or content[:3] in {b"\xff\xd8\xff", b"\x89PN", b"GIF"}:
                if len(content) <= most:
                    name = f"{stem}.{ending if ending.isalnum() else 'bin'}"
                    files.publish(folder / name, content)
                break
        told = {
            "url": found.url,
            "file": name,
            "size": found.size,
            "regions": {one.url: one.regions for one in found.leads},
        }
        files.publish(folder / f"{stem}.json", json.dumps(told, ensure_ascii=False, indent=1).encode())

    return keep
