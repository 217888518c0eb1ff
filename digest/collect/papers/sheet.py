"""A page of an e-paper in: its family, its day, the pages of the issue and its articles with their regions out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from digest.collect.papers import classic, dated_folders, html_index, new_tree, page_articel, shtml
from digest.collect.papers.family import Family, day_of, tree_of
from digest.read import charset, runs
from digest.read.piece import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

Element = etree._Element  # noqa: SLF001  lxml has no public name for it

FAMILIES: Final = (
    new_tree.FAMILY, html_index.FAMILY, page_articel.FAMILY, shtml.FAMILY, dated_folders.FAMILY, classic.FAMILY,
)  # fmt: skip
_MOST_LINKS: Final = 4000  # of one page that are looked at: a paper of 64 pages lists some 700
_LABEL: Final = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_-]{2,20})")
_REFRESH: Final = re.compile(r"url\s{0,3}=\s{0,3}['\"]?\s{0,3}([^'\"\s>;]{1,1000})", re.IGNORECASE)
_LOCATION: Final = re.compile(
    r"location(?:\.href|\.replace|\.assign)?\s{0,3}[=(]\s{0,3}['\"]([^'\"<>\s]{1,1000})['\"]", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"['\"]([^'\"<>\s]{1,300}\.s?html?)(?:\?[^'\"<>\s]{0,200})?['\"]")
# 第04版：开发区, A01：头版, 4版 要闻: the number is followed by 版 or by a colon.
_NUMBERED: Final = re.compile(
    r"第?\s{0,3}([A-Za-z]{0,2}\d{1,4})\s{0,3}(?:版\s{0,40}[：:\-—·]?|[：:](?=\s{0,3}[\u3400-\u9fff]))\s{0,40}(.{0,40})"
)
_STEP: Final = re.compile(r"^[<>«»‹›]{0,5}(?:[上下]一[版期篇]|PDF|返回|版面)", re.IGNORECASE)  # of words without blanks
_BEFORE: Final = re.compile(r"上一期|前一期|上期")
_DAY_WRITTEN: Final = re.compile(r"((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})\s?[月./-]\s?(\d{1,2})\s?日?")
_PDF: Final = re.compile(
    r"(?:href|value|data-pdf)\s{0,3}=\s{0,3}[\"']?([^\"'<>\s]{1,500}\.pdf)|id=[\"']?pdfUrl[^>]{0,80}>([^<]{1,500}\.pdf)",
    re.IGNORECASE,
)
_MOST_PDFS: Final = 200
_IN_SCRIPT: Final = re.compile(r"banciArray\s{0,3}=\s{0,3}[\"']([0-9A-Z,]{2,600})[\"']")  # dated folders: 001,002,004
_LONGEST_LINE: Final = 60  # characters of a line that names a page
_THUMBNAIL: Final = re.compile(r"(\.(?:jpe?g|png|gif))\.\d$", re.IGNORECASE)
_SCRIPTED: Final = re.compile(
    r"id=[\"']?(?:app|root|__nuxt|__next)[\"'\s>]|\$\.(?:post|ajax)\(|axios|fetch\(", re.IGNORECASE
)
_PAPER: Final = re.compile(
    r"《?([\u3400-\u9fffA-Za-z]{2,20}?(?:日报|晚报|时报|早报|晨报|商报|导报|都市报|新区报|快报|周报|新报|青年报|报))"
)
_PLATFORM: Final = re.compile(r"^[\u3400-\u9fff]{0,4}(?:数字|电子)报$")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the issue as its list of pages names it."""

    url: str
    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """An article that a page points to; `regions` are its polygons on the page's picture, "x,y,x,y,…" each.

    `number` and `section` are those of its newspaper page where its address or a list of several pages gives them.
    """

    url: str
    words: str = ""
    regions: tuple[str, ...] = ()
    number: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page of an e-paper says; `onward` is where a page that is none leads, `before` the issue before."""

    url: str
    family: Family | None = None
    day: date | None = None
    paper: str = ""
    number: str = ""
    name: str = ""
    pages: tuple[PageLink, ...] = ()
    leads: tuple[Lead, ...] = ()
    picture: str = ""
    size: tuple[str, str] = ("", "")
    pdf: str = ""
    before: str = ""
    onward: str = ""
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    words: str
    region: str = ""
    under: tuple[str, str] = ("", "")  # number and name of the newspaper page in the line above it

    @property
    def step(self) -> str:
        """Its words without blanks, as they tell a step to another page or issue."""
        return re.sub(r"\s", "", self.words)


def text_of(url: str, content: bytes) -> str:
    """Decode a page by its bytes; what it says of its encoding is often wrong and only a hint.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    label = _LABEL.search(content[:4096])
    return charset.read(url, content, [label[1].decode("ascii") if label else None])[0]


