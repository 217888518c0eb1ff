"""A saved web page in, a Document with one entry out: headline, paragraphs, rows of figures, source and date.

The article is where the prose is: from the root down, the one child that holds most of the page's sentences is entered
until the sentences spread over several children. Chosen by measuring on 65 saved pages of 36 Chinese sites: each
extractor's body against the two of the other three that agree with it best (F of Han 4-grams) gave this one .945,
readability .944 (empty on 2 pages), trafilatura .872, gne .861 — the rules were written with those pages in sight, so
call it a tie with readability, without its empty pages; it takes a third of readability's time and no package.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from digest import lexicon
from digest.errors import EmptySource
from digest.read.credits import Credits, credits_of, is_final, is_small_print
from digest.read.day import day
from digest.read.piece import Block, Piece, clean, document
from digest.read.runs import Run, parse, runs
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from lxml.etree import _Element as Element

    from digest.model import Document, Problem

# The child entered must hold this share of the prose, unless no other child has this part of its own; .5 to .7 and
# .3 to .5 gave .945 to .947.
_MOST = 0.6
_RIVAL = 0.4
_SHORTEST_PROSE = 16  # characters; shorter lines with a comma are names, dates and slogans as often as sentences
_LATIN_WEIGHT = 0.3  # an English line on a Chinese page is a link, an address or a notice
_ROW_WEIGHT = 0.5  # a table of figures is part of an article, but does not make one
_BESIDE_WEIGHT = 0.1  # of what stands in an element named as a comment, a footer, a list of further reading

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[，。；：！？、…”]|[,.;](?:\s|$)")
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmt|reply|foot(?:er)?|copyright|related|recommend|sidebar|aside|share|bdshare|reward|"
    r"hot|rank(?:ing)?|nav|menu|bread(?:crumbs?)?|crumbs?|disclaimer|statement|login|subscribe|qr-?code|friend-?links?|toolbar|ads?|advert)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"版权所有|Copyright|©|免责声明|郑重声明|许可证|ICP备|公网安备|举报(?:电话|邮箱)|客服电话|扫描?(?:左方|右方|下方|上方)?二维码|"
    r"打开微信|分享(?:到|至)|关注(?:我们|官方|公众号)|下载.{0,8}(?:客户端|APP)|主办单位|技术支持|网站标识码|浏览器"
)
_FURTHER = re.compile(
    r"(?:相关|延伸|推荐|更多|热门|精彩|往期|最新)(?:阅读|新闻|报道|链接|文章|推荐|评论|专题|资讯|内容|回顾|精彩)|上一[篇条]|下一[篇条]|"
    r"猜你喜欢|扫一扫|点击进入|返回顶部|打印本页|关闭窗口|我要(?:评论|反馈|纠错)|网友评论|阅读原文|点赞|分享到|查看原文"
)
_CAPTION = re.compile(
    r"[▲△↑↓◆●（(【\[]{0,2}(?:图[为：:一二三四五六七八九十\d]|[上下左右]图|资料图|配图)|"
    r".{2,60}(?:摄|供图|图[/／].{2,6})[）)。】\]]{0,2}$"
)
_PARAGRAPHS = frozenset({"p", "span", "font", "strong", "b", "em", "li", "dd", "dt", "blockquote", "tr", "td"})
_ENDS = tuple("。！？”」）…")
_LONGEST = 200  # characters; a line of the page's furniture is shorter than this, as is a class name
_BELOW = 8  # runs below the article that are searched for its source and authors
_NEAR_TOP = 3  # runs of the article that may still be its headline: some pages set it as its first paragraph
_GAP = 2  # a line of furniture (分享到…) may stand between two lines of the article
_SHORTEST_HEAD = 5
_LONGEST_HEAD = 80  # characters of a headline; the longest measured has 56
_LONGEST_SUBHEAD = 40
_LONGEST_META = 500
_LONGEST_DATA = 200_000

_HEADLINES = ("articletitle", "og:title", "ld:headline", "ld:title", "twitter:title")
_DAYS = (
    "article:published_time",
    "pubdate",
    "publishdate",
    "publish_time",
    "datepublished",
    "ld:datepublished",
    "ld:pubdate",
    "og:published_time",
    "og:release_date",
    "og:time",
    "weibo: article:create_at",
    "weibo:article:create_at",
    "dc.date",
    "date",
)
_SOURCES = ("contentsource", "source", "article:source", "og:source", "mediaid")
_SITES = ("sitename", "og:site_name", "ld:publisher", "application-name")
_AUTHORS = ("article:author", "og:article:author", "ld:author", "author")
_LINKS = ("og:url", "ld:@id", "ld:url", "ld:mainentityofpage", "url")
# What stands in the place of a source where there is none, or only the site's own name for itself.
_NO_SOURCE = re.compile(r"^(?:本站|本网|原创|网络|互联网|未知|其他|不详|综合|转载|佚名|微信公众平台)")
_BETWEEN_NAMES = re.compile(r"[\s、，,；;/|]+")
_ROLE = re.compile(r"^(?:(?:本报|本网|全媒体|特约|见习|实习)?(?:记者|通讯员|实习生)|作者|文字|文|图)[：:]?")
_LONGEST_NAME = 4
_OFFICES = tuple("部局委办社网报台会厅科室院处署站组")
_SEPARATOR = re.compile(r"\s*(?:[_|｜丨]|\s[-–—]+\s|--+|——|[-–—](?=[^-–—_|]{2,20}$))\s*")
_SAVED = re.compile(r"saved from url=\(\d{1,6}\)(https?://[^\s<>\"']{4,500})")
_LABEL = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,20})|encoding=[\"']([A-Za-z0-9_-]{2,20})")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)/|[/_t]((?:19|20)\d\d)(\d\d)(\d\d)_")


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a saved page as one article.

    Raises:
        EmptySource: there is no prose on the page.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    label = _LABEL.search(data[:4096])
    name = (label[1] or label[2]).decode("ascii") if label else None
    text, encoding = decode.decode(origin, data, name)
    piece, problems = article(origin, text, timezone)
    return document(origin, data, encoding, (piece,), problems)


def article(origin: str, markup: str, timezone: str) -> tuple[Piece, tuple[Problem, ...]]:
    """Find the article in a page's markup.

    Raises:
        EmptySource: there is no prose on the page.
    """
    tree, problems = parse(origin, markup)
    if tree is None:
        raise EmptySource(f"{origin}: no text on the page", "save the page again, with its text")
    found = tuple(runs(tree))
    chosen = _choose(tree, found)
    if not any(_weight(run) for run in chosen.body):
        reasons = "".join(f" ({problem.reason})" for problem in problems)
        raise EmptySource(
            f"{origin}: no article on the page{reasons}", "save the article's own page, not a list of links"
        )
    said = _metadata(tree, markup[:8192], timezone)
    head = _heading(found, chosen, said)
    small = credits_of((run.string for run in (*chosen.above, *chosen.below)), timezone)
    return _piece(chosen, head, said, small), problems


def blocks(markup: str) -> tuple[Block, ...]:
    """Lay out markup that is an article already (a feed's item, a letter's part) as paragraphs."""
    tree, _ = parse("", markup)
    return () if tree is None else tuple(_blocks([run for run in runs(tree) if not _is_link(run)]))


class _Chosen(NamedTuple):
    """The runs of the article, and those above and below it that may speak of it."""

    above: tuple[Run, ...]
    body: tuple[Run, ...]
    below: tuple[Run, ...]


class _Said(NamedTuple):
    """What the page's head says of it."""

    title: str
    headline: str
    published: date | None
    publication: str | None
    site: str | None
    author: str
    link: str | None


