"""An issue in, its letters out: each group has its sections, template, files, language; each recipient one letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digest import files, publish
from digest.archive.outbox import Letter
from digest.archive.store import Archive
from digest.deliver import dkim, letters
from digest.deliver.addresses import mailbox
from digest.deliver.audiences import audiences
from digest.errors import PrintError, UsageError
from digest.model import Problem
from digest.pipeline import build, write
from digest.pipeline import draft as drafting
from digest.pipeline.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.deliver.addresses import Mailbox
    from digest.deliver.audiences import Audience
    from digest.model import Brief, Checked, Edit
    from digest.pipeline.job.job_context import JobContext
    from digest.pipeline.order import Built
    from digest.text.period import Period


@dataclass(frozen=True, slots=True)
class Mailing:
    """An issue that is printed but not yet kept, its letters to whom it is meant for, and what should be known of both.

    A letter is written when it is asked for: a thousand of them need not be held at once.
    """

    built: Built
    batches: tuple[_Batch, ...]
    problems: tuple[Problem, ...]

    def letters(self, address: str = "") -> Iterator[Letter]:
        """Write the letters, or only the one to `address`; the same mailing gives the same bytes."""
        for batch in self.batches:
            yield from batch.letters(address)


def make(context: JobContext, week: Period, outbox: str, archive: Archive, *, leaving: bool = True) -> Mailing:
    """Build an issue and lay out its letters; `outbox` is the outbox's name, which marks and message ids are made with.

    Letters that are not `leaving` are only looked at, and need no signature.

    Raises:
        Unsigned: the settings ask for signatures, and the issue has not all of them.
        DigestError: the issue cannot be built, or a recipient, a template or a key cannot be used.
    """
    groups, unsent = audiences(context.settings)
    edits = drafting.last_published(week.issue, archive)
    built = _built(context, _order(context, week, context.out), context.settings, archive, edits, leaving=leaving)
    batches: list[_Batch] = []
    problems = [*built.problems, *unsent]
    for group in groups if context.settings.mail.sender else ():
        edition = _edition(context, week, group, built, edits)
        checked = edition.checked.narrowed(group.table.sections)
        if checked.brief.items or not group.table.skip_empty:
            contents, failed = _contents(context.settings, checked, group)
            problems += failed
            batches.append(_Batch(context, outbox, group, contents, checked.brief.issue))
    return Mailing(built, tuple(batches), tuple(problems))


def _edition(context: JobContext, week: Period, group: Audience, built: Built, edits: tuple[Edit, ...]) -> Built:
    """Give the issue as a group's own profile ranks it; without one it is everybody's."""
    if not group.table.profile:
        return built
    folder = context.out / "groups" / _folder(group.table.name)
    own = context.settings.model_copy(update={"profile": group.table.profile, "state": _state(context, folder)})
    with Archive(build.archive_of(folder, own)) as archive:
        edition = _built(context, _order(context, week, folder), own, archive, edits)
        write.keep(edition, archive)
    return edition


def _state(context: JobContext, folder: Path) -> str | None:
    """Say where the archive of a group's own edition stands: where it was, or by that of the issues."""
    if (folder / build.ARCHIVE).is_file():
        return None
    return str((context.state.parent / "groups" / folder.name / build.ARCHIVE).absolute())


def _built(  # noqa: PLR0913  what an issue is built from
    context: JobContext,
    order: Order,
    settings: Settings,
    archive: Archive,
    edits: tuple[Edit, ...],
    *,
    leaving: bool = False,
) -> Built:
    issue = order.period.issue if order.period else ""
    for folder in (order.out / issue, order.out / write.LATEST):
        files.sweep(folder)
    context.log("building", issue=issue)
    return drafting.printed(order, edits, settings, archive, leaving=leaving)


def _order(context: JobContext, week: Period, out: Path) -> Order:
    settings = context.settings
    return Order(
        sources=context.sources,
        out=out,
        formats=settings.formats,
        period=week,
        top=settings.brief.top,
        explain=False,
        template=settings.brief.template,
        today=context.now.date(),
    )


def _folder(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)[:60]


def _contents(settings: Settings, checked: Checked, group: Audience) -> tuple[letters.Contents, tuple[Problem, ...]]:
    """Render a group's edition as a letter's texts and files."""
    brief, folders = checked.brief, write.folders_of(settings)
    template = group.table.template or settings.brief.template
    addressed = checked.addressed(settings.mail.unsubscribe.replace("{mark}", letters.SOMEBODY))
    bodies = {form: publish.render(addressed, template, form, folders=folders).content for form in publish.LETTERS}
    attached, problems = [], []
    for form in group.table.attach:
        if form not in publish.FORMATS:
            continue  # it is named with the settings
        kind, name = publish.named(form), f"{brief.masthead.name}_{brief.issue}"
        try:
            rendered = publish.render(checked, template, form, folders=folders)
            attached.append(letters.Attachment(f"{name}{kind.suffix}", kind.mime, rendered.content))
        except PrintError as error:
            problems.append(Problem(f"attachment {form} for {group.table.name}", "not_made", error.what, error.remedy))
    subject = _subject(brief, group.table.subject)
    return letters.Contents(subject, bodies["text"].decode(), bodies["mail"].decode(), tuple(attached)), tuple(problems)


def _subject(brief: Brief, language: Literal["zh", "en"]) -> str:
    name = brief.masthead.name
    if language == "en":
        return f"{name} {brief.issue} ({brief.first} to {brief.last})"
    lead = f"：{brief.items[0].headline}" if brief.items else ""
    return f"{name}{brief.last.year}年第{brief.masthead.number}期{lead}"


class _Batch:
    """The letters of a group: they share their body but for each recipient's own mark."""

    def __init__(
        self, context: JobContext, outbox: str, group: Audience, contents: letters.Contents, issue: str
    ) -> None:
        self._context, self._outbox, self._group, self._issue = context, outbox, group, issue
        self._subject = contents.subject
        self._body = letters.body(contents)
        self._key = _key(context.settings)

    def letters(self, address: str) -> Iterator[Letter]:
        """Write them, or only the one to `address`."""
        for one in self._group.mailboxes:
            if address.lower() in ("", one.address.lower()):
                yield self._letter(one)

    def _letter(self, recipient: Mailbox) -> Letter:
        mail, now = self._context.settings.mail, self._context.now
        sender = mailbox(mail.sender)
        mark = letters.mark(recipient.address, self._outbox)
        envelope = letters.Envelope(
            sender=sender,
            recipient=recipient,
            reply_to=mailbox(mail.reply_to).address if mail.reply_to else "",
            message_id=letters.message_id(self._issue, recipient.address, self._outbox, sender.domain),
            date=now,
            list_id=f"<digest.{sender.domain}>",
            unsubscribe=mail.unsubscribe.replace("{mark}", mark),
        )
        head = letters.head(envelope, self._subject, self._body.kind)
        own = self._body.own(mark)
        letter = Letter(
            recipient.address,
            self._group.table.name,
            envelope.message_id,
            sender.address,
            head,
            self._body.content,
            own,
        )
        if self._key is None:
            return letter
        return replace(letter, head=dkim.signature(head, letter.text, self._key, now) + head)


def _key(settings: Settings) -> dkim.Key | None:
    table = settings.mail.dkim
    if table is None:
        return None
    path = settings.path(table.key)
    try:
        return dkim.Key(table.domain, table.selector, path.read_bytes())
    except OSError as error:
        raise UsageError(f"mail.dkim.key: {path}: {error.strerror}", "name a PEM file that can be read") from error
