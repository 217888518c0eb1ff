"""The runs of a page above its article in, the headline with the lines that belong to it out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.read.credits import is_small_print
from digest.read.outline import is_line, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.read.metadata import Metadata
    from digest.read.runs import Run

_SHORTEST, _SHORTEST_TITLE = 5, 3  # characters of a line that may be a headline, and of one that is the page's title
_LONGEST = 80  # characters of a headline; the longest measured has 56
_LONGEST_BESIDE = 60
_NEAR_TOP = 3  # runs of the article that may still be its headline: some pages set it as its first paragraph
_FURTHEST = 12  # runs above the article beyond which distance no longer tells anything
_SEPARATOR = re.compile(r"\s*(?:[_|｜丨]|\s[-–—]+\s|--+|——|[-–—](?=[^-–—_|]{2,20}$))\s*")
_SITE = re.compile(r"(?:网|网站|官网|门户|政府|管委会|委员会|频道|客户端|在线|数字报|电子报|电子版|首页)$")
_ENDS = tuple("。；，：…")
_FURTHEST_SUBHEAD = 60  # runs: the sections of a feature are shorter
_NOTE = re.compile(r"[（(][^（()）]{4,80}[）)]")  # 题注, set with the headline: （2025年4月11日第38次常务会议通过）
_BROKEN = 25  # characters; headlines with a comma are shorter than broken lines
_CLAUSE = re.compile("[，；]")
_NO_HEADLINE = re.compile(r"[。；，：…]$|\d:\d\d")
_CUT = re.compile(r"(?:…|\.{3})+$")
# What speaks for a run, in parts of one, set by hand: without any of them one to three headlines of 151 saved pages are
# lost, without the levels of headings (_HIGH) that of an electronic edition.
_REPEATED, _WHOLE, _HEADING, _HIGH, _NAMED, _STRONG, _NEAR = 3.0, 1.0, 1.6, 0.2, 1.0, 0.4, 1.0
_SENTENCE, _SITES_NAME, _ENOUGH = -3.0, -3.0, 1.5
_LIKE = 0.6  # of the pairs of characters of a line must be in the page's title for it to be another wording of it
_OF = 0.5  # of the pairs of characters of a title are in the article that it is of
_DIRECTLY = 4  # runs: headline, author, subtitle and date stand above the first sentence


class Heading(NamedTuple):
    """The headline with what stands directly above and below it; `taken` are their places among the runs."""

    headline: str
    kicker: str = ""
    subtitle: str = ""
    taken: frozenset[int] = frozenset()


def heading(found: Sequence[Run], body: Sequence[int], meta: Metadata) -> Heading:
    """Find the headline above the article: what the page's title repeats, what is set as one, what stands nearest."""
    titles = {bare(part) for title in (meta.headline, meta.title) for part in (title, *_SEPARATOR.split(title))}
    titles = {title for title in titles if len(title) >= _SHORTEST_TITLE}
    near = (*range(body[0]), *body[:_NEAR_TOP])
    named = [at for at in near if bare(found[at].string) in titles and not found[at].is_linked]
    places = sorted({*named, *(at for at in near if _may_be(found[at]))})
    site = _site(meta)
    scores = {at: _score(found[at], body[0] - at, meta, site) for at in places}
    best = max(places, key=lambda at: (scores[at], at), default=None)
    if best is not None and _is_last(found[best], meta):
        nearer = [at for at in places if best < at < body[0] and found[at].is_head and not found[at].is_linked]
        best = max([best, *nearer])
    if best is None or scores[best] < _ENOUGH:
        titled = meta.headline or _of_title(meta.title, site)
        nearest = None if meta.headline or _is_of(titled, found, body) else _nearest(found, body)
        if nearest is None:
            return Heading(titled, meta.kicker, meta.subtitle)
        best = nearest
    first, last = _whole(found, best, bare(meta.headline or meta.title))
    above = meta.kicker or _beside(found, first, -1, "kicker")
    below = meta.subtitle or _beside(found, last, 1, "subtitle")
    headline = " ".join(found[at].string for at in range(first, last + 1))
    taken = {at for at in (first - 1, last + 1) if 0 <= at < len(found) and found[at].string in {above, below}}
    return Heading(headline, above, below, frozenset((*range(first, last + 1), *taken)))


def _is_last(run: Run, meta: Metadata) -> bool:
    """Tell whether a run is the last part of the page's title: the site's name more often than the headline."""
    parts = [bare(part) for part in _SEPARATOR.split(meta.title)]
    return len(parts) > 1 and bare(run.string) == parts[-1] and parts[-1] != bare(meta.headline)


def _is_of(title: str, found: Sequence[Run], body: Sequence[int]) -> bool:
    """Tell whether a page's title speaks of the article: some page builders print 显示 or the site's name."""
    pairs = [first + second for first, second in pairwise(bare(title))]
    text = bare("".join(found[at].string for at in body))
    return len(title) >= _SHORTEST and sum(pair in text for pair in pairs) >= _OF * len(pairs)


def _nearest(found: Sequence[Run], body: Sequence[int]) -> int | None:
    """Take the highest of the lines directly above the article's first sentence; None if there is none."""
    start = next((at for at in body if _is_text(found[at].string)), body[0])
    lines = (at for at in range(max(0, start - _DIRECTLY), start) if _may_be(found[at]) and not found[at].is_linked)
    return next((at for at in lines if not _NO_HEADLINE.search(found[at].string)), None)


