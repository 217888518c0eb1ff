"""Pages with boxes: columns are followed by where they stand, and roles told by size of type, place and words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import printed
import pytest
from printed import Design, Story
from sources import articles

from digest import page
from digest.model import Article, Box, Document, Face, Layout, Line, Span
from digest.page.boxes import pieces
from digest.page.boxes.lines import Printed
from digest.read import pdf

ONE, TWO, THREE, FOUR = (
    Story(headline, one.body)
    for headline, one in zip(
        (
            "溪桥产业园三条生产线满负荷运转",
            "岚州综合保税区“一次办”跑出加速度",
            "小零件闯出大市场",
            "中试平台补上成果转化关键一环",
        ),
        articles(4, seed=5),
        strict=True,
    )
)


def _split(*bands: tuple[printed.Strip, ...], design: Design | None = None) -> Layout:
    return page.split(pdf.read("a.pdf", printed.page(bands, design)))


def _said(article: Article) -> tuple[str | None, tuple[str, ...]]:
    return article.headline and article.headline.string, tuple(text.string for text in article.body)


def _solid(*strings: str) -> tuple[str, ...]:
    return tuple(string.replace(" ", "") for string in strings)


def _written(*stories: Story) -> set[tuple[str, tuple[str, ...]]]:
    return {(story.headline, _solid(*story.body)) for story in stories}


def _found(layout: Layout) -> set[tuple[str | None, tuple[str, ...]]]:
    return {_said(article) for article in layout.articles}


def test_a_story_is_followed_over_its_columns_and_ends_at_the_next_headline() -> None:
    layout = _split(((((ONE, 3),)), (((TWO, 1), (THREE, 1)))), (((FOUR, 4),),))
    assert _found(layout) == _written(ONE, TWO, THREE, FOUR)
    assert not layout.unread


@pytest.mark.parametrize(
    "design",
    [
        Design(gutter=9, leading=1.3),
        Design(size=8.5, column=12, headline=30, rules=True),
        Design(column=24, masthead=False),
    ],
    ids=["narrow gutters", "narrow columns", "wide columns"],
)
def test_stories_side_by_side_are_told_apart_in_every_design(design: Design) -> None:
    assert _found(_split((((ONE, 2),), ((TWO, 2),)), design=design)) == _written(ONE, TWO)


def test_a_vertical_headline_owns_the_columns_beside_it() -> None:
    layout = _split((((replace(ONE, vertical=True), 3),), ((TWO, 1),)))
    assert _found(layout) == _written(ONE, TWO)


def test_two_vertical_headlines_under_each_other_stay_two() -> None:
    tall = [replace(story, vertical=True) for story in (ONE, TWO)]
    assert _found(_split((tuple((story, 2) for story in tall),))) == _written(ONE, TWO)


def test_a_short_headline_owns_all_the_columns_it_stands_over_the_middle_of() -> None:
    layout = _split((((replace(THREE, body=(*ONE.body, *TWO.body)), 5),),))
    assert _found(layout) == _written(replace(THREE, body=(*ONE.body, *TWO.body)))


def test_the_parts_around_a_headline_are_told_apart() -> None:
    dressed = replace(
        ONE, kicker="一季度开门红", subtitle="全年计划总投资210亿元", byline="■ 周立 王海涛", label="园区动态"
    )
    (article,) = _split((((dressed, 3),),)).articles
    assert article.kicker is not None
    assert article.subtitle is not None
    assert (article.kicker.string, article.subtitle.string) == (dressed.kicker, dressed.subtitle)
    assert [byline.name for byline in article.bylines][-2:] == ["周立", "王海涛"]
    assert article.section == "园区动态"
    assert _said(article) == (ONE.headline, ONE.body)


def test_a_label_over_the_next_headline_is_no_part_of_the_one_beside_it() -> None:
    layout = _split((((replace(ONE, kicker="一季度开门红"), 2),), ((replace(TWO, label="政策解读"), 2),)))
    assert _found(layout) == _written(ONE, TWO)
    assert [(article.section, _said(article)[0]) for article in layout.articles if article.section] == [
        ("政策解读", TWO.headline)
    ]


def test_a_caption_and_a_subhead_are_no_body() -> None:
    dressed = replace(
        ONE, body=(*ONE.body, *THREE.body), caption="图为智能工厂的生产线。 周立 摄", subhead="把人才留下来"
    )
    (article,) = _split((((dressed, 2),),)).articles
    assert [caption.string for caption in article.captions] == ["图为智能工厂的生产线。周立摄"]
    assert [part.text.string for part in article.paragraphs if part.role == "subhead"] == ["把人才留下来"]
    assert _said(article) == (ONE.headline, _solid(*dressed.body))


@pytest.mark.parametrize(("tail", "names"), [("（李静）", ["李静"]), ("张明远 陈思", ["张明远", "陈思"])])
def test_names_that_close_a_story_are_bylines(tail: str, names: list[str]) -> None:
    (article,) = _split((((replace(ONE, tail=tail), 2),),)).articles
    assert [byline.name for byline in article.bylines][-len(names) :] == names
    assert _said(article) == (ONE.headline, ONE.body)


def test_a_jump_line_is_furniture() -> None:
    body = (*ONE.body[:-1], ONE.body[-1] + "（下转03版）")
    layout = _split((((replace(ONE, body=body), 2),),))
    assert _found(layout) == _written(ONE)
    assert ("jump", "（下转03版）") in {(piece.role, piece.text.string) for piece in layout.furniture}


def test_the_head_of_the_page_dates_its_articles() -> None:
    (article,) = _split((((ONE, 3),),)).articles
    assert (str(article.published), article.publication, article.page) == ("2025-04-14", "江畔日报", "05")


@pytest.mark.parametrize("seed", range(3))
def test_every_character_is_given_once_and_every_text_is_its_own_words(seed: int) -> None:
    told = printed.stories(5, seed)
    document = pdf.read("a.pdf", printed.page(((((told[0], 2), (told[1], 2)), ((told[2], 1),)), (((told[3], 3),),))))
    layout = page.split(document)
    texts = [piece.text for piece in layout.furniture] + list(layout.unread)
    for article in layout.articles:
        texts += [text for text in (article.kicker, article.headline, article.subtitle) if text]
        texts += [part.text for part in article.paragraphs] + list(article.captions)
        inside = {place for part in article.paragraphs for span in part.text.spans for place in range(*span)}
        texts += [byline.text for byline in article.bylines if byline.text.start not in inside]
    given = [place for text in texts for span in text.spans for place in range(*span)]
    ink = {place for place, char in enumerate(document.text) if not char.isspace()}
    assert len(given) == len(set(given))
    assert ink == {place for place in given if not document.text[place].isspace()}
    for text in texts:
        assert "".join(document.text[a:b] for a, b in text.spans).split() == text.string.split()


def _drawn(*words: tuple[float, float, float, str]) -> Document:
    """Make a document of (left, top, size, string), as a picture gives it: sizes may be a little off."""
    lines, at = [], 0
    for left, top, size, string in words:
        box = Box(left, top, left + size * len(string), top + size, size)
        lines.append(Line(Span(at, at + len(string)), 1, box))
        at += len(string) + 1
    text = "".join(f"{string}\n" for *_, string in words)
    return Document(id="x", origin="x", text=text, encoding="ocr", lines=tuple(lines))


BODY = tuple(
    (30, 100 + 15 * k, 10, string)
    for k, string in enumerate(("会议要求各有关部门要主动靠前", "服务，推动项目早开工，早投产，", "早见效。"))
)


def test_the_last_glyphs_of_a_headline_belong_to_it_though_they_are_measured_larger() -> None:
    (article,) = page.split(_drawn((30, 30, 20, "小零件闯出大市"), (90, 56, 23, "场"), *BODY)).articles
    assert article.headline is not None
    assert article.headline.string == "小零件闯出大市场"


def test_a_headline_torn_at_a_blank_is_one_line() -> None:
    (article,) = page.split(_drawn((30, 50, 20, "小零件"), (110, 50, 20, "大市场"), *BODY)).articles
    assert article.headline is not None
    assert article.headline.string == "小零件大市场"


def test_a_glyph_seen_in_both_halves_of_a_headline_is_read_once() -> None:
    (article,) = page.split(_drawn((30, 50, 20, "小零件闯"), (90, 50, 20, "闯出大市场"), *BODY)).articles
    assert article.headline is not None
    assert article.headline.string == "小零件闯出大市场"


def test_a_name_that_lost_the_blank_behind_its_role_is_a_byline() -> None:
    (article,) = page.split(_drawn((30, 50, 20, "小零件闯出大市场"), (60, 80, 10, "本报记者周立"), *BODY)).articles
    assert [(byline.role, byline.name) for byline in article.bylines] == [("本报记者", "周立")]


def test_a_line_of_large_type_is_no_name_though_it_could_be_one() -> None:
    (article,) = page.split(
        _drawn((30, 20, 20, "为企业送"), (30, 45, 20, "来真金"), (30, 70, 20, "白银"), *BODY)
    ).articles
    assert article.headline is not None
    assert article.headline.string == "为企业送来真金白银"


def test_a_page_of_thousands_of_specks_is_named_at_once() -> None:
    specks = [(7.0 * (k % 90), 9.0 * (k // 90), 6.0, "园") for k in range(20_000)]
    layout = page.split(_drawn(*specks))
    assert (layout.articles, len(layout.unread)) == ((), 1)


def test_a_page_of_one_stray_word_gives_no_article_and_names_it() -> None:
    line = Line(Span(0, 2), 1, Box(10, 10, 30, 20, 10))
    layout = page.split(Document(id="x", origin="x", text="甲乙\n", encoding="pdf", lines=(line,)))
    assert (layout.articles, [text.string for text in layout.unread]) == ((), ["甲乙"])


@pytest.mark.parametrize(
    ("gap", "font", "words"),
    [
        (7.5, "song", ["境", "三年行动方案"]),
        (20.0, "song", ["三年行动方案"]),  # a neighbouring column
        (7.5, "hei", ["三年行动方案"]),  # other type
    ],
)
def test_a_row_that_justification_tore_is_put_together_from_the_left(gap: float, font: str, words: list[str]) -> None:
    def line(ink: str, x0: float, face: str, index: int) -> Printed:
        return Printed((Span(0, 1),), ink, ink, x0, 0, x0 + 9 * len(ink), 9, 9, Face(face), index=index)

    flow = [line("境", 392, font, 0), line("三年行动方案", 401 + gap, "song", 1)]
    assert [part.ink for part in pieces.torn(flow, 1, set())] == words


@pytest.mark.parametrize(
    ("ink", "font", "name"), [("苏明杰", "kai", True), ("苏明杰", "song", False), ("今年前三月", "kai", False)]
)
def test_a_name_in_other_type_than_the_lines_around_it_is_a_byline(ink: str, font: str, *, name: bool) -> None:
    inks = ((ink, font), ("长的耐心资本。目前，伺服电", "song"))
    rows = [Printed((Span(0, 1),), text, text, 0, 0, 9, 9, 9, Face(face)) for text, face in inks]
    sheet = SimpleNamespace(lines=rows, above=[None, 0], below=[1, None])
    assert pieces.signs(sheet, rows[0]) is name  # type: ignore[arg-type]
