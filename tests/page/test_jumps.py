"""Reports that go on on another page: 下转 and 上接 join what they part, within a source, and say so across sources."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import printed
import pypdfium2
import pytest
from printed import Design, Story
from sources import articles

from digest import page, read
from digest.page import jumps
from digest.read import pdf

if TYPE_CHECKING:
    from digest.model import Layout

FRONT = """临湾日报 2025年4月14日 星期一 第01版
临湾新区四座标准厂房同日封顶
　　本报讯（记者 顾远舟）昨日上午，临湾新区举行仪式，玉
衡光学的四座标准厂房同时封顶，明年春天交付使用。（下转03版）
山城引来首家光伏玻璃企业
　　本报讯 澄川玻璃与山城工业园签约，投资六亿元建设光伏
玻璃生产线，年产玻璃三百万平方米，带动就业八百人，
项目分两期建设，（下转第三版）
"""
INNER = """临湾日报 2025年4月14日 星期一 第03版
（上接01版）一期年内投产，澄川玻璃还将在山城工业园设立研
发中心，与两所高校合作。
　　二期明年动工，山城工业园为它预留土地二百亩。
（上接第一版）
四座标准厂房同日封顶
　　玉衡光学负责人说，临湾新区的标准厂房为企业省下一年时
间，设备下月进场安装。
　　新区还将再建六座标准厂房，总面积十二万平方米。
春耕时节种子充足
　　本报讯 农技站昨日发放稻种三万斤，农户反映种子质量好，
今年播种比去年早了一周。
"""


def taken(text: str, origin: str = "page.txt") -> Layout:
    return page.split(read.read(origin, text.encode()))


def test_what_was_carried_over_is_appended_to_the_report_that_jumps() -> None:
    layout = taken(FRONT + "\f" + INNER)
    plants, glass, seeds = layout.articles
    assert [text.string for text in plants.body][1:] == [
        "玉衡光学负责人说，临湾新区的标准厂房为企业省下一年时间，设备下月进场安装。",
        "新区还将再建六座标准厂房，总面积十二万平方米。",
    ]
    assert glass.body[0].string.endswith(
        "项目分两期建设，一期年内投产，澄川玻璃还将在山城工业园设立研发中心，与两所高校合作。"
    )
    assert (str(seeds.headline), len(seeds.body)) == ("春耕时节种子充足", 1)
    assert [article.page for article in layout.articles] == ["01", "01", "03"]
    assert not any(article.jumps_to or article.jumps_from for article in layout.articles)


def test_every_character_keeps_its_place_and_belongs_to_one_thing() -> None:
    text = FRONT + "\f" + INNER
    layout = taken(text)
    pieces = [piece.text for piece in layout.furniture] + list(layout.unread)
    for article in layout.articles:
        pieces += [part for part in (article.kicker, article.headline, article.subtitle) if part]
        pieces += [paragraph.text for paragraph in article.paragraphs]
    places = sorted(k for piece in pieces for span in piece.spans for k in range(*span))
    inked = [k for k in places if not text[k].isspace()]
    assert inked == [k for k, letter in enumerate(text) if not letter.isspace()]
    for piece in pieces:
        assert "".join("".join(text[a:b] for a, b in piece.spans).split()) == "".join(piece.string.split())


def test_a_headline_said_again_is_furniture_and_one_of_its_own_a_subhead() -> None:
    assert ("jump", "四座标准厂房同日封顶") in {
        (piece.role, piece.text.string) for piece in taken(FRONT + "\f" + INNER).furniture
    }
    layout = taken(FRONT + "\f" + INNER.replace("四座标准厂房同日封顶", "设备即将进场"))
    assert [paragraph.text.string for paragraph in layout.articles[0].paragraphs if paragraph.role == "subhead"] == [
        "设备即将进场"
    ]


def test_pages_in_another_order_give_the_same_reports() -> None:
    forth, back = taken(FRONT + "\f" + INNER), taken(INNER + "\f" + FRONT)
    assert {tuple(text.string for text in article.body) for article in forth.articles} == {
        tuple(text.string for text in article.body) for article in back.articles
    }


def test_a_page_that_is_not_the_one_named_is_not_joined() -> None:
    layout = taken(FRONT + "\f" + INNER.replace("第03版", "第07版"))
    assert len(layout.articles) == 5
    assert [article.jumps_to for article in layout.articles] == ["3", "3", None, None, None]
    assert [article.jumps_from for article in layout.articles] == [None, None, "1", "1", None]


def test_without_page_numbers_the_words_must_agree() -> None:
    def bare(text: str) -> str:
        return text.partition("\n")[2]

    assert len(taken(bare(FRONT) + "\f" + bare(INNER)).articles) == 3
    other = "（上接01版）农技站说，今年稻种充足，农户都已领到，播种比去年早了一周，长势喜人。\n"
    assert len(taken(bare(FRONT) + "\f" + other).articles) == 3
    assert taken(bare(FRONT) + "\f" + other).articles[2].jumps_from == "1"


def test_a_report_that_goes_on_in_another_source_names_its_page() -> None:
    assert [article.jumps_to for article in taken(FRONT).articles] == ["3", "3"]
    assert [article.jumps_from for article in taken(INNER).articles] == ["1", "1", None]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("（下转03版）", "3"),
        ("上接第一版", "1"),
        ("下转十二版", "12"),
        ("（下转A04版）", "A4"),
        ("转二十一版", "21"),
        ("下转", None),
    ],
)
def test_a_page_is_named_in_many_ways(words: str, number: str | None) -> None:
    assert jumps.number(words) == number


def bound(*pages: bytes) -> bytes:
    """Bind printed pages to one file."""
    whole = pypdfium2.PdfDocument.new()
    for content in pages:
        whole.import_pages(pypdfium2.PdfDocument(content))
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


def test_a_report_goes_on_on_the_next_page_of_a_pdf() -> None:
    one, other, third = (
        Story(headline, written.body)
        for headline, written in zip(
            ("溪桥产业园三条生产线满负荷运转", "小零件闯出大市场", "中试平台补上成果转化关键一环"),
            articles(3, seed=5),
            strict=True,
        )
    )
    *before, last = one.body
    half = last.index("，") + 1
    first = replace(one, body=(*before, last[:half] + "（下转02版）"))
    second = replace(one, headline="溪桥产业园三条生产线", body=("（上接01版）" + last[half:], *other.body))
    front = printed.page(((((first, 2),), ((third, 2),)),), Design(masthead=False))
    inner = printed.page(((((second, 2),), ((other, 2),)),), Design(masthead=False))
    layout = page.split(pdf.read("a.pdf", bound(front, inner)))
    bodies = {article.headline and article.headline.string: article.body for article in layout.articles}
    assert set(bodies) == {one.headline, third.headline, other.headline}
    assert [text.string for text in bodies[one.headline]] == [
        text.replace(" ", "") for text in (*before, last, *other.body)
    ]
