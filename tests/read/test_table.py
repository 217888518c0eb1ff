"""Ledgers and tables of statistics: a row is a report, each figure under its column with sheet and cell behind it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from digest import facts, page, read, sandbox
from digest.errors import DigestError, EmptySource, Malformed, UnknownFormat, Unreadable

if TYPE_CHECKING:
    from digest.model import Document, Fact

NAME = "2025-04-18_台账.xlsx"
LEDGER = (
    ("青澜高新区一季度重点项目台账",),
    ("单位：亿元",),
    ("序号", "项目名称", "所属园区", "计划总投资", "累计完成投资（万元）", "同比增长（%）", "状态"),
    (1, "固态电池项目", "青澜高新区", 30.5, 122500, 5.2, "已开工"),
    (2, "光学镜头项目", "望沧经开区", 8, 0.1 + 0.2, -3.1, "拟建"),
    ("合计", None, None, 38.5, 122500.3, None, None),
)


def workbook(*rows: tuple[object, ...], title: str = "项目台账", **formats: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for place, form in formats.items():
        sheet[place].number_format = form
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(data: bytes, **changed: bytes) -> bytes:
    """The same archive with parts of it changed: `sheet` for the first sheet, other names as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get("sheet", old.read(name)) if "sheet1.xml" in name else old.read(name))
    return file.getvalue()


def figures(document: Document) -> list[tuple[str, Fact]]:
    articles = page.split(document).articles
    return [(str(one.headline), fact) for one in articles for fact in facts.extract(one, on=None) if fact.unit]


def paragraphs(document: Document) -> list[str]:
    return [document.text[slice(*span)] for entry in document.entries for span in entry.paragraphs]


def test_each_row_is_a_report_and_each_figure_has_its_row_column_unit_and_cell() -> None:
    document = read.read(NAME, workbook(*LEDGER))
    first, second = document.entries
    assert document.published == date(2025, 4, 18)
    assert first.headline is not None
    assert document.text[slice(*first.headline)] == "青澜高新区固态电池项目"
    assert first.publication == "青澜高新区一季度重点项目台账"
    assert paragraphs(document)[:3] == [
        "青澜高新区固态电池项目已开工，计划总投资30.5亿元（项目台账!D4）。",
        "青澜高新区固态电池项目累计完成投资122500万元（项目台账!E4）。",
        "青澜高新区固态电池项目已开工，同比增长5.2%（项目台账!F4）。",
    ]
    assert "望沧经开区光学镜头项目累计完成投资0.3万元（项目台账!E5）。" in paragraphs(document)  # as the sheet shows it
    assert len(document.entries) == len((first, second))


def test_what_is_planned_by_its_column_is_no_result_and_stands_in_the_text() -> None:
    document = read.read(NAME, workbook(*LEDGER))
    found = {fact.text.string: fact for _, fact in figures(document)}
    assert found["30.5亿元"].value == Decimal(3050000000)
    assert found["30.5亿元"].modality != "actual"
    for fact in found.values():
        assert "".join(document.text[start:end] for start, end in fact.spans) == fact.text.string


@pytest.mark.parametrize(
    ("status", "column", "modality"),
    [
        ("拟建", "总投资（亿元）", "expected"),
        ("前期", "总投资（亿元）", "expected"),
        ("洽谈中", "总投资（亿元）", "expected"),
        ("未开工", "总投资（亿元）", "expected"),
        ("已开工", "总投资（亿元）", "actual"),
        ("建成投产", "总投资（亿元）", "actual"),
        ("前期", "累计完成投资（亿元）", "actual"),  # what was done was done, whatever is still to come
        ("正在办理用地手续，预计年底前可完成供地", "总投资（亿元）", "actual"),  # a story, no status
    ],
)
def test_the_status_of_a_row_is_the_status_of_its_figures(status: str, column: str, modality: str) -> None:
    rows = (("项目名称", column, "项目状态"), ("望沧经开区光学镜头项目", 8, status), ("甲项目", 3, "在建"))
    found = {fact.text.string: fact.modality for _, fact in figures(read.read(NAME, workbook(*rows)))}
    assert found["8亿元"] == modality


