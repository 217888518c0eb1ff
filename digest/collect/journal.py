"""What collecting remembers from one run to the next: when each source answered, and which pages were saved."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from digest import files
from digest.errors import StateError

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "collected.json"
_OLD: Final = ".collected.json"  # where it stood up to 2.x: among the sources
_ISSUES_FORGOTTEN: Final = timedelta(days=800)
_FORGOTTEN: Final = timedelta(days=90)  # after which a page no source lists any more would be saved again


@dataclass(frozen=True, slots=True)
class Visit:
    """How a source fared: days are ISO dates, `asked` a moment, "" what never was.

    `since` is when it was asked first, `answered` when it was well last, `fresh` when it last brought something new,
    `failure` what is wrong since then; `etag` and `modified` tell its host which version we have. `settings` is a mark
    of what digest.toml said of it: a source that was mended there is asked at once.
    """

    since: str = ""
    asked: str = ""
    answered: str = ""
    fresh: str = ""
    failure: str = ""
    etag: str = ""
    modified: str = ""
    settings: str = ""


@dataclass(slots=True)
class IssueRecord:
    """What is known of an issue of a paper: how many articles were brought, and whether it is whole or not printed.

    `seen` are the addresses of its articles that need not be asked for again, `notes` name what is no article, `by` is
    when it was last asked for. `versions` is what the host said of its pages and articles (ETag, Last-Modified), until
    it has been looked at on a day after its own.
    """

    articles: int = 0
    whole: bool = False
    none: bool = False
    seen: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by: str = ""
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)

    def is_final(self, day: str) -> bool:
        """Tell whether it is whole and was asked for after its own day, when nothing is added to it any more."""
        return self.whole and self.by[:10] > day


@dataclass(slots=True)
class Journal:
    """The visits by address, the pages saved by `mark` with the day they were listed last, failed tries, and issues.

    `issues` are those of papers, by the paper's address and the ISO day.
    """

    visits: dict[str, Visit] = field(default_factory=dict)
    saved: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    issues: dict[str, dict[str, IssueRecord]] = field(default_factory=dict)


def mark(url: str) -> str:
    """Name an address in a few letters that are fit for a file name."""
    return sha256(url.encode("utf-8", "replace")).hexdigest()[:12]


def load(folder: Path, old: Path | None = None) -> Journal:
    """Read the journal kept in a folder; an empty one where there is none.

    `old` is the folder of sources, in which an earlier version kept it: it is read there until it is written here.

    Raises:
        StateError: it is damaged.
    """
    path = folder / NAME
    if not path.exists() and old and (old / _OLD).exists():
        path = old / _OLD
    if not path.exists():
        return Journal()
    try:
        kept = json.loads(path.read_bytes())
        visits = {str(url): _visit(visit) for url, visit in kept["visits"].items()}
        saved = {str(page): date.fromisoformat(day).isoformat() for page, day in kept["saved"].items()}
        tries = {str(page): int(count) for page, count in kept["tries"].items()}
        issues = {
            str(url): {date.fromisoformat(day).isoformat(): IssueRecord(**record) for day, record in days.items()}
            for url, days in kept.get("issues", {}).items()
        }
        return Journal(visits, saved, tries, issues)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        remedy = "move it away; what the sources still list is then fetched again"
        raise StateError(f"{path}: damaged ({type(error).__name__})", remedy) from error


def _visit(kept: dict[str, str]) -> Visit:
    visit = Visit(**kept)
    for day in (visit.since, visit.answered or visit.since, visit.fresh or visit.since):
        date.fromisoformat(day)
    if datetime.fromisoformat(visit.asked).tzinfo is None:
        raise ValueError("a moment without its time zone")
    return visit


def save(folder: Path, journal: Journal, today: date) -> None:
    """Write the journal whole; a page that no source has listed for long is forgotten.

    Raises:
        OutputError: the folder cannot be written.
    """
    oldest = (today - _FORGOTTEN).isoformat()
    saved = {page: day for page, day in journal.saved.items() if day >= oldest}
    tries = {page: count for page, count in journal.tries.items() if page not in journal.saved}
    visits = {url: asdict(visit) for url, visit in journal.visits.items()}
    issues = {
        url: {day: asdict(record) for day, record in days.items() if day >= (today - _ISSUES_FORGOTTEN).isoformat()}
        for url, days in journal.issues.items()
    }
    kept = {"visits": visits, "saved": saved, "tries": tries, "issues": issues}
    files.publish(folder / NAME, (json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
