"""A published issue and its sources in, each statement of its receipt made again and compared, and its files, out.

For the office that receives a brief: what it says is true to the papers when every statement comes out of them again,
and its files are those that were published when their digests are those of the receipt.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from digest import edit
from digest.errors import UsageError
from digest.model import NUMERIC, Edit, Story, worded
from digest.pipeline import inbox, take_down
from digest.pipeline.build import TAKEN_UP
from digest.pipeline.clip import dated
from digest.pipeline.intake import read_sources
from digest.pipeline.receipt import RECEIPT, hash_of, line_hashes, statement
from digest.publish import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.pipeline.intake import Reading

Json = dict[str, Any]
_FIELDS: Final = ("owner", "label", "text", "value", "unit", "bound", "status", "period", "quote")
_MOST: Final = 5  # changed lines of a file that are shown
_SHOWN: Final = 60  # characters of each
_SUMS: Final = {"announced": "expected", "actual": "actual"}  # label of a sum -> its status
_MALFORMED: Final = (
    ArithmeticError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
)  # what a receipt of no shape raises
_REMEDY: Final = "give the folder of an issue that digest build made, version 0.2 or later"


@dataclass(frozen=True, slots=True)
class Verified:
    """One statement of a receipt: `wrong` are the fields that its source does not give again; None: no source."""

    row: Json
    wrong: tuple[str, ...] | None
    source: str = ""

    @property
    def holds(self) -> bool:
        """Whether the source gives every field again."""
        return self.wrong == ()


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is not as it was published: lines in it that are new, and how many of the published are gone.

    `beside` is one that the issue has not: an earlier build made it in another format, or somebody put it there.
    """

    name: str
    new: tuple[str, ...]
    gone: int
    beside: bool = False

    @property
    def words(self) -> str:
        """What is wrong with it, for people."""
        if self.beside:
            return f"{self.name} is not of this issue: of an earlier build, or put there; delete it or build it anew"
        return f"{self.name} is not as it was published: {len(self.new)} new lines, {self.gone} gone"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an issue's statements and files; `missing` are the sources that could not be found."""

    statements: tuple[Verified, ...]
    files: tuple[ChangedFile, ...]
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every statement was found again and every file is as it was published."""
        return not self.files and all(one.holds for one in self.statements)


def verify(issue: Path, sources: Iterable[Path], settings: Settings) -> Verdict:
    """Check an issue's folder, or a file of it, against its receipt and its sources.

    Raises:
        UsageError: there is no receipt, or none that can be read.
        NothingRead: not one source could be read.
    """
    folder = issue if issue.is_dir() else issue.parent
    receipt = _receipt(folder / RECEIPT)
    try:
        return _verdict(issue, folder, receipt, sources, settings)
    except _MALFORMED as error:
        raise UsageError(_unreadable(folder / RECEIPT, error), _REMEDY) from error


def _verdict(issue: Path, folder: Path, receipt: Json, sources: Iterable[Path], settings: Settings) -> Verdict:
    folders = tuple(sources)
    readings, _ = read_sources((*folders, *inbox.archived(folders, str(receipt["issue"]))), settings.timezone)
    readings = dated(readings, date.fromisoformat(receipt["last"]) + TAKEN_UP)
    named = (issue.name,) if issue.is_file() and issue.name != RECEIPT else tuple(receipt["files"])
    found = {reading.document.id for reading in readings}
    missing = tuple(one["origin"] for one in receipt["documents"] if one["sha256"] not in found)
    beside = {path.name for path in folder.glob("brief.*")} if issue.is_dir() else set()
    changed = (_changed(folder / _bare(name), receipt) for name in (*named, *sorted(beside - receipt["files"].keys())))
    return Verdict(tuple(_statements(receipt, readings)), tuple(one for one in changed if one), missing)


def _bare(name: str) -> str:
    """Give a file's name back where it is one of the issue's folder.

    Raises:
        ValueError: it leads out of the folder.
    """
    if name in {"", ".", ".."} or set(name) & set("/\\:"):
        raise ValueError(f"{name!r} is no name of a file of the issue")
    return name


def _receipt(path: Path) -> Json:
    try:
        receipt: Json = json.loads(path.read_bytes())
        _ = receipt["statements"], receipt["stories"], receipt["files"], receipt["documents"], receipt["lines"]
    except (OSError, *_MALFORMED) as error:
        raise UsageError(_unreadable(path, error), _REMEDY) from error
    return receipt


def _unreadable(path: Path, why: object) -> str:
    return f"{path}: no receipt that says what was stated ({why})"


def _statements(receipt: Json, readings: Iterable[Reading]) -> Iterator[Verified]:
    contexts = _contexts(_repaged(readings, receipt))
    rows: list[Json] = receipt["statements"]
    kept = {article for story in receipt["stories"] if not story["dropped"] for article in story["articles"]}
    if not rows and any(_states(contexts[article]) for article in kept & contexts.keys()):
        raise ValueError("the articles of its stories state figures and it lists none")
    for row in rows:
        if "of" in row:
            yield Verified(row, _wrong_sum(row, rows))
        elif context := contexts.get(row["article"]):
            yield Verified(row, _wrong(row, context), _cite(context))
        else:
            yield Verified(row, None)


def _repaged(readings: Iterable[Reading], receipt: Json) -> tuple[Reading, ...]:
    """Mend the pages as the receipt says that people did."""
    found = tuple(readings)
    names = ("sequence", "operation", "target", "value", "who", "when", "undone_by")
    rows = ({name: one[name] for name in names} for one in receipt.get("edits", ()))
    edits = [Edit(**{**one, "value": tuple(one["value"])}) for one in rows]
    layouts, _ = edit.repaged([(one.document, one.layout) for one in found], edits)
    return tuple(replace(one, layout=layout) for one, layout in zip(found, layouts, strict=True))


def _contexts(readings: Iterable[Reading]) -> dict[str, edit.ReportContext]:
    """Find the facts of every article again."""
    fingerprints = edit.Fingerprints()
    found: dict[str, edit.ReportContext] = {}
    for article in edit.printable(article for reading in readings for article in reading.layout.articles):
        report = take_down.report(article)
        found[article.id] = edit.contexts(Story("", (report,)), fingerprints)[0]
    return found


def _states(context: edit.ReportContext) -> bool:
    """Say whether an article gives a figure that an item would print."""
    return any(edit.statement(one, context).is_sure("item") for one in context.report.facts if one.kind in NUMERIC)


def _wrong(row: Json, context: edit.ReportContext) -> tuple[str, ...]:
    """Name the fields of a statement that its article does not give again."""
    spans = [tuple(span) for span in row["spans"]]
    facts_here = (one for one in context.report.facts if one.kind in NUMERIC and list(one.spans) == spans)
    made = [statement(edit.statement(fact, context), {}) for fact in facts_here]
    decided = row.get("decided", ())  # a person's decision is theirs to answer for
    asked = tuple(name for name in _FIELDS if name not in decided)
    offers = [tuple(name for name in asked if again[name] != row.get(name)) for again in made]
    return min(offers, key=len, default=("spans",))


def _wrong_sum(row: Json, rows: list[Json]) -> tuple[str, ...]:
    """Check that a sum is what its parts add up to, in words and value, and of their kind."""
    parts = [rows[k] for k in row["of"] if 0 <= k < len(rows) and "of" not in rows[k]]
    if not parts or len(parts) != len(row["of"]):
        return ("of",)
    total = sum((Decimal(part["value"]) for part in parts), Decimal(0))
    held = {
        "value": total == Decimal(row["value"]),
        "text": row["text"] == worded([part["text"] for part in parts], total),
        "unit": {row["unit"], *(part["unit"] for part in parts)} == {"CNY"},
        "label": row["label"] in _SUMS,
        "status": row["status"] == _SUMS.get(row["label"]),
    }
    return tuple(name for name, holds in held.items() if not holds)


def _cite(context: edit.ReportContext) -> str:
    source = context.source
    return " ".join(str(part) for part in (source.publication or source.origin, source.published, source.page) if part)


def _changed(path: Path, receipt: Json) -> ChangedFile | None:
    """Compare a file with the digest in the receipt; where it differs, name the lines that were not published."""
    if not path.is_file():
        return ChangedFile(path.name, (), len(receipt["lines"].get(path.name, ())))
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() == receipt["files"].get(path.name):
        return None
    published = set(receipt["lines"].get(path.name, ()))
    beside = path.name not in receipt["files"]
    try:
        now = line_hashes(path.name, content)
        lines = [line for line in _read(path.name, content).splitlines() if line.strip()]
    except Exception as error:  # noqa: BLE001  a file that somebody changed may break its reader in any way
        return ChangedFile(path.name, (f"cannot be read ({type(error).__name__})",), len(published), beside)
    new = tuple(line.strip() for line in lines if hash_of(line) not in published)
    return ChangedFile(path.name, new, len(published - set(now)), beside)


def _read(name: str, content: bytes) -> str:
    return next((form.read(content) for form in TABLE.values() if not form.letter and name.endswith(form.suffix)), "")


def to_json(verdict: Verdict) -> Json:
    """Lay a verdict out as JSON."""
    return {
        "holds": verdict.holds,
        "missing": list(verdict.missing),
        "files": [{"name": one.name, "new": list(one.new), "gone": one.gone} for one in verdict.files],
        "statements": [
            {**one.row, "source": one.source, "wrong": None if one.wrong is None else list(one.wrong)}
            for one in verdict.statements
        ],
    }


def to_lines(verdict: Verdict) -> Iterator[str]:
    """Word a verdict for people: every statement with its sentence, then what does not hold."""
    for one in verdict.statements:
        mark = "✓" if one.holds else "？" if one.wrong is None else "✗"
        row = one.row
        said = " ".join(str(row[name]) for name in ("owner", "label", "text") if row.get(name))
        by = f"  [编者：{'、'.join(row['decided'])}]" if row.get("decided") else ""
        why = by if one.holds else "  [no source]" if one.wrong is None else f"  [{', '.join(one.wrong)}]"
        yield f"{mark} {said}　{row['status']}　{one.source}{why}"
        if row.get("quote"):
            yield f"    {row['quote']}"
    for changed in verdict.files:
        yield f"✗ {changed.words}"
        yield from (f"    + {line[:_SHOWN]}" for line in changed.new[:_MOST])
    yield from (f"？ {origin}: the source is not among those given" for origin in verdict.missing)
    held = sum(one.holds for one in verdict.statements)
    yield f"{held} of {len(verdict.statements)} statements found again, {len(verdict.files)} files changed"
