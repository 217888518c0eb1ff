"""What is found by name: every rule with its text and one it must leave alone, the gold, and hostile input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from effort import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.facts.names import names
from digest.facts.passages import passages
from digest.model import Article, Fact, Paragraph, Text

CASES = Path(__file__).parent / "names"


def article(text: str, headline: str | None = None, publication: str | None = None) -> Article:
    """Lay a text out as an article, its headline in front, each line a paragraph."""
    source = f"{headline}\n{text}" if headline else text
    spans, at = [], 0
    for line in source.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    texts = [Text.of(source, *span) for span in spans]
    head = texts.pop(0) if headline else None
    body = tuple(Paragraph("body", line) for line in texts)
    return Article("a", "d", "o", head, paragraphs=body, publication=publication)


def find(text: str, **laid_out: str | None) -> tuple[Fact, ...]:
    laid = article(text, **laid_out)
    return tuple(finding.fact() for finding in names(passages(laid), laid))


def show(fact: Fact) -> str:
    text, value = fact.text.string, fact.value
    match fact.kind:
        case "zone" if fact.zone:
            place = f"{fact.zone.province} {fact.zone.city}".strip()
            return f"{text} = {value} · {fact.zone.level} · {place}"
        case "policy":
            return f"{text} = {value} · {fact.title or ''}"
        case "person":
            return f"{text} = {fact.title or ''}"
        case "quote":
            return f"{fact.speaker}：{text}"
        case "event":
            told = [str(value), fact.subject or "-", fact.measure or "-", fact.modality]
            told += ["denied"] if fact.polarity == "denied" else []
            return " | ".join([*told, *fact.rule.split(".")[1:]])
        case _:
            return f"{text} = {value}"


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [pytest.param(table["kinds"], case, id=f"{path.stem}: {case['promise']}") for case in table["case"]]
    return found


@pytest.mark.parametrize(("kinds", "case"), cases())
def test_a_rule_finds_what_it_was_made_for_and_leaves_the_rest_alone(kinds: list[str], case: dict[str, Any]) -> None:
    facts = find(case["text"], headline=case.get("headline"), publication=case.get("publication"))
    assert [show(fact) for fact in facts if fact.kind in kinds] == case["finds"]


PIECES = [
    "益阳高新区",
    "有限公司",
    "（以下简称“",
    "”）",
    "管委会",
    "主任",
    "王伟",
    "说：“",
    "。”",
    "《",
    "》",
    "办法",
    "开工",
    "收购",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join))
def test_every_name_is_the_articles_own_words(text: str) -> None:
    source = text.replace("\n", " ")
    for fact in find(source):
        start, end = fact.spans[0].start, fact.spans[-1].end
        assert source[start:end] == fact.text.string


HOSTILE = [
    "（（（",
    "“",
    "《",
    "局",
    "股份",
    "益阳高新区",
    "主任王伟、",
    "甲乙丙科技有限公司、",
    "说：“好的。”",
    "开工",
    "项目",
    "收购甲丙丁、",
    "〔2017〕7号",
]


def named(text: str) -> object:
    laid = article(text)
    return names(passages(laid), laid)


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_nowhere_near_sixteen_times_the_time(piece: str) -> None:
    assert is_linear(named, piece, 5_000)