def canonical(url: str) -> str:
    """Give the address without what does not tell one article from another: `?div=-1`, `?v=1`, `#a`."""
    return urlsplit(urldefrag(url).url)._replace(query="").geturl()


def read(url: str, content: bytes) -> Sheet:
    """Read a page of an e-paper; a page of no platform known has no family.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    markup = text_of(url, content)
    tree, _ = runs.parse(url, markup)
    if tree is None:
        return Sheet(url)
    links = list(_links(url, tree))
    family = _family(url, links)
    if family is None:
        return Sheet(
            url, onward=_onward(url, tree, markup), paper=_paper(tree), scripted=bool(_SCRIPTED.search(markup))
        )
    day = day_of(url) if family.is_page(url) else None
    day = day or next((found for link in links if family.is_page(link.url) and (found := day_of(link.url))), None)
    day = day or _written(tree)
    pages = _pages(url, family, links, day, tree)
    pages += tuple(_in_script(url, markup, family, pages))
    own = next((page for page in pages if page.url == canonical(url)), pages[0] if pages else None)
    if own and not (own.number and own.name) and own.url == canonical(url):
        own = _better(own, _page(family, own.url, _heading(tree)))
    picture = _picture(url, tree)
    return Sheet(
        url=canonical(url), family=family, day=day, paper=_paper(tree),
        number=own.number if own else "", name=own.name if own else "", pages=pages,
        leads=_own(tuple(_leads(family, links)), pages), picture=picture[0], size=picture[1:],
        pdf=_pdf(url, markup, own.number if own else ""), before=_before(family, links, day),
    )  # fmt: skip


def _family(url: str, links: list[_Link]) -> Family | None:
    """Find the family that most of a page's links fit: one page of an issue and an article, or two pages, at least."""
    counts: Counter[str] = Counter()
    for family in FAMILIES:
        pages = {canonical(link.url) for link in links if family.is_page(link.url)}
        pages |= {canonical(url)} if family.is_page(url) else set()
        articles = {canonical(link.url) for link in links if family.is_article(link.url)}
        if pages and len(pages) + len(articles) > 1:
            counts[family.name] = len(pages) + len(articles)
    best = counts.most_common(1)
    return next((family for family in FAMILIES if best and family.name == best[0][0]), None)


def _links(url: str, tree: Element) -> Iterator[_Link]:
    """Yield the links of a page, those of its picture's map, of odd attributes and of scripts on elements too."""
    count, under = 0, ("", "")
    for element in tree.iter("a", "area", "li", "div", "td", "tr", "p", "span", "option", "h3", "h4", "dt"):
        places = [element.get(name) for name in ("href", "daoxiang", "data-href")]
        places += _QUOTED.findall(element.get("onclick") or "")
        under = under if any(places) else _names(element) or under
        for place in filter(None, places):
            if (found := _joined(url, place)) and count < _MOST_LINKS:
                count += 1
                yield _Link(found, _words(element), element.get("coords") or "", under)


def _names(element: Element) -> tuple[str, str] | None:
    """Read an element whose line names a newspaper page and is no link; None if it does not."""
    text = (element.text or "")[:_LONGEST_LINE]
    if element.tag in {"a", "area"} or not ("版" in text or "第" in text):
        return None
    found = _NUMBERED.match(_line(element)) or _NUMBERED.match(clean(text))
    return (two(found[1].upper()), clean(found[2])) if found else None


def is_page_line(words: str) -> bool:
    """Tell whether a line names a newspaper page: 第04版：开发区."""
    return bool(_NUMBERED.match(words))


def _line(element: Element) -> str:
    """Give the text of an element that is one line at most; "" if it is more."""
    parts = list(islice(texts(element), 12))
    words = clean(" ".join(parts))
    return words if len(words) <= _LONGEST_LINE else ""


def _joined(url: str, place: str) -> str:
    """Give the address of a place on the same host; "" if it is none."""
    found = _address(url, place)
    return found if found and urlsplit(found).netloc == urlsplit(url).netloc else ""


