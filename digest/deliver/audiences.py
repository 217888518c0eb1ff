"""The [[recipients]] of digest.toml in, who gets which letter out; what cannot be used is named before any is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest import files
from digest.deliver.addresses import Mailbox, listed, mailbox, once
from digest.errors import DigestError, UsageError
from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.config import RecipientsTable, Settings


_REMEDY: Final = "correct it: the others get this issue, it gets the next"


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of recipients and what their letters are like."""

    table: RecipientsTable
    mailboxes: tuple[Mailbox, ...]


def audiences(settings: Settings) -> tuple[tuple[Audience, ...], tuple[Problem, ...]]:
    """Read the groups with their tables of addresses; an address or line that cannot be used costs itself only.

    Raises:
        UsageError: a table that is not there or no text, two groups of one name, a line each.
    """
    unusable: list[str] = []
    mistakes: list[str] = []
    read = tuple(
        (table.name, tuple(dict.fromkeys(_mailboxes(settings, table, mistakes, unusable))))
        for table in settings.recipients
    )
    names = [table.name for table in settings.recipients]
    unusable += [f"two groups go by the name {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    if unusable:
        raise UsageError("\n".join(f"recipients: {line}" for line in unusable))
    kept, twice = once(read)
    found = tuple(Audience(table, mailboxes) for table, mailboxes in zip(settings.recipients, kept, strict=True))
    return found, tuple(Problem("recipients", "recipient", line, _REMEDY) for line in (*mistakes, *twice))


def _mailboxes(
    settings: Settings, table: RecipientsTable, mistakes: list[str], unusable: list[str]
) -> Iterator[Mailbox]:
    for written in table.to:
        try:
            yield mailbox(written)
        except UsageError as error:
            mistakes.append(f"{table.name}: {error}")
    if table.csv:
        try:
            found, wrong = listed(files.read_source(settings.path(table.csv)))
        except DigestError as error:
            unusable += [f"{table.name}: {table.csv}: {line}" for line in str(error).splitlines()]
        else:
            mistakes += [f"{table.name}: {table.csv}: {line}" for line in wrong]
            yield from found
