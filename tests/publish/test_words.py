"""The words of a rendered file are those its reader sees, and a planted figure or quotation is found in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample
import weasyprint
from digest.publish.words import words

from digest import publish
from digest.model import Reason, Text
from digest.publish import evidence

if TYPE_CHECKING:
    from digest.model import Brief

FORMATS = (*publish.FORMATS, *publish.LETTERS)
QUOTE = "不比优惠比服务，不拼地价拼生态。"
PLANTED = {
    "987.6亿元": "总投资987.6亿元。",
    "31.7%": "增长31.7%。",
    "拼规模": "“不比规模比速度，不拼土地拼规模。”他说。",
}


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_and_quotation_of_a_rendered_file_is_found_in_its_sources(
    brief: Brief, template: str, form: str
) -> None:
    text = words(publish.render(brief, template, form), form)
    assert publish.unfounded(text, brief, sample.printed(brief)) == ()
    squeezed = "".join(text.split())
    for item in brief.items:
        assert "".join(item.headline.string.split()) in squeezed
        assert all("".join(fact.figure.string.split()) in squeezed for fact in evidence.key_facts(item)[:2])


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("form", FORMATS)
def test_a_planted_figure_or_quotation_is_found_in_the_rendered_file(brief: Brief, form: str, planted: str) -> None:
    item = replace(brief.items[6], summary=(Text.of(PLANTED[planted]),))
    section = replace(brief.sections[0], items=(*brief.sections[0].items, item))
    false = replace(brief, sections=(section, *brief.sections[1:]))
    (missing,) = publish.unfounded(words(publish.render(false, "weekly", form), form), false, sample.printed(brief))
    assert planted in missing


@pytest.mark.parametrize("form", FORMATS)
def test_the_words_of_a_hostile_brief_are_told(form: str) -> None:
    for hostile in sample.HOSTILE:
        assert "12.5%" in words(publish.render(sample.about(hostile), "weekly", form), form)


def test_the_numbers_of_notes_and_pages_are_no_figures(brief: Brief) -> None:
    long = sample.of_length(24)
    text = words(publish.render(long, "weekly", "pdf"), "pdf")
    assert publish.unfounded(text, long, sample.printed(brief)) == ()


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_headline_that_begins_with_a_year_is_no_decimal_after_its_number(
    brief: Brief, template: str, form: str
) -> None:
    headline = Text.of("2025年首批项目集中开工")
    items = tuple(replace(item, headline=headline) for item in brief.items)
    dated = replace(brief, sections=(replace(brief.sections[0], items=items),))
    text = words(publish.render(dated, template, form), form)
    assert publish.unfounded(text, dated, (*sample.printed(brief), headline.string)) == ()
    assert publish.unfounded("1.2025年首批", replace(dated, highlights=()), (headline.string,)) != ()


@pytest.mark.parametrize("form", FORMATS)
def test_the_points_of_an_explained_brief_are_its_own(form: str) -> None:
    given = sample.explained()
    items = tuple(replace(item, reasons=(Reason("事项分量", 77.0, "B级：首创"),)) for item in given.items)
    whole = replace(given, sections=(replace(given.sections[0], items=items),))
    text = words(publish.render(whole, "weekly", form), form)
    assert publish.unfounded(text, whole, sample.printed(given)) == ()


@pytest.mark.parametrize("call", ["9", "10", "11", "107"])
def test_the_number_of_a_note_is_left_out_at_the_end_of_a_line_too(call: str) -> None:
    sheet = (
        f"<p>近60万元<sup style='font-size:64%'>{call}</sup></p><p>共2025<sup style='font-size:64%'>{call}</sup>项</p>"
    )
    text = words(weasyprint.HTML(string=sheet).write_pdf(), "pdf")
    assert text.split() == ["近60万元", "共2025项"]


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<p>投资<b>12</b>亿元<p>另起", "投资12亿元"),
        ("<style>p{top:77px}</style><p>字", "字"),
        ("<p>增长<button class='call'>37</button>以上", "增长以上"),
        ("<img alt='三项合计'>", "三项合计"),
        ("<div popover><p>一句原话</p><cite>某报</cite></div>", "“一句原话”"),
        ("<p>甲</p><p>乙", "甲\n\n乙"),
    ],
)
def test_a_web_page_is_read_as_its_reader_sees_it(page: str, read: str) -> None:
    assert read in words(page.encode(), "html")
    assert "77" not in words(page.encode(), "html")
