"""E-papers laid out as they stand on the web, by another hand than the test publisher."""

# ruff: noqa: E501  markup and addresses stand on one line

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from collect.more_layouts import SHAPES, Shape
from collect.more_layouts import laid_out as in_shape
from collect.seen_layouts import DAYS, LAYOUTS, PAPER, Laid, laid_out
from site_of_tests import giving, serving

from digest import collect, config
from digest.collect.papers import Paper, article, classic, sheet
from digest.collect.papers.issue import wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digest.collect.papers.family import Family

NOW = datetime(2026, 6, 19, 8, tzinfo=UTC)
SOFT_404 = "<html><head><title>提示</title></head><body><h2>页面找不到了</h2></body></html>"


def scored(folder: Path, laid: Laid, fields: str = "ksac") -> Counter[str]:
    """Collect a layout's paper and count, for each field, what is right ("field") and what there is ("field of").

    `fields` are those that the layout prints besides title and paragraphs: kicker, subtitle, author, caption.
    """
    with serving() as site:
        for path, content in laid.pages.items():
            site.pages |= {path + query: giving(content) for query in ("", "?div=-1", "?div=0")}
        site.pages["*"], site.pages["/robots.txt"] = giving(SOFT_404), giving("")
        table = {"delay": 0.0, "allow_private": True, "picture_megabytes": 0.0}
        paper = {"name": PAPER, "url": site.url + laid.start, "days": 4}
        collect.collect(config.check({"collect": table, "paper": [paper]}, folder / "digest.toml"), NOW)
        got = {
            row["url"].removeprefix(site.url): row
            for path in sorted(folder.rglob("*.jsonl"))
            for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        }
    count = Counter({"articles": len(laid.truth.keys() & got.keys()), "articles of": len(laid.truth)})
    count["invented"] = len(got.keys() - laid.truth.keys())
    for path in laid.truth.keys() & got.keys():
        (day, leaf, text), row = laid.truth[path], got[path]
        right = {
            "title": row["headline"] == text.title, "kicker": row["kicker"] == text.kicker,
            "subtitle": row["subtitle"] == text.subtitle, "author": row["author"].replace(" ", "") == text.author.replace(" ", ""),
            "page": row["page"] == leaf.number, "section": row["section"] == leaf.name, "date": row["date"] == str(day.date),
            "body": row["body"] == list(text.body), "captions": row["captions"] == [text.caption] * bool(text.caption),
        }  # fmt: skip
        absent = {"k": "kicker", "s": "subtitle", "a": "author", "c": "captions"}
        right = {
            name: same
            for name, same in right.items()
            if name not in {absent[one] for one in absent.keys() - set(fields)}
        }
        count += Counter({name: int(same) for name, same in right.items()})
        count += Counter({f"{name} of": 1 for name in right})
    return count


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.__name__)
def test_a_paper_comes_as_it_is_laid_out_on_the_web(tmp_path: Path, layout: Callable[..., Laid]) -> None:
    count = scored(tmp_path, laid_out(layout))
    assert count["articles of"] == len(DAYS) * 9
    assert count["invented"] == 0
    wrong = {name: count[f"{name} of"] - count[name] for name in count if f"{name} of" in count}
    assert {name: many for name, many in wrong.items() if many} == {}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_an_article_comes_as_it_is_marked_up_on_the_web(tmp_path: Path, shape: Shape) -> None:
    count = scored(tmp_path, in_shape(shape), "".join(one for one in "ksa" if f"{{{one}}}" in shape.markup))
    assert count["articles of"] == len(DAYS) * 9
    assert count["invented"] == 0
    wrong = {name: count[f"{name} of"] - count[name] for name in count if f"{name} of" in count}
    assert {name: many for name, many in wrong.items() if many} == {}


URL = "http://a.cn/html/2026-06/18/"


def test_lines_beside_a_title_are_its_kicker_and_subtitle_where_they_are_called_so() -> None:
    markup = (
        "<h3>第01版：要闻</h3><p>2026年6月18日</p><div><p class=intro>投资9亿元</p><strong>新港 开航</strong><p class=sub>首航两艘</p></div>"
        "<div class=info>来源：澜州日报</div><div><p>一艘货轮昨天离港。</p><p>明天再开一班。</p></div><div>版权所有，未经许可不得转载。</div>"
    )
    found = article.read(f"{URL}content_1.htm", markup.encode(), classic.FAMILY, "新港开航")
    assert (found.headline, found.kicker, found.subtitle) == ("新港 开航", "投资9亿元", "首航两艘")
    assert found.body == ("一艘货轮昨天离港。", "明天再开一班。")


