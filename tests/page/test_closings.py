"""Where a report of a dump ends: behind the names of those who wrote it, or where it says that it goes on elsewhere."""

from __future__ import annotations

import pytest

from digest.page.dump import lines, pieces
from digest.read import dump


@pytest.mark.parametrize(
    "text",
    ["项目年内投产。（郑砚秋）", "“我们等了三年。”（本报记者方岑唐棣）", "全区已开工四十九个项目。（下转第四版）"],
)
def test_names_or_a_jump_behind_the_last_sentence_close_a_report(text: str) -> None:
    assert pieces.is_closed(text)


@pytest.mark.parametrize(
    "text",
    [
        "全区地区生产总值（GDP）",
        "同比增长6.5%（按可比价计算）",
        "投产后年产值40亿元。（记者方岑",
        "“先建后验。”（该做法已在三省推广，效果很好。）",
        "项目年内投产。",
    ],
)
def test_other_brackets_close_nothing(text: str) -> None:
    assert not pieces.is_closed(text)


def _piece(*words: str, last: str = "body") -> pieces.Piece:
    rows = lines.rows(dump.read("page.txt", "\n".join(words).encode()))
    return pieces.Piece(tuple(rows), (*["body"] * (len(rows) - 1), last))


def test_a_sentence_before_names_is_ended() -> None:
    assert _piece("园区一季度开工四十九个项", "目。（唐棣）").ended
    assert not _piece("园区一季度开工四十九个项", "目，（唐棣）").ended


def test_a_piece_ends_with_the_line_that_says_where_it_goes_on() -> None:
    assert _piece("园区一季度开工四十九个项", "（下转第四版）", last="jump").closed
    assert not _piece("园区一季度开工四十九个项", "（上接第一版）", last="jump").closed