def _address(url: str, place: str) -> str:
    try:
        found = urljoin(url, place.strip())
        return found if urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _words(element: Element) -> str:
    """Read the words of a link, those of scripts in it left out."""
    parts = texts(element) if element.tag != "area" else (element.get("title") or element.get("alt") or "",)
    script = {text for part in element.iter("script", "style") if (text := part.text)}
    return clean(" ".join(text for text in parts if text and text not in script))[:300]


def _pages(url: str, family: Family, links: list[_Link], day: date | None, tree: Element) -> tuple[PageLink, ...]:
    """List the pages of the issue in the order of the list; a page whose list jumps over itself is put first."""
    found: dict[str, PageLink] = {}
    words: dict[str, str] = {}
    for link in links:
        place = canonical(link.url)
        if not family.is_page(place) or (day and day_of(place) not in {None, day}) or _BEFORE.search(link.step):
            continue
        if not day_of(place) and urlsplit(place).path.rpartition("/")[0] != urlsplit(url).path.rpartition("/")[0]:
            continue  # without a day in its address an issue is its folder
        page = _page(family, place, link.words)
        if not (link.step or page.number):
            continue  # a picture that leads to an overview of the issue
        if page.name and not getattr(found.get(place), "name", page.name):
            page = _better(found.pop(place), page)  # the list stands in order, a step to the next page before it
        found.setdefault(place, page)
        if _SECTION.fullmatch(link.step) and not _STEP.match(link.step):
            words.setdefault(place, link.words)
    here = canonical(url)
    if family.is_page(here) and here not in found:
        found = {here: _page(family, here, _heading(tree)), **found}
    named = (page if page.name else replace(page, name=words.get(page.url, "")) for page in found.values())
    return tuple(_without_twins(_of_one_tree(here, list(named))))


# What a page is called where its number is a link of its own: [01]:头版.
_SECTION: Final = re.compile(r"(?!.*(?:目录|首页|往期|导航|手机|电脑|下载))[\u3400-\u9fff·、]{2,12}")


def _of_one_tree(here: str, pages: list[PageLink]) -> list[PageLink]:
    """Leave out the pages of another edition (pad/) or paper of the host, printed on the same day."""
    trees = Counter(tree_of(page.url) for page in pages)
    own = tree_of(here) or (trees.most_common(1)[0][0] if trees else "")
    return [page for page in pages if tree_of(page.url) == own]


def _better(page: PageLink, other: PageLink) -> PageLink:
    """Take the number and name of the one that has both."""
    return replace(other, number=other.number or page.number) if other.name and not page.name else page


def _in_script(url: str, markup: str, family: Family, pages: Sequence[PageLink]) -> Iterator[PageLink]:
    """List the pages whose numbers a script holds; their addresses differ from this one's by the number alone."""
    here, numbers = canonical(url), _IN_SCRIPT.search(markup)
    own = family.number(here)
    known = {page.url for page in pages}
    for number in numbers[1].split(",") if numbers and own else ():
        place = re.sub(rf"_{own}(?=[/.])", f"_{number}", here)
        if family.is_page(place) and place not in known:
            yield PageLink(place, two(number))


def _without_twins(pages: Iterable[PageLink]) -> Iterator[PageLink]:
    """Leave out a second address of the same page (index.htm and page_01.htm)."""
    seen: set[str] = set()
    for page in pages:
        if page.number not in seen or not page.number:
            seen.add(page.number)
            yield page


def _page(family: Family, url: str, words: str) -> PageLink:
    named = None if _STEP.match(re.sub(r"\s", "", words)) else _NUMBERED.search(words)
    number = named[1].upper() if named else family.number(url)
    return PageLink(url, two(number), clean(named[2]) if named else "")


def two(number: str) -> str:
    """Write a page's number as papers do: 04, A03; an address may count to 001, and 0607 are two pages in one."""
    parts = _PARTS.fullmatch(number)
    if parts is None or re.fullmatch(r"(?!00)\d{4}", number):
        return number
    return f"{parts[1]}{parts[2].lstrip('0'):0>2}{parts[3]}"


_PARTS: Final = re.compile(r"([A-Za-z]{0,3})(\d{1,5})([A-Za-z]?)")


def texts(element: Element) -> Iterator[str]:
    """Yield the text nodes of an element."""
    return (str(text) for text in element.itertext())


