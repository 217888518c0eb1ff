"""A proof in, files out: checked, rendered in every requested format, published whole, and the issue archived."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from digest import edit, files, publish
from digest.archive import store
from digest.errors import PrintError
from digest.model import Problem
from digest.pipeline import check, signing
from digest.pipeline import receipt as receipts
from digest.pipeline.order import Built
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.model import Brief, Checked, Item
    from digest.pipeline.intake import Progress
    from digest.pipeline.order import Order, Proof
    from digest.publish import Rendered

LATEST = "latest"
PROOF: Final = "proof"  # the folder in an issue's own that a build goes into which is not to take its place
_NAMED: Final = 3  # texts that a problem names
_SHOWN: Final = 30  # characters it shows of each


def print_issue(  # noqa: PLR0913  what an issue is printed from, and how
    proof: Proof, order: Order, settings: Settings, progress: Progress, *, beside: bool = False, leaving: bool = False
) -> Built:
    """Check a proof, apply what people decided, render every format asked for, and publish the files.

    `keep` puts the issue in the archive. With `beside` what was published stays, and the files go into a folder
    `proof` in that of the issue. One that is `leaving` is signed where the settings ask for it.

    Raises:
        Unsigned: it is leaving, and is not signed.
        OutputError: a file could not be written.
        TemplateError: the template is wrong.
    """
    evidence = proof.evidence()
    checked, doubts = check.checked(proof.brief, evidence)
    found = {item.anchor for item in checked.brief.items}
    checked, refused = check.edited(checked, evidence, proof.edits)
    signed = signing.of_issue(checked.brief, proof.edits, order.template, settings)
    if leaving and settings.desk.needs_signing:
        signing.refuse_unsigned(signed)
    rendered, failed = _render(order, settings, checked, progress)
    problems = (*doubts, *refused, *failed, *_noted(rendered), *_numbered(checked.brief, settings))
    deleted = frozenset(found - {item.anchor for item in checked.brief.items})
    receipt = _receipt(proof, checked.brief, rendered, problems, deleted, signed)
    written = _publish(order.out, checked.brief.issue, rendered, receipt, beside=beside)
    if not beside:
        _list_issues(order, settings)
    entries = tuple(_entries(proof.ranking, checked.brief, deleted))
    return Built(checked, written, (*proof.problems, *problems), entries)


def keep(built: Built, archive: store.Archive) -> None:
    """Put an issue into the archive, in place of the one of its name.

    Raises:
        StateError: the archive cannot be written.
    """
    archive.keep(built.brief.issue, built.brief.first, built.brief.last, built.entries)


def _entries(ranking: edit.Ranking, brief: Brief, deleted: frozenset[str]) -> Iterator[store.Entry]:
    """Lay out every story, kept or cut, for the archive: as it was printed, where it was."""
    printed = {item.anchor: item for item in brief.items}
    for item, why in _ranked(ranking, deleted):
        one = ranking.fingerprints(item.story.reports[0])
        zone = one.zone.name if one.zone else ""
        signs = edit.signs(item.story, ranking.fingerprints)
        yield store.Entry(printed.get(item.anchor, item), why, zone, one.kind.why, signs)


def _ranked(ranking: edit.Ranking, deleted: frozenset[str]) -> Iterator[tuple[Item, str | None]]:
    """Yield every story, best first, with the reason it was left out for: cut, or deleted by a person."""
    yield from ((item, edit.DELETED if item.anchor in deleted else None) for item in ranking.items)
    yield from ((cut.item, cut.why) for cut in ranking.cut)


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """Say where the user's own templates stand, if anywhere."""
    return (settings.path(settings.templates),) if settings.templates else ()


def _render(
    order: Order, settings: Settings, checked: Checked, progress: Progress
) -> tuple[tuple[Rendered, ...], tuple[Problem, ...]]:
    """Render every format asked for; what the printer cannot make is a problem, not the end."""
    rendered: list[Rendered] = []
    failed = []
    for done, form in enumerate(order.formats):
        progress("print", done, len(order.formats))
        try:
            rendered.append(publish.render(checked, order.template, form, folders=folders_of(settings)))
        except PrintError as error:
            failed.append(Problem(f"brief.{form}", "not_made", error.what, error.remedy))
    progress("print", len(order.formats), len(order.formats))
    return tuple(rendered), tuple(failed)


def _noted(rendered: Iterable[Rendered]) -> Iterator[Problem]:
    """Name what was put right in a file, and what its template printed that it does not hold."""
    for one in rendered:
        name = file_name(one.format)
        yield from (Problem(name, "put_right", note) for note in one.notes)
        if lost := one.lost():
            shown = "、".join(f"“{words[:_SHOWN]}”" for words in lost[:_NAMED])
            reason = f"{len(lost)} of its texts are not as they were printed: {shown}"
            yield Problem(name, "not_faithful", reason, "report it")


def _numbered(brief: Brief, settings: Settings) -> Iterator[Problem]:
    """Name an issue from before the first one: it has no number among all."""
    first = settings.brief.first_issue
    if first and brief.first < period.week(first).first:
        reason = f"first_issue = {first!r} in digest.toml is later than this issue, which has no 总期号"
        yield Problem(brief.issue, "too_early", reason, "set first_issue to the week of your first issue")


def file_name(form: str) -> str:
    """Name the file of an issue in a format."""
    return f"brief{publish.named(form).suffix}"


def _receipt(  # noqa: PLR0913, PLR0917  what a receipt is of
    proof: Proof,
    brief: Brief,
    rendered: Iterable[Rendered],
    problems: tuple[Problem, ...],
    deleted: frozenset[str],
    signed: tuple[signing.Stage, ...],
) -> bytes:
    own = [(item, None) for item in brief.items if not item.story.reports]
    ranked = [*_ranked(proof.ranking, deleted), *own]
    written = {file_name(one.format): one.content for one in rendered}
    laid_out = receipts.receipt(
        brief, ranked, written, problems=problems, readings=proof.readings, edits=proof.edits, signed=signed
    )
    return (json.dumps(laid_out, ensure_ascii=False, indent=1) + "\n").encode()


def _publish(out: Path, issue: str, rendered: Iterable[Rendered], receipt: bytes, *, beside: bool) -> tuple[Path, ...]:
    """Write the issue's files, then the same under latest/; the receipt last, so that it speaks of what is there."""
    named = {file_name(one.format): one.content for one in rendered} | {receipts.RECEIPT: receipt}
    home = out / issue / PROOF if beside else out / issue
    for folder in (home,) if beside else (home, out / LATEST):
        for name, content in named.items():
            files.publish(folder / name, content)
    return tuple(home / name for name in named)


def _list_issues(order: Order, settings: Settings) -> None:
    """Write the list and the feed of all issues that lie in `order.out`."""
    issues = [
        issue
        for receipt in sorted(order.out.glob(f"*/{receipts.RECEIPT}"))
        if receipt.parent.name != LATEST and (issue := publish.issue(receipt.parent.name, receipt.read_bytes()))
    ]
    about, folders = settings.brief, folders_of(settings)
    sections = tuple(one.title for one in settings.section) or edit.SECTIONS
    pages = publish.listing(
        issues, name=about.name, unit=about.unit, template=order.template, folders=folders, sections=sections
    )
    for name, content in pages.items():
        files.publish(order.out / name, content)
