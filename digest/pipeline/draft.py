"""An issue edited by hand: its draft written, what people changed in it entered in the log, and the issue published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digest import edit, files
from digest.archive import store
from digest.archive.edit_log import EditLog
from digest.errors import DigestError, DraftError, UsageError
from digest.model import Decision, Edit
from digest.pipeline import check
from digest.pipeline.build import archive_of, proof, settle
from digest.pipeline.intake import Progress, silent
from digest.pipeline.order import Built, Order
from digest.pipeline.write import keep, print_issue
from digest.text.decode import decode
from digest.text.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.config import Settings
    from digest.edit.draft import Change, Unread
    from digest.model import Checked
    from digest.pipeline.order import By, Proof

DRAFT: Final = "draft.md"
_NAMED: Final = 3  # files that a message names


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft as it lies there: its order, the entry of the log it shows, its text then and now."""

    path: Path
    order: Order
    written: str
    edited: str
    documents: dict[str, str]
    entry: int

    @property
    def is_changed(self) -> bool:
        """Whether anybody wrote into it."""
        return self.written.split() != self.edited.split()


def write(order: Order, settings: Settings, by: By, progress: Progress = silent) -> Built:
    """Write the issue as Markdown to be edited, and beside it what `publish` needs; nothing else is touched.

    What was changed in an earlier draft of the issue is entered in the log first, so that the new one has it.

    Raises:
        DraftError: a line of the earlier draft is no decision; it stays as it is.
        As `build` does.
    """
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = proof(order, settings, archive, progress)
        path = order.out / made.brief.issue / DRAFT
        if path.exists():
            earlier = _read(path, order.formats)
            if earlier.is_changed:
                take_in(earlier, settings, archive, by, progress)
        made = with_sources(made, archive, by)
        checked, problems = _edited(made)
        _write(path, order, made, checked)
    return Built(checked, (path,), (*made.problems, *problems))


def publish(edited: Path, formats: tuple[str, ...], settings: Settings, by: By, progress: Progress = silent) -> Built:
    """Enter what was changed in a draft in the log, and publish the issue as the log has it.

    Raises:
        DraftError: lines of the draft are no decisions, or a source it was made of is gone; nothing is published.
        UsageError: it cannot be read.
        As `build` does.
    """
    path = edited.absolute()
    with store.Archive(archive_of(path.parents[1], settings)) as archive:
        draft = _read(path, formats)
        made = take_in(draft, settings, archive, by, progress)
        return publish_proof(made, draft.order, settings, archive, by, progress)


def publish_log(order: Order, settings: Settings, by: By, progress: Progress = silent) -> Built:
    """Publish an issue as its log has it, of the sources that the log names; `order.period` says which.

    Raises:
        As `build` does.
    """
    settle(order.out, settings)
    with store.Archive(archive_of(order.out, settings)) as archive:
        edits = EditLog(archive.database).of(order.period.issue) if order.period else ()
        order = replace(order, only=edit.standing(edits).sources)
        return publish_proof(proof(order, settings, archive, progress), order, settings, archive, by, progress)


def with_sources(made: Proof, archive: store.Archive, by: By) -> Proof:
    """Enter in the log which sources an issue is made of where it does not say so; give it with what the log has now.

    Raises:
        StateError: the log cannot be written.
    """
    log, issue = EditLog(archive.database), made.brief.issue
    documents = tuple(sorted(reading.document.id for reading in made.readings))
    if edit.standing(log.of(issue)).sources != frozenset(documents):
        log.append(issue, [Decision("issue.sources", "issue", documents)], by.who, by.when)
    return replace(made, edits=log.of(issue))


def publish_proof(  # noqa: PLR0913, PLR0917  what an issue is printed from
    made: Proof, order: Order, settings: Settings, archive: store.Archive, by: By, progress: Progress
) -> Built:
    """Print an issue, keep it, and enter that it was published, with the last entry of the log that it has.

    Raises:
        Unsigned: the settings ask for signatures, and it has not all of them.
        OutputError: a file could not be written; the log does not say that it was published.
        TemplateError: the template is wrong.
        StateError: the archive cannot be written.
    """
    built = print_issue(made, order, settings, progress, leaving=True)
    last = str(max((one.last for one in made.edits), default=0))
    with archive.database.change():
        keep(built, archive)
        entry = Decision("issue.published", "issue", (last,))
        EditLog(archive.database).append(built.brief.issue, [entry], by.who, by.when)
    return built


def last_published(issue: str, archive: store.Archive) -> tuple[Edit, ...]:
    """Give what was decided of an issue when it was published last; all of it where it was not yet."""
    log = EditLog(archive.database)
    return log.of(issue, edit.standing(log.of(issue)).until)


def printed(
    order: Order, edits: tuple[Edit, ...], settings: Settings, archive: store.Archive, *, leaving: bool = False
) -> Built:
    """Print an issue as some edits have it, of the sources that they name; the caller keeps it.

    Raises:
        Unsigned: it is `leaving`, the settings ask for signatures, and it has not all of them.
    """
    order = replace(order, only=edit.standing(edits).sources, edits=edits)
    return print_issue(proof(order, settings, archive, silent), order, settings, silent, leaving=leaving)


