"""A saved web page becomes the article a reader sees on it; the page's furniture does not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sources import articles, web_page

from digest import read
from digest.errors import EmptySource

if TYPE_CHECKING:
    from digest.model import Document, Span

PAGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))["page"]


def _words(document: Document, *spans: Span | None) -> list[str]:
    return [document.text[span.start : span.end] for span in spans if span]


def _found(document: Document) -> dict[str, Any]:
    entry = document.entries[0]
    head = {
        name: "".join(_words(document, getattr(entry, name))) or None for name in ("headline", "kicker", "subtitle")
    }
    lists = {name: _words(document, *getattr(entry, name)) for name in ("paragraphs", "subheads", "captions")}
    said = {name: getattr(entry, name) for name in ("author", "published", "publication", "page", "link")}
    return {**head, **lists, **said}


@pytest.mark.parametrize("page", PAGES, ids=[page["says"] for page in PAGES])
def test_a_page_is_read_as(page: dict[str, Any]) -> None:
    found = _found(read.read("page.html", page["markup"].encode()))
    names = ("kicker", "subtitle", "author", "published", "publication", "page", "link")
    wanted = {
        "headline": page["headline"],
        "paragraphs": page["body"],
        "subheads": page.get("subheads", []),
        "captions": page.get("captions", []),
        **{name: page.get(name) for name in names},
    }
    assert found == wanted


def test_the_same_page_is_read_alike_in_another_encoding() -> None:
    for page in PAGES:
        utf8, gbk = (read.read("page.html", page["markup"].encode(name)) for name in ("utf-8", "gb18030"))
        assert utf8.text == gbk.text
        assert gbk.encoding == "gb18030"


def test_nothing_of_an_article_is_lost_between_the_furniture_of_its_page() -> None:
    for article in articles(60, seed=7):
        document = read.read("page.html", web_page(article).encode())
        assert _words(document, *document.entries[0].paragraphs) == list(article.body)
        assert _words(document, document.entries[0].headline) == [article.headline]


def test_a_page_of_links_is_no_article() -> None:
    links = "".join(f'<li><a href="/{at}">第{at}条新闻的标题，点开才能看到全文。</a> 04-14</li>' for at in range(40))
    with pytest.raises(EmptySource, match="no article on the page"):
        read.read("list.html", f"<html><body><h1>要闻</h1><ul>{links}</ul></body></html>".encode())


def test_a_list_is_no_article_for_its_imprint_and_a_line_of_news_is_one() -> None:
    links = "".join(f'<li><a href="/{at}">第{at}条公告的标题</a></li>' for at in range(20))
    imprint = "<p>江公网安备 44010402001594号 江ICP备05000000号 网站标识码：4401000059</p>"
    with pytest.raises(EmptySource, match="a list of links"):
        read.read("list.html", f"<html><body><h1>公告</h1><ul>{links}</ul>{imprint}</body></html>".encode())
    foot = "<p>全国客服热线：400-900-0000，周一至周五9:00至17:00。</p><p>地址：望沧市青汀路6号西区，邮编：500000</p>"
    with pytest.raises(EmptySource, match="a list of links"):
        read.read(
            "list.html", f"<html><body><ul>{links}</ul><div class='gr-footer'>{foot}</div></body></html>".encode()
        )
    news = "<h1>望沧港封航</h1><p>受大风影响，望沧港今天18时起封航，开航的时间另行通知。</p>"
    document = read.read("news.html", f"<html><body>{news}<ul>{links}</ul></body></html>".encode())
    assert len(document.entries[0].paragraphs) == 1


def test_what_stands_deeper_than_the_parser_goes_is_said_to_be_missing() -> None:
    deep = "<p>这是开发区的第一段，里面有一个完整的句子。</p>" + "<div>" * 3000 + "<p>很深的一段，有一个句子。</p>"
    document = read.read("deep.html", f"<html><body>{deep}</body></html>".encode())
    assert any("read only in part" in problem.reason for problem in document.problems)


def test_no_markup_script_or_style_reaches_the_text() -> None:
    page = web_page(articles(1)[0]).replace(
        "<p>　　", "<style>p{}</style><p onclick='x()'><img src=x onerror=alert(1)>　　"
    )
    text = read.read("page.html", page.encode()).text
    assert not set("<>{}") & set(text)
    assert "alert" not in text


def test_invisible_characters_do_not_hide_words() -> None:
    page = "<html><body><p>青澜高\u200b新\u00ad区\ufeff昨天\u202e签约，总投资\u206035亿元。</p></body></html>"
    assert "青澜高新区昨天签约，总投资35亿元。" in read.read("page.html", page.encode()).text


TEASER = (
    '<li><a href="/{0}">第{0}个项目签约，园区又添新军</a>'
    "<p>第{0}个项目总投资{0}亿元，占地{0}0亩，计划今年开工。</p></li>"
)
POST = (
    '<div class="post"><div class="by">用户{0} 发表于 2025-04-1{0} 08:3{0}</div>'
    "<div>第{0}楼说：园区的路修得真好，上班比以前快多了，希望再开一条公交线。</div></div>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<h1>园区动态</h1><ul>{''.join(TEASER.format(at) for at in range(1, 7))}</ul>", "a list of articles"),
        (
            "<h1>热帖</h1>" + "".join(f"<dl><dt>{at}</dt>{TEASER.format(at)}</dl>" for at in range(1, 5)),
            "a list of articles",
        ),
        (f"<h1>园区的路</h1>{''.join(POST.format(at) for at in range(1, 6))}", "a thread of posts"),
        (
            "<h2>园区夜话</h2>"
            + "".join(
                f"夜里的园区也很忙，第{at}班车刚走。<br>〓 路人{at} 2025-04-14 2{at}:15 〓<br>" for at in range(4)
            ),
            "a thread of posts",
        ),
        (
            '<div class="bbs-left"><h1>园区的班车</h1><p>园区的班车能不能再早一点，六点半到不了厂。</p></div>',
            "a thread of posts",
        ),
        (
            "<h1>园区要闻</h1>"
            + "".join(
                f"<div class='one'><div>第{at}个项目昨天投产，园区的产业链又添新军！</div>"
                f"<div><a href='/{at}'>第{at}个项目总投资{at}亿元，占地{at}0亩，园区负责人到场……</a></div></div>"
                for at in range(1, 6)
            ),
            "a list of articles",
        ),
        (
            "<h1>x</h1>"
            + "".join(f"<h2>第{at}区</h2><ul>{TEASER.format(at)}{TEASER.format(at + 4)}</ul>" for at in range(1, 4)),
            "a list of articles",
        ),
        (
            f"<h1>x</h1><p>要闻每天更新，欢迎企业来稿。</p><ul>{''.join(TEASER.format(at) for at in range(1, 7))}</ul>",
            "a list of articles",
        ),
    ],
)
def test_lists_and_forums_are_refused_by_name(body: str, reason: str) -> None:
    with pytest.raises(EmptySource, match=reason):
        read.read("list.html", f"<html><head><title>x</title></head><body>{body}</body></html>".encode())


def test_a_chronicle_with_days_is_no_forum_and_an_article_with_links_no_list() -> None:
    days = "".join(f"<p>2025年4月{at}日，园区第{at}个项目开工，总投资{at}亿元。</p>" for at in range(1, 6))
    links = "".join(f"<p><a href='/{at}'>园区</a>第{at}个项目昨天投产，年产值{at}0亿元。</p>" for at in range(1, 6))
    tables = "".join(
        f"<table><tr><td>2025年4月{at}日</td></tr><tr><td>园区的路修到第{at}段，比原计划早了半个月。</td></tr></table>"
        for at in range(1, 5)
    )
    sentences = (f"园区的第{at}个项目昨天投产，年产值{at}0亿元，占地{at}0亩，员工{at}00人。" for at in range(1, 6))
    prose = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    for body, count in ((days, 5), (links, 5), (prose + tables, 13)):
        document = read.read("a.html", f"<html><body><h1>园区大事记</h1>{body}</body></html>".encode())
        assert len(document.entries[0].paragraphs) == count


# What stands in imprints, hints and notices, and in articles on zones every week.
WORDS = [
    "许可证", "技术支持", "主办单位", "浏览器", "举报电话", "关注我们", "版权所有", "免责声明", "相关阅读",
    "责任编辑", "信息来源", "发布时间", "扫一扫", "客户端", "二维码", "微信", "声明", "分享", "下一篇", "标签",
    "地址", "评论", "浏览", "点击", "打印", "收藏", "更多", "精彩", "推荐", "热门", "最新", "编辑", "审核",
    "监制", "摄影", "频道", "Copyright", "ICP备案", "APP", "本文", "转载", "登录", "下载", "首页", "作者",
    "记者", "来源", "时间", "日期", "长按", "阅读",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_word_in_a_paragraph_drops_it_wherever_it_stands(word: str, place: int) -> None:
    sentences = (
        f"{word}等事项已在园区办结，涉及投资{place + 3}5亿元。",
        f"{word}设备投资{place + 3}6亿元",
        f"园区负责人说，{word}等事项办结率达97%。",
    )
    for sentence in sentences:
        body = [
            "青澜高新区昨天召开会议，部署二季度工作。",
            "全区一季度完成投资35亿元，增长12%。",
            "会议要求，各部门抓紧落实。",
        ]
        body[place] = sentence
        page = f"<h1>青澜高新区部署工作</h1><div>{''.join(f'<p>{paragraph}</p>' for paragraph in body)}</div>"
        document = read.read("a.html", f"<html><body>{page}</body></html>".encode())
        assert _words(document, *document.entries[0].paragraphs) == body
