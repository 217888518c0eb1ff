"""Heads and bodies of articles as they stand on eighteen more kinds of e-paper, by how many papers were seen to have each.

The kinds were counted in the selectors of 480 papers' crawlers, in a public source; the articles are those of
`seen_layouts`. A shape says where pages and articles are, and how an article is marked up; {k} {t} {s} {a} {b} {c} are
its kicker, title, subtitle, author, paragraphs and the words under its picture.
"""

# ruff: noqa: E501  markup stands on one line

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collect.seen_layouts import DAYS, PAPER, Laid, chinese, every, issue, paragraphs

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Shape:
    """One kind: its addresses (`day` is formatted by the platform's pattern), an article's markup, and its fields."""

    name: str
    papers: int
    page: str
    article: str
    markup: str


_CLASSIC = ("/lz/html/{day:%Y-%m/%d}/node_{k}.htm", "/lz/html/{day:%Y-%m/%d}/content_{n}.htm")
_LAYOUT = ("/lz/pc/layout/{day:%Y%m/%d}/node_{p}.html", "/lz/pc/content/{day:%Y%m/%d}/content_{n}.html")
_CONT = ("/lz/pc/layout/{day:%Y%m/%d}/node_{p}.html", "/lz/pc/cont/{day:%Y%m/%d}/content_{n}.html")
_FLAT = ("/lz/html/{day:%Y%m/%d}/node_0{p}.html", "/lz/html/{day:%Y%m/%d}/content_{n}.html")
_SHORT = ("/lzpc/{day:%Y%m/%d}/l{p}.html", "/lzpc/{day:%Y%m/%d}/c{n}.html")
_SHTML = ("/shtml/lz/{day:%Y%m%d}/v{p}.shtml", "/shtml/lz/{day:%Y%m%d}/{n}00.shtml")
_FOLDERS = ("/lz/{day:%Y-%m/%d}/0{p}/node.htm", "/lz/{day:%Y-%m/%d}/0{p}/content_rb_{n}.htm")
_FOUNDER = "<founder-content>{b}</founder-content>"

