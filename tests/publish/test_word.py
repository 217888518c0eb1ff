"""The Word document: the brief with its evidence in real footnotes, real styles, and the same bytes each time."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pypdfium2
import pytest
import sample
from docx.oxml.ns import qn
from lxml import etree
from sample import words

from digest import publish
from digest.errors import TemplateError
from digest.publish import evidence
from digest.publish.charts import charts

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Brief

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def opened(brief: Brief, template: str = "weekly") -> Any:  # noqa: ANN401  python-docx builds its classes at run time
    return docx.Document(BytesIO(sample.rendered(brief, template, "docx")))


def values(document: Any, tag: str, name: str) -> list[str]:  # noqa: ANN401
    """List the values of an attribute of all elements of a kind."""
    return [element.get(qn(f"w:{name}")) for element in document.element.body.iter(qn(f"w:{tag}"))]


def test_headings_are_headings_and_in_the_order_of_the_brief(brief: Brief) -> None:
    document = opened(brief)
    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 2"]
    assert [title.partition("　")[2] for title in titles if "　" in title] == [
        item.headline.string + ("（编者拟题）" if item.composed else "") for item in brief.items
    ]
    sections = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert sections[:5] == ["本期要点", "目录", "本周数据", "各区一览", "政策"]


def test_the_official_sheet_has_its_geometry_numbers_and_tail(brief: Brief) -> None:
    document = opened(brief, "official")
    page = document.sections[0]
    assert [round(side.mm) for side in (page.top_margin, page.bottom_margin, page.left_margin)] == [37, 35, 28]
    grid = page._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  python-docx has no word for it
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert document.settings.odd_and_even_pages_header_footer
    text = [line.text for line in document.paragraphs]
    assert "一、政策" in text
    assert "（一）澄江高新区出台二十条措施支持先进制造业" in text
    assert text[-1] == "澄江市开发区研究中心\t2025年4月21日印发"
    body = document.styles["Normal"].element
    assert body.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "仿宋"
    assert body.find(f".//{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"


def test_every_quotation_of_the_pdf_is_a_footnote_and_every_link_leads_somewhere(brief: Brief) -> None:
    content = sample.rendered(brief, "weekly", "docx")
    notes = etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/footnotes.xml"))
    numbers = {note.get(qn("w:id")) for note in notes}
    document = opened(brief)
    called = values(document, "footnoteReference", "id")
    assert called == [str(number) for number in range(1, len(called) + 1)]
    assert numbers == {"-1", "0", *called}
    names = values(document, "bookmarkStart", "name")
    assert len(names) == len(set(names))
    assert {anchor for anchor in values(document, "hyperlink", "anchor") if anchor} <= set(names)
    told = "".join(words(content, "docx").split())
    for item in brief.items:
        assert all("".join(note.quote.string.split()) in told for note in evidence.notes(item))


def test_tables_repeat_their_heads_and_keep_their_rows_whole(brief: Brief) -> None:
    for table in opened(brief).tables:
        lines = table._tbl.tblPr.find(qn("w:tblBorders"))  # noqa: SLF001  as above
        headed = table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None  # noqa: SLF001  as above
        assert headed == bool(len(lines))  # the figures of an item are a table without lines and head
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)  # noqa: SLF001  as above


def test_each_bar_of_a_chart_has_its_words_and_is_as_long_as_in_print(brief: Brief) -> None:
    brief = sample.charted(brief, list(sample.COSTS.items()))
    drawn = charts(brief)
    tables = [table for table in opened(brief).tables if table.cell(0, 0).text in {str(chart.title) for chart in drawn}]
    assert len(tables) == len(drawn) > 0
    for chart, table in zip(drawn, tables, strict=True):
        bars = [bar for row in chart.rows for bar in row.bars]
        assert [row.cells[1].text for row in table.rows[1:]] == [str(bar.words) for bar in bars]
        ends = [row.cells[2].paragraphs[0]._p.pPr.find(qn("w:ind")) for row in table.rows[1:]]  # noqa: SLF001  as above
        lengths = [-int(end.get(qn("w:left"))) - int(end.get(qn("w:right"))) for end in ends]
        order = sorted(range(len(bars)), key=lambda place: bars[place].length)
        assert [lengths[place] for place in order] == sorted(lengths)


def test_figures_stand_side_by_side_or_in_one_run(brief: Brief) -> None:
    fact = next(fact for item in brief.items for fact in evidence.other_facts(item))
    cells = [cell.text for table in opened(brief).tables for row in table.rows for cell in row.cells]
    heads = [cell.partition("\n") for cell in cells]
    assert any(head.startswith(str(fact.label)) and rest.startswith(str(fact.figure)) for head, _, rest in heads)
    text = "\n".join(line.text for line in opened(brief, "official").paragraphs)
    assert f"{fact.label}　{fact.figure}" in text


def test_the_document_says_what_it_is_and_nothing_of_the_day_it_was_made(brief: Brief) -> None:
    about = opened(brief).core_properties
    assert (about.title, about.author) == ("开发区动态周报（2025年第16期）", "澄江市开发区研究中心")
    assert str(about.created)[:10] == str(about.modified)[:10] == "2025-04-21"
    package = zipfile.ZipFile(BytesIO(sample.rendered(brief, "weekly", "docx")))
    assert {entry.date_time[0] for entry in package.infolist()} == {1980}


@pytest.mark.parametrize("hostile", sample.HOSTILE)
def test_hostile_words_are_text_in_word(hostile: str) -> None:
    document = opened(sample.about(hostile))
    text = "\n".join(line.text for line in document.paragraphs)
    assert "12.5%" in text
    links = [one for one in document.part.rels.values() if one.is_external]
    assert not links
    assert not any(name in document.element.xml for name in ("w:object", "w:pict", "INCLUDETEXT", "DDE"))


@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_document_of_any_length_is_written(count: int) -> None:
    for template in ("weekly", "official"):
        document = opened(sample.of_length(count), template)
        assert sum(line.style.name == "Heading 2" for line in document.paragraphs) >= count


def test_a_mistake_in_word_toml_names_the_template_and_the_key(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "weekly").mkdir()
    stock = (publish.templates.home() / "weekly" / "word.toml").read_text(encoding="utf-8")
    (tmp_path / "weekly" / "word.toml").write_text(stock.replace("pitch", "pich"), encoding="utf-8")
    with pytest.raises(TemplateError, match=r"weekly, word\.toml: .*pich"):
        sample.rendered(brief, "weekly", "docx", folders=(tmp_path,))


@pytest.mark.runs
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine: apt install libreoffice-writer-nogui")
@pytest.mark.parametrize("template", ["weekly", "official"])
def test_libreoffice_lays_it_out_on_as_many_pages_as_the_pdf(brief: Brief, template: str, tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_bytes(sample.rendered(brief, template, "docx"))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    order = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "brief.docx"]
    subprocess.run(order, cwd=tmp_path, check=True, capture_output=True, timeout=240)
    laid_out = pypdfium2.PdfDocument(tmp_path / "brief.pdf")
    printed = pypdfium2.PdfDocument(sample.rendered(brief, template, "pdf"))
    assert abs(len(laid_out) - len(printed)) <= 1
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in laid_out)
    assert all("".join(item.headline.string.split()) in text for item in brief.items)
