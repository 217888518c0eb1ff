"""A proof in, files out: every format printed, looked up in its sources, written whole, and the issue kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from digest import edit, files, publish
from digest.archive import store
from digest.errors import OutputError, PrintError
from digest.model import Problem
from digest.pipeline import receipt as receipts
from digest.pipeline.order import Built

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.model import Brief
    from digest.pipeline.intake import Progress
    from digest.pipeline.order import Order, Proof

LATEST = "latest"


def run_off(proof: Proof, order: Order, settings: Settings, progress: Progress) -> Built:
    """Print a proof in every format, look its figures up, and publish what is founded; `keep` puts it in the archive.

    Raises:
        OutputError: a file could not be written, or no format holds only what stands in a source.
    """
    brief, words = proof.brief, proof.words()
    rendered, failed = _render(order, settings, brief, progress)
    rendered, unfounded = _founded(rendered, brief, words)
    written = _publish(order.out, brief.issue, rendered, _receipt(brief, proof.ranking, rendered))
    _list_issues(order, settings)
    problems = (*proof.problems, *failed, *unfounded)
    return Built(brief, written, problems, words, tuple(_entries(proof.ranking)))


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
    order: Order, settings: Settings, brief: Brief, progress: Progress
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Print every format asked for; what the printer cannot make is a problem, not the end."""
    rendered: dict[str, bytes] = {}
    failed = []
    for done, form in enumerate(order.formats):
        progress("print", done, len(order.formats))
        try:
            rendered[form] = publish.render(brief, order.template, form, folders=folders_of(settings))
        except PrintError as error:
            failed.append(Problem(f"brief.{form}", error.what, error.remedy))
    progress("print", len(order.formats), len(order.formats))
    return rendered, tuple(failed)


def _founded(
    rendered: dict[str, bytes], brief: Brief, sources: tuple[str, ...]
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Keep the formats whose every figure and quotation stands in a source; name what does not in the others."""
    # A PDF is not read back: pdfium puts blanks of its own between a note's number and its text, and a number that
    # stands apart looks like a figure. It is set from the body of the web page, which is looked up below.
    missing = {
        form: publish.unfounded(publish.words(content, form), brief, sources)
        for form, content in rendered.items()
        if form != "pdf"
    }
    problems = tuple(
        Problem(f"brief.{form}", f"{'、'.join(figures[:3])} stands in no source; not published", "report it")
        for form, figures in missing.items()
        if figures
    )
    if missing and len(problems) == len(missing):
        raise OutputError("\n".join(str(problem) for problem in problems))
    return {form: content for form, content in rendered.items() if not missing.get(form)}, problems


def _receipt(brief: Brief, ranking: edit.Ranking, rendered: dict[str, bytes]) -> bytes:
    digests = {f"brief.{form}": hashlib.sha256(content).hexdigest() for form, content in rendered.items()}
    ranked = [(one, None) for one in ranking.items] + [(cut.item, cut.why) for cut in ranking.cut]
    laid_out = receipts.receipt(brief, ranked, digests)
    return (json.dumps(laid_out, ensure_ascii=False, indent=1) + "\n").encode()


def _publish(out: Path, issue: str, rendered: dict[str, bytes], receipt: bytes) -> tuple[Path, ...]:
    """Write the issue's files, then the same under latest/; the receipt last, so that it speaks of what is there."""
    named = {f"brief.{form}": content for form, content in rendered.items()} | {"receipt.json": receipt}
    for folder in (out / issue, out / LATEST):
        for name, content in named.items():
            files.publish(folder / name, content)
    return tuple(out / issue / name for name in named)


def _list_issues(order: Order, settings: Settings) -> None:
    """Write the list and the feed of all issues that lie in `order.out`."""
    issues = [
        issue
        for receipt in sorted(order.out.glob("*/receipt.json"))
        if receipt.parent.name != LATEST and (issue := publish.issue(receipt.parent.name, receipt.read_bytes()))
    ]
    about, folders = settings.brief, folders_of(settings)
    pages = publish.listing(issues, name=about.name, unit=about.unit, template=order.template, folders=folders)
    for name, content in pages.items():
        files.publish(order.out / name, content)
