"""A lost headline is composed of the article's own words and marked; a printed one is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newspaper import article, fact, report, zone

from digest.edit.headline import headline

if TYPE_CHECKING:
    from digest.model import Report


def lost() -> Report:
    written = article(
        "lost", "江畔日报", 14, "",
        "4月11日，江畔高新技术产业开发区（以下简称“江畔高新区”）发布《关于支持中试平台的若干措施》，推出12条举措。"
        "一项成果从实验室走到生产线并不容易。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "江畔高新技术产业开发区"),
        fact(written, "policy", "《关于支持中试平台的若干措施》", value="关于支持中试平台的若干措施"),
        fact(written, "quantity", "12条", value="12", unit="条", measure="举措"),
    )


def test_a_lost_headline_says_who_did_what_without_the_day_and_the_alias() -> None:
    text, composed = headline(lost())
    assert composed
    assert text.string == "江畔高新技术产业开发区发布《关于支持中试平台的若干措施》"


def test_every_character_of_a_composed_headline_stands_in_the_source() -> None:
    one = lost()
    source = "\n" + "\n".join(text.string for text in one.article.body)
    text, _ = headline(one)
    assert "".join(source[start:end] for start, end in text.spans) == text.string


def test_a_printed_headline_is_left_alone() -> None:
    written = article("kept", "江畔日报", 14, "图纸还没盖章 专家先上了门", "近日，服务推出。")
    assert headline(report(written)) == (written.headline, False)