def test_a_status_that_is_an_event_is_one_of_its_project() -> None:
    rows = (("项目名称", "总投资（亿元）", "状态"), ("青澜高新区固态电池项目", 8, "已开工"))
    articles = page.split(read.read(NAME, workbook(*rows))).articles
    events = [fact for one in articles for fact in facts.extract(one, on=None) if fact.kind == "event"]
    assert {(one.text.string, one.modality) for one in events} == {("开工", "actual")}


def test_a_sum_over_rows_is_no_report_and_not_lost() -> None:
    document = read.read(NAME, workbook(*LEDGER))
    assert not any("38.5" in one for one in paragraphs(document))
    assert any("38.5" in document.text[slice(*line.span)] for line in document.lines)


def test_percent_and_decimals_are_those_of_the_cells_format() -> None:
    rows = (("园区", "增速", "占比"), ("青澜高新区", 0.0523, 0.5), ("望沧经开区", 7.126, 1))
    text = read.read(NAME, workbook(*rows, B2="0.0%", C2="0%", B3="0.00")).text
    assert "青澜高新区增速5.2%（项目台账!B2）" in text
    assert "青澜高新区占比50%（项目台账!C2）" in text
    assert "望沧经开区增速7.13（项目台账!B3）" in text


def test_a_unit_above_the_table_is_money_only_where_the_column_is() -> None:
    rows = (("单位：亿元",), ("园区", "工业产值", "产值增速", "企业数量"), ("青澜高新区", 120, 5, 33))
    assert paragraphs(read.read(NAME, workbook(*rows))) == [
        "青澜高新区工业产值120亿元（项目台账!B3）。",
        "青澜高新区产值增速5（项目台账!C3）。",
        "青澜高新区企业数量33（项目台账!D3）。",
    ]


def test_a_head_of_two_lines_names_its_columns_by_both() -> None:
    rows = (("园区", "固定资产投资", None), (None, "总量（亿元）", "增速（%）"), ("青澜高新区", 12, 3.5))
    found = paragraphs(read.read(NAME, workbook(*rows)))
    assert found[0].startswith("青澜高新区固定资产投资总量12亿元")
    assert found[1].startswith("青澜高新区固定资产投资增速3.5%")


def test_a_measure_has_the_unit_of_its_row() -> None:
    rows = (("指标", "计量单位", "累计"), ("外贸进出口", "亿元", 45.6), ("新增企业", "家", 120))
    assert paragraphs(read.read(NAME, workbook(*rows))) == [
        "外贸进出口累计45.6亿元（项目台账!C2）。",
        "新增企业累计120家（项目台账!C3）。",
    ]


def test_the_day_of_a_row_is_that_of_its_column() -> None:
    rows = (
        ("项目名称", "填报日期", "总投资（亿元）"),
        ("甲项目", datetime(2025, 4, 16, tzinfo=UTC).replace(tzinfo=None), 3),
    )
    (entry,) = read.read(NAME, workbook(*rows)).entries
    assert entry.published == date(2025, 4, 16)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_in_its_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = end.join(("项目名称,所属园区,总投资（亿元）", '"甲,乙项目",青澜高新区,"1,230.5"', "丙项目,望沧经开区,2"))
    data = text.encode(encoding)
    assert read.format_of(data) == "table"
    assert paragraphs(read.read("2025-04-18_台账.csv", data))[0] == "青澜高新区甲,乙项目总投资1,230.5亿元（C2）。"


