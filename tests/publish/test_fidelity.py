"""What a template printed is what the file holds; a renderer that drops or changes one value is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample
from week import order, summed

from digest import config, publish
from digest.model import Checked, Own, Remark, Text
from digest.pipeline import build
from digest.publish import fidelity, formats, mail
from digest.publish.provenance import Printed

if TYPE_CHECKING:
    from digest.model import Brief
    from digest.publish.templates import Shelf

FORMATS = (*publish.FORMATS, *publish.LETTERS)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Build the brief of the sample week with two reports that have a sum."""
    return Checked(
        build.build(order(tmp_path_factory.mktemp("week"), summed(), formats=("md",)), config.Settings()).brief
    )


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_rendering_of_the_sample_week_holds_all_that_was_printed(week: Checked, template: str, form: str) -> None:
    made = publish.render(week, template, form)
    assert {one.sort for one in made.printed} >= {"statement", "text", "own", "sum"}
    assert made.lost() == ()
    assert made.notes == ()


@pytest.mark.parametrize("form", FORMATS)
def test_a_rendering_of_hostile_words_holds_them(form: str) -> None:
    assert publish.render(Checked(sample.about(" ".join(sample.HOSTILE))), "weekly", form).lost() == ()


@pytest.mark.runs
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("hostile", sample.HOSTILE)
def test_a_rendering_of_any_hostile_words_holds_them(hostile: str, form: str) -> None:
    assert publish.render(Checked(sample.about(hostile)), "weekly", form).lost() == ()


@pytest.mark.parametrize("form", FORMATS)
def test_a_long_brief_and_an_explained_one_lose_nothing(form: str) -> None:
    assert publish.render(Checked(sample.of_length(24)), "weekly", form).lost() == ()
    assert publish.render(Checked(sample.explained()), "weekly", form).lost() == ()


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_headline_of_figures_stands_beside_its_number(brief: Brief, template: str, form: str) -> None:
    items = tuple(replace(item, headline=Text.of("2025年首批8个项目集中开工")) for item in brief.items)
    dated = replace(brief, sections=(replace(brief.sections[0], items=items),))
    assert publish.render(Checked(dated), template, form).lost() == ()


CHANGES = {
    "协议投资额341.2亿元": "协议投资额",  # a figure dropped from its sentence
    "一期投资约76亿元": "一期投资约67亿元",  # changed
    "税收收入18.6亿元": "税收收入29.7亿元",  # that of another item
    "不拼地价拼生态": "不拼地价拼规模",
    "沈一帆": "沈一凡",
    "专班在2小时内响应、": "",
    "的星澜半导体": "的星谰半导体",
    "差额待核": "差额已核",
}


