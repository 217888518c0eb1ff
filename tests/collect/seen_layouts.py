"""Fourteen layouts of e-papers as they stand on the web, by another hand than `publisher`, with invented articles.

Each imitates the markup of one paper's pages as it was seen in public sources; no text of them is here. A layout makes
the pages of a site by path; what stands on them is `Day`, the same for all, and that is the truth.
"""

# ruff: noqa: E501  markup stands on one line

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = "澜州日报"
DAYS = [date(2026, 6, 16), date(2026, 6, 18)]  # on the day between there was none


@dataclass(frozen=True)
class Text:
    """An article as printed; `plain` where it has no region on the page's picture."""

    number: int
    title: str
    body: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    caption: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Leaf:
    """A page of the paper: what it is called, and what stands on it; `asides` are no articles."""

    number: str
    name: str
    texts: tuple[Text, ...]
    asides: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Day:
    """One issue."""

    date: date
    leaves: tuple[Leaf, ...]


@dataclass
class Laid:
    """A site: its pages, where the paper begins, and what each article's address and truth is."""

    pages: dict[str, bytes] = field(default_factory=dict)
    truth: dict[str, tuple[Day, Leaf, Text]] = field(default_factory=dict)
    start: str = "/paperindex.htm"

    def put(self, path: str, markup: str, encoding: str = "utf-8") -> None:
        """Set a page."""
        self.pages[path] = markup.encode(encoding)


def issue(day: date, numbers: tuple[str, ...] = ("01", "02", "04")) -> Day:
    """Write a day's paper."""
    names = ("要闻", "开发区观察", "民生·服务")
    seed = day.day * 100
    leaves = []
    for at, (number, name) in enumerate(zip(numbers, names, strict=False)):
        n = seed + at * 10
        texts = (
            Text(n + 1, f"澜州高新区{n}家企业技改同日启动", (f"本报讯 {day.month}月{day.day}日，澜州高新区{n}家企业的技术改造项目同日启动，计划投资{n + 3}.5亿元。", "项目涉及轴承、阀门和控制系统，全部达产后可新增产值" + f"{n * 2}亿元。", "高新区管委会表示，将为每家企业指派一名专员。"), kicker=f"投资{n + 3}.5亿元" if at else "", subtitle="管委会为每家企业派专员", author="林牧 何 湛" if at else "林牧"),
            Text(n + 2, f"柘溪港保税仓新增泊位{at + 2}个", (f"柘溪港保税仓的{at + 2}个新泊位昨天通过验收，年吞吐能力增加{n}万吨。", "港区还将建设冷链库。"), caption=f"柘溪港新泊位 {'周野'} 摄" if at == 1 else ""),
            Text(n + 3, f"夜话{n}则", ("灯下翻旧报，见十年前的招商启事，纸已发黄。", "当年写“五年建成”的地方，如今有了地铁口。"), kicker="园区随笔", author="老岸", plain=True),
        )  # fmt: skip
        asides = (
            (Text(n + 8, "广告", ("新楼盘开盘，欢迎品鉴。",)), Text(n + 9, "责编：孙 立 版式：钱 一", ("责编",)))
            if at == 2
            else ()
        )
        leaves.append(Leaf(number, name, texts, asides))
    return Day(day, tuple(leaves))


def paragraphs(text: Text, tag: str = "p", lead: str = "　　") -> str:
    return "".join(f"<{tag}>{lead}{words}</{tag}>" for words in text.body)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def every(leaf: Leaf) -> tuple[Text, ...]:
    return (*leaf.texts, *leaf.asides)


def areas(leaf: Leaf, link: Callable[[Text], str]) -> str:
    return "".join(
        f'<Area coords="{n},7,{n + 90},7,{n + 90},84,{n},84" shape="polygon" href="{link(text)}">'
        for n, text in enumerate(every(leaf))
        if not text.plain
    )


# The heads of an article in tables, as the classic platform lays them out: two lines of class font02 around the title.
def in_table(text: Text, author_row: bool = True) -> str:  # noqa: FBT001, FBT002  one switch of a layout
    rows = ("font02", text.kicker), ("font01", text.title), ("font02", text.subtitle)
    cells = "".join(
        f'<tr valign=top><td class="{name}" align=center style="color: #827E7B;">{words}</td></TR>'
        for name, words in rows
    )
    author = f'<tr valign=top><td class="font02" align=center>{text.author if author_row else ""}</td></tr>'
    return f"<h1><table cellspacing=0 cellpadding=5 width=100% border=0><tbody>{cells}{author}</tbody></table></h1>"


def pictured(text: Text) -> str:
    if not text.caption:
        return ""
    return f'<TABLE id=newspic><TBODY><TR><TD><IMG src="../../../res/1/p{text.number}.jpg"></TD></TR><TR><TD>{text.caption}</TD></TR></TBODY></TABLE>'


