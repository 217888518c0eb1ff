"""What a PDF tells programs: PDF/UA, its tags and fonts, and what stays together where pages break."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import sample

pikepdf = pytest.importorskip("pikepdf", reason="no pikepdf here: pip install pikepdf")
pdfua = pytest.importorskip("pdfua", reason="no PDF/UA checker here: pip install pdfua")

from digest.publish import evidence  # noqa: E402  as above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Brief

FACES = {"Digest-Serif", "Digest-Serif-Bold", "Digest-Sans-Medium"}
TABLES = 3  # of the brief: figures, zones, reports left out
CLOSING = tuple("，。、；：？！）》〉”’％%")


@pytest.fixture(scope="module", params=["weekly", "official"])
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def printed(brief: Brief, template: str) -> bytes:
    return sample.rendered(brief, template, "pdf")


@pytest.fixture(scope="module")
def long(template: str) -> bytes:
    brief = sample.of_length(20)
    return sample.rendered(replace(brief, figures=brief.figures * 6), template, "pdf")


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def typed(document: pikepdf.Pdf, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the dictionaries of a type, such as the elements of the structure (StructElem)."""
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == f"/{kind}":
            yield one


def kinds(document: pikepdf.Pdf) -> list[str]:
    return [str(one.S) for one in typed(document, "StructElem")]


def test_a_checker_of_pdf_ua_finds_nothing(printed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(printed)
    report = pdfua.validate(str(path))
    assert [(finding.rule_id, finding.message) for finding in report.findings] == []


def test_heads_say_their_column_pictures_their_words_and_links_where_they_lead(printed: bytes) -> None:
    with opened(printed) as document:
        elements = list(typed(document, "StructElem"))
        assert {str(one.A.Scope) for one in elements if one.S == "/TH"} == {"/Column"}
        assert all(str(one.Alt).strip() for one in elements if one.S == "/Figure")
        links = [one for page in document.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
        assert links
        assert all(str(link.Contents).strip() for link in links)


def test_headings_step_down_one_level_at_a_time(printed: bytes) -> None:
    with opened(printed) as document:
        levels = [int(kind[2:]) for kind in kinds(document) if re.fullmatch(r"/H[1-6]", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_font_is_ours_embedded_and_has_every_glyph(printed: bytes) -> None:
    with opened(printed) as document:
        fonts = list(typed(document, "FontDescriptor"))
        assert {str(font.FontName).partition("+")[2] for font in fonts} == FACES
        assert all("/FontFile2" in font for font in fonts)
        for page in document.pages:
            shown = re.findall(rb"<([0-9a-f]+)>", page.Contents.read_bytes())
            glyphs = {run[place : place + 4] for run in shown for place in range(0, len(run), 4)}
            assert b"0000" not in glyphs  # .notdef


def test_no_line_begins_with_what_closes(printed: bytes, long: bytes) -> None:
    import pypdfium2  # noqa: PLC0415  only here

    for content in (printed, long):
        pages = [page.get_textpage().get_text_range().splitlines() for page in pypdfium2.PdfDocument(content)]
        assert [line for page in pages for line in page if line.startswith(CLOSING)] == []


def test_a_strip_of_figures_stands_on_one_page() -> None:
    """A list that is broken over two pages is two lists in the structure."""
    brief = replace(sample.of_length(20), problems=())
    many = [sample.stating(item, *item.statements, *item.statements[:1] * 3) for item in brief.items]
    brief = replace(brief, sections=(replace(brief.sections[0], items=tuple(many)),))
    with opened(sample.rendered(brief, "weekly", "pdf")) as document:
        articles = [one for one in typed(document, "StructElem") if one.S == "/Art"]
        lists = [str(child.S) for one in articles for child in one.K if isinstance(child, pikepdf.Dictionary)]
    assert lists.count("/L") == sum(bool(evidence.other_facts(item)) for item in brief.items)


def test_a_table_over_two_pages_has_its_heads_on_both(long: bytes) -> None:
    with opened(long) as document:
        tables = [one for one in typed(document, "StructElem") if one.S == "/Table"]
        assert len(tables) > TABLES
        assert all([str(child.S) for child in table.K][:1] == ["/THead"] for table in tables)
