"""Dumps laid out by columns: cut apart at their blanks, and named; every other dump is left as it is."""

from __future__ import annotations

from digest.page import split
from digest.read import dump

LEFT = (
    "望沧高新区首季开工四十九个",
    "项目，总投资18.5亿元，占地",
    "126亩，年内全部投产。",
    "园区负责人说，服务不停步。",
)
RIGHT = ("青屿保税区一季度进出口总值", "86.4亿元，同比增长20.3%，", "出口占七成。", "今年将新建保税仓四万平方米。")
SIDE_BY_SIDE = "\n".join(f"{a:<24}{b}" for a, b in [*zip(LEFT, RIGHT, strict=True)] * 2)


def test_the_columns_of_a_laid_out_dump_are_cut_apart_and_named() -> None:
    document = dump.read("page.txt", SIDE_BY_SIDE.encode())
    strings = [document.text[line.span.start : line.span.end] for line in document.lines]
    assert strings[:4] == [LEFT[0], RIGHT[0], LEFT[1], RIGHT[1]]
    assert {line.box.left for line in document.lines if line.box} == {0, 24}
    assert [problem.remedy for problem in document.problems] == ["give the PDF of the page"]


def test_a_dump_of_one_column_is_left_as_it_is() -> None:
    for text in (
        "\n".join(LEFT * 4),
        "\n".join(" ".join(line) for line in LEFT * 4),
        "\n".join(f"    {a}" for a in LEFT * 4),
    ):
        document = dump.read("page.txt", text.encode())
        assert not any(line.box for line in document.lines)
        assert not document.problems


def test_nothing_of_a_laid_out_dump_is_lost_or_given_twice() -> None:
    document = dump.read("page.txt", SIDE_BY_SIDE.encode())
    layout = split(document)
    texts = [piece.text for piece in layout.furniture] + list(layout.unread)
    for article in layout.articles:
        texts += [text for text in (article.kicker, article.headline, article.subtitle) if text]
        texts += [*(part.text for part in article.paragraphs), *article.captions]
    given = [
        place for text in texts for span in text.spans for place in range(*span) if not document.text[place].isspace()
    ]
    assert sorted(given) == [place for place, char in enumerate(document.text) if not char.isspace()]