def only_next(days: list[Day]) -> Laid:
    """First page node_2; a page links to the next only, and names articles of other pages under 今日关注."""
    laid = Laid(start="/")
    for at, day in enumerate(days):
        base = f"/html/{day.date:%Y-%m/%d}"
        for k, leaf in enumerate(day.leaves):
            others = "".join(
                f"<tr><td class=px12 align=left> <a href=content_{one.texts[0].number}.htm><div id=mp{one.texts[0].number}>{one.texts[0].title}</div></a> </td></tr>"
                for one in day.leaves
            )
            step = (
                f"<a class=preart href=\"node_{k + 3}.htm\"><span style='font-size:12px;font-family:webdings'>4</span>下一版</a>"
                if k + 1 < len(day.leaves)
                else ""
            )
            back = (
                f'<a class=preart href="../../{days[at - 1].date:%Y-%m/%d}/node_2.htm"><FONT face=Webdings>3</FONT>上一期</a>'
                if at
                else ""
            )
            own = "".join(
                f"<li><a href=content_{t.number}.htm><div id=mp{t.number}>{t.title}</div></a> </li>"
                for t in every(leaf)
            )
            laid.put(
                f"{base}/node_{k + 2}.htm",
                f'<html><head><title>{PAPER}</title><SCRIPT id=oMapScript event=onmouseover() for=pagepicmap>drawLine(event.srcElement);</SCRIPT></head><body onLoad="initialize();"><p class="rq">主办单位：{PAPER}社</p><MAP NAME="pagepicmap">{areas(leaf, lambda t: f"content_{t.number}.htm")}</MAP><img src=../../1/{k}_brief.jpg border=0 width=350 height=550 USEMAP=#pagepicmap>{step}<a href=../../1/{k}_pdf.pdf><IMG src=pdf.gif></a><p class="rq">{chinese(day.date)}　星期<font class=weekday>六</font></p><table><tr><td class="bm01">第{int(leaf.number)}版　　　　　　　　<span>{leaf.name}</span></td></tr></table><ul class="list01">{own}</ul><table><tr><td class="bm06">今日关注</td></tr>{others}</table>{back}</body></html>',
            )
            for text in every(leaf):
                path = f"{base}/content_{text.number}.htm"
                laid.put(
                    path,
                    f'<html><head><title>{PAPER}</title></head><body><table><tr><td class="bm01">第{int(leaf.number)}版　　　　<span>{leaf.name}</span></td></tr></table>{in_table(text)}<div id=ozoom>{pictured(text)}<founder-content>{paragraphs(text, "P")}</founder-content></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(
        "/",
        f'<html><head><META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/{days[-1].date:%Y-%m/%d}/node_2.htm"></head></html>',
    )
    return laid


