"""The PDF: our fonts only, flush lines, evidence at the foot, nothing fetched, nothing dropped in silence."""

from __future__ import annotations

import ctypes
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import sample
from pypdfium2 import raw

from digest import publish
from digest.errors import PrintError
from digest.model import Checked, Text
from digest.publish import evidence
from digest.publish import pdf as printing
from digest.publish.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Brief

MARGIN = 22 / 25.4 * 72
HEAD, FOOT = 48.0, 42.0  # points: what stands farther out is running head and page number
INSETS = (0.0, 5 / 25.4 * 72)  # running text, highlights
NUMBERS = 75.0  # points: below it stand the page numbers of the official sheet, too
FILLED = 2 / 3  # of a sheet's height: measured over four lengths of two templates, .75 and more
FULL = 30  # characters of a line of running text that reaches the margin


def words_of(document: pypdfium2.PdfDocument) -> str:
    """All text of a PDF between its running heads and page numbers, without blanks and word joiners."""
    text = "".join(page.get_textpage().get_text_bounded(bottom=FOOT, top=page.get_height() - HEAD) for page in document)
    return re.sub(r"[\s\u2060\ufffe]", "", text)


def drawn_with(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, str]]:
    """Each character of a PDF with the base font it is drawn with."""
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            buffer = ctypes.create_string_buffer(128)
            raw.FPDFText_GetFontInfo(text.raw, place, buffer, 128, None)
            yield chr(raw.FPDFText_GetUnicode(text.raw, place)), buffer.value.decode().partition("+")[2]


def full_lines(document: pypdfium2.PdfDocument) -> list[tuple[str, float]]:
    """Each line of running text that is not a paragraph's last, with the gap it leaves at the right margin."""
    found = []
    for page in document:
        text = page.get_textpage()
        rows: dict[int, list[tuple[float, float, str]]] = {}
        for place in range(text.count_chars()):
            left, bottom, right, _ = text.get_charbox(place, loose=True)
            rows.setdefault(round(bottom), []).append((left, right, text.get_text_range(place, 1)))
        for row in rows.values():
            words = "".join(char for *_, char in sorted(row)).strip()
            left, right = min(row)[0], max(end for _, end, _ in row)
            if len(words) > FULL and left - MARGIN < 25 and not words.endswith(("。", "版", "”")):
                found.append((words, page.get_width() - MARGIN - right))
    return found


def filled(page: pypdfium2.PdfPage) -> float:
    """Say how far down its sheet a page has words, its number left out, as a share of the sheet's height."""
    text = page.get_textpage()
    feet = (text.get_rect(place)[1] for place in range(text.count_rects()))
    return float(1 - min(foot for foot in feet if foot > NUMBERS) / page.get_height())


def test_only_bundled_fonts_are_embedded(pdf: pypdfium2.PdfDocument) -> None:
    names = {name for _, name in drawn_with(pdf)}
    assert names - {""} == {"Digest-Serif", "Digest-Serif-Bold", "Digest-Sans-Medium"}


def test_chinese_lines_are_flush_with_the_margin(brief: Brief, pdf: pypdfium2.PdfDocument) -> None:
    running = "".join(part.string for item in brief.items for part in item.summary)
    squeezed = re.sub(r"\s", "", running)
    gaps = [gap for words, gap in full_lines(pdf) if re.sub(r"[\s0-9]", "", words) in re.sub(r"[0-9]", "", squeezed)]
    lines = [gap for gap in gaps if gap < FULL * 2]  # a word of Latin letters is not broken
    assert len(lines) > 10
    assert sum(any(abs(gap - inset) <= 1 for inset in INSETS) for gap in lines) / len(lines) >= 0.9


def test_no_line_begins_with_closing_punctuation(pdf: pypdfium2.PdfDocument) -> None:
    lines = [line for page in pdf for line in page.get_textpage().get_text_range().splitlines()]
    assert not [line for line in lines if line[:1] in tuple("，。、；：？！）》”’％%")]