class _Heading(NamedTuple):
    """The headline with what stands directly above and below it."""

    headline: str
    kicker: str = ""
    subtitle: str = ""


def _is_link(run: Run) -> bool:
    return run.linked * 2 > len(run.string) and not run.string.endswith(_ENDS)


def _weight(run: Run) -> float:
    """Say how much prose a run is: its length if it has a sentence in it, 0 if it is furniture of the page."""
    length = len(run.string)
    if run.linked * 2 > length or run.is_head or is_small_print(run.string):
        return 0
    if run.tag == "row":
        return _ROW_WEIGHT * length
    if length < _SHORTEST_PROSE or not _SENTENCE.search(run.string):
        return 0
    if length < _LONGEST and (_NOTICE.search(run.string) or _FURTHER.match(run.string)):
        return 0
    return length if _HAN.search(run.string) else _LATIN_WEIGHT * length


def _is_beside(element: Element) -> bool:
    return bool(_BESIDE.search(f"{element.get('class', '')[:_LONGEST]} {element.get('id', '')[:_LONGEST]}"))


def _masses(found: Iterable[Run]) -> dict[Element, float]:
    """Add up the prose in every element that holds some."""
    masses: dict[Element, float] = defaultdict(float)
    beside: dict[Element, bool] = {}
    for run in found:
        if weight := _weight(run):
            chain = [run.home, *run.home.iterancestors()]
            if any(beside.setdefault(element, _is_beside(element)) for element in chain[:-2]):
                weight *= _BESIDE_WEIGHT
            for element in chain:
                masses[element] += weight
    return masses


