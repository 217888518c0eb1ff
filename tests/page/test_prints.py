"""Lines of a dump are measured; the glyphs of vertical lines, one or two to a row, become the lines they were."""

import pytest

from digest.page.prints import prints, with_verticals
from digest.read import dump


def laid(text: str) -> list[str]:
    document = dump.read("page.txt", text.encode())
    found = list(with_verticals(prints(document)))
    for line in found:  # what a line says is what its places in the text hold
        assert line.ink == "".join("".join(document.text[a:b] for a, b in line.spans).split())
    return [line.ink for line in found]


def down(*lines: str) -> str:
    return "\n".join(glyph for line in lines for glyph in line) + "\n"


def test_glyphs_under_each_other_are_one_line() -> None:
    assert laid(f"正文第一行在这里。\n{down('青澜开园')}正文从这里开始，") == [
        "正文第一行在这里。",
        "青澜开园",
        "正文从这里开始，",
    ]


def test_a_series_name_over_a_vertical_headline_is_a_line_of_its_own() -> None:
    assert laid(down("青澜深化改革系列报道之二", "河长赵明远")) == ["青澜深化改革系列报道之二", "河长赵明远"]
    assert laid(down("一条河的系列故事")) == ["一条河的系列故事"]


def test_a_blank_line_parts_two_vertical_lines_but_not_glyphs_that_all_have_one() -> None:
    assert laid(f"{down('青澜开园')}\n{down('百企进驻')}") == ["青澜开园", "百企进驻"]
    assert laid("青\n\n澜\n\n开\n\n园\n") == ["青澜开园"]


def test_two_vertical_lines_read_row_by_row_are_told_apart_the_right_one_first() -> None:
    assert laid("枫清\n林水\n镇绕\n治古\n水城\n正文从这里开始，\n") == ["清水绕古城", "枫林镇治水", "正文从这里开始，"]
    assert laid("枫清\n林水\n镇绕\n百城\n姓\n") == ["清水绕城", "枫林镇百姓"]  # 百姓 is a word, 城姓 none


@pytest.mark.parametrize(
    "rows", [("项目", "本期", "上年", "增长"), ("税收", "就业", "出口"), ("枫清", "林水"), ("元。", "持。", "了。")]
)
def test_words_of_a_table_and_ends_of_sentences_stay_as_they_are(rows: tuple[str, ...]) -> None:
    assert laid("\n".join(rows)) == list(rows)