def test_a_page_without_the_title_of_the_list_is_no_article() -> None:
    markup = "<h2>您访问的页面不存在</h2><div><p>请返回首页，或联系本网站的管理员，谢谢您的支持与理解。</p></div>"
    found = article.read(f"{URL}content_1.htm", markup.encode(), classic.FAMILY, "新港开航")
    assert found.what == "empty"


def test_a_line_that_is_the_day_or_the_page_is_no_kicker() -> None:
    for line in ("2026年6月18日 星期四", "第01版：要闻", "来源：澜州日报"):
        markup = f"<h2>{line}</h2><h1>新港开航</h1><div id=ozoom><p>一艘货轮昨天离港。</p></div>"
        assert article.read(f"{URL}content_1.htm", markup.encode(), classic.FAMILY, "新港开航").kicker == ""


def test_words_under_a_picture_are_no_paragraph_and_a_table_of_figures_is_none() -> None:
    table = "<table><tbody><tr><td><img src=p.jpg></td></tr><tr><td><p>{}</p></td></tr></tbody></table>"
    head = (
        "<td class=font02></td><td class=font01>新港开航</td><td class=font02>首航两艘</td><td class=font02>林牧</td>"
    )
    figures = "<table><tr><td>年</td><td>箱</td></tr><tr><td>2025</td><td>300</td></tr></table>"
    markup = f"{head}{table.format('新港码头。')}<div id=ozoom><p>正文一段。</p>{figures}</div>"
    found = article.read(f"{URL}content_1.htm", markup.encode(), classic.FAMILY)
    assert (found.kicker, found.headline, found.subtitle, found.author) == ("", "新港开航", "首航两艘", "林牧")
    assert found.captions == ("新港码头。",)
    assert "300" in "".join(found.body)


def test_a_long_third_line_is_no_author() -> None:
    line = "本报记者走访三市九县，看水利工程如何惠及沿线二百万群众和七个开发区"
    markup = f"<td class=font01>水到渠成</td><td class=font02>一</td><td class=font02>{line}</td><div id=ozoom><p>文</p></div>"
    assert article.read(f"{URL}content_1.htm", markup.encode(), classic.FAMILY).author == ""


def test_the_list_of_pages_leaves_out_an_overview_and_keeps_a_step_to_the_next() -> None:
    markup = (
        "<title>打造新型传媒集团·澜州日报社数字报</title><span>A01版：头版</span><a href=node_9.htm><img src=b.gif></a>"
        "<a href=node_3.htm><font>4</font>下一版</a><a href=node_2.htm>A01： 头版</a><a href=content_1.htm>x</a>"
        "<a href=../p/A02/2.pdf>PDF</a><a href=../p/A01/1.pdf>PDF</a>"
    )
    found = sheet.read(f"{URL}node_2.htm", markup.encode())
    assert {page.url.rpartition("/")[2]: page.number for page in found.pages} == {"node_2.htm": "A01", "node_3.htm": ""}
    assert (found.paper, found.number, found.name) == ("澜州日报", "A01", "头版")
    assert found.pdf == "http://a.cn/html/2026-06/p/A01/1.pdf"


ADDRESSES = {
    "classic": ("html/2026-06/18/node_74348.htm", "content/2026-06/18/edition3052_A1.html", "html/2026-06/18/nbs.D110000a_A01.htm"),
    "new_tree": ("PC/layout/202606/18/node_JSA01.html", "pc/layout/202606/18/lRB01.html", "202606/18/node01.html", "a/202606/18/col01.htm"),
    "html_index": ("a/20260618/html/index.htm", "a/20260618/html/page_02.htm"),
    "page_articel": ("content/20260618/Page01NU.htm", "content/20260618/PageA12BC.htm"),
    "shtml": ("shtml/sxfzb/20260618/v1.shtml", "shtml/sxrb/20260618/vA01.shtml"),
    "dated_folders": ("bjrb/mobile/2026/20260618/20260618_m.html", "2026/20260618/20260618_001/20260618_001.html"),
}  # fmt: skip
ARTICLES = {
    "classic": ("html/2026-06/18/content_7625849.htm", "html/2026-06/18/content_1_2.htm", "content/2026-06/18/74821.html"),
    "new_tree": ("pc/con/202606/18/content_9.html", "202606/18/c123.html", "pc/cont/202606/18/48211.html", "pc/content/content_77.html"),
    "html_index": ("a/20260618/html/content_20260618004008.htm", "a/20260618/html/page_02_content_20260618002001.htm"),
    "page_articel": ("content/20260618/Articel01002NR.htm", "content/20260618/ArticelA12003MT.htm"),
    "shtml": ("shtml/sxrb/20260618/335337.shtml",),
    "dated_folders": ("bjrb/mobile/2026/20260618/20260618_001/content_20260618_001_6.htm",),
}  # fmt: skip


