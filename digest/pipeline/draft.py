"""An issue edited by hand: its draft written as Markdown, and the edited draft printed with every figure looked up."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from digest import edit, files, publish
from digest.archive import store
from digest.errors import DraftError, UsageError
from digest.pipeline import check
from digest.pipeline.build import archive_of, proof, settle
from digest.pipeline.intake import Progress, silent
from digest.pipeline.order import Built, Order
from digest.pipeline.write import folders_of, keep, print_issue
from digest.text.period import Period

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.pipeline.order import Proof

DRAFT = "draft.md"


def write(order: Order, settings: Settings, progress: Progress = silent) -> Built:
    """Write the issue as Markdown to be edited, and beside it what `print_edited` needs; nothing else is touched.

    Raises:
        As `build` does.
    """
    settle(order.out, settings)
    with store.Archive(archive_of(order.out, settings)) as archive:
        made = proof(order, settings, archive, progress)
    checked, doubts = check.checked(made.brief, made.evidence())
    content = publish.render(checked, order.template, "md", folders=folders_of(settings)).content
    draft = order.out / made.brief.issue / DRAFT
    _keep_edited(draft)
    files.publish(draft, content)
    files.publish(draft.with_name(f"{DRAFT}.json"), _ordered(order, made, content))
    return Built(checked, (draft,), (*made.problems, *doubts))


def _keep_edited(draft: Path) -> None:
    """Leave a draft alone that was edited since it was written.

    Raises:
        DraftError: it was.
    """
    try:
        written = json.loads(draft.with_name(f"{DRAFT}.json").read_text(encoding="utf-8")).get("sha256")
        edited = hashlib.sha256(draft.read_bytes()).hexdigest() != written
    except (OSError, ValueError, AttributeError):
        edited = draft.exists()
    if edited:
        raise DraftError(f"{draft} was edited", "print it with: digest publish, or move it away for a new draft")


def _ordered(order: Order, made: Proof, content: bytes) -> bytes:
    """Write down what a draft was made of, so that it can be printed from the same sources."""
    values = {
        "sources": [str(path.absolute()) for path in order.sources],
        "documents": sorted(reading.document.id for reading in made.readings),
        "first": made.brief.first.isoformat(),
        "last": made.brief.last.isoformat(),
        "top": order.top,
        "template": order.template,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    # A file name need not be UTF-8: what Python keeps of its other bytes is written as JSON's own escapes.
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def print_edited(edited: Path, formats: tuple[str, ...], settings: Settings, progress: Progress = silent) -> Built:
    """Print an issue as its draft was edited; its sources are read again, so that every figure can be looked up.

    A figure of the editor's own stands in 〔编者：…〕 and is printed so.

    Raises:
        UsageError: the draft or what is beside it cannot be read.
        DraftError: an item lost its anchor, a line was changed that cannot be, or a figure stands in no source of its
            item and is not marked as the editor's own; the line is named.
        As `build` does.
    """
    out = edited.absolute().parents[1]
    with store.Archive(archive_of(out, settings)) as archive:
        built = printed(edited, formats, settings, archive, progress)
        keep(built, archive)
    return built


def printed(
    edited: Path, formats: tuple[str, ...], settings: Settings, archive: store.Archive, progress: Progress = silent
) -> Built:
    """Do what `print_edited` does, and leave it to the caller to keep the issue in the archive."""
    markdown, order = _draft(edited, formats)
    made = proof(order, settings, archive, progress)
    checked, doubts = check.checked(made.brief, made.evidence())
    original = publish.render(checked, order.template, "md", folders=folders_of(settings)).content.decode()
    try:
        brief = edit.redraft(checked.brief, original, markdown)
    except DraftError as error:
        raise DraftError(f"{edited}, {error.what}", error.remedy) from error
    written = edit.written(brief)
    return print_issue(
        replace(made, brief=brief, problems=(*made.problems, *doubts), written=written), order, settings, progress
    )


def _draft(edited: Path, formats: tuple[str, ...]) -> tuple[str, Order]:
    """Read an edited draft and the order it was made by.

    Raises:
        UsageError: one of the two cannot be read.
    """
    try:
        markdown = edited.read_text(encoding="utf-8-sig")
        values = json.loads(edited.with_name(f"{DRAFT}.json").read_text(encoding="utf-8"))
        chosen = Period(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]))
        order = Order(
            sources=tuple(Path(name) for name in values["sources"]),
            out=edited.absolute().parents[1],
            formats=formats,
            period=chosen,
            top=int(values["top"]),
            explain=False,
            template=str(values["template"]),
            today=chosen.last,
            only=frozenset(values.get("documents", ())),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{edited}: {error}", "make one with: digest build --draft") from error
    return markdown, order