def _container(tree: Element, masses: dict[Element, float]) -> Element:
    """Go down from the root to the element whose children share the prose among them."""
    here = tree
    while children := sorted((masses[child], -at) for at, child in enumerate(here) if child in masses):
        best, place = children[-1]
        own = masses[here] - sum(mass for mass, _ in children)
        rival = max(own, children[-2][0] if len(children) > 1 else 0)
        child = here[-place]
        if child.tag in _PARAGRAPHS or (best < _MOST * masses[here] and rival > _RIVAL * best) or own > best:
            break
        here = child
    return here


def _choose(tree: Element, found: Sequence[Run]) -> _Chosen:
    """Take the runs of the article out of those of the page."""
    container = _container(tree, _masses(found))
    aside = _beside(container)
    inside = set(container.iter())
    own = [at for at, run in enumerate(found) if run.home in inside and not _is_furniture(run)]
    places = [at for at in own if found[at].home not in aside] or own
    prose = [at for at in places if _weight(found[at])]
    if not prose:
        return _Chosen(tuple(found), (), ())
    homes = {found[at].home for at in prose} | {found[at].home.getparent() for at in prose}
    near = [at for at in places if prose[0] <= at <= prose[-1] or _is_near(found[at], homes)]
    before = _stretch([at for at in near if at < prose[0]], prose[0], step=-1)
    behind = _stretch([at for at in near if at > prose[-1]], prose[-1], step=1)
    body = [*reversed(before), *(at for at in near if prose[0] <= at <= prose[-1]), *behind]
    body = _above_editors(found, body)
    return _Chosen(
        tuple(found[: body[0]]),
        tuple(found[at] for at in body),
        tuple(found[body[-1] + 1 : body[-1] + 1 + _BELOW]),
    )


def _beside(container: Element) -> set[Element]:
    """Find the elements of the container that stand in a comment, a footer, a list of further reading."""
    beside: set[Element] = set()
    for element in container.iter():
        if element is not container and (element.getparent() in beside or _is_beside(element)):
            beside.add(element)
    return beside


def _is_furniture(run: Run) -> bool:
    short = len(run.string) < _LONGEST
    notice = _NOTICE.search(run.string) or _FURTHER.match(run.string)
    return _is_link(run) or is_small_print(run.string) or (short and bool(notice))


def _is_near(run: Run, homes: set[Element | None]) -> bool:
    """Tell whether a line without a sentence stands where the sentences stand."""
    return not run.is_head and (run.home in homes or run.home.getparent() in homes)


def _stretch(places: Sequence[int], start: int, step: int) -> list[int]:
    """Take the places that follow one another from `start`, away from it, at most one run left out between two."""
    taken: list[int] = []
    for at in sorted(places, key=lambda place: place * step):
        if abs(at - (taken[-1] if taken else start)) > _GAP:
            break
        taken.append(at)
    return taken


def _above_editors(found: Sequence[Run], body: list[int]) -> list[int]:
    """Leave out what stands below the line that names the editors, unless that is most of the prose."""
    finals = [at for at in range(body[0], body[-1]) if is_final(found[at].string)]
    for final in finals:
        above = sum(_weight(found[at]) for at in body if at < final)
        if above >= _MOST * sum(_weight(found[at]) for at in body):
            return [at for at in body if at < final]
    return body


def _heading(found: Sequence[Run], chosen: _Chosen, said: _Said) -> _Heading:
    """Find the headline above the article: what the page's title repeats, otherwise the nearest heading."""
    titles = [_bare(title) for title in (said.headline, said.title) if title]
    above = [
        run for run in (*chosen.above, *chosen.body[:_NEAR_TOP]) if _SHORTEST_HEAD <= len(run.string) <= _LONGEST_HEAD
    ]
    repeated = [run for run in above if run.string != said.site and any(_bare(run.string) in title for title in titles)]
    heads = [run for run in above if run.tag in {"h1", "h2"} and not _is_link(run) and not is_small_print(run.string)]
    if repeated or (heads and not said.headline):
        # Of headings that the title does not repeat, the highest counts, and of these the nearest to the article.
        run = (
            max(repeated, key=lambda one: len(one.string))
            if repeated
            else min(reversed(heads), key=lambda one: one.tag)
        )
        at = next(at for at, one in enumerate(found) if one is run)
        return _Heading(run.string, _beside_head(found, at, -1), _beside_head(found, at, 1))
    return _Heading(said.headline or _headline_of(said.title))


