"""Small invented pages, each made for one rule, with what must be found on them (pages.toml)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from digest.page import split
from digest.read import dump

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))["page"]
CLOSING = "，。、；：？！”’）》"


def typeset(paragraph: str, width: int, indent: str) -> list[str]:
    """Break a paragraph into lines of `width` glyphs, the first two short (`indent` stands before it)."""
    lines, room = [], width - (0 if indent == "flush" else 2)
    tokens = re.findall(r"[A-Za-z0-9.%]+|.", paragraph)
    line, used = "", 0.0
    for token in tokens:
        size = 0.5 * len(token) if token.isascii() else 1.0
        if used + size > room and token not in CLOSING:
            lines.append(line)
            line, used, room = "", 0.0, width
        line += token
        used += size
    lines.append(line)
    return [("　　" if indent == "kept" else "") + lines[0], *lines[1:]]


def dumped(page: str, gap: str, indent: str) -> str:
    """Write a page's dump: `=14 …` is a paragraph in a column 14 ems wide, `|…` a column of single glyphs."""
    lines: list[str] = []
    for line in page.strip("\n").split("\n"):
        if match := re.match(r"=(\d+) ", line):
            lines += typeset(line[match.end() :], int(match.group(1)), indent)
        elif line.startswith("|"):
            lines += list(line[1:])
        else:
            lines.append(line)
    return gap.join(lines) + "\n"


@pytest.mark.parametrize("gap", ["\n", " \n\n"], ids=["close", "apart"])
@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_a_page_is_read_as_an_editor_would(case: dict[str, Any], gap: str) -> None:
    text = dumped(case["page"], gap, case.get("indent", "lost"))
    layout = split(dump.read("page.txt", text.encode()))
    found = [
        {
            "headline": article.headline.string if article.headline else "",
            "kicker": article.kicker.string if article.kicker else "",
            "subtitle": article.subtitle.string if article.subtitle else "",
            "section": article.section or "",
            "bylines": [f"{byline.role} {byline.name}".strip() for byline in article.bylines],
            "begins": [text.string[:4] for text in article.body],
            "subheads": [part.text.string for part in article.paragraphs if part.role == "subhead"],
            "captions": [caption.string for caption in article.captions],
        }
        for article in layout.articles
    ]
    for article, wanted in zip(found, case.get("articles", []), strict=True):
        assert {key: article[key] for key in article if article[key] or key in wanted} == wanted
    assert [[piece.role, piece.text.string] for piece in layout.furniture] == case.get("furniture", [])
    assert [text.string for text in layout.unread] == case.get("unread", [])
