"""Take the words of the command line into digest/locale, and compile them; translations that are there stay.

python docs/make_catalogue.py      lists what has no translation yet
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import typer
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from digest.cli import app
from digest.cli.language import DOMAIN, HEADS, LOCALE

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = datetime(2025, 1, 1, tzinfo=UTC)  # a catalogue has dates; the same words are to give the same bytes


def words(command: Any) -> Iterator[str]:  # noqa: ANN401  typer brings its own copy of click
    """Yield every help text of a command, its parameters, and the commands below it."""
    yield from (one.help for one in (command, *command.params) if getattr(one, "help", None))
    for below in getattr(command, "commands", {}).values():
        yield from words(below)


def catalogue(language: str) -> Catalog:
    """Lay out the catalogue of a language: all words in the order of the commands, with the translations there are."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    known = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    laid = Catalog(
        locale=language,
        project="jianbao",
        version="0",
        creation_date=_DAY,
        revision_date=_DAY,
        fuzzy=False,
        header_comment="# The words of the command line.",
    )
    for text in dict.fromkeys((*words(typer.main.get_command(app)), *HEADS)):
        message = known.get(text)
        laid.add(text, message.string if message else "")
    return laid


def written(laid: Catalog) -> tuple[bytes, bytes]:
    """Write a catalogue as .po and .mo; the same words, the same bytes."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, laid, width=120)
    write_mo(mo, laid)
    return po.getvalue(), mo.getvalue()


if __name__ == "__main__":
    for folder in sorted(LOCALE.iterdir()):
        laid_out = catalogue(folder.name)
        for kind, content in zip(("po", "mo"), written(laid_out), strict=True):
            (folder / "LC_MESSAGES" / f"{DOMAIN}.{kind}").write_bytes(content)
        missing = [str(one.id) for one in laid_out if one.id and not one.string]
        sys.stdout.write("".join(f"{folder.name}: {text}\n" for text in missing))
