"""A proof in, files out: checked, rendered in every requested format, published whole, and the issue archived."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from digest import edit, files, publish
from digest.archive import store
from digest.errors import PrintError
from digest.model import Problem
from digest.pipeline import check
from digest.pipeline import receipt as receipts
from digest.pipeline.order import Built
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.model import Brief, Checked
    from digest.pipeline.intake import Progress
    from digest.pipeline.order import Order, Proof
    from digest.publish import Rendered

LATEST = "latest"
_NAMED: Final = 3  # texts that a problem names
_SHOWN: Final = 30  # characters it shows of each


def print_issue(proof: Proof, order: Order, settings: Settings, progress: Progress) -> Built:
    """Check a proof, render it in every format asked for, and publish the files; `keep` puts it in the archive.

    Raises:
        OutputError: a file could not be written.
        TemplateError: the template is wrong.
    """
    checked, doubts = check.checked(proof.brief, proof.evidence())
    rendered, failed = _render(order, settings, checked, progress)
    problems = (*doubts, *failed, *_noted(rendered), *_numbered(checked.brief, settings))
    receipt = _receipt(proof, checked.brief, rendered, problems)
    written = _publish(order.out, checked.brief.issue, rendered, receipt)
    _list_issues(order, settings)
    return Built(checked, written, (*proof.problems, *problems), tuple(_entries(proof.ranking)))


def keep(built: Built, archive: store.Archive) -> None:
    """Put an issue into the archive, in place of the one of its name.

    Raises:
        StateError: the archive cannot be written.
    """
    archive.keep(built.brief.issue, built.brief.first, built.brief.last, built.entries)


def _entries(ranking: edit.Ranking) -> Iterator[store.Entry]:
    """Lay out every story, kept or cut, for the archive."""
    kept = ((item, None) for item in ranking.items)
    for item, why in (*kept, *((cut.item, cut.why) for cut in ranking.cut)):
        one = ranking.fingerprints(item.story.reports[0])
        zone = one.zone.name if one.zone else ""
        yield store.Entry(item, why, zone, one.kind.why, edit.signs(item.story, ranking.fingerprints))


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


def _receipt(proof: Proof, brief: Brief, rendered: Iterable[Rendered], problems: tuple[Problem, ...]) -> bytes:
    ranked = [(one, None) for one in proof.ranking.items] + [(cut.item, cut.why) for cut in proof.ranking.cut]
    written = {file_name(one.format): one.content for one in rendered}
    laid_out = receipts.receipt(brief, ranked, written, problems, proof.readings)
    return (json.dumps(laid_out, ensure_ascii=False, indent=1) + "\n").encode()


def _publish(out: Path, issue: str, rendered: Iterable[Rendered], receipt: bytes) -> tuple[Path, ...]:
    """Write the issue's files, then the same under latest/; the receipt last, so that it speaks of what is there."""
    named = {file_name(one.format): one.content for one in rendered} | {receipts.RECEIPT: receipt}
    for folder in (out / issue, out / LATEST):
        for name, content in named.items():
            files.publish(folder / name, content)
    return tuple(out / issue / name for name in named)


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