@pytest.mark.parametrize("family", sheet.FAMILIES, ids=lambda one: one.name)
def test_addresses_seen_on_the_web_are_those_of_their_platform(family: Family) -> None:
    for name, addresses in ADDRESSES.items():
        pages = [f"http://a.cn/{path}" for path in addresses if family.is_page(f"http://a.cn/{path}")]
        articles = [f"http://a.cn/{path}" for path in ARTICLES[name] if family.is_article(f"http://a.cn/{path}")]
        assert bool(pages) == bool(articles) == (name == family.name), (name, pages, articles)
        if name == family.name:
            assert (len(pages), len(articles)) == (len(addresses), len(ARTICLES[name]))


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1", "01"),
        ("001", "01"),
        ("A3", "A03"),
        ("01B", "01B"),
        ("12", "12"),
        ("", ""),
        ("GA1", "GA01"),
        ("00001", "01"),
        ("0607", "0607"),
    ],
)
def test_a_page_number_is_written_as_papers_do(number: str, written: str) -> None:
    assert sheet.two(number) == written


@pytest.mark.parametrize(("pages", "taken"), [(("06",), True), (("7",), True), (("08",), False), ((), True)])
def test_two_pages_in_one_are_taken_by_either_number(pages: tuple[str, ...], taken: bool) -> None:  # noqa: FBT001
    assert wanted(Paper("澜州日报", "", pages), sheet.PageLink("", "0607", "专题")) == taken


@pytest.mark.parametrize(
    ("markup", "onward"),
    [
        (
            "<META HTTP-EQUIV='REFRESH' CONTENT='1; url=20260618/IssueIndex.htm'>",
            "http://a.cn/html/20260618/IssueIndex.htm",
        ),
        ("<meta http-equiv=refresh content='0;url=https://zjrb.b.cn/html/a.htm'>", "https://zjrb.b.cn/html/a.htm"),
        ("<script>window.location.assign('./2026/a.html')</script>", "http://a.cn/html/2026/a.html"),
        ('<script>top.location.href="ftp://a.cn/x"</script>', ""),
        ("<p>暂无内容</p>", ""),
    ],
)
def test_a_page_that_is_none_leads_on_to_any_host_of_the_web(markup: str, onward: str) -> None:
    assert sheet.read("http://a.cn/html/", f"<html>{markup}<p>文</p></html>".encode()).onward == onward


def test_pages_of_another_edition_or_paper_of_the_day_are_left_out() -> None:
    markup = (
        "<a href=../../../../pad/layout/202606/18/node_01.html>手机版</a><a href=node_01.html>01版：要闻</a>"
        "<a href=node_02.html>02版：时评</a><a href=/wb/pc/layout/202606/18/node_03.html>03版：晚报</a>"
        "<a href=../../../content/202606/18/content_7.html>x</a>"
        "<a href=/wb/pc/content/202606/18/content_9.html>晚报的报道</a>"
    )
    found = sheet.read("http://a.cn/rb/pc/layout/202606/18/node_01.html", markup.encode())
    assert [page.url.removeprefix("http://a.cn/rb/pc/layout/202606/18/") for page in found.pages] == [
        "node_01.html", "node_02.html",
    ]  # fmt: skip
    assert [lead.url for lead in found.leads] == ["http://a.cn/rb/pc/content/202606/18/content_7.html"]
    front = sheet.read("http://a.cn/rb/pc/layout/index.html", markup.replace("node_0", "202606/18/node_0").encode())
    assert [page.number for page in front.pages] == ["01", "02"]


def test_a_page_whose_number_is_a_link_of_its_own_is_called_by_the_other_link() -> None:
    markup = (
        "<LI class=banci>[<SPAN><A href='Page01NU.htm'>01</A></SPAN>]:<A href='Page01NU.htm'>头版</A>"
        "<LI class=banci>[<SPAN><A href='Page02NU.htm'>02</A></SPAN>]:<A href='Page02NU.htm'>开发区</A>"
        "<LI class=banci><A href='Page03NU.htm'>下一版</A><A href='Page01NU.htm'>返回首页</A>"
        "<UL><LI><A href='Articel01002MT.htm'>x</A></LI></UL>"
    )
    found = sheet.read("http://a.cn/dzrb/content/20260618/Page01NU.htm", markup.encode())
    assert [(page.number, page.name) for page in found.pages] == [("01", "头版"), ("02", "开发区"), ("03", "")]
