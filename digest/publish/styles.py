"""A style sheet in, what is wrong with it out: browsers and printers pass over such rules without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEAD = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|/\*.*?\*/)""", re.DOTALL)  # where braces are only words
_NESTED = frozenset({"media", "supports", "layer", "container"})


def style_faults(text: str) -> tuple[str, ...]:
    """Name every rule and declaration that cannot be read, with its line, and braces that do not pair."""
    bare = _DEAD.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    opened, closed = bare.count("{"), bare.count("}")
    uneven = (f"{opened} {{ and {closed} }}: one is missing",) if opened != closed else ()
    return (*(f"line {line}: {what}" for line, what in sorted(set(_faults(tinycss2.parse_stylesheet(text))))), *uneven)


def _faults(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line, node.message
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in _NESTED:
            yield from _faults(tinycss2.parse_rule_list(node.content))
        elif node.type in ("qualified-rule", "at-rule") and node.content:
            yield from _faults(tinycss2.parse_blocks_contents(node.content))
