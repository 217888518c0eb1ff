"""The kind of news an article is, by its events: each rule with what it was made for and what it must leave alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from newspaper import article, report

from digest import lexicon
from digest.edit.fingerprint import fingerprint

CASES = tomllib.loads((Path(__file__).parent / "topics.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_an_article_is_the_kind_of_news_that_its_events_make_it(case: dict[str, Any]) -> None:
    for text in case["texts"]:
        written, _, wanted = text.partition(" → ")
        headline, _, body = written.partition(" || ")
        kind = fingerprint(report(article("one", "砚汀日报", 15, headline, body))).kind
        assert (text, f"{kind.name} · {kind.section}") == (text, wanted)


def test_every_class_that_a_kind_names_is_one_of_the_events() -> None:
    table = lexicon.table("events")
    named = {one for row in table["kind"] for key in ("classes", "planned", "denied") for one in row.get(key, ())}
    assert {one.partition(":")[0] for one in named} <= set(table["classes"])