def _is_text(string: str) -> bool:
    """Tell whether a line is of the text: a sentence, or part of one in a page that breaks its lines."""
    return "。" in string or (len(string) >= _BROKEN and bool(_CLAUSE.search(string)))


def bare(string: str) -> str:
    """Take all white space out of a string."""
    return "".join(string.split())


def _may_be(run: Run) -> bool:
    fits = _SHORTEST <= len(run.string) <= _LONGEST and run.tag != "row"
    return fits and not run.aside and not is_small_print(run.string) and not is_line(run.string)


def _score(run: Run, distance: int, meta: Metadata, site: str) -> float:
    string = bare(run.string)
    titles = [
        _CUT.sub("", bare(title))
        for title in (meta.headline, meta.title)
        if title and bare(title) != bare(meta.site or "")
    ]
    repeated = max((_likeness(string, title) for title in titles), default=0.0)
    whole = string == bare(meta.headline) or any(string == bare(part) for part in _SEPARATOR.split(meta.title))
    score = _REPEATED * repeated + _WHOLE * whole + _STRONG * _is_strong(run)
    if run.is_head:
        set_as_one = _HEADING + _HIGH * (3 - min(int(run.tag[1]), 3))
        score += set_as_one if repeated or distance < _FURTHEST else set_as_one / 2  # far above it may be the site's
    score += _NAMED * _has_role(run, "headline") + _SENTENCE * (repeated < 1 and run.string.endswith(_ENDS))
    score += _SITES_NAME * (string == bare(site))
    return score + _NEAR * (1 - min(max(distance, 0), _FURTHEST) / _FURTHEST) + len(string) / 100


def _likeness(string: str, title: str) -> float:
    """Say how much of a line is in a title: 1 if all of it is, or if the title is its beginning, 0 below `_LIKE`."""
    if string in title or (len(title) >= _SHORTEST and string.startswith(title)):
        return 1.0
    pairs = [first + second for first, second in pairwise(string)]
    share = sum(pair in title for pair in pairs) / len(pairs)
    return share if share >= _LIKE else 0.0


def _has_role(run: Run, role: str) -> bool:
    """Tell by the name of the element that holds a run whether it is a headline, a kicker or a subtitle."""
    name, above = name_of(run.home), run.home.getparent()
    if above is not None and not name.strip():
        name = name_of(above)
    return bool(_ROLES[role].search(name))


_ROLES = {
    role: re.compile(rf"(?:^|[\s_-])(?:{'|'.join(lexicon.table('web')[role])})(?:$|[\s_-])", re.IGNORECASE)
    for role in ("kicker", "subtitle", "headline")
}


def _whole(found: Sequence[Run], at: int, title: str) -> tuple[int, int]:
    """Take in the other lines of a headline that is broken into several; return its first and last place."""
    first = last = at
    while first > 0 and _goes_on(
        found[first - 1], found[at], bare(found[first - 1].string + found[first].string), title
    ):
        first -= 1
    while last + 1 < len(found) and _goes_on(
        found[last + 1], found[at], bare(found[last].string + found[last + 1].string), title
    ):
        last += 1
    return first, last


def _goes_on(run: Run, head: Run, both: str, title: str) -> bool:
    """Tell whether a line next to one of a headline belongs to it: set in the same element, and as it is."""
    if run.home is not head.home or not _may_be(run) or run.string.endswith(_ENDS):
        return False
    return head.is_head or both in title or (_is_strong(run) and _is_strong(head))


def _is_strong(run: Run) -> bool:
    return run.strong == len(bare(run.string))


def _beside(found: Sequence[Run], at: int, step: int, role: str) -> str:
    """Take the line directly above (引题) or below (副题) the headline at `at`; "" if what stands there is none."""
    if not 0 <= at + step < len(found):
        return ""
    head, run = found[at], found[at + step]
    if run.is_linked or run.aside or is_line(run.string) or is_small_print(run.string):
        return ""
    if step > 0 and run.home is head.home and _NOTE.fullmatch(run.string):
        return run.string
    lower = run.is_head and (not head.is_head or run.tag > head.tag)
    fits = _SHORTEST <= len(run.string) <= _LONGEST_BESIDE and bare(run.string) not in bare(head.string)
    if run.string.endswith(_ENDS) or (step > 0 and _is_subhead(found, at + step)):
        return ""
    return run.string if fits and (lower or _has_role(run, role)) else ""


def _is_subhead(found: Sequence[Run], at: int) -> bool:
    """Tell whether a heading below the headline is the first of several in the article, not its subtitle."""
    within = found[at + 1 : at + 1 + _FURTHEST_SUBHEAD]
    return found[at].is_head and any(run.tag == found[at].tag and not run.is_linked for run in within)


def _site(meta: Metadata) -> str:
    """Tell the site's name: what the page says, or the part of its title that reads like one."""
    if meta.site:
        return meta.site
    parts = _SEPARATOR.split(meta.title)
    return next((part for part in reversed(parts) if len(parts) > 1 and _SITE.search(part.strip())), "")


def _of_title(title: str, site: str) -> str:
    """Take the site's name and column off a page's title: what is left is its longest part."""
    parts = [part.strip() for part in _SEPARATOR.split(title)]
    own = [part for part in parts if part and part != site] or parts
    return max(own, key=lambda part: (not _SITE.search(part), len(part))) if own else ""


def parts_of(heading: Heading) -> Iterator[str]:
    """Yield the lines of a heading that are there."""
    yield from (line for line in (heading.kicker, heading.headline, heading.subtitle) if line)
