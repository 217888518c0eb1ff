"""What the archive found in, a table, JSON or CSV out."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, get_args

from digest.errors import UsageError
from digest.model import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.archive.store import Found, Query, Told

_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s?(万亿|百万|千万|亿|万)?(?:元|美元|%|％)?")
_SCALES: Final = {None: 1.0, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_KINDS: Final = f"there are: {', '.join(get_args(FactKind))}"
_SHOWN: Final = 3  # figures a line of the table names
_COLUMNS: Final = (
    "id", "headline", "publication", "published", "page", "issues", "link",
    "kind", "text", "measure", "value", "unit", "status", "owner", "zone", "quote",
)  # fmt: skip


def amount(written: str) -> float:
    """Read an amount as people write it: 50亿, 3000万元, 12.5.

    Raises:
        UsageError: it is none.
    """
    match = _AMOUNT.fullmatch(written.strip())
    if not match:
        raise UsageError(f"{written!r} is no amount", "write it like 50亿, 3000万元 or 12.5")
    return float(match[1]) * _SCALES[match[2]]


def checked(query: Query) -> Query:
    """Part the words at blanks, and refuse what can find nothing or would find all.

    Raises:
        UsageError: words without a letter or digit, a kind of fact that there is not, or a range that is upside down.
    """
    parted = tuple(word for words in query.words for word in words.split())
    if query.words and not any(char.isalnum() for word in parted for char in word):
        raise UsageError(
            f"{' '.join(query.words)!r} has no word to search for", "give a word, or no words and a filter"
        )
    if query.kind and query.kind not in get_args(FactKind):
        near = get_close_matches(query.kind, get_args(FactKind), n=1)
        raise UsageError(f"no kind of fact {query.kind!r}", f"did you mean {near[0]}?" if near else _KINDS)
    if query.since and query.until and query.since > query.until:
        raise UsageError(f"--since {query.since} is after --until {query.until}", "give the earlier day as --since")
    if query.least is not None and query.most is not None and query.least > query.most:
        raise UsageError("--amount-from is more than --amount-to", "give the smaller amount as --amount-from")
    return replace(query, words=parted)


def nothing(query: Query) -> str:
    """Say what to do where nothing was found."""
    if any(_AMOUNT.fullmatch(word) for word in query.words):
        return "nothing found; an amount is found as it was printed, --amount-from and --amount-to find a range"
    asked = query.words or query.zone or query.kind or query.since or query.until or query.of_facts
    if asked:
        return "nothing found; leave out a word or a filter, or look what the archive holds: digest stats"
    return "nothing found; digest build fills the archive"


def as_json(found: Sequence[Found]) -> str:
    """Lay out what was found as a JSON array, an article an object with its fitting facts."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1)


def as_csv(found: Sequence[Found]) -> str:
    """Lay out what was found as CSV, a fact a row; an article without a fitting fact has one row without one.

    It begins with the mark of UTF-8, without which spreadsheets in China read it as GBK. A cell that one would take for
    a formula begins with an apostrophe.
    """
    out = io.StringIO("\ufeff")
    out.seek(1)
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one in found:
        article = {**{name: getattr(one, name) for name in _COLUMNS[:7]}, "issues": " ".join(one.issues)}
        for fact in one.facts or (None,):
            row = {**article, **(asdict(fact) if fact else {})}
            writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue().rstrip("\n")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def lines(found: Sequence[Found]) -> Iterator[str]:
    """Word what was found for people: paper, day and page, the headline, the issues, and the first fitting figures."""
    for one in found:
        where = f"《{one.publication or '？'}》{one.published or ''} {one.page or ''}".rstrip()
        yield f"{where}　{one.headline or '（无题）'}　[{' '.join(one.issues)}]"
        for fact in one.facts[:_SHOWN]:
            yield f"    {fact.measure or fact.kind}　{fact.text}　{fact.quote}"


def line(told: Sequence[Told]) -> Iterator[str]:
    """Word a story's whole line, the oldest first: day, stage, headline, issue and papers."""
    for one in told:
        dropped = f"（未用：{one.dropped}）" if one.dropped else ""
        yield f"{one.published or '？':10}　{one.stage}　{one.headline}{dropped}　[{one.issue} {one.id}]"
        yield f"    {'；'.join(one.sources)}"
