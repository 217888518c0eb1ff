"""A dump's bytes become a document whose lines know their places; its file name tells day, paper and page."""

from __future__ import annotations

from datetime import date

import pytest

from digest.read import dump

TEXT = "青澜高新区项目开工\r\n\r\n　　本报讯 近日，十二个项目在这里集中开工。 \r\n\fA02版\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    document = dump.read("page.txt", TEXT.encode(encoding))
    assert [document.text[a:b] for a, b in (line.span for line in document.lines)] == [
        "青澜高新区项目开工",
        "本报讯 近日，十二个项目在这里集中开工。",
        "A02版",
    ]
    assert [line.page for line in document.lines] == [1, 1, 2]


@pytest.mark.parametrize(
    ("origin", "published", "publication", "page"),
    [
        ("2025-04-14_青澜日报_05版.txt", date(2025, 4, 14), "青澜日报", "05"),
        ("week/20250414青澜日报A05版.txt", date(2025, 4, 14), "青澜日报", "A05"),
        ("青澜日报_2025年4月14日_第3版.txt", date(2025, 4, 14), "青澜日报", "3"),
        ("2025-13-45_青澜日报.txt", None, "青澜日报", None),
        ("会议材料.txt", None, None, None),
        ("page.txt", None, None, None),
    ],
)
def test_a_file_name_tells_what_it_tells(
    origin: str, published: date | None, publication: str | None, page: str | None
) -> None:
    assert dump.understand(origin) == (published, publication, page)
