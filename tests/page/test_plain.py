"""A text without a page becomes an article as it stands."""

from datetime import date

from digest.model import Span
from digest.page import plain

TEXT = "青澜高新区推出12条举措\n近日，青澜高新区发布政策。\n\n 政策自5月1日起施行。\n"


def test_every_line_is_a_paragraph_at_its_place() -> None:
    article = plain(TEXT, date(2025, 4, 14))
    assert article.headline is not None
    assert article.headline.string == "青澜高新区推出12条举措"
    assert [TEXT[a:b] for text in article.body for a, b in text.spans] == [
        "近日，青澜高新区发布政策。",
        "政策自5月1日起施行。",
    ]
    assert article.body[0].spans == (Span(13, 26),)
    assert article.published == date(2025, 4, 14)


def test_a_first_line_that_ends_as_a_sentence_is_no_headline() -> None:
    assert plain("近日，青澜高新区发布政策。\n政策自5月1日起施行。").headline is None


def test_a_single_line_is_a_body() -> None:
    assert plain("青澜高新区推出12条举措").headline is None
    assert len(plain("青澜高新区推出12条举措").body) == 1
