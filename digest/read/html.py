"""A saved web page in, a Document with one entry out: headline, paragraphs, rows of figures, source and date.

What is not the article is kept as furniture: every character that a browser paints without scripts and style sheets
stands in the article or in a line of `Document.lines`. Painted are the text nodes of the page but those of scripts,
styles, templates, `noscript`, form controls, embedded objects and drawings.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import EmptySource
from digest.read import charset
from digest.read.credits import Credits, credits_of, is_final, is_small_print
from digest.read.day import day
from digest.read.heading import Heading, bare, heading, parts_of
from digest.read.metadata import Metadata, metadata, paper, persons
from digest.read.outline import Chosen, choose, is_line, is_link, weight
from digest.read.piece import Block, Piece, document
from digest.read.runs import Run, parse, runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from digest.model import Document, Problem

_CAPTION = re.compile(
    r"[▲△↑↓◆●（(【\[]{0,2}(?:图[为：:一二三四五六七八九十\d]|[上下左右]图|资料图|配图)|"
    r".{2,60}(?:摄|供图|图[/／].{2,6})[）)。】\]]{0,2}$"
)
_ENDS = tuple("。！？”」）…")
_ABOVE, _BELOW = 60, 8  # runs above and below the article that are searched for its source and authors
_MOST_SETTINGS = 3  # of the headline that are looked at
_CUT = ("...", "…")
_NEAR_TOP = 3  # runs of the article between which its small print may stand
_LONGEST_CAPTION = 80
_LONGEST_SUBHEAD = 40
_EMBEDDED = re.compile(
    r"</?(?:iframe|object|embed|applet|noframes|svg|head|title)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE
)
_LABEL = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,20})|encoding=[\"']([A-Za-z0-9_-]{2,20})")
_DAY_ALONE, _MONTH_ALONE = re.compile(r"(\d{1,2})日?"), re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})月?")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)/|[/_t]((?:19|20)\d\d)(\d\d)(\d\d)_")


class Laid(NamedTuple):
    """Markup laid out: its paragraphs, and the lines that are links to elsewhere."""

    blocks: tuple[Block, ...]
    furniture: tuple[str, ...] = ()


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a saved page as one article.

    Raises:
        EmptySource: there is no prose on the page, or it is a list or a forum.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    label = _LABEL.search(data[:4096])
    name = (label[1] or label[2]).decode("ascii") if label else None
    text, encoding = charset.read(origin, data, [name])
    piece, problems = article(origin, text, timezone)
    return document(origin, data, encoding, (piece,), problems)


def article(origin: str, markup: str, timezone: str) -> tuple[Piece, tuple[Problem, ...]]:
    """Find the article in a page's markup.

    Raises:
        EmptySource: there is no prose on the page, or it is a list or a forum.
    """
    tree, problems = parse(origin, markup)
    if tree is None:
        raise EmptySource(f"{origin}: no text on the page", "save the page again, with its text")
    found = tuple(runs(tree))
    chosen = choose(tree, found)
    if not chosen.body:
        reasons = [chosen.refusal, *(problem.reason for problem in problems)]
        what = "".join(f" ({reason})" for reason in reasons if reason)
        raise EmptySource(f"{origin}: no article on the page{what}", "save the article's own page, not a list of links")
    return _piece(found, chosen, metadata(tree, markup, timezone), timezone), problems


def laid_out(markup: str) -> Laid:
    """Lay out markup that is an article already (a feed's item, a letter's part) as paragraphs.

    What a browser shows in place of something embedded is read too, and the titles of drawings and of whole pages.
    """
    tree, _ = parse("", _EMBEDDED.sub("", markup))
    found = () if tree is None else tuple(runs(tree))
    own = [run for run in found if not is_link(run)] or found
    links = [run.string for run in found if is_link(run)] if len(own) < len(found) else ()
    return Laid(tuple(_blocks(own)), tuple(links))


def _piece(found: Sequence[Run], chosen: Chosen, meta: Metadata, timezone: str) -> Piece:
    head = heading(found, chosen.body, meta)
    lines = {bare(line) for line in parts_of(head)}
    own = _own(found, [at for at in chosen.body if at not in head.taken], head)
    body = [at for at in own if bare(found[at].string) not in lines]
    set_first = {bare(run.string): at for at, run in reversed(list(enumerate(found))) if bare(run.string) in lines}
    around = {*body, *head.taken, *set_first.values()}  # a headline that is set again is furniture
    small = _credits(found, body, head.taken, timezone)
    return Piece(
        headline=head.headline,
        blocks=tuple(_blocks([found[at] for at in body])),
        kicker=head.kicker,
        subtitle=head.subtitle,
        author=persons(small.author) or ("" if _is_editor(found, meta.author) else meta.author),
        published=meta.published or small.published or meta.scripted or _day_of(meta.link),
        publication=meta.publication or paper(small.publication or "") or meta.site or meta.collected,
        page=small.page,
        link=meta.link,
        furniture=tuple(run.string for at, run in enumerate(found) if at not in around),
    )


def _is_editor(found: Sequence[Run], name: str) -> bool:
    """Tell whether a page that names somebody as its author names the same person as its editor."""
    return bool(name) and any(name in run.string and is_final(run.string) for run in found)


def _own(found: Sequence[Run], body: Sequence[int], head: Heading) -> list[int]:
    """Leave out what stands above the headline or between it and the first sentence, and a second setting below."""
    start = next((at for at in body if weight(found[at])), 0)
    top = max((at for at in head.taken if at < start), default=-1)
    end = _second_setting(found, [at for at in body if at >= start], bare(head.headline))
    own = (at for at in body if top < at < end)
    return [at for at in own if at >= start or not (is_small_print(found[at].string) or is_line(found[at].string))]


def _second_setting(found: Sequence[Run], body: Sequence[int], headline: str) -> int:
    """Return the place where a page sets its headline again, with nothing new below it; past the end if nowhere.

    Some sites set headline, day and source, or the whole article, once more for the printer or a small screen.
    """
    again = (at for at in body if bare(found[at].string) == headline)
    for place in islice(again, _MOST_SETTINGS):
        said = {part for at in body if at < place for part in _sentences(found[at], headline)}
        if all(part in said for at in body if at > place for part in _sentences(found[at], headline)):
            return place
    return len(found)


def _sentences(run: Run, headline: str) -> list[str]:
    """Take the sentences of a run, its headline left out; a line that is no prose, or that is cut off, has none."""
    if not weight(run) or run.string.endswith(_CUT):
        return []
    return [part for part in bare(run.string).removeprefix(headline).split("。") if part]


def _credits(found: Sequence[Run], body: Sequence[int], taken: frozenset[int], timezone: str) -> Credits:
    """Read the small print, the nearest above the article first."""
    own, top = {*body, *taken}, body[min(_NEAR_TOP, len(body) - 1)] if body else 0
    above = [at for at in range(top, max(-1, top - _ABOVE), -1) if at not in own]
    below = range(body[-1] + 1, min(len(found), body[-1] + 1 + _BELOW)) if body else ()
    days = (split for at in above[:-1] if (split := _split_day(found[at - 1].string, found[at].string)))
    lines = [*(found[at].string for at in above), *days]
    return credits_of(lines, timezone, below=[found[at].string for at in below])


def _split_day(first: str, second: str) -> str:
    """Join a day that is set large with its month beside it (21 above 2024年02月); "" if two lines are no such day."""
    for number, month in ((first, second), (second, first)):
        if (day_of := _DAY_ALONE.fullmatch(number)) and (of := _MONTH_ALONE.fullmatch(month)):
            return f"{of[1]}-{of[2]}-{day_of[1]}"
    return ""


def _day_of(link: str | None) -> date | None:
    found = _URL_DAY.search(link or "")
    return day("-".join(part for part in found.groups() if part), "UTC") if found else None


def _blocks(body: Sequence[Run]) -> Iterator[Block]:
    for run in body:
        if _is_caption(run):
            yield Block(run.string, "caption")
        elif _is_subhead(run):
            yield Block(run.string, "subhead")
        else:
            yield Block(run.string)


def _is_caption(run: Run) -> bool:
    return run.tag == "caption" or (
        run.pictured and len(run.string) <= _LONGEST_CAPTION and bool(_CAPTION.match(run.string))
    )


def _is_subhead(run: Run) -> bool:
    if len(run.string) > _LONGEST_SUBHEAD or run.string.endswith((*_ENDS, "：", "，", "；")):
        return False
    return run.is_head or run.strong == len(bare(run.string))