def test_every_sentence_and_figure_of_the_brief_is_in_the_pdf(brief: Brief, pdf: pypdfium2.PdfDocument) -> None:
    text = words_of(pdf)
    for item in brief.items:
        for part in (item.headline, *item.summary):
            assert re.sub(r"\s", "", part.string) in text
        for fact in evidence.key_facts(item):
            assert re.sub(r"\s", "", str(fact.figure)) in text


def test_a_quotation_stands_once_in_the_text_or_at_the_foot(brief: Brief, pdf: pypdfium2.PdfDocument) -> None:
    text = words_of(pdf)
    quotes = {note.quote.string for item in brief.items for note in evidence.notes(item)}
    highlighted = {line.sentence.string for line in brief.highlights}
    for quote in quotes:
        assert text.count(re.sub(r"\s", "", quote)) == 1 + (quote in highlighted)


def test_the_pdf_has_outline_language_metadata_and_page_numbers(brief: Brief, pdf: pypdfium2.PdfDocument) -> None:
    outline = [entry.get_title() for entry in pdf.get_toc()]
    assert outline[:4] == ["本期要点", "本周数据", "政策", brief.items[0].headline.string]
    assert all(any(item.headline.string in title for title in outline) for item in brief.items)
    metadata = pdf.get_metadata_dict()
    assert metadata["Title"] == "开发区动态周报（2025年第16期）"
    assert metadata["CreationDate"].startswith("D:20250421")
    assert raw.FPDFCatalog_IsTagged(pdf.raw)
    assert all(f"— {number} —" in page.get_textpage().get_text_range() for number, page in enumerate(pdf, start=1))


def test_figures_and_contents_lead_to_their_evidence(brief: Brief, pdf: pypdfium2.PdfDocument) -> None:
    links = 0
    for page in pdf:
        place, link = ctypes.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page.raw, place, link):
            goal = raw.FPDFLink_GetDest(pdf.raw, link)
            assert goal
            assert 0 <= raw.FPDFDest_GetDestPageIndex(pdf.raw, goal) < len(pdf)
            links += 1
    facts = sum(len(evidence.key_facts(item)) for item in brief.items)
    assert links >= len(brief.items) + len(brief.highlights) + facts


def test_a_text_that_runs_out_of_the_margin_is_printed_and_named(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "weekly").mkdir()
    (tmp_path / "weekly" / "print.css").write_text("p { white-space: nowrap }", encoding="utf-8")
    made = publish.render(Checked(brief), "weekly", "pdf", folders=(tmp_path,))
    assert made.content.startswith(b"%PDF")
    assert made.notes
    assert all(re.search(r"^“.+” runs out of the margin of page \d+$", note) for note in made.notes)


def test_a_text_that_runs_out_of_its_cell_is_printed_and_named(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "weekly").mkdir()
    style = (publish.templates.home() / "weekly" / "print.css").read_text(encoding="utf-8")
    narrow = "#figures td { white-space: nowrap } #figures th:nth-child(2) { width: 4% !important }"
    (tmp_path / "weekly" / "print.css").write_text(f"{style}\n{narrow}", encoding="utf-8")
    notes = publish.render(Checked(brief), "weekly", "pdf", folders=(tmp_path,)).notes
    assert any(re.search(r"“专项资金.*” runs out of its cell on page 1", note) for note in notes)


def test_a_font_of_the_machine_is_refused(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "weekly").mkdir()
    style = tmp_path / "weekly" / "print.css"
    style.write_text("@font-face { font-family: X; src: url(file:///usr/share/fonts/x.ttf) }", encoding="utf-8")
    with pytest.raises(PrintError, match="X"):
        sample.rendered(brief, "weekly", "pdf", folders=(tmp_path,))


def test_hostile_words_print_literally() -> None:
    document = pypdfium2.PdfDocument(sample.rendered(sample.about(" ".join(sample.HOSTILE)), "weekly", "pdf"))
    text = words_of(document)
    for words in sample.HOSTILE:
        assert re.sub(r"\s", "", one_line(words)) in text


