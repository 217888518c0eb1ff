"""The [[recipients]] of digest.toml in, who gets which letter out: every address checked before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import files
from digest.deliver.addresses import Mailbox, listed, mailbox, twice
from digest.errors import DigestError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.config import RecipientsTable, Settings


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of recipients and what their letters are like."""

    table: RecipientsTable
    mailboxes: tuple[Mailbox, ...]


def audiences(settings: Settings) -> tuple[Audience, ...]:
    """Read the groups with their tables of addresses.

    Raises:
        UsageError: every mistake in them, a line each.
    """
    mistakes: list[str] = []
    found = tuple(
        Audience(table, tuple(dict.fromkeys(_mailboxes(settings, table, mistakes)))) for table in settings.recipients
    )
    names = [table.name for table in settings.recipients]
    mistakes += [f"two groups go by the name {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    mistakes += twice((one.table.name, one.mailboxes) for one in found)
    if mistakes:
        raise UsageError("\n".join(f"recipients: {line}" for line in mistakes))
    return found


def _mailboxes(settings: Settings, table: RecipientsTable, mistakes: list[str]) -> Iterator[Mailbox]:
    for written in table.to:
        try:
            yield mailbox(written)
        except UsageError as error:
            mistakes.append(f"{table.name}: {error}")
    if table.csv:
        try:
            yield from listed(files.read_source(settings.path(table.csv)))
        except DigestError as error:
            mistakes += [f"{table.name}: {table.csv}: {line}" for line in str(error).splitlines()]