def _beside_head(found: Sequence[Run], at: int, step: int) -> str:
    """Take the heading directly above (引题) or below (副题) the headline at `at`; "" if what stands there is none."""
    if not 0 <= at + step < len(found):
        return ""
    head, run = found[at], found[at + step]
    lower = run.is_head and (not head.is_head or run.tag > head.tag)
    fits = _SHORTEST_HEAD <= len(run.string) <= _LONGEST_SUBHEAD and _bare(run.string) not in _bare(head.string)
    return run.string if lower and fits and not _is_link(run) and not _is_furniture(run) else ""


def _bare(string: str) -> str:
    return "".join(string.split())


def _headline_of(title: str) -> str:
    """Take the site's name and column off a page's title: what is left is its longest part."""
    return max(_SEPARATOR.split(title), key=len).strip()


def _piece(chosen: _Chosen, head: _Heading, said: _Said, small: Credits) -> Piece:
    heads = {_bare(line) for line in head}
    return Piece(
        headline=head.headline,
        blocks=tuple(_blocks([run for run in chosen.body if _bare(run.string) not in heads])),
        kicker=head.kicker,
        subtitle=head.subtitle,
        author=_persons(small.author) or said.author,
        published=said.published or small.published or (_day_of(said.link) if said.link else None),
        publication=said.publication or _paper(small.publication or "") or said.site,
        link=said.link,
    )


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
        run.pictured and len(run.string) <= _LONGEST_HEAD and bool(_CAPTION.match(run.string))
    )


def _is_subhead(run: Run) -> bool:
    if len(run.string) > _LONGEST_SUBHEAD or run.string.endswith((*_ENDS, "：", "，", "；")):
        return False
    return run.is_head or run.strong == len(_bare(run.string))


def _metadata(tree: Element, top: str, timezone: str) -> _Said:
    """Read the page's head: meta elements (of any naming, the government sites' standard included), JSON-LD, title."""
    meta = _meta(tree) | _linked_data(tree)
    saved = _SAVED.search(top)
    canonical = next((link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"), "")
    links = (canonical, *(meta.get(key, "") for key in _LINKS), saved[1] if saved else "")
    source = re.sub(r"^.{0,4}来源于?[：:]\s*", "", _of(meta, _SOURCES)).split(" ")[0]
    return _Said(
        title=clean(" ".join(tree.findtext(".//title", "").split())),
        headline=_of(meta, _HEADLINES),
        published=next((found for key in _DAYS if (found := day(meta.get(key, ""), timezone))), None),
        publication=_paper(source),
        site=_paper(_of(meta, _SITES)),
        author=_persons(_of(meta, _AUTHORS)),
        link=next((link for link in links if link.startswith(("http://", "https://"))), None),
    )


def _meta(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("name") or element.get("property") or element.get("itemprop") or ""
        found.setdefault(key.lower().strip()[:_LONGEST], clean(element.get("content", "")[:_LONGEST_META]))
    return found


def _linked_data(tree: Element) -> dict[str, str]:
    """Flatten the page's JSON-LD: the keys of its objects, in lower case, with `author.name` as `author`."""
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") <= _LONGEST_DATA:
            try:
                value = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            for thing in value if isinstance(value, list) else [value]:
                found |= dict(_flat(thing)) if isinstance(thing, dict) else {}
    return found


def _flat(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in thing.items():
        inner = value[0] if isinstance(value, list) and value else value
        string = inner.get("name") if isinstance(inner, dict) else inner
        if isinstance(string, str):
            yield f"ld:{key.lower()}", clean(string[:_LONGEST_META])


def _of(meta: dict[str, str], keys: Iterable[str]) -> str:
    return next((meta[key] for key in keys if meta.get(key)), "")


def _paper(source: str) -> str | None:
    return None if not source or _NO_SOURCE.search(source) else source


def _persons(author: str) -> str:
    """Keep an author line of persons' names only: editorial systems put offices, numbers and addresses there."""
    names = [name for part in _BETWEEN_NAMES.split(author) if (name := _ROLE.sub("", part))]
    return author if names and all(_is_person(name) for name in names) else ""


def _is_person(name: str) -> bool:
    """Tell whether a word is built like a person's name: a surname of one character and one or two, or of two."""
    surnames = frozenset(lexicon.lines("surnames"))
    if len(name) == _LONGEST_NAME or name[:2] in surnames:
        return name[:2] in surnames and len(name) <= _LONGEST_NAME
    return len(name) in {2, 3} and name[0] in surnames and not name.endswith(_OFFICES)


def _day_of(link: str) -> date | None:
    found = _URL_DAY.search(link)
    return day("-".join(part for part in found.groups() if part), "UTC") if found else None
