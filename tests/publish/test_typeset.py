"""What we mend in WeasyPrint: the private names are there, and the mending does what it says."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

from digest.publish import justify, typeset

SENTENCE = "园区一季度签约项目落地开工建设进度加快，"
STYLE = """
@page { size: 60mm 80mm; margin: 5mm }
html { font: 10pt/15pt "Digest Serif" }
body { margin: 0 }
p { margin: 0 0 5pt; orphans: 2; widows: 2; text-align: justify }
"""
WIDTH = 50 / 25.4 * 96  # of the text, in CSS pixels


def laid_out(body: str, mended: AbstractContextManager[None]) -> list[Any]:
    """Lay out a body with the bundled fonts; give the boxes of its pages."""
    fonts, fetcher = typeset.only_ours(), typeset.OnlyFonts()
    sheets = [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in (typeset.FACES, STYLE)]
    with mended:
        document = HTML(string=body, url_fetcher=fetcher).render(font_config=fonts, stylesheets=sheets)
    return [page._page_box for page in document.pages]  # noqa: SLF001  where WeasyPrint keeps them


def full_lines(pages: list[Any]) -> list[float]:
    """Give the widths of the lines that are not the last of their paragraph."""
    blocks = [box for page in pages for box in page.descendants() if box.element_tag == "p" and box.children]
    return [line.children[0].width for box in blocks for line in box.children[:-1] if isinstance(line, boxes.LineBox)]


def test_weasyprint_has_the_private_names_we_replace_and_gets_them_back() -> None:
    def names() -> tuple[object, ...]:
        return inline.justify_line, line_break.Layout.reactivate

    stock = names()
    with justify.justified():
        assert all(ours is not theirs for ours, theirs in zip(names(), stock, strict=True))
    assert names() == stock
    assert inline.justify_line.__code__.co_varnames[:3] == ("context", "line", "extra_width")


def test_a_chinese_line_is_spread_to_the_margin() -> None:
    body = f"<p>{(SENTENCE + '投资12.5亿元，') * 5}"
    stock = full_lines(laid_out(body, nullcontext()))
    assert any(abs(width - WIDTH) > 1 for width in stock)
    ours = full_lines(laid_out(body, justify.justified()))
    assert len(ours) == len(stock)
    assert all(abs(width - WIDTH) < 0.1 for width in ours)


def test_a_line_with_hardly_a_gap_stays_as_it_is() -> None:
    body = f"<p>见网址 {'a' * 30} {'b' * 20}完"
    stock = full_lines(laid_out(body, nullcontext()))
    assert full_lines(laid_out(body, justify.justified())) == stock


@pytest.mark.parametrize(
    ("written", "shorter"),
    [
        (b"[<0ab1>-4<>-4.227460380876281<09d0>0] TJ", b"[<0ab1>-8.2<09d0>0] TJ"),
        (b"[<0012>0<0014>0<>-4.227460380876281<20d2>] TJ", b"[<00120014>-4.2<20d2>] TJ"),
        (b"[<0ab1>12.25<09d0>] TJ", b"[<0ab1>12.2<09d0>] TJ"),
        (b"[<>0.0] TJ", b"[<>0.0] TJ"),
    ],
)
def test_glyphs_and_gaps_are_written_in_fewer_bytes(written: bytes, shorter: bytes) -> None:
    assert typeset.tidied(written) == shorter
