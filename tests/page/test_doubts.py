"""What is put together without being sure of it: it is marked, and nothing behind it is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from digest import edit
from digest.edit.sure_part import sure_part
from digest.model import Article, Document, Line, Paragraph, Span, Text
from digest.page.doubts import Doubts, Sure
from digest.page.dump import lines, pieces

PAGE = "园区投产企业达八十家\n江畔高新区四月新增企业12家。园区\n厂房全部住满。今年计划再建\n医院修缮院落14处。\n"
HEAD, FIRST, SECOND, THIRD = 0, 11, 29, 43
SURE = Sure(line=0.9, piece=0.9, title=0.5, head=0.7)


@dataclass(frozen=True)
class _Asked:
    """A page of one headline and two pieces, with the odds it is given."""

    pieces: tuple[pieces.Piece, ...]
    heads: tuple[pieces.Head, ...]
    odds: float
    under: float = 5.0

    def next_odds(self, i: int, j: int) -> float:
        assert (i, j) == (0, 1)
        return self.odds

    def under_odds(self, k: int, j: int) -> float:
        assert (k, j) == (0, 0)
        return self.under


def _asked(odds: float, under: float = 5.0) -> _Asked:
    places = (HEAD, FIRST, SECOND, THIRD)
    found = tuple(Line(Span(at, PAGE.index("\n", at))) for at in places)
    head, first, second, third = lines.rows(Document("d", "d.txt", PAGE, "utf-8", found))
    return _Asked(
        (pieces.Piece((first, second), ("body", "body")), pieces.Piece((third,), ("body",))),
        (pieces.Head((head,)),),
        odds,
        under,
    )


def _article() -> Article:
    body = Text.join(Text.of(PAGE, at, PAGE.index("\n", at)) for at in (FIRST, SECOND, THIRD))
    return Article("a", "d", "d.txt", Text.of(PAGE, HEAD, FIRST - 1), paragraphs=(Paragraph("body", body),))


def test_a_join_that_is_not_sure_is_marked_and_nothing_behind_it_is_printed() -> None:
    marked = Doubts(_asked(1.0), {}).marked(_article(), SURE)
    assert marked.doubtful == {THIRD}
    assert [text.string for text in sure_part(marked).body] == ["江畔高新区四月新增企业12家。园区厂房全部住满。"]


def test_a_sure_join_stays() -> None:
    marked = Doubts(_asked(4.0), {}).marked(_article(), SURE)
    assert not marked.doubtful
    assert sure_part(marked) == _article()


def test_two_lines_of_one_piece_can_be_doubtful() -> None:
    marked = Doubts(_asked(4.0), {2: 0.4}).marked(_article(), SURE)
    assert [text.string for text in sure_part(marked).body] == ["江畔高新区四月新增企业12家。"]


def test_a_headline_that_may_be_of_another_article_is_not_printed_over_this_one() -> None:
    marked = Doubts(_asked(4.0, under=0.0), {}).marked(_article(), SURE)
    assert not marked.is_headed
    assert sure_part(marked).headline is None
    assert sure_part(marked).body == _article().body


def test_an_article_without_a_sure_sentence_is_left_out_and_one_of_a_feed_with_its_title_alone_is_not() -> None:
    lost = replace(_article(), doubtful=frozenset({FIRST + 2}))
    title = replace(_article(), paragraphs=())
    assert list(edit.printable([lost, title])) == [title]