@pytest.mark.parametrize(
    "text",
    [
        "青澜高新区开工,总投资30亿元\n企业,园区,项目\n共12个\n",
        "今年,青澜高新区,开工项目\n全区,引进企业,总数可观\n",
        "本报讯 4月18日,青澜高新区举行开工仪式。\n",
    ],
)
def test_a_text_with_commas_is_no_table(text: str) -> None:
    assert read.format_of(text.encode()) != "table"


def test_a_formula_without_a_value_is_named_and_not_computed() -> None:
    document = read.read(NAME, workbook(("园区", "产值（亿元）", "税收（亿元）"), ("青澜高新区", "=1+1", 3)))
    assert not any("产值" in one for one in paragraphs(document))
    assert any("1 formulas" in problem.reason and "B2" in problem.reason for problem in document.problems)


def test_a_hidden_sheet_is_not_read() -> None:
    book = Workbook()
    shown = book.active
    assert shown is not None
    for row in (("园区", "产值（亿元）"), ("青澜高新区", 3)):
        shown.append(row)
    hidden = book.create_sheet("草稿")
    hidden.append(("园区", "产值（亿元）"))
    hidden.append(("望沧经开区", 99))
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert "望沧" not in read.read(NAME, file.getvalue()).text


def _bombs() -> dict[str, tuple[bytes, type[DigestError]]]:
    good = workbook(*LEDGER)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    many = workbook(*((f"园区{k}", *range(300)) for k in range(700)))
    return {
        "entity": (packed(good, sheet=entity), Malformed),
        "ratio": (packed(good, sheet=b" " * 40_000_000), DigestError),
        "broken": (packed(good, sheet=b"<worksheet><sheetData>"), Malformed),
        "many": (many, Unreadable),
        "cut": (good[: len(good) // 2], DigestError),
        "empty": (workbook(), EmptySource),
    }


@pytest.mark.parametrize("name", list(_bombs()))
def test_a_hostile_spreadsheet_costs_itself_only(name: str) -> None:
    data, error = _bombs()[name]
    with sandbox.Child() as child:
        with pytest.raises(error, match=NAME):
            child.read(NAME, data, timezone="Asia/Shanghai")
        assert len(child.read(NAME, workbook(*LEDGER), timezone="Asia/Shanghai").entries) == 2


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("甲.et", "xlsx"), ("甲.wps", "docx"), ("甲.dps", "pptx"), ("甲.xls", "xlsx"), ("甲.old", "docx")],
)
def test_old_files_of_wps_and_office_are_named_with_what_to_do(name: str, remedy: str) -> None:
    with pytest.raises(UnknownFormat, match=remedy):
        read.read(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


_SLIDE = (
    '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<p:sp><p:nvPr><p:ph type="title"/></p:nvPr>'
    "<a:p><a:r><a:t>青澜高新区</a:t></a:r><a:r><a:t>一季度</a:t></a:r></a:p></p:sp>"
    "<p:sp><a:p><a:r><a:t>总投资30.5亿元。</a:t></a:r></a:p></p:sp>"
    "<a:tr><a:tc><a:p><a:r><a:t>产值</a:t></a:r></a:p></a:tc>"
    "<a:tc><a:p><a:r><a:t>12亿元</a:t></a:r></a:p></a:tc></a:tr></p:sld>"
)


def _slides(*slides: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
        for number, slide in enumerate(slides, 1):
            archive.writestr(f"ppt/slides/slide{number}.xml", slide)
    return file.getvalue()


def test_a_slide_is_an_article_with_its_title_lines_and_rows() -> None:
    document = read.read("2025-04-18_汇报.pptx", _slides(_SLIDE, "<x/>"))
    (entry,) = document.entries
    assert entry.headline is not None
    assert document.text[slice(*entry.headline)] == "青澜高新区一季度"
    assert paragraphs(document) == ["总投资30.5亿元。", "产值 | 12亿元"]


def test_slides_that_declare_entities_are_refused() -> None:
    with pytest.raises(Malformed, match="entities"):
        read.read("a.pptx", _slides("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"))
