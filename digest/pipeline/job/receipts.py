"""What became of runs and letters, written down beside the database: for people, for `digest doctor`, and for its loss.

A database that is lost is filled again from here as far as letters go: none is sent twice.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, cast

from digest import files
from digest.archive import state
from digest.archive.outbox import STANDINGS, Closing, Letter, Outbox
from digest.errors import StateError
from digest.pipeline.job.job_context import locked

if TYPE_CHECKING:
    from pathlib import Path

    from digest.archive.outbox import Standing
    from digest.errors import DigestError
    from digest.pipeline.job.job_context import Done, JobContext

_PRIVATE: Final = 0o600  # receipts name recipients
_ISSUES: Final = 8  # whose letters may still change
_WAITING: Final = "waiting.json"


def write_run(context: JobContext, outbox: Outbox, done: Done, failed: DigestError | None) -> None:
    """Write down the last run.

    Raises:
        OutputError: the disk is full, or the folder may not be written.
    """
    laid = {
        "at": context.now.isoformat(timespec="seconds"),
        "built": list(done.built),
        "letters": dict(done.standings),
        "problems": [str(problem) for problem in done.problems],
        "failed": str(failed) if failed else None,
        "closed": [closing.issue for closing in outbox.closings()[-1:]],
    }
    _write(context.receipts / "run.json", laid)


def write_deliveries(context: JobContext, outbox: Outbox) -> None:
    """Write down what became of the newest issues' letters.

    Raises:
        OutputError: as above.
    """
    for closing in outbox.closings()[-_ISSUES:]:
        laid = {
            "issue": closing.issue,
            "last": closing.last,
            "at": closing.at.isoformat(),
            "note": closing.note,
            "letters": [
                {
                    "address": kept.address, "group": kept.audience, "message_id": kept.message_id,
                    "standing": kept.standing, "tries": kept.tries, "at": kept.at.isoformat(), "note": kept.note,
                }
                for kept in outbox.letters(closing.issue)
            ],
        }  # fmt: skip
        _write(context.receipts / f"{closing.issue}.json", laid)


def restore(context: JobContext, outbox: Outbox) -> None:
    """Take over issues that the receipts know and the database does not.

    Raises:
        StateError: what stands there is no receipt.
    """
    files.sweep(context.receipts)
    known = {closing.issue for closing in outbox.closings()}
    for path in sorted(context.receipts.glob("2*.json")) if context.receipts.is_dir() else ():
        if path.stem in known:
            continue
        try:
            laid = json.loads(path.read_bytes())
            closing = Closing(laid["issue"], laid["last"], datetime.fromisoformat(laid["at"]), laid["note"])
            letters = [(_letter(row), _standing(row["standing"])) for row in laid["letters"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateError(
                f"{path}: no receipt of a delivery ({error})", "move it away if nothing was sent of that issue"
            ) from error
        outbox.restore(closing, letters)
        context.log("restored", issue=closing.issue, letters=len(letters))


def put_back(context: JobContext, copied: Path) -> tuple[Path | None, int]:
    """Put a copy of the database in its place; name where the old one is kept, and for how many letters receipts knew.

    Raises:
        Locked: another run holds the lock, or another program is using the database.
        StateError: the copy cannot be used, or a receipt not be read.
    """
    with locked(context):
        aside = state.restore(copied, context.state)
        with Outbox(context.state) as outbox:
            rows = [row for path in sorted(context.receipts.glob("2*.json")) for row in _rows(path)]
            confirmed = outbox.confirm(rows, context.now)
            restore(context, outbox)
    return aside, confirmed


def _rows(path: Path) -> list[tuple[str, str, str]]:
    """Read issue, address and standing of a receipt's letters; of one that is none `restore` says so."""
    try:
        laid = json.loads(path.read_bytes())
        return [(laid["issue"], row["address"], row["standing"]) for row in laid["letters"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _letter(row: dict[str, str]) -> Letter:
    return Letter(row["address"], row["group"], row["message_id"], "", b"", b"")


def _standing(word: str) -> Standing:
    if word not in STANDINGS:
        raise ValueError(word)
    return cast("Standing", word)


def write_waiting(context: JobContext, issue: str, why: str = "") -> None:
    """Write down that an issue waits for its pages, or for what else it waits.

    Raises:
        OutputError: as above.
    """
    _write(context.receipts / _WAITING, _waiting(context, issue, why))


def waits(context: JobContext, issue: str, why: str = "") -> bool:
    """Say whether it was told today that an issue waits, and nothing has come since: once a day is enough."""
    try:
        return bool(json.loads((context.receipts / _WAITING).read_bytes()) == _waiting(context, issue, why))
    except (OSError, ValueError):
        return False


def _waiting(context: JobContext, issue: str, why: str) -> dict[str, Any]:
    return {"issue": issue, "why": why, "day": context.now.date().isoformat(), "sources": _listing(context)}


def _listing(context: JobContext) -> str:
    """Tell whether sources changed: a digest of their names, sizes and times."""
    rows = []
    for origin, path in files.sources(context.sources):
        with suppress(OSError):
            known = path.stat()
            rows.append(f"{origin} {known.st_size} {known.st_mtime_ns}")
    return sha256("\n".join(rows).encode()).hexdigest()


def _write(path: Path, laid: dict[str, Any]) -> None:
    content = (json.dumps(laid, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    files.publish(path, content, _PRIVATE)
