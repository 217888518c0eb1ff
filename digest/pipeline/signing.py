"""Who signed an issue, stage by stage (初审 复审 终审), and whether what they signed is what stands there now.

A signature is of the very content: it is entered with the fingerprint of the issue as it was, and whatever changes the
issue, an edit, a page that came late, another version of the program, makes it void.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import edit
from digest.errors import Unsigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.config import Settings
    from digest.model import Brief, Edit


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of signing: who signed it last and when, whether that holds, and what was decided since.

    `open` says that all stages before it are signed, so that it may be.
    """

    name: str
    who: str = ""
    when: str = ""
    valid: bool = False
    since: int = 0
    open: bool = False

    def __str__(self) -> str:
        """Say how it stands, for a refusal."""
        if self.valid:
            return f"{self.name}: signed by {self.who}"
        return f"{self.name}: changed since {self.who} signed it" if self.who else f"{self.name}: not signed"


def fingerprint(brief: Brief, template: str) -> str:
    """Name the content of an issue: the beginning of the SHA-256 of its draft, its masthead and its template's name."""
    words = "\n".join((template, repr(brief.masthead), edit.to_draft(brief)))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def stages(names: Sequence[str], log: Sequence[Edit], now: str) -> tuple[Stage, ...]:
    """Lay out the stages of an issue whose log is given and whose content has the fingerprint `now`."""
    found: list[Stage] = []
    for name in names:
        is_open = all(one.valid for one in found)
        mine = [one for one in log if one.operation == "sign" and one.value == (name,) and one.undone_by is None]
        if not mine:
            found.append(Stage(name, open=is_open))
            continue
        last = mine[-1]
        later = [
            one for one in log if one.sequence > last.sequence and not one.operation.startswith(("sign", "issue."))
        ]
        valid = is_open and last.was == now
        found.append(Stage(name, last.who, last.when[:16].replace("T", " "), valid, len(later), is_open))
    return tuple(found)


def of_issue(brief: Brief, log: Sequence[Edit], template: str, settings: Settings) -> tuple[Stage, ...]:
    """Lay out the stages of an issue as it stands; without a signature its content is not looked at."""
    signed = any(one.operation == "sign" for one in log)
    return stages(settings.desk.signing, log, fingerprint(brief, template) if signed else "")


def refuse_unsigned(found: Sequence[Stage]) -> None:
    """Refuse to let an issue leave that is not signed.

    Raises:
        Unsigned: a stage is missing, or void; all of those are named.
    """
    missing = [str(one) for one in found if not one.valid]
    if missing:
        remedy = "sign it at the desk: digest desk; or set needs_signing = false in [desk]"
        raise Unsigned("; ".join(missing), remedy)