def portal(days: list[Day]) -> Laid:
    """Page links are ./node_1.htm with a PDF each; the issue before is a script; the list writes &middot; before a link."""
    laid = Laid(start="/zglyb/paperindex.htm")
    for day in days:
        base = f"/zglyb/html/{day.date:%Y-%m/%d}"
        rows = "".join(
            f"<tr bgcolor=#e8e8e8><td align=left class=default>&nbsp;<a id=pageLink href={'./' if k == 0 else ''}node_{int(one.number)}.htm>第{one.number}版：{one.name}</a></td><td nowrap><a href=../../../images/{day.date:%Y-%m/%d}/{one.number}/LZ{one.number}.pdf><img height=16 src=../../../tplimg/pdf.gif></a></td></tr>"
            for k, one in enumerate(day.leaves)
        )
        for leaf in day.leaves:
            own = "".join(
                f'\n<li>&middot;<a href=content_{t.number}.htm?div={0 if t.plain else -1}><div style="display:inline" id=mp{t.number}>{t.title}</div></a>\n'
                for t in every(leaf)
            )
            laid.put(
                f"{base}/node_{int(leaf.number)}.htm",
                f'<html><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>{PAPER}社-电子报平台</title></head><SPAN id=leveldiv title=点击查看内容></SPAN><body><map name=PagePicMap>{areas(leaf, lambda t: f"content_{t.number}.htm?div=-1")}</map><img src=../../../images/{leaf.number}_b.jpg border=0 USEMAP=#PagePicMap><td width="145" align=left>第{leaf.number}版：<STRONG>{leaf.name}</STRONG></td><span class="paperdate"><strong>{chinese(day.date)} 星期五</strong></span><span id="upqi"><a href="#" onClick="goPrePeriod()">上一期</a><a href="#" onClick="goNextPeriod()">下一期</a></span><ul class="ul02_l">{own}</ul><table>{rows}</table></body></html>',
            )
            for text in every(leaf):
                path = f"{base}/content_{text.number}.htm"
                laid.put(
                    path,
                    f"<html><head><title>{PAPER}社-电子报平台</title></head><body><table><tr><td>第{leaf.number}版：<STRONG>{leaf.name}</STRONG></td></tr></table>{in_table(text)}<div id=ozoom style='ZOOM: 100%'>{pictured(text)}<!--enpcontent--><p>{'<br>'.join('　　' + words for words in text.body)}</p><!--/enpcontent--></div><div>版权声明</div></body></html>",
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(
        laid.start,
        f'<html><head><meta http-equiv="refresh" content="0; url=html/{days[-1].date:%Y-%m/%d}/node_1.htm"></head><body></body></html>',
    )
    return laid


def lettered(days: list[Day]) -> Laid:
    """Page ids that count through (node_187); one list says "A01： 头版", without 版; the day stands on four lines."""
    laid = Laid(start="/jxrb/")
    for day in days:
        base = f"/jxrb/html/{day.date:%Y-%m/%d}"
        leaves = [replace(leaf, number=f"{'AAB'[k]}{(1, 2, 1)[k]:02d}") for k, leaf in enumerate(day.leaves)]
        menu = "".join(
            f"<Li>&nbsp;<a id=pageLink href=node_{187 + k}.htm>{one.number}： {one.name}</a></Li>"
            for k, one in enumerate(leaves)
        )
        for k, leaf in enumerate(leaves):
            own = "".join(
                f'<tr><td class=default valign="top"> <a href=./content_{t.number}.htm><div style="display:inline" id=mp{t.number}>{t.title}</div></a> </td></TR>'
                for t in every(leaf)
            )
            step = f'<a class=preart href="node_{188 + k}.htm">下一版</a>' if k < 2 else ""
            laid.put(
                f"{base}/node_{187 + k}.htm",
                f'<html><head><title>打造新型传媒集团·{PAPER}社数字报</title></head><body><DIV id=pgn><UL>{menu}</UL></DIV><MAP NAME="pagepicmap">{areas(leaf, lambda t: f"./content_{t.number}.htm")}</MAP><img src=../../../page/5827.jpg border=0 USEMAP=#PagePicMap><td width="202" align=left class=px12>第{leaf.number}版：<STRONG>{leaf.name}</STRONG>\n</td>{step}<a href="http://bbs.example.cn/2026-06/18/content_1.htm">论坛热帖</a><a href="node_187.htm">版面导航</a><strong>\n {day.date.year}\n 年\n {day.date.month}\n 月\n {day.date.day}\n 日　星期</strong><table>{own}</table></body></html>',
            )
            for text in every(leaf):
                path = f"{base}/content_{text.number}.htm"
                laid.put(
                    path,
                    f'<html><head><title>{text.title}--澜州网</title></head><body><DIV id=pgn><UL>{menu}</UL></DIV><map name=PagePicMap>{areas(leaf, lambda t: f"./content_{t.number}.htm")}</map><td width="160" align=left>第{leaf.number}版：<STRONG>{leaf.name}</STRONG></td>{in_table(text)}<strong><a href="http://x.example.cn">在线荐稿</a></strong><div class="dContents"><div id=ozoom>{pictured(text)}<founder-content><!--enpcontent--><!--enpcontent-->{paragraphs(text)}<!--/enpcontent--><!--/enpcontent--></founder-content></div></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(
        laid.start, f"<script language=javascript>location.href='html/{days[-1].date:%Y-%m/%d}/node_187.htm'</script>"
    )
    return laid


def scripted_titles(days: list[Day]) -> Laid:
    """Addresses of nbs and nw; titles are written by scripts, a page of advertisements has no list, headings in h3 h1 h2 h4."""
    laid = Laid(start="/rmrb/paperindex.htm")
    for day in days:
        base = f"/rmrb/html/{day.date:%Y-%m/%d}"
        leaves = (*day.leaves, Leaf("08", "广告", ()))
        rows = "".join(
            f'<div class="right_title-name"><a id=pageLink href={"./" if k == 0 else ""}nbs.D110000lzrb_{one.number}.htm>第{one.number}版：{one.name}</a></div><a href=../../../page/{one.number}/lz.pdf><img src=ico3.gif></a>'
            for k, one in enumerate(leaves)
        )
        for leaf in leaves:

            def address(text: Text, leaf: Leaf = leaf, day: Day = day) -> str:
                return f"nw.D110000lzrb_{day.date:%Y%m%d}_{every(leaf).index(text) + 1}-{leaf.number}.htm"

            own = "".join(
                f'<li class="one">\n <a href={address(t)}><script>document.write(view("{t.title}<br>  "))</script></a></li>'
                for t in every(leaf)
            )
            laid.put(
                f"{base}/nbs.D110000lzrb_{leaf.number}.htm",
                f'<html><head><title>{PAPER}-澜州网</title></head><body><map name=PagePicMap>{areas(leaf, address)}</map><img width=400 height=575 src=../../../page/{leaf.number}_b.jpg border=0 USEMAP=#PagePicMap><ul><li>\n {leaf.number}版:{leaf.name}\n &nbsp;<a href=../../../page/{leaf.number}/lz.pdf>PDF版下载</a></li></ul><a href="node_1921.htm"><img src=b.gif></a><div id="riqi_">\n {PAPER}\n {day.date.year}年{day.date.month}月{day.date.day}日 星期一</div><div id="titleList"><ul>{own}</ul></div><div id="pageList"><ul>{rows}</ul></div><a href="#" onClick="goPrePeriod()">&lt;上一期</a></body></html>',
            )
            for text in every(leaf):
                path = f"{base}/{address(text)}"
                laid.put(
                    path,
                    f'<html><head><title>{text.title}-{PAPER}</title></head><body><div class="ban_t"><ul><li>{leaf.number}版:{leaf.name}</li></ul></div><div class="text_c"><h3>{text.kicker}</h3><h1>{text.title}</h1><h2>{text.subtitle}</h2><h4>{text.author}</h4><div class="lai">《{PAPER}》（{chinese(day.date)} {leaf.number} 版）</div><div class="c_c"><div id="articleContent">{pictured(text)}{paragraphs(text)}</div></div></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(
        laid.start,
        f'<HTML><HEAD><META HTTP-EQUIV="REFRESH" CONTENT="0; URL=html/{days[-1].date:%Y-%m/%d}/nbs.D110000lzrb_01.htm"></HEAD></HTML>',
    )
    return laid


def one_folder(days: list[Day]) -> Laid:
    """New tree without layout and content: node_01.html beside content_N.html; the picture ends in .jpg.1; empty paragraphs."""
    laid = Laid(start="/xzrb/index.html")
    for day in days:
        base = f"/xzrb/{day.date:%Y%m/%d}"
        rows = "".join(
            f'<li><a href="node_{one.number}.html">{one.number}版：{one.name}</a></li>' for one in day.leaves
        )
        for leaf in day.leaves:
            own = "".join(f"<li><a href='content_{t.number}.html'><span>{t.title}</span></a></li>" for t in every(leaf))
            frame = f'<div class="top"><a class="curr" href="/xzrb/index.html"><span>《{PAPER}》</span></a></div><span id="paperdate">{chinese(day.date)}</span><li><a href="#" class="t-btn" id="goPrePeriod"><i></i>上<br />一<br />期</a></li><img class="preview" src="9d6e.jpg.1" usemap="#PagePicMap"><MAP NAME="PagePicMap">{areas(leaf, lambda t: f"content_{t.number}.html")}</MAP>'
            laid.put(
                f"{base}/node_{leaf.number}.html",
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{leaf.number}版：{leaf.name}</title></head><body>{frame}<h3>{leaf.number}版：{leaf.name}</h3><ul>{rows}</ul><ul>{own}</ul></body></html>',
            )
            for text in every(leaf):
                path = f"{base}/content_{text.number}.html"
                told = f"<date>{day.date} 00:00:00:0</date><author>{text.author}</author><subtitle>{text.subtitle}</subtitle><introtitle>{text.kicker}</introtitle><keyword></keyword><paperarticleid>{text.number}</paperarticleid><nodeid>0</nodeid><nodename></nodename><siteid>1</siteid><title>{text.title}</title>"
                photo = (
                    f'<div class="attachment" align="center"><img src="a.jpg"><p class="pic-caption">{text.caption}</p></div>'
                    if text.caption
                    else '<div class="attachment" align="center"></div>'
                )
                laid.put(
                    path,
                    f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text.title}</title></head><body>{frame}<a class="f-btn" href="node_{leaf.number}.html"><i></i>返<br />回</a><a href="node_02.html" class="b-btn">下<br />一<br />版<i></i></a><p class="introtitle text-center" id="PreTitle">{text.kicker}</p><h2 id="Title" class="art-title text-center">{text.title}</h2><p class="subtitle text-center" id="SubTitle">{text.subtitle}</p>{photo}<div id="ozoom" style="zoom:100%;" class="content"><founder-content><!--enpcontent--><p>　</p><p> </p>{paragraphs(text)}<p>　</p><!--/enpcontent--><!--enpproperty {told}/enpproperty--></founder-content></div></body></html>',
                    "utf-8-sig",
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(laid.start, f'<script>window.location.href="{days[-1].date:%Y%m/%d}/node_01.html"</script>')
    return laid


def one_index(days: list[Day]) -> Laid:
    """Dated folders for telephones: one index of all pages in data-href; says GBK and is UTF-8; guide, main-title, sub-title."""
    laid = Laid(start="/bjrb/paperindex.htm")
    for day in days:
        base, stamp = f"/bjrb/mobile/{day.date:%Y/%Y%m%d}", f"{day.date:%Y%m%d}"
        panels = ""
        for leaf in day.leaves:
            items = "".join(
                f'<li><a data-newid="lz{stamp}{leaf.number}{k}" data-href="./{stamp}_0{leaf.number}/content_{stamp}_0{leaf.number}_{k}.htm#page{k}">{t.title}</a></li>'
                for k, t in enumerate(every(leaf), 1)
            )
            panels += f'<div class="nav-items"><div class="nav-panel-heading" pdf_href="../{stamp}_0{leaf.number}/x.pdf">第{int(leaf.number)}版 {leaf.name}</div><ul class="nav-list-group">{items}</ul></div>'
            for k, text in enumerate(every(leaf), 1):
                path = f"{base}/{stamp}_0{leaf.number}/content_{stamp}_0{leaf.number}_{k}.htm"
                photo = (
                    f'<figure><img src="./a.jpg"><figcaption>{text.caption}</figcaption></figure>'
                    if text.caption
                    else ""
                )
                laid.put(
                    path,
                    f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=GBK"></head><body><font id="guide">{text.kicker}</font><font id="main-title"><b>{text.title}</b></font><font id="sub-title">{text.subtitle}</font><font id="author">{text.author}</font><span id="date">{chinese(day.date)}</span><div class="content my-gallery" id="content">{photo}{paragraphs(text)}</div></body></html>',
                    "utf-8-sig",
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
        laid.put(
            f"{base}/{stamp}_m.html",
            f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=GBK"><title>{PAPER}</title></head><body><span>{chinese(day.date)}</span>{panels}</body></html>',
            "utf-8-sig",
        )
    last = days[-1].date
    laid.put(
        laid.start, f'<html><script>window.location.href = "./mobile/{last:%Y/%Y%m%d/%Y%m%d}_m.html";</script></html>'
    )
    return laid


def listed_in_script(days: list[Day]) -> Laid:
    """Dated folders whose pages are numbers in a script, and whose articles stand in rows with onclick."""
    laid = Laid(start="/")
    for day in days:
        stamp = f"{day.date:%Y%m%d}"
        numbers = ",".join(f"0{leaf.number}" for leaf in day.leaves)
        for leaf in day.leaves:
            base = f"/{day.date:%Y}/{stamp}/{stamp}_0{leaf.number}"
            items = "".join(
                f'<tr class="items" onclick="window.location.href=\'{stamp}_0{leaf.number}_{k}.html\'"><td>{t.title}</td></tr>'
                for k, t in enumerate(every(leaf), 1)
            )
            laid.put(
                f"{base}/{stamp}_0{leaf.number}.html",
                f'<html><head><title>{PAPER}</title><script>var banciArray="{numbers}";var curDate="{stamp}";</script></head><body><td>第<span id="curbanci">{leaf.number}</span>版：{leaf.name}</td><img id="imageth" src="{leaf.number}.jpg"><a onclick="window.location.href=\'x.pdf\'">PDF</a><table>{items}</table></body></html>',
            )
            for k, text in enumerate(every(leaf), 1):
                path = f"{base}/{stamp}_0{leaf.number}_{k}.html"
                laid.put(
                    path,
                    f'<html><head><title>{PAPER}</title></head><body>{in_table(text)}<div id="content">{pictured(text)}{paragraphs(text)}</div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    stamp = f"{days[-1].date:%Y%m%d}"
    laid.put(
        "/",
        f'<html><head><meta http-equiv="refresh" content="0;url={days[-1].date:%Y}/{stamp}/{stamp}_001/{stamp}_001.html"></head></html>',
    )
    return laid


def whole_list(days: list[Day]) -> Laid:
    """PageNNxx with the whole issue listed on every page, each article in `daoxiang`; three hops; a PDF for every page."""
    laid = Laid(start="/content/PaperIndex.htm")
    for day in days:
        base = f"/content/{day.date:%Y%m%d}"
        menu = ""
        for leaf in day.leaves:
            items = "".join(
                f'<li><a daoxiang="Articel{leaf.number}{k:03d}NR.htm">{t.title}</a></li>'
                for k, t in enumerate(every(leaf), 2)
            )
            menu += f'<h4><a href="../../PDF/{day.date:%Y%m%d}/{leaf.number}.pdf"><img src="../../public2/pdf.gif"/></a><a href="Page{leaf.number}BC.htm">{leaf.number}版：{leaf.name} </a></h4><ul>{items}</ul>'
        for leaf in day.leaves:
            laid.put(
                f"{base}/Page{leaf.number}BC.htm",
                f'<html><head><title>{PAPER}</title></head><body><div class="listdaohang">{menu}</div><img src="../../IMAGE/{leaf.number}BC.jpg" usemap="#m"></body></html>',
            )
            for k, text in enumerate(every(leaf), 2):
                path = f"{base}/Articel{leaf.number}{k:03d}NR.htm"
                laid.put(
                    path,
                    f'<html><head><title>{text.title}</title></head><body><div class="listdaohang">{menu}</div><div class="neirong"><h3>{text.kicker}</h3><h2>{text.title}</h2><h4>{text.subtitle}</h4><h5>{text.author}</h5>{pictured(text)}<div id="contenttext">{"<br/><br/>".join("　　" + words for words in text.body)}</div></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
        laid.put(
            f"{base}/IssueIndex.htm",
            f"<html><head><META HTTP-EQUIV='REFRESH' CONTENT='0; URL=Page{day.leaves[0].number}BC.htm'></head><body></body></html>",
        )
    laid.put(
        laid.start,
        f"<html><head><META HTTP-EQUIV='REFRESH' CONTENT='0; URL={days[-1].date:%Y%m%d}/IssueIndex.htm'></head><body></body></html>",
    )
    return laid


def paged_content(days: list[Day]) -> Laid:
    """The flat tree with page_NN_content_N.htm and index_content_N.htm for articles."""
    laid = Laid(start="/zmdrb/")
    for day in days:
        base = f"/zmdrb/{day.date:%Y%m%d}/html"
        pages = {leaf.number: "index" if k == 0 else f"page_{leaf.number}" for k, leaf in enumerate(day.leaves)}
        rows = "".join(
            f'<div class="bmdh_con"><a href="{pages[one.number]}.htm">第{one.number}版：{one.name}</a></div>'
            for one in day.leaves
        )
        for leaf in day.leaves:
            stem = pages[leaf.number]
            own = "".join(
                f'<div class="bmml_con"><a href="{stem}_content_{day.date:%Y%m%d}0{leaf.number}{k:03d}.htm">{t.title}</a></div>'
                for k, t in enumerate(every(leaf), 1)
            )
            laid.put(
                f"{base}/{stem}.htm",
                f"<html><head><title>{PAPER}</title></head><body><div>{chinese(day.date)}</div><div class=bm>第{leaf.number}版：{leaf.name}</div>{rows}{own}</body></html>",
                "gb18030",
            )
            for k, text in enumerate(every(leaf), 1):
                path = f"{base}/{stem}_content_{day.date:%Y%m%d}0{leaf.number}{k:03d}.htm"
                laid.put(
                    path,
                    f'<html><head><meta charset="gb2312"><title>{PAPER}</title></head><body>{rows}<div class="bmnr_con"><div class="bmnr_con_yinti">{text.kicker}</div><div class="bmnr_con_biaoti">{text.title}</div><div class="bmnr_con_futi">{text.subtitle}</div><div class="bmnr_con_zuozhe">作者：{text.author}</div><div class="bmnr_con_con"><div id="zoom">{pictured(text)}{paragraphs(text)}</div></div></div></body></html>',
                    "gb18030",
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(
        laid.start,
        f'<html><head><meta http-equiv="refresh" content="0;url={days[-1].date:%Y%m%d}/html/index.htm"></head></html>',
    )
    return laid


def short_numbers(days: list[Day]) -> Laid:
    """Addresses of shtml with v1, v2 and ids of six digits; the byline stands in the text's first line."""
    laid = Laid(start="/shtml/sxrb/index.shtml")
    for day in days:
        base = f"/shtml/sxrb/{day.date:%Y%m%d}"
        rows = "".join(
            f'<li><a href="v{int(one.number)}.shtml">第{one.number}版 {one.name}</a></li>' for one in day.leaves
        )
        for leaf in day.leaves:
            own = "".join(
                f'<li><a href="/shtml/sxrb/{day.date:%Y%m%d}/33{t.number}.shtml">{t.title}</a></li>'
                for t in every(leaf)
            )
            laid.put(
                f"{base}/v{int(leaf.number)}.shtml",
                f'<html><head><title>{PAPER}电子版</title></head><body><div class="today">{chinese(day.date)}</div><ul class="nav">{rows}</ul><h3>第{leaf.number}版 {leaf.name}</h3><ul>{own}</ul></body></html>',
            )
            for text in every(leaf):
                path = f"{base}/33{text.number}.shtml"
                photo = (
                    f'<div class="detPic"><img src="/pic/1.jpg"><p class="pic-caption">{text.caption}</p></div>'
                    if text.caption
                    else ""
                )
                laid.put(
                    path,
                    f'<html><head><title>{text.title}_{PAPER}</title></head><body><div class="detailsWrap"><p class="detConYin">{text.kicker}</p><h2 class="detConTit">{text.title}</h2><p class="detConFu">{text.subtitle}</p><p class="detConAut">{text.author}</p>{photo}<div class="details">{paragraphs(text)}</div></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(laid.start, f"<script>location='{days[-1].date:%Y%m%d}/v1.shtml';</script>")
    return laid


def three_headings(days: list[Day]) -> Laid:
    """New tree of layout/index.html: h3, h1, h2 in .article, author and page in one line; links of the day before among them."""
    laid = Laid(start="/rmrb/pc/layout/index.html")
    for at, day in enumerate(days):
        base = "/rmrb/pc"
        rows = "".join(
            f'<div class="swiper-slide"><a id="pageLink" href="node_{one.number}.html">{one.number}版：{one.name}</a></div>'
            for one in day.leaves
        )
        hot = (
            "".join(
                f'<li><a href="../../../content/{days[at - 1].date:%Y%m/%d}/content_{one.texts[0].number}.html">{one.texts[0].title}</a></li>'
                for one in days[at - 1].leaves
            )
            if at
            else ""
        )
        for leaf in day.leaves:
            own = "".join(
                f'<li><a href="../../../content/{day.date:%Y%m/%d}/content_{t.number}.html">{t.title}</a></li>'
                for t in every(leaf)
            )
            page = f'<!DOCTYPE html><html><head><title>{PAPER}-{leaf.name}</title></head><body><div class="date">{chinese(day.date)} 星期四</div><p class="left ban">第{leaf.number}版：{leaf.name}</p><p class="right btn"><a href="../../../../attachement/{day.date:%Y%m/%d}/9d6e.pdf">PDF版下载</a></p><img src="../../../../resfile/01.jpg.2" usemap="#PagePicMap"><map name="PagePicMap">{areas(leaf, lambda t, day=day: f"../../../content/{day.date:%Y%m/%d}/content_{t.number}.html")}</map>{rows}<ul class="news-list">{own}</ul><div class="hot"><h4>昨日热点</h4><ul>{hot}</ul></div></body></html>'
            laid.put(f"{base}/layout/{day.date:%Y%m/%d}/node_{leaf.number}.html", page)
            if leaf is day.leaves[0] and day is days[-1]:
                moved = page.replace('href="node_', f'href="{day.date:%Y%m/%d}/node_').replace(
                    "../../../content", "../content"
                )
                laid.put(laid.start, moved)
            for text in every(leaf):
                path = f"{base}/content/{day.date:%Y%m/%d}/content_{text.number}.html"
                body = f"{text.body[0]}" and paragraphs(text)
                photo = (
                    f'<table id="newspic"><tr><td><img src="a.jpg"></td></tr><tr><td><p>{text.caption}</p></td></tr></table>'
                    if text.caption
                    else ""
                )
                laid.put(
                    path,
                    f'<!DOCTYPE html><html><head><title>{text.title}</title></head><body>{rows}<div class="article"><h3>{text.kicker}</h3><h1><p>{text.title}</p></h1><h2>{text.subtitle}</h2><p class="sec">{text.author}<span class="date">《{PAPER}》（{chinese(day.date)} 第 {leaf.number} 版）</span></p>{photo}<div id="ozoom">{body}</div></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    return laid


def detail(days: list[Day]) -> Laid:
    """New tree with node_A1 and content beside a column of divs: .intro, h3, .sub, then the source and the day."""
    laid = Laid(start="/hzrb/PC/layout/index.html")
    for day in days:
        leaves = [replace(leaf, number=f"A{int(leaf.number):02d}") for leaf in day.leaves]
        rows = "".join(
            f'<div class="Therestlist"><ul><li><a href="../../../../a.pdf">PDF</a><a href="../../{day.date:%Y%m/%d}/node_A{int(one.number[1:])}.html">{one.number}版：{one.name}</a></li></ul></div>'
            for one in leaves
        )
        for leaf in leaves:
            own = "".join(
                f'<h3><a href="../../../con/{day.date:%Y%m/%d}/content_{t.number}.html">{t.title}</a></h3>'
                for t in every(leaf)
            )
            laid.put(
                f"/hzrb/PC/layout/{day.date:%Y%m/%d}/node_A{int(leaf.number[1:])}.html",
                f'<html><head><title>{PAPER}</title></head><body><em>{chinese(day.date)}</em><div class="newslisttit"><em>{leaf.number}版：{leaf.name}</em></div><div class="newsnext"><a href="#">下一版</a></div>{rows}<div class="newslist"><ul><li>{own}</li></ul></div></body></html>',
            )
            for text in every(leaf):
                path = f"/hzrb/PC/con/{day.date:%Y%m/%d}/content_{text.number}.html"
                photo = f'<div><img src="a.jpg"><p class="pic-caption">{text.caption}</p></div>' if text.caption else ""
                laid.put(
                    path,
                    f'<html><head><title>{PAPER}</title></head><body><div class="newsdetatit"><div class="intro">{text.kicker}</div><h3>{text.title}</h3><div class="sub">{text.subtitle}</div><p align="center"><span>作者：{text.author}</span><span>来源：{PAPER}</span><span>{chinese(day.date)}</span></p></div><div class="newsdetatext">{photo}<founder-content>{paragraphs(text)}</founder-content></div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(laid.start, f'<meta http-equiv="refresh" content="0;url={days[-1].date:%Y%m/%d}/node_A1.html">')
    return laid


def letters_only(days: list[Day]) -> Laid:
    """New tree with l01 and c123: `.tabs h3`, `.nav-list`, a title in #Title alone."""
    laid = Laid(start="/szb/tjbpc/layout.html")
    for day in days:
        rows = "".join(
            f'<li><a href="/szb/tjbpc/{day.date:%Y%m/%d}/l{one.number}.html">第{one.number}版 {one.name}</a></li>'
            for one in day.leaves
        )
        for leaf in day.leaves:
            own = "".join(f'<li><a href="c{t.number}.html">{t.title}</a></li>' for t in every(leaf))
            laid.put(
                f"/szb/tjbpc/{day.date:%Y%m/%d}/l{leaf.number}.html",
                f'<html><head><title>{PAPER}</title></head><body><div class="tabs"><h3>第{leaf.number}版 {leaf.name}</h3></div><div class="newspaper-pic"><img class="preview" src="a.jpg.2"></div><div class="nav-list"><ul>{rows}</ul></div><div class="news-list"><ul>{own}</ul></div></body></html>',
            )
            for text in every(leaf):
                path = f"/szb/tjbpc/{day.date:%Y%m/%d}/c{text.number}.html"
                laid.put(
                    path,
                    f'<html><head><title>{PAPER}</title></head><body><h3>第{leaf.number}版 {leaf.name}</h3><p id="PreTitle">{text.kicker}</p><h2 id="Title">{text.title}</h2><p id="SubTitle">{text.subtitle}</p><p id="Author">{text.author}</p><div id="ozoom">{pictured(text)}{paragraphs(text)}</div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(laid.start, f"<script>window.location.replace('{days[-1].date:%Y%m/%d}/l01.html')</script>")
    return laid


def one_tree(days: list[Day]) -> Laid:
    """New tree whose every page lists the whole issue, in dl under the names of the pages, without a map."""
    laid = Laid(start="/col/index.html")
    for day in days:
        tree = ""
        for leaf in day.leaves:
            items = "".join(
                f'<a href="../../../con/{day.date:%Y%m/%d}/content_{t.number}.html">{t.title}</a>' for t in every(leaf)
            )
            tree += f"<dl><dt>{leaf.number}版：{leaf.name}</dt><dd>{items}</dd></dl>"
        rows = "".join(f'<a href="node_{leaf.number}.html">{leaf.number}</a>' for leaf in day.leaves)
        for leaf in day.leaves:
            laid.put(
                f"/col/{day.date:%Y%m/%d}/node_{leaf.number}.html",
                f'<html><head><title>{PAPER}</title></head><body><em>{chinese(day.date)}</em>{rows}<div id="webtree">{tree}</div></body></html>',
            )
            for text in every(leaf):
                path = f"/con/{day.date:%Y%m/%d}/content_{text.number}.html"
                laid.put(
                    path,
                    f'<html><head><title>{PAPER}</title></head><body><p id="PreTitle">{text.kicker}</p><h2 id="Title">{text.title}</h2><p id="SubTitle">{text.subtitle}</p><p id="Author">{text.author}</p><div id="ozoom">{pictured(text)}{paragraphs(text)}</div></body></html>',
                )
                if text in leaf.texts:
                    laid.truth[path] = (day, leaf, text)
    laid.put(laid.start, f'<meta http-equiv="refresh" content="0;url={days[-1].date:%Y%m/%d}/node_01.html">')
    return laid


LAYOUTS = (
    only_next, portal, lettered, scripted_titles, one_folder, one_index, listed_in_script, whole_list, paged_content,
    short_numbers, three_headings, detail, letters_only, one_tree,
)  # fmt: skip


def laid_out(layout: Callable[[list[Day]], Laid]) -> Laid:
    """Lay two days' papers out; the day between had none."""
    days = [issue(day) for day in DAYS]
    assert DAYS[1] - DAYS[0] == timedelta(days=2)
    return layout(days)