@pytest.mark.parametrize("form", ["md", "html", "pdf", "docx"])
def test_what_a_renderer_drops_or_changes_is_found_and_nothing_else(
    brief: Brief, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft is the body of all four: it is changed after its values were recorded."""
    draft = formats.draft

    def careless(shelf: Shelf, brief: Brief, *, paper: bool = False, front: bool = False) -> str:
        written = draft(shelf, brief, paper=paper, front=front).replace("**", "")
        for old, new in CHANGES.items():
            assert old in written
            written = written.replace(old, new)
        return written

    monkeypatch.setattr(formats, "draft", careless)
    lost = publish.render(Checked(brief), "weekly", form).lost()
    changed = [fidelity.squeezed(old) for old in CHANGES]
    assert [old for old in changed if not any(old in words for words in lost)] == []
    assert [words for words in lost if not any(old in words for old in changed)] == []


@pytest.mark.parametrize(("form", "renderer"), [("mail", "marked_up"), ("text", "bare")])
def test_what_a_letter_drops_or_changes_is_found(
    brief: Brief, form: str, renderer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = getattr(mail, renderer)
    changed = {"21.3万平方米": "31.2万平方米", "差额待核": "差额已核", "青屏新区装备制造产业园二期封顶": "项目封顶"}

    def careless(shelf: Shelf, brief: Brief) -> bytes:
        written: str = render(shelf, brief).decode()
        for old, new in changed.items():
            written = written.replace(old, new)
        return written.encode()

    monkeypatch.setattr(mail, renderer, careless)
    lost = publish.render(Checked(brief), "weekly", form).lost()
    assert [old for old in changed if not any(old in words for words in lost)] == []
    assert [words for words in lost if not any(old in words for old in changed)] == []


@pytest.mark.parametrize("form", FORMATS)
def test_one_value_missing_from_the_bytes_is_named_and_no_other(brief: Brief, form: str) -> None:
    made = publish.render(Checked(brief), "weekly", form)
    read = publish.named(form).read(made.content)
    text = fidelity.squeezed(read)
    one = next(value for value in made.printed if value.words == "21.3万平方米")
    assert fidelity.lost(made.printed, text) == ()
    lost = fidelity.lost(made.printed, text.replace("21.3万平方米", "23.1万平方米"))
    assert one.words in lost
    assert all(one.words in words for words in lost)


@pytest.mark.parametrize(
    ("printed", "text", "found"),
    [
        ("总投资128.6亿元", "总投资 128.6\u2060亿\n元", True),
        ("总投资128.6亿元", "总投资123.6亿元", False),
        ("8%", "18%", True),  # as a sequence of words: what stands before a value is another value's
        ("８％", "8%", True),
        ("项目分两期建设，一期投资约76亿元", "项目分两期建设，一注\n3\f期刊·16期投资约76亿元", True),
        ("项目分两期建设，一期投资约76亿元", "项目分两期建设，一注3期投资约76亿元", False),
        ("项目分两期建设，一期投资约76亿元", "期投资约76亿元\f项目分两期建设，一", False),
        ("招商局在推介会上说，走访企业", "招商局在第1页\f推介会上说，第2页\f走访企业", True),
        ("招商局在推介会上说，走访企业", "招商局在第1页\f没有\f推介会上说，走访企业", False),
        ("喆\U0002a6d6园区8家", "喆〓园区8家", True),
        ("喆\U0002a6d6园区8家", "喆园区8家", False),
        ("园区8家", "园区〓家", False),
        ("甲\x02乙\u2028丙", "甲乙 丙", True),
        ("12-15亿元", "12\x02\n15亿元", True),
        ("1215亿元", "12\x02\n15亿元", False),
    ],
)
def test_a_value_is_looked_for_as_a_sequence_of_words(printed: str, text: str, *, found: bool) -> None:
    value = Own(printed)
    assert (fidelity.lost([Printed("own", printed, value)], text) == ()) == found


def test_only_what_a_reader_must_see_is_looked_for() -> None:
    unseen = [Printed("setting", "甲", "甲"), Printed("count", "3", 3), Printed("literal", "第3类", "第3类")]
    assert fidelity.lost(unseen, "") == ()


@pytest.mark.parametrize(("char", "name"), [("\U0002a6d6", "U+2A6D6"), ("😀", "U+1F600"), ("\ue5e5", "U+E5E5")])
def test_a_character_without_a_glyph_is_printed_as_a_geta_and_named(brief: Brief, char: str, name: str) -> None:
    section = brief.sections[0]
    note = Remark((Own(f"澄江{char}中心来电更正。"),))
    item = replace(section.items[0], notes=(note,))
    rare = replace(brief, sections=(replace(section, items=(item, *section.items[1:])), *brief.sections[1:]))
    made = publish.render(Checked(rare), "weekly", "pdf")
    (said,) = made.notes
    assert name in said
    assert "printed as 〓: " in said
    assert "澄江" in said
    assert "澄江〓中心来电更正。" in fidelity.squeezed(publish.named("pdf").read(made.content))
    assert made.lost() == ()