def take_in(draft: _Draft, settings: Settings, archive: store.Archive, by: By, progress: Progress = silent) -> Proof:
    """Enter what was changed in a draft in the log, all of it or nothing, and write the draft as the log has it.

    Raises:
        DraftError: each line that is no decision, with the reason.
    """
    made = proof(draft.order, settings, archive, progress)
    _refuse_gone(draft, made)
    log = EditLog(archive.database)
    issue = made.brief.issue
    with archive.database.change():
        shown = log.of(issue, draft.entry)
        checked, _ = check.checked(made.brief, made.evidence())
        before = edit.apply(checked.brief, shown, made.evidence().recounted)
        changes, unread = edit.from_draft(before.brief, draft.written, draft.edited)
        refused = [*unread, *_stale(changes, log.of(issue), draft.entry), *_unfit(before, changes, made)]
        if refused:
            lines = "\n".join(f"{draft.path}, line {one.line}: {one.reason}" for one in sorted(set(refused)))
            remedy = "correct it; nothing was taken over and the draft is as you left it"
            raise DraftError(lines, remedy)
        known = {
            (one.operation, one.target, one.value) for one in edit.holding(log.of(issue)) if one.last > draft.entry
        }
        fresh = [one for _, one in changes if (one.operation, one.target, one.value) not in known]
        log.append(issue, fresh, by.who, by.when)  # a draft may be taken in again after a power failure
    made = replace(made, edits=log.of(issue))
    if draft.is_changed:
        _write(draft.path, draft.order, made, _edited(made)[0])
    return made


def _stale(changes: Iterable[Change], now: Iterable[Edit], seen: int) -> Iterable[Unread]:
    """Name the changes of what somebody decided otherwise since the draft was written."""
    since = {(one.operation, one.target): one for one in now if one.last > seen}
    for line, decision in changes:
        other = since.get((decision.operation, decision.target))
        if other and (other.undone_by or other.value != decision.value):
            theirs = "" if other.undone_by else " ".join(other.value) or other.operation
            reason = f"“{' '.join(decision.value)}”, but {other.who} made it “{theirs or other.was}” meanwhile"
            yield edit.Unread(line, reason)


def _unfit(before: edit.Applied, changes: Sequence[Change], made: Proof) -> Iterable[Unread]:
    """Name the changes that do not apply: words with a figure of another article, a section title that is taken."""
    decisions = [one.decision for one in changes]
    for refused in edit.objections(before.brief, decisions, made.evidence().recounted):
        reason = f"{refused.reason} (there: {refused.now})" if refused.now else refused.reason
        yield edit.Unread(changes[refused.edit.sequence - 1].line, reason)


def _edited(made: Proof) -> tuple[Checked, tuple[Any, ...]]:
    evidence = made.evidence()
    checked, doubts = check.checked(made.brief, evidence)
    checked, refused = check.edited(checked, evidence, made.edits)
    return checked, (*doubts, *refused)


def _refuse_gone(draft: _Draft, made: Proof) -> None:
    """Refuse to go on without a source that the draft was made of.

    Raises:
        DraftError: one or more are gone.
    """
    here = {reading.document.id for reading in made.readings}
    gone = sorted(origin for document, origin in draft.documents.items() if document not in here)
    if gone:
        named = "、".join(gone[:_NAMED]) + ("…" if len(gone) > _NAMED else "")
        what = f"{draft.path}: {len(gone)} pages it was made of are gone or changed: {named}"
        raise DraftError(what, "put them back; the draft is as you left it")


def _write(path: Path, order: Order, made: Proof, checked: Checked) -> None:
    """Write a draft, and beside it what it was made of, so that it can be published from the same sources."""
    text = edit.to_draft(checked.brief)
    values = {
        "sources": [str(source.absolute()) for source in order.sources],
        "documents": {reading.document.id: reading.document.origin for reading in made.readings},
        "first": made.brief.first.isoformat(),
        "last": made.brief.last.isoformat(),
        "top": order.top,
        "template": order.template,
        "entry": max((one.last for one in made.edits), default=0),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "written": text,
    }
    # A file name need not be UTF-8: what Python keeps of its other bytes is written as JSON's own escapes.
    beside = (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")
    files.publish(path, text.encode())
    files.publish(path.with_name(f"{DRAFT}.json"), beside)


def _read(path: Path, formats: tuple[str, ...]) -> _Draft:
    """Read a draft in whatever encoding it was saved, and what it was made of.

    Raises:
        UsageError: one of the two cannot be read.
    """
    try:
        edited, _ = decode(str(path), files.read_source(path))
        values = json.loads(path.with_name(f"{DRAFT}.json").read_text(encoding="utf-8"))
        chosen = Period(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]))
        order = Order(
            sources=tuple(Path(name) for name in values["sources"]),
            out=path.absolute().parents[1],
            formats=formats,
            period=chosen,
            top=int(values["top"]),
            explain=False,
            template=str(values["template"]),
            today=chosen.last,
            only=frozenset(values["documents"]),
        )
        return _Draft(path, order, str(values["written"]), edited, dict(values["documents"]), int(values["entry"]))
    except (DigestError, OSError, ValueError, KeyError, TypeError) as error:
        words = error.what if isinstance(error, DigestError) else str(error)
        raise UsageError(f"{path}: {words.removeprefix(f'{path}: ')}", "make one with: digest build --draft") from error
