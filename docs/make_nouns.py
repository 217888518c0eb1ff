"""Write the nouns a template is given into docs/templates.md, from digest/model.py itself.

    python docs/make_nouns.py

The tests fail while the page is not what this makes.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from digest import model

PAGE = Path(__file__).resolve().parent / "templates.md"
_PLACE = re.compile(r"(?<=<!-- nouns -->\n).*?(?=<!-- /nouns -->)", re.DOTALL)
_NAME = re.compile(r"\b[A-Z]\w+")


def nouns() -> list[type]:
    """List the dataclasses that a `Brief` is made of, in the order they are first named."""
    found: dict[str, type] = {}
    waiting = ["Brief"]
    while waiting:
        name = waiting.pop(0)
        noun = getattr(model, name, None)
        if name in found or not (isinstance(noun, type) and dataclasses.is_dataclass(noun)):
            continue
        found[name] = noun
        waiting += [part for field in dataclasses.fields(noun) for part in _NAME.findall(str(field.type))]
    return list(found.values())


def table() -> str:
    """Write the nouns as a table: name, promise, fields with their types, what is worked out of them."""
    rows = ["| noun | what it is | fields |", "|---|---|---|"]
    for noun in nouns():
        fields = [f"`{field.name}` {_plain(str(field.type))}" for field in dataclasses.fields(noun)]
        made = [f"`{name}`" for name, value in vars(noun).items() if isinstance(value, property)]
        promise = (noun.__doc__ or "").partition("\n")[0]
        rows.append(f"| `{noun.__name__}` | {promise} | {', '.join(fields + made)} |")
    return "\n" + "\n".join(rows) + "\n\n"


def _plain(kind: str) -> str:
    """Write a type for people: several Item, Text or none."""
    kind = re.sub(r"tuple\[(.+), \.\.\.\]", r"several \1", kind)
    return kind.replace(" | None", " or none").replace(" | ", " or ").replace("str", "text")


def page(text: str) -> str:
    """Put the table into the page."""
    return _PLACE.sub(lambda _: table(), text, count=1)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
