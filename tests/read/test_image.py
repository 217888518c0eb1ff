"""Pictures of pages: read by character recognition where it is installed, into lines like those of a PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import printed
import pypdfium2
import pytest

from digest import page
from digest.errors import EmptySource, UnknownFormat, Unreadable
from digest.read import image, pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Document

installed = pytest.mark.skipif(not image.is_installed(), reason="character recognition is an extra: digest[ocr]")
ONE, TWO = (printed.Story(story.headline, story.body) for story in printed.stories(2, seed=4))
ROWS = (
    (30, 30, 26, "江畔自贸片区外贸额首破百亿元"),
    *((left, 80 + 18 * k, 12, "会议要求各有关部门要主动靠前服务") for left in (30, 240) for k in range(5)),
)


def _picture(data: bytes, dots: float = 200, kind: str = "PNG", turn: float = 0) -> bytes:
    with pypdfium2.PdfDocument(data) as document:
        drawn = document[0].render(scale=dots / 72).to_pil()
    saved = io.BytesIO()
    drawn.rotate(turn, fillcolor="white").save(saved, kind)
    return saved.getvalue()


def _sorted(document: Document) -> list[str]:
    return sorted(document.text[line.span.start : line.span.end] for line in document.lines)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return printed.placed(*ROWS, width=480, height=200)


def test_without_the_extra_a_picture_is_refused_in_one_line(drawn: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    with pytest.raises(UnknownFormat) as refused:
        image.read("a.png", _picture(drawn))
    assert str(refused.value).endswith("not installed — install the extra ocr")
    assert "\n" not in str(refused.value)


@installed
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_gives_the_lines_that_are_printed_on_it(drawn: bytes, kind: str) -> None:
    document = image.read("a", _picture(drawn, kind=kind))
    assert _sorted(document) == sorted(string for *_, string in ROWS)
    assert document.encoding == "ocr"


@installed
@pytest.mark.parametrize("change", [{"dots": 90}, {"dots": 420}, {"turn": 1.0}], ids=["coarse", "fine", "askew"])
def test_lines_stand_where_they_stand_in_the_pdf(drawn: bytes, change: dict[str, float]) -> None:
    seen, known = image.read("a.png", _picture(drawn, **change)), pdf.read("a.pdf", drawn)
    assert _sorted(seen) == _sorted(known)
    rows = [line.box for line in seen.lines if line.box and line.box.size < 15]
    heights = sorted(box.top for box in rows)
    assert all(b - a < 3 for a, b in zip(heights[::2], heights[1::2], strict=True)), "two columns on one base line"


@installed
@pytest.mark.parametrize("turn", [-2.5, -1.0, 0.5, 3.0])
def test_a_page_laid_askew_is_set_level_and_a_level_one_is_left_as_it_is(drawn: bytes, turn: float) -> None:
    from PIL import Image  # noqa: PLC0415  comes with the extra

    askew = Image.open(io.BytesIO(_picture(drawn, turn=turn))).convert("RGB")
    level = image.levelled(askew)
    assert level is not askew
    assert image.levelled(level) is level
    straight = Image.open(io.BytesIO(_picture(drawn))).convert("RGB")
    assert image.levelled(straight) is straight


@installed
def test_the_body_of_justified_lines_is_as_large_as_the_narrowest_say() -> None:
    widths = [270.0 + 4 * k for k in range(20)]  # ten glyphs of 26 dots and the detector's margins, ever more stretched
    found = [image.Reading("青澜高新区一季度开工", 0, 40 * k, width, 40 * k + 34) for k, width in enumerate(widths)]
    assert image.Page.of(found).body == pytest.approx(27.7, abs=0.5)
    unjustified = [image.Reading("青澜高新区一季度开工", 0, 40 * k, 270, 40 * k + 34) for k in range(20)]
    assert image.Page.of(unjustified).body == pytest.approx(26.6, abs=0.5)


@installed
def test_a_page_read_from_its_picture_gives_the_same_articles() -> None:
    printed_page = printed.page(((((ONE, 2),), ((TWO, 1),)),))
    with pypdfium2.PdfDocument(printed_page) as document:
        bottom = document[0].get_height() - max(_bottoms(printed_page)) - 30
        document[0].set_cropbox(0, bottom, document[0].get_width(), document[0].get_height())
        cropped = io.BytesIO()
        document.save(cropped)
    found = page.split(image.read("a.png", _picture(cropped.getvalue())))
    assert {article.headline.string for article in found.articles if article.headline} == {ONE.headline, TWO.headline}
    for story in (ONE, TWO):
        (article,) = [one for one in found.articles if one.headline and one.headline.string == story.headline]
        said, written = "".join(text.string for text in article.body), "".join(story.body).replace(" ", "")
        assert len(set(said) ^ set(written)) <= 4, "a few marks may be read as their narrow forms"
        assert abs(len(said) - len(written)) <= 3


def _bottoms(data: bytes) -> list[float]:
    return [line.box.bottom for line in pdf.read("a.pdf", data).lines if line.box]


@installed
def test_a_page_of_a_pdf_that_is_a_picture_is_read_and_named(drawn: bytes) -> None:
    from PIL import Image  # noqa: PLC0415  comes with the extra

    flat = io.BytesIO()
    Image.open(io.BytesIO(_picture(drawn))).save(flat, "PDF", resolution=200)
    document = pdf.read("a.pdf", flat.getvalue())
    assert _sorted(document) == sorted(string for *_, string in ROWS)
    assert document.lines[0].box is not None
    assert document.lines[0].box.size == pytest.approx(26, rel=0.1)
    assert document.problems[0].reason == "page 1 is a picture without text; it was read by character recognition"


@installed
def test_a_picture_without_text_is_empty() -> None:
    with pytest.raises(EmptySource, match="no text is seen"):
        image.read("a.png", _picture(printed.placed()))


@installed
@pytest.mark.parametrize("damage", [lambda it: it[:200], lambda it: it[:30] + bytes(len(it)), lambda _: b"\x89PNG\r\n"])
def test_a_broken_picture_is_refused(drawn: bytes, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises((Unreadable, EmptySource), match=r"^a\.png: (the picture is broken|no text is seen)"):
        image.read("a.png", damage(_picture(drawn)))
