"""An issue of an e-paper: found by its day, read page by page, written as one file of articles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from digest import files, lexicon
from digest.collect.papers import article, sheet
from digest.collect.papers.family import on
from digest.errors import EmptySource, Forbidden, Refused, SourceError, Unreachable
from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from digest.collect.papers.sheet import Lead, PageLink, Sheet
    from digest.collect.web import Known, Web

_HOPS: Final = 3  # pages that only lead on, before an issue's first page: the platforms use two
_FAR: Final = timedelta(days=10)  # from the newest issue: an older one is asked for by its day, not walked back to
_ELSEWHERE: Final = "save the paper's PDF into the folder of sources: digest reads it"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to collect: its name, the address of its e-paper, and the pages to take (numbers or names, * allowed)."""

    name: str
    url: str
    pages: tuple[str, ...] = ()


@dataclass(slots=True)
class Issue:
    """What was brought of one issue: articles as rows, what stood there beside them, and whether all of it is there."""

    day: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    whole: bool = False
    before: str = ""


def front(web: Web, url: str, known: Known | None = None) -> tuple[Sheet | None, Known]:
    """Go from a paper's address to a page of its newest issue; None where it is still the version known.

    Where https does not answer, http is asked; a certificate that does not hold is never passed over.

    Raises:
        Refused: no e-paper of a platform that is known stands there; what to do is said.
        Unreachable: it is not to be had now.
    """
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
        found = sheet.read(answer.url, answer.content)
        if found.family is not None:
            return found, now
        if not found.onward:
            why = "its pages are made by a script" if found.scripted else "its platform is not known"
            raise Refused(f"{url}: no e-paper that can be read ({why})", _ELSEWHERE)
        answer = web.get(found.onward)
    raise Refused(f"{url}: leads on and on, more than {_HOPS} times", "check the address in a browser")


def issues(
    web: Web, newest: Sheet, days: Sequence[date], skip: Callable[[date], bool]
) -> Iterator[tuple[date, Sheet | None]]:
    """Find the issues of some days, the newest first: a day and a page of its issue, or None where there is none.

    The page's own link to the issue before is followed; without one, or for a day far back, the day in the address is
    replaced. `skip` tells of a day whose issue need not be asked for.

    Raises:
        Forbidden: the host does not want to be asked.
        Unreachable: the host does not answer.
    """
    wanted = sorted((day for day in days if newest.day and day <= newest.day), reverse=True)
    at = newest
    for day in wanted:
        while at.day and at.day > day and at.before and at.day - day < _FAR:
            earlier = _sheet(web, at.before)
            if earlier is None or earlier.day is None or earlier.day >= at.day:
                break
            at = earlier
        if at.day == day:
            yield day, at
        elif not skip(day):
            by_walk = bool(at.day and at.day < day)  # walked past it: there was no issue on that day
            place = "" if by_walk else on(at.url, day)
            found = _sheet(web, place) if place and place != at.url else None
            if found is not None and found.day == day:
                at = found
                yield day, found
            else:
                yield day, None


def _sheet(web: Web, url: str) -> Sheet | None:
    """Fetch a page of an issue; None where there is none, whatever status says so."""
    try:
        answer = web.get(url)
        found = sheet.read(answer.url, answer.content or b"")
        if found.family is None and found.onward:
            answer = web.get(found.onward)
            found = sheet.read(answer.url, answer.content or b"")
    except Forbidden:
        raise
    except (Refused, EmptySource):
        return None
    return found if found.family is not None and found.leads else None