def test_a_page_can_open_no_file_and_no_address(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("金丝雀", encoding="utf-8")
    page = (
        f"<!DOCTYPE html><html lang=zh><title>t</title><link rel=stylesheet href='{canary.as_uri()}'>"
        f"<link rel=attachment href='{canary.as_uri()}'>"
        f"<style>html{{font-family:'Digest Serif';background:url({canary.as_uri()})}}"
        "p::after{content:url(//example.com/x)}"
        f"</style><body><p>字<img alt='' src='{canary.as_uri()}'><object data='{canary.as_uri()}'></object>"
    )
    try:
        printed, _ = printing.print_pdf(page)
    except PrintError as error:
        assert "Failed to load" in str(error)  # noqa: PT017  either way is safe
    else:
        assert "金丝雀".encode() not in printed
        assert words_of(pypdfium2.PdfDocument(printed)) == "字"


def test_without_pango_the_remedy_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = [
        name
        for name in sys.modules
        if name.startswith(("weasyprint", "digest.publish.typeset", "digest.publish.justify"))
    ]
    for name in gone:
        monkeypatch.delitem(sys.modules, name)

    class NoPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                message = "cannot load library 'libpango-1.0-0'\nmore"
                raise OSError(message)

    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    monkeypatch.setattr("digest.publish.browser.browsers", lambda: ())
    with pytest.raises(
        PrintError, match=r"apt install libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"
    ) as error:
        printing.print_pdf("<p>字")
    assert "\n" not in str(error.value)
    assert capsys.readouterr() == ("", "")


def test_an_article_without_day_paper_or_page_is_printed(brief: Brief) -> None:
    nameless = replace(brief.items[0].sources[0], publication=None, published=None, page=None, bylines=())
    item = replace(brief.items[0], sources=(nameless,))
    short = replace(brief, sections=(replace(brief.sections[0], items=(item,)),), figures=(), highlights=(), dropped=())
    text = words_of(pypdfium2.PdfDocument(sample.rendered(short, "weekly", "pdf")))
    assert "来源：澄江日报.txt" in text


def test_traditional_characters_and_long_headlines_are_printed(brief: Brief) -> None:
    long = "經濟開發區擴大開放，與臺灣、香港企業簽訂協議壹佰貳拾項，" * 3
    item = replace(brief.items[0], headline=Text.of(long))
    one = replace(brief, sections=(replace(brief.sections[0], items=(item,)),), figures=(), highlights=(), dropped=())
    document = pypdfium2.PdfDocument(sample.rendered(one, "weekly", "pdf"))
    assert long in words_of(document)
    assert {face for char, face in drawn_with(document) if char in "濟開發區協議"} == {"Digest-Serif"}  # all light


def test_the_official_sheet_has_22_lines_of_28_characters(brief: Brief) -> None:
    """GB/T 9704-2012, 5.2.2 and 5.2.3: 三号, 22 lines a page, 28 characters a line."""
    words = "园区开放合作创新发展"
    item = replace(brief.items[0], summary=(Text.of(words * 150 + "。"),), statements=())
    one = replace(brief, sections=(replace(brief.sections[0], items=(item,)),), figures=(), highlights=())
    document = pypdfium2.PdfDocument(sample.rendered(one, "official", "pdf"))
    page = document[1].get_textpage().get_text_range().splitlines()
    full = [line.strip() for line in page if set(line.strip()) <= set(words)]
    assert [len(line) for line in full] == [28] * 22


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("times", [1, 3])
def test_no_page_but_the_last_is_half_empty(template: str, times: int, brief: Brief) -> None:
    first, *others = brief.sections
    longer = replace(first.items[0], summary=first.items[0].summary * times)
    one = replace(brief, sections=(replace(first, items=(longer, *first.items[1:])), *others))
    document = pypdfium2.PdfDocument(sample.rendered(one, template, "pdf"))
    assert len(document) > 2
    assert min([*map(filled, document)][:-1]) >= FILLED


def test_a_figure_of_the_headline_leads_to_it_and_is_not_quoted_at_the_foot(brief: Brief) -> None:
    item = brief.items[8]
    item = sample.stating(item, sample.stated(item.headline, "7.9%", "地区生产总值"))
    one = replace(brief, sections=(replace(brief.sections[0], items=(item,)),), figures=(), highlights=())
    document = pypdfium2.PdfDocument(sample.rendered(one, "weekly", "pdf"))
    assert words_of(document).count(item.headline.string) == 1
