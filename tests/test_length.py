"""How many pages the brief of the sample week takes, and what stands on its front page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
from week import order

from digest import config
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path

MOST = 6  # pages of twenty items, as a leader reads them


def test_the_sample_week_takes_six_pages_and_its_front_page_ends_with_the_table(tmp_path: Path) -> None:
    build.build(order(tmp_path, formats=("md", "pdf")), config.Settings())
    with pypdfium2.PdfDocument(tmp_path / "2025-W16" / "brief.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) <= MOST
    assert "本期要点" in pages[0]
    assert "本周数据" in pages[0]
    assert "本周数据" not in pages[1]