def take(  # noqa: PLR0913, PLR0917  what is known before, and two ways out
    web: Web,
    paper: Paper,
    first: Sheet,
    issue: Issue,
    save: Callable[[Issue], None],
    keep: Callable[[Sheet], None] = lambda _: None,
) -> list[Problem]:
    """Fetch what is missing of an issue, page by page, each article once; `save` is called after every page.

    `keep` is given each page, to keep its picture. Return what could not be had.

    Raises:
        Forbidden, Unreachable: the host is not to be asked any more in this run; what there is has been saved.
    """
    problems: list[Problem] = []
    unfinished = False
    pages = list(first.pages)

    def follow(found: Sheet) -> None:  # a page may list only itself and the next
        keep(found)
        known = {page.url for page in pages}
        pages.extend(page for page in found.pages if page.url not in known)

    try:
        for page in pages:  # it grows while it is read
            if wanted(paper, page):
                unfinished |= _page(web, paper, first, page, issue, problems, follow)
                save(issue)
        issue.whole = not unfinished
    finally:
        _join(issue)
        save(issue)
    return problems


def wanted(paper: Paper, page: PageLink) -> bool:
    """Tell whether a page is to be taken: by its number (4, 04, A*) or its name (开发区*)."""
    names = {page.number, page.number.lstrip("0"), page.name, f"{page.number}版"}
    return not paper.pages or any(fnmatchcase(name, pattern) for name in names for pattern in paper.pages if name)


def _page(  # noqa: PLR0913, PLR0917  as above
    web: Web,
    paper: Paper,
    first: Sheet,
    page: PageLink,
    issue: Issue,
    problems: list[Problem],
    keep: Callable[[Sheet], None],
) -> bool:
    """Bring the articles of one page; tell whether something is left for the next run."""
    try:
        found = first if page.url == first.url else _read(web, page.url)
    except Refused as error:
        if isinstance(error, Forbidden):
            raise
        problems.append(Problem(paper.name, "not_fetched", f"{page.number}版 {error.what}", error.remedy))
        return False
    if found is None or not found.leads:
        _note(issue, f"{page.number}版：没有可读的文字（图片版）")
        if found is not None:
            keep(found)
        return False
    unfinished = False
    page = page if page.number else replace(page, number=found.number, name=found.name)
    for lead in found.leads:
        if lead.url not in issue.seen:
            unfinished |= _lead(web, paper, found, page, lead, issue, problems)
    keep(found)
    return unfinished


def _read(web: Web, url: str) -> Sheet | None:
    answer = web.get(url)
    found = sheet.read(answer.url, answer.content or b"")
    return found if found.family is not None else None


def _lead(  # noqa: PLR0913, PLR0917  as above
    web: Web, paper: Paper, found: Sheet, page: PageLink, lead: Lead, issue: Issue, problems: list[Problem]
) -> bool:
    """Bring one article; tell whether it is left for the next run."""
    assert found.family is not None  # noqa: S101  asked by the caller
    try:
        content = web.get(lead.url).content or b""
        printed = article.read(lead.url, content, found.family)
    except Forbidden:
        raise
    except Unreachable as error:
        problems.append(Problem(paper.name, "not_fetched", error.what, error.remedy))
        if "not asked" in error.what or "requests of this run" in error.what:
            raise
        return True
    except SourceError as error:
        problems.append(Problem(paper.name, "not_fetched", error.what, error.remedy))
        issue.seen.append(lead.url)
        return False
    issue.seen.append(lead.url)
    named = {one.number: one for one in found.pages}
    told = (sheet.two(found.family.number(lead.url)), printed.page)
    number = next((number for number in told if number and number in named), page.number)
    if what := printed.what:
        _note(issue, f"{number}版：{_NOT_ARTICLES[what]}《{printed.headline or lead.words}》")
        return False
    row = {
        "id": sha256(lead.url.encode()).hexdigest()[:16], "paper": paper.name, "date": issue.day, "page": number,
        "section": named[number].name if number in named else page.name, "kicker": printed.kicker,
        "headline": printed.headline, "subtitle": printed.subtitle, "author": printed.author,
        "body": list(printed.body), "captions": list(printed.captions), "url": lead.url,
        "regions": list(lead.regions),
    }  # fmt: skip
    if not any(_same(row, other) for other in issue.rows):
        issue.rows.append(row)
    return False


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