SHAPES = (
    Shape("ids_of_the_new_tree", 120, *_LAYOUT, '<p id="PreTitle">{k}</p><h2 id="Title">{t}</h2><p id="SubTitle">{s}</p><div class="attachment"></div><div id="ozoom">' + _FOUNDER + "</div>"),
    Shape("intro_above_a_heading", 13, *_FLAT, '<div class="newsdetatit"><div class="intro">{k}</div><h3>{t}</h3><div class="sub">{s}</div></div><div class="newsdetatext">' + _FOUNDER + "</div>"),
    Shape("main_article", 10, *_CLASSIC, '<div class="main-article-alltitle"><p class="main-article-pretitle">{k}</p><h1 class="main-article-title">{t}</h1><p class="main-article-subtitle">{s}</p><p class="main-article-author">{a}</p></div><div class="main-article-con"><div id="ozoom">' + _FOUNDER + "</div></div>"),
    Shape("detail_art", 8, *_CONT, '<div class="detail-art"><h2>{t}</h2><p id="SubTitle">{s}</p><div id="ozoom">' + _FOUNDER + "</div></div>"),
    Shape("page_in_a_folder", 6, *_FOLDERS, "<table><tr valign=top><td align=center><strong>{t}</strong></td></tr></table><div id=ozoom>{b}</div>"),
    Shape("total_title", 6, *_CONT, '<div class="totalTitle"><p class="introtitle">{k}</p><h2>{t}</h2><p class="subtitle">{s}</p></div><div class="content">{b}</div>'),
    Shape("strong_in_a_row", 7, *_CLASSIC, "<table><tr valign=top><td align=center>{k}</td></tr><tr valign=top><td align=center><strong>{t}</strong></td></tr><tr valign=top><td align=center>{s}</td></tr></table><div id=ozoom>{b}</div>"),
    Shape("list_article", 5, *_CLASSIC, '<div id="list"><div class="article"><h1>{t}</h1></div><div class="text">{b}</div></div>'),
    Shape("art_title", 5, *_SHORT, '<p class="introtitle text-center">{k}</p><h2 class="art-title text-center">{t}</h2><p class="subtitle text-center">{s}</p><div id="ozoom">' + _FOUNDER + "</div>"),
    Shape("scrolled_left", 6, *_LAYOUT, '<div id="ScroLeft"><div><div class="intro">{k}</div><h3>{t}</h3><div class="sub">{s}</div></div><div class="content">' + _FOUNDER + "</div></div>"),
    Shape("shared_text", 7, *_CLASSIC, '<td class="font02">{k}</td><p class="BSHARE_TEXT">{t}</p><div id=ozoom>{b}</div>'),
    Shape("detail_con", 3, *_SHTML, '<div class="detailCon"><h1>{t}</h1><div id="content_div">{b}</div></div>'),
    Shape("detail_heading", 4, *_SHTML, '<div class="detail"><h2>{t}</h2><div class="f-14">{b}</div></div>'),
    Shape("body_of_font6", 4, *_CLASSIC, '<table><tr><td class="font02">{k}</td></tr><tr><td class="font01">{t}</td></tr><tr><td class="font02">{s}</td></tr><tr><td class="font6">{b}</td></tr></table>'),
    Shape("news_content", 2, *_CLASSIC, '<div id="news_content"><h1>{t}</h1><cms-content>{b}</cms-content></div>'),
    Shape("words_on_the_right", 2, *_CLASSIC, '<div class="page_content_right"><h1>{t}</h1><div class="page_words">{b}</div></div>'),
    Shape("zh_news", 2, *_CLASSIC, '<div class="zh_news"><h3>{k}</h3><h1>{t}</h1><h2>{s}</h2><div id=ozoom>{b}</div></div>'),
    Shape("wztitle", 2, *_CLASSIC, '<div id="wztitle">{t}</div>' + _FOUNDER),
)  # fmt: skip


def laid_out(shape: Shape) -> Laid:
    """Lay the same two days' papers out in a shape."""
    laid = Laid(start="/lz/")
    days = [issue(day) for day in DAYS]

    def place(pattern: str, day: date, leaf: str, at: int, number: int = 0) -> str:
        return pattern.format(day=day, p=leaf, k=at + 1, n=number)

    for day in days:
        places = [place(shape.page, day.date, leaf.number, at) for at, leaf in enumerate(day.leaves)]
        rows = "".join(
            f"<li><a id=pageLink href={to}>第{leaf.number}版：{leaf.name}</a></li>"
            for to, leaf in zip(places, day.leaves, strict=True)
        )
        for at, leaf in enumerate(day.leaves):
            own = ""
            for text in every(leaf):
                path = place(shape.article, day.date, leaf.number, at, text.number)
                own += f"<li><a href={path}>{text.title}</a></li>"
                words = {"k": text.kicker, "t": text.title, "s": text.subtitle, "a": text.author, "b": paragraphs(text)}
                menu = f'<ul class="nav">{rows}</ul><div class="date">{chinese(day.date)} 星期四</div><div>第{leaf.number}版：{leaf.name}</div>'
                foot = f'<div class="copyright">{PAPER}社版权所有，未经许可不得转载。电话：0500-1234567</div>'
                laid.put(
                    path,
                    f"<html><head><title>{text.title}_{PAPER}</title></head><body>{menu}{shape.markup.format(**words)}{foot}</body></html>",
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
            laid.put(
                places[at],
                f"<html><head><title>{PAPER}</title></head><body><div>{chinese(day.date)}</div><h3>第{leaf.number}版：{leaf.name}</h3><ul>{rows}</ul><ul>{own}</ul></body></html>",
            )
    laid.put(
        laid.start,
        f'<meta http-equiv="refresh" content="0;url={place(shape.page, days[-1].date, days[-1].leaves[0].number, 0)}">',
    )
    return laid
