"""Without its annex an issue is one page in print and in letters; page, Markdown and Word stay whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import sample

if TYPE_CHECKING:
    from digest.model import Brief


def _text(brief: Brief, name: str) -> str:
    return sample.rendered(brief, "weekly", name).decode()


def test_a_brief_without_annex_is_its_front_page_in_print_and_in_letters(brief: Brief) -> None:
    alone = replace(brief, annex=False)
    item = next(item for item in brief.items if item.summary)
    for template in ("weekly", "official"):
        with pypdfium2.PdfDocument(sample.rendered(alone, template, "pdf")) as document:
            printed = "".join(page.get_textpage().get_text_range() for page in document)
        assert "本期要点" in printed
        assert "本周数据" in printed
        assert "编后" not in printed
        assert "目录" not in printed
    for letter in ("mail", "text"):
        assert "本期要点" in _text(alone, letter)
        assert str(item.summary[0])[:20] in _text(brief, letter)
        assert str(item.summary[0])[:20] not in _text(alone, letter).replace(str(brief.highlights[0].sentence), "")


def test_markdown_and_web_page_stay_whole_without_annex(brief: Brief) -> None:
    alone = replace(brief, annex=False)
    assert _text(alone, "md") == _text(brief, "md")
    assert "编后" in _text(alone, "html")
