"""Headings that stand apart from their texts: where they let a report begin."""

from __future__ import annotations

from digest.page.arranged import arranged
from digest.page.vocabulary import Grams

TEA = ("茶馆停业九年后重新开张，竹椅坐满。", "掌柜说，茶具是旧的，水换成山泉。")
BERRIES = ("果园拿出四十亩地试种蓝莓。", "技术员说，这种苗子怕涝，垄要高。")
UNSURE, SURE = -1.0, 3.0


def starts(heads: list[str], paragraphs: tuple[str, ...], scores: list[float]) -> frozenset[int] | None:
    return arranged(heads, [Grams.of(text) for text in paragraphs], scores)


def test_a_report_begins_where_the_next_heading_is_first_spoken_of() -> None:
    assert starts(["茶馆重新开张", "果园试种蓝莓"], TEA + BERRIES, [UNSURE] * 3) == {0, 2}


def test_one_heading_for_all_paragraphs_parts_nothing() -> None:
    assert starts(["茶馆重新开张"], TEA + BERRIES, [UNSURE] * 3) == {0}


def test_headings_in_another_order_than_their_texts_part_nothing() -> None:
    assert starts(["果园试种蓝莓", "茶馆重新开张"], TEA + BERRIES, [UNSURE] * 3) == {0}


def test_a_report_whose_heading_is_lost_is_still_parted_where_that_is_sure() -> None:
    assert starts(["果园试种蓝莓"], TEA + BERRIES, [UNSURE, SURE, UNSURE]) == {0, 2}


def test_a_page_with_too_much_on_it_is_left_alone() -> None:
    assert starts(["果园试种蓝莓"], TEA * 40, [UNSURE] * 79) is None