def _heading(tree: Element) -> str:
    """Find the line that names the page itself: 第04版：开发区."""
    named = (found for element in tree.iter(*_LINES) if not _in_link(element) and (found := _names(element)))
    number, name = next(named, ("", ""))
    return f"第{number}版：{name}" if number else ""


_LINES: Final = ("span", "div", "td", "p", "h1", "h2", "h3", "h4", "li", "strong", "b", "em")


def _in_link(element: Element) -> bool:
    return next(element.iterancestors("a"), None) is not None


def number_on(tree: Element) -> str:
    """Read the number of the newspaper page that an article's page names outside its links; "" if not just one."""
    numbers = set()
    for element in tree.iter(*_LINES):
        if not _in_link(element) and (text := element.text) and "版" in text:
            words = clean(text)
            found = _NUMBERED.match(words.lstrip("（(《》 ")) if len(words) < 40 else None  # noqa: PLR2004  a line
            numbers |= {two(found[1].upper())} if found else set()
    return numbers.pop() if len(numbers) == 1 else ""


def _leads(family: Family, links: list[_Link]) -> Iterator[Lead]:
    """List the articles in the order of the page; under the names of several pages each is of the one above it."""
    found: dict[str, Lead] = {}
    own = [link for link in links if family.is_article(link.url) and not _STEP.match(link.step)]
    several = len({link.under[0] for link in own if link.under[0]}) > 1
    for link in own:
        place = canonical(link.url)
        lead = found.get(place, Lead(place, number=two(family.number(place))))
        if several and not lead.number:
            lead = replace(lead, number=link.under[0])
        if not lead.section and link.under[0] == lead.number:
            lead = replace(lead, section=link.under[1])
        regions = (*lead.regions, link.region) if link.region and link.region not in lead.regions else lead.regions
        found[place] = replace(lead, words=lead.words or link.words, regions=regions)
    yield from found.values()


def _own(leads: tuple[Lead, ...], pages: Sequence[PageLink]) -> tuple[Lead, ...]:
    """Leave out articles of another paper of the host: layout/ and content/ of a paper stand side by side."""
    trees = {tree_of(page.url).rstrip("/").rpartition("/")[0] for page in pages}
    near = tuple(f"{tree}/" for tree in trees)
    own = tuple(lead for lead in leads if not tree_of(lead.url) or tree_of(lead.url).startswith(near))
    return own or leads


def _before(family: Family, links: list[_Link], day: date | None) -> str:
    for link in links:
        if _BEFORE.search(link.step) and (family.is_page(link.url) or day_of(link.url)):
            place = day_of(link.url)
            if day is None or place is None or place < day:
                return link.url
    return ""


def _onward(url: str, tree: Element, markup: str) -> str:
    """Find where a page leads that is none itself; as a redirect it may lead to another host."""
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh" and (
            found := _REFRESH.search(meta.get("content") or "")
        ):
            return _address(url, found[1])
    found = _LOCATION.search(markup[:20_000])
    return _address(url, found[1]) if found else ""


def _written(tree: Element) -> date | None:
    from datetime import date as day  # noqa: PLC0415  a name that the types above need as well

    for text in texts(tree):
        if found := _DAY_WRITTEN.search(text):
            try:
                return day(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _paper(tree: Element) -> str:
    title = clean("".join(texts(next(tree.iter("title"), tree))) if next(tree.iter("title"), None) is not None else "")
    names = [name for name in _PAPER.findall(title) if not _PLATFORM.match(name)]
    return names[0] if names else ""


def _picture(url: str, tree: Element) -> tuple[str, str, str]:
    """Find the page's own picture: the one with a map, else the one whose id or class says page; and its size."""
    for image in tree.iter("img"):
        marks = f"{image.get('id') or ''} {image.get('class') or ''}".lower()
        source = image.get("src")
        if source and (image.get("usemap") or "pagepic" in marks or "page_img" in marks):
            return _THUMBNAIL.sub(r"\1", _joined(url, source)), image.get("width") or "", image.get("height") or ""
    return "", "", ""


def _pdf(url: str, markup: str, number: str) -> str:
    """Find the page's own PDF: of several the one with its number in the address, else the first."""
    places = [found[1] or found[2] for found in islice(_PDF.finditer(markup), _MOST_PDFS)]
    own = (place for place in places if number and (place.endswith(f"{number}.pdf") or f"/{number}/" in place))
    place = next(own, next(iter(places), ""))
    return _joined(url, place) if place else ""
