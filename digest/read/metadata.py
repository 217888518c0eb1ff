"""A page's markup in, what it says of itself out: meta elements, JSON-LD, scripts, an editorial system's comment."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from digest import lexicon
from digest.read.day import day
from digest.read.piece import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lxml.etree import _Element as Element

_LONGEST_META = 500
_LONGEST_NAME = 200
_LONGEST_DATA = 200_000
_LONGEST_SCRIPTS = 8_000_000  # characters of all scripts of a page that are searched

_HEADLINES = ("enp:title", "articletitle", "og:title", "ld:headline", "ld:title", "twitter:title")
_DAYS = (
    "enp:date",
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
_AUTHORS = ("enp:author", "article:author", "og:article:author", "ld:author", "author")
_LINKS = ("og:url", "ld:@id", "ld:url", "ld:mainentityofpage", "url")
# What stands in the place of a source where there is none, or only the site's own name for itself.
_NO_SOURCE = re.compile(r"^(?:本站|本网|原创|网络|互联网|未知|其他|不详|综合|转载|佚名|微信公众平台)")
_BETWEEN_NAMES = re.compile(r"[\s、，,；;/|]+")
_ROLE = re.compile(r"^(?:(?:本报|本网|全媒体|特约|见习|实习)?(?:记者|通讯员|实习生)|作者|文字|文|图)[：:]?")
_LONGEST_PERSON = 4
_OFFICES = tuple("部局委办社网报台会厅科室院处署站组")
_COLLECTED = re.compile(r"<!-- collected as ((?:&#\d{1,7};){1,200}) -->")
_SAVED = re.compile(r"saved from url=\(\d{1,6}\)(https?://[^\s<>\"']{4,500})")
# The block that Founder's editorial system, which sets most Chinese electronic editions, leaves in an article's page.
_FOUNDER, _FOUNDER_END, _LONGEST_FOUNDER = "<!--enpproperty", "/enpproperty", 4000
_FOUNDER_FIELD = re.compile(r"<(?P<name>date|author|title|subtitle|introtitle)>(?P<value>[^<]{0,300}|<p>[^<]{0,300})")
# Where a page's script holds the day it was published: WeChat's ct, and the fields that sites hand to their scripts.
_SCRIPTED = re.compile(
    r"""(?:\bvar\s{1,3}ct|\b["']?(?:publish(?:ed)?_?(?:time|date|at|on)|pub_?(?:time|date)|release_?(?:time|date)|date_?published"""
    r"""|(?:ori_?)?create_?time|ptime)["']?)\s{0,3}[:=]\s{0,3}(?:htmlDecode\()?["']?"""
    r"""(\d{10}(?:\d{3})?\b|(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}[^"'<>,;]{0,20})""",
    re.IGNORECASE,
)
_ACCOUNT = "js_name"  # the id under which WeChat prints an account's name


class Metadata(NamedTuple):
    """What a page says of itself; None and "" where it does not. `scripted` is a day out of a script, a last resort."""

    title: str
    headline: str
    kicker: str
    subtitle: str
    published: date | None
    scripted: date | None
    publication: str | None
    site: str | None
    author: str
    link: str | None
    collected: str | None = None  # what the source is called where a page was collected


def metadata(tree: Element, markup: str, timezone: str) -> Metadata:
    """Read a page's head: meta elements (of any naming, the government sites' standard included), JSON-LD, title."""
    meta = _meta(tree) | _linked_data(tree) | _founder(markup)
    saved = _SAVED.search(markup[:8192])
    canonical = next((link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"), "")
    links = (canonical, *(meta.get(key, "") for key in _LINKS), saved[1] if saved else "")
    source = re.sub(r"^.{0,4}来源于?[：:]\s*", "", _of(meta, _SOURCES)).split(" ")[0]
    return Metadata(
        title=clean(" ".join(tree.findtext(".//title", "").split())),
        headline=_of(meta, _HEADLINES),
        kicker=meta.get("enp:introtitle", ""),
        subtitle=meta.get("enp:subtitle", ""),
        published=next((found for key in _DAYS if (found := day(meta.get(key, ""), timezone))), None),
        scripted=_scripted(tree, timezone),
        publication=paper(source) or _account(tree),
        site=paper(_of(meta, _SITES)),
        author=persons(_of(meta, _AUTHORS)),
        link=next((link for link in links if link.startswith(("http://", "https://"))), None),
        collected=clean(unescape(collected[1])) if (collected := _COLLECTED.search(markup[:8192])) else None,
    )


def _meta(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("name") or element.get("property") or element.get("itemprop") or ""
        found.setdefault(key.lower().strip()[:_LONGEST_NAME], clean(element.get("content", "")[:_LONGEST_META]))
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


def _founder(markup: str) -> dict[str, str]:
    """Read the fields of an electronic edition's comment block."""
    start = markup.find(_FOUNDER)
    end = markup.find(_FOUNDER_END, start, start + _LONGEST_FOUNDER) if start >= 0 else -1
    fields = _FOUNDER_FIELD.finditer(markup[start:end]) if end > 0 else ()
    named = ((f"enp:{field['name']}", clean(field["value"].replace("<p>", ""))) for field in fields)
    return {key: value for key, value in named if value}


def _scripted(tree: Element, timezone: str) -> date | None:
    """Read the first day of publication that a script names."""
    left = _LONGEST_SCRIPTS
    for script in tree.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        for found in _SCRIPTED.finditer(text):
            if published := day(found[1], timezone):
                return published
    return None


def _account(tree: Element) -> str | None:
    """Read the name of a public account that a WeChat page prints."""
    name = next((element for element in tree.iter("a", "span", "strong", "div") if element.get("id") == _ACCOUNT), None)
    return paper(clean("".join(map(str, name.itertext()))[:_LONGEST_META])) if name is not None else None


def _of(meta: dict[str, str], keys: Iterable[str]) -> str:
    return next((meta[key] for key in keys if meta.get(key)), "")


def paper(source: str) -> str | None:
    """Keep the name of a source; None for what stands in its place where there is none."""
    return None if not source or _NO_SOURCE.search(source) else source


def persons(author: str) -> str:
    """Keep an author line of persons' names only: editorial systems put offices, numbers and addresses there."""
    names = [name for part in _BETWEEN_NAMES.split(author) if (name := _ROLE.sub("", part))]
    return author if names and all(_is_person(name) for name in names) else ""


def _is_person(name: str) -> bool:
    """Tell whether a word is built like a person's name: a surname of one character and one or two, or of two."""
    surnames = frozenset(lexicon.lines("surnames"))
    if len(name) == _LONGEST_PERSON or name[:2] in surnames:
        return name[:2] in surnames and len(name) <= _LONGEST_PERSON
    return len(name) in {2, 3} and name[0] in surnames and not name.endswith(_OFFICES)
