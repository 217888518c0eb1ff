"""Who gets letters: addresses as people write them, from settings and from tables, checked whole."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOCAL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST: Final = 254  # RFC 5321 4.5.3.1.3, without the brackets
_ADDRESS_HEADS: Final = ("address", "email", "e-mail", "mail", "邮箱", "电子邮箱", "邮件", "地址")
_NAME_HEADS: Final = ("name", "姓名", "称呼", "收件人")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with the name it goes by; the domain is in ASCII, the part before the @ may not be."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def mailbox(written: str) -> Mailbox:
    """Read an address written as `a@b.example` or `名字 <a@b.example>`.

    Raises:
        UsageError: it is no address that a letter can be sent to.
    """
    name, address = parseaddr(written) if "<" in written else ("", written.strip())
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    well = (
        ("<" not in written or written.rstrip().endswith(">"))
        and _LOCAL.fullmatch(local)
        and all(_LABEL.fullmatch(label) for label in labels)
        and not any(unicodedata.category(sign)[0] in "CZ" for sign in address)
        and not local.startswith((".", "-"))
        and len(address.encode()) <= _LONGEST
    )
    if not well:
        raise UsageError(f"{written.strip()[:80]!r} is no address", "write it like 张三 <zhang@example.cn>")
    return Mailbox(f"{local}@{ascii_domain}", " ".join(name.split()))


def listed(content: bytes) -> tuple[tuple[Mailbox, ...], tuple[str, ...]]:
    """Read a table of addresses: CSV as Excel or anyone else writes it, with or without heads.

    Heads are 邮箱 and 姓名 (or address, email, name); without them the columns are address and name. A line that
    holds no address costs itself only: it is named beside the addresses.

    Raises:
        UsageError: the table is text in no encoding that fits.
    """
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    at, name_at, rows = _columns([(reader.line_num, row) for row in reader if any(row)])
    mailboxes, mistakes = [], []
    for number, row in rows:
        try:
            found = mailbox(row[at] if at < len(row) else "")
        except UsageError as error:
            mistakes.append(f"line {number}: {error}")
        else:
            mailboxes.append(
                Mailbox(found.address, found.name or " ".join(row[name_at].split())) if name_at < len(row) else found
            )
    return tuple(mailboxes), tuple(mistakes)


def _decoded(content: bytes) -> str:
    """Decode a table: UTF-8 or UTF-16 with its mark, else GB18030, which Excel in China writes unmarked."""
    marked = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError("the table is text in no encoding that fits", "save it as UTF-8")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(numbered: list[tuple[int, list[str]]]) -> tuple[int, int, list[tuple[int, list[str]]]]:
    """Find the columns of address and name, and the rows under the heads with their numbers."""
    heads = [cell.strip().lower() for cell in numbered[0][1]] if numbered else []
    at = next((place for place, head in enumerate(heads) if head in _ADDRESS_HEADS), None)
    if at is None:
        return 0, 1, numbered
    name_at = next((place for place, head in enumerate(heads) if head in _NAME_HEADS), len(heads))
    return at, name_at, numbered[1:]


def once(
    groups: Iterable[tuple[str, Iterable[Mailbox]]],
) -> tuple[tuple[tuple[Mailbox, ...], ...], tuple[str, ...]]:
    """Leave an address that stands in two groups in the first, and name it: one person gets one letter an issue."""
    seen: dict[str, str] = {}
    lines: list[str] = []
    kept: list[tuple[Mailbox, ...]] = []
    for group, mailboxes in groups:
        own: list[Mailbox] = []
        for one in mailboxes:
            first = seen.setdefault(one.address.lower(), group)
            if first == group:
                own.append(one)
            else:
                lines.append(f"{one.address} stands in {first} and in {group}: its letter is that of {first}")
        kept.append(tuple(own))
    return tuple(kept), tuple(lines)
