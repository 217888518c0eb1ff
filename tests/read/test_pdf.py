"""PDF: every printed line with its box, and a word for every page that cannot be read as it stands."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import printed
import pypdfium2
import pytest
from damage import damaged

from digest import sandbox
from digest.errors import EmptySource, SourceError, UnknownFormat, Unreadable
from digest.read import image, pdf, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Document

BODY = tuple((30, 40 + 15 * k, 10, f"青澜高新区第{k}家企业拿到了营业执照，服务很快。") for k in range(6))
SAMPLE = 60  # damaged files in the quick run; `make faults` reads 2,000


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return printed.placed(*BODY)


def _strings(document: Document) -> list[str]:
    return [document.text[line.span.start : line.span.end] for line in document.lines]


def _changed(data: bytes, change: Callable[[pypdfium2.PdfDocument], object]) -> bytes:
    with pypdfium2.PdfDocument(data) as document:
        change(document)
        changed = io.BytesIO()
        document.save(changed)
    return changed.getvalue()


def _without_print(document: pypdfium2.PdfDocument) -> None:
    picture = pypdfium2.PdfImage.new(document)
    picture.set_bitmap(pypdfium2.PdfBitmap.new_native(8, 8, pypdfium2.raw.FPDFBitmap_BGR))
    page = document.new_page(200, 200)
    page.insert_obj(picture)
    page.gen_content()


def test_every_line_has_its_characters_its_box_and_the_size_of_its_type(sheet: bytes) -> None:
    document = pdf.read("a.pdf", sheet)
    assert _strings(document) == [string for *_, string in BODY]
    for line, (left, top, size, string) in zip(document.lines, BODY, strict=True):
        assert line.box is not None
        assert line.box.left == pytest.approx(left, abs=0.5)
        assert line.box.top == pytest.approx(top, abs=2)
        assert line.box.size == pytest.approx(size, abs=0.1)
        assert line.box.right - line.box.left == pytest.approx(size * len(string), rel=0.1)


def test_lines_come_in_the_order_in_which_they_were_drawn() -> None:
    document = pdf.read("a.pdf", printed.placed((30, 200, 10, "先画的一行在下面"), (30, 40, 10, "后画的一行在上面")))
    assert _strings(document) == ["先画的一行在下面", "后画的一行在上面"]


def test_two_columns_on_one_base_line_are_two_lines() -> None:
    rows = [
        (left, 40 + 15 * k, 10, f"{side}栏第{k}行写着九个字")
        for k in range(9)
        for left, side in ((30, "左"), (136, "右"))
    ]
    assert _strings(pdf.read("a.pdf", printed.placed(*rows))) == [string for *_, string in rows]


def test_the_blank_of_a_justified_line_parts_nothing() -> None:
    document = pdf.read(
        "a.pdf", printed.placed((30, 40, 10, "本报讯"), (85, 40, 10, "日前，企业拿到了执照"), *BODY[2:])
    )
    assert _strings(document)[0] == "本报讯 日前，企业拿到了执照"


def test_larger_type_on_the_same_base_line_is_a_line_of_its_own() -> None:
    document = pdf.read("a.pdf", printed.placed((30, 40, 16, "江畔日报"), (110, 46, 9, "2025年4月14日")))
    assert _strings(document) == ["江畔日报", "2025年4月14日"]


def test_a_second_page_counts_from_its_own_top(sheet: bytes) -> None:
    def doubled(document: pypdfium2.PdfDocument) -> None:
        with pypdfium2.PdfDocument(sheet) as other:
            document.import_pages(other)

    document = pdf.read("a.pdf", _changed(sheet, doubled))
    assert [line.page for line in document.lines] == [1] * 6 + [2] * 6
    assert document.lines[6].box == document.lines[0].box


def test_the_file_name_dates_the_page(sheet: bytes) -> None:
    document = pdf.read("2025-04-14_江畔日报_05版.pdf", sheet)
    assert (str(document.published), document.publication, document.page) == ("2025-04-14", "江畔日报", "05")


def test_a_page_on_its_side_is_read_upright_and_named(sheet: bytes) -> None:
    document = pdf.read("a.pdf", _changed(sheet, lambda it: it[0].set_rotation(90)))
    first = document.lines[_strings(document).index(BODY[0][3])].box
    assert first is not None
    assert (first.left, first.top) == pytest.approx(BODY[0][:2], abs=2)
    assert "page 1 lies on its side" in document.problems[0].reason


def test_what_is_cropped_away_is_left_out_and_named(sheet: bytes) -> None:
    document = pdf.read("a.pdf", _changed(sheet, lambda it: it[0].set_cropbox(0, 200, 400, 300)))
    assert _strings(document) == [string for *_, string in BODY[:4]]
    assert "46 characters outside its visible part" in document.problems[0].reason


def test_an_empty_page_is_named(sheet: bytes) -> None:
    document = pdf.read("a.pdf", _changed(sheet, lambda it: it.new_page(200, 200)))
    assert len(document.lines) == 6
    assert [problem.reason for problem in document.problems] == ["page 2 is empty"]


def test_a_file_of_empty_pages_is_empty() -> None:
    with pytest.raises(EmptySource, match="page 1 is empty"):
        pdf.read("a.pdf", printed.placed())


def test_a_page_that_is_a_picture_is_named_where_recognition_is_not_installed(
    sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    document = pdf.read("a.pdf", _changed(sheet, _without_print))
    assert str(document.problems[0]) == f"a.pdf: page 2 is a picture without text — {image.REMEDY}"


def test_a_file_of_pictures_is_refused_where_recognition_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    with pytest.raises(UnknownFormat, match="page 2 is a picture") as refused:
        pdf.read("a.pdf", _changed(printed.placed(), _without_print))
    assert refused.value.remedy == image.REMEDY


def test_pictures_are_only_named_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: True)
    with pytest.raises(UnknownFormat) as refused:
        read("a.pdf", _changed(printed.placed(), _without_print), pictures="name")
    assert refused.value.remedy == image.REMEDY


@pytest.mark.parametrize(("code", "char"), [("2F2F", "工"), ("FE12", "。"), ("F9A8", "令"), ("2EE9", "黄")])
def test_a_character_that_only_looks_like_another_is_read_as_that_one(code: str, char: str) -> None:
    data = printed.placed((30, 40, 10, f"看这个字：{char}"), uncompressed_pdf=True)
    plain = f"<{ord(char):04x}>".encode()
    assert plain in data
    assert _strings(pdf.read("a.pdf", data.replace(plain, f"<{code}>".encode()))) == [f"看这个字：{char}"]


def test_characters_without_codes_are_named_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    data = printed.placed((30, 40, 10, "园区"), uncompressed_pdf=True)
    for char in "园区":
        data = data.replace(f"<{ord(char):04x}>".encode(), b"<e001>")
    with pytest.raises(UnknownFormat, match="characters without codes"):
        pdf.read("a.pdf", data)


def test_an_encrypted_file_is_refused_with_what_to_do() -> None:
    data = printed.placed(*BODY, uncompressed_pdf=True)
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"
    locked = data.replace(b"/Root", b"/ID[<41><41>]/Encrypt " + lock + b"/Root", 1)
    with pytest.raises(Unreadable, match="encrypted") as refused:
        pdf.read("a.pdf", locked)
    assert "password" in refused.value.remedy


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-" + bytes(2000)])
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"a\.pdf: the PDF is broken"):
        pdf.read("a.pdf", data)


def test_a_file_of_too_many_pages_is_refused(sheet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_PAGES", 1)
    with pytest.raises(Unreadable, match="2 pages"):
        pdf.read("a.pdf", _changed(sheet, lambda it: it.new_page(200, 200)))


def test_a_long_file_is_read_to_its_end_in_order(sheet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PAGES_AT_ONCE", 2)

    def longer(document: pypdfium2.PdfDocument) -> None:
        for _ in range(4):
            document.new_page(200, 200)

    problems = pdf.read("a.pdf", _changed(sheet, longer)).problems
    assert [problem.reason for problem in problems] == [f"page {number} is empty" for number in range(2, 6)]


def test_a_damaged_file_gives_words_or_a_named_error(sheet: bytes) -> None:
    with sandbox.Child() as child:
        outcomes = {mutated(child, sheet, number) for number in range(SAMPLE)}
    assert True in outcomes


def mutated(child: sandbox.Child, data: bytes, number: int) -> bool:
    """Read a damaged file; True if it gave words, False if it was refused. A traceback or an empty success fails."""
    try:
        document = child.read("a.pdf", damaged(data, number))
    except SourceError as error:
        assert "reader" not in str(error), f"{number}: {error}"  # noqa: PT017  a refusal is as right as words
        return False
    assert document.text.strip(), f"{number}: an empty success"
    return True


def test_a_headline_set_downwards_is_one_line() -> None:
    rows = [(30.0, 20.0 + 22 * k, 20.0, char) for k, char in enumerate("率先上线")]
    document = pdf.read("a.pdf", printed.placed(*rows, *((80, top, size, string) for _, top, size, string in BODY)))
    assert "率先上线" in _strings(document)
    box = document.lines[_strings(document).index("率先上线")].box
    assert box is not None
    assert box.bottom - box.top == pytest.approx(3 * 22 + 20, abs=2)


def test_two_lines_of_large_type_under_each_other_are_not_read_downwards() -> None:
    document = pdf.read("a.pdf", printed.placed((30, 20, 20, "率先上线"), (30, 45, 20, "通关云图"), *BODY[2:]))
    assert _strings(document)[:2] == ["率先上线", "通关云图"]


def test_lines_drawn_row_by_row_across_two_columns_are_parted() -> None:
    rows = [
        (left, 40 + 15 * k, 10, f"{side}栏第{k}行写着十个字")
        for k in range(6)
        for left, side in ((30, "左"), (145, "右"))
    ]
    assert _strings(pdf.read("a.pdf", printed.placed(*rows))) == [string for *_, string in rows]


def test_a_page_that_prints_most_of_its_text_outside_itself_is_read_and_named(sheet: bytes) -> None:
    document = pdf.read("a.pdf", _changed(sheet, lambda it: it[0].set_cropbox(0, 0, 400, 100)))
    assert _strings(document) == [string for *_, string in BODY]
    assert [problem.reason for problem in document.problems] == [
        "page 1 prints most of its text outside its visible part; it was read all the same"
    ]
