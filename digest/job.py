"""The scheduled job: lock → collect → what is due → build → close → send → receipts. Safe to start twice, safe to kill.

Every step asks the database what is done already, so a run that was killed is simply run again.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from digest import collect, drafts, files, press, publish, run, schedule
from digest.deliver import dkim, letters, lines, post
from digest.deliver.addresses import mailbox
from digest.deliver.audiences import audiences
from digest.errors import DigestError, NothingRead, OutputError, PrintError, StateError, UsageError
from digest.model import Problem
from digest.order import Order
from digest.outbox import STANDINGS, Closing, Letter, Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.config import Settings
    from digest.deliver.audiences import Audience
    from digest.model import Article, Brief
    from digest.order import Built
    from digest.outbox import Standing
    from digest.period import Period

_PRIVATE: Final = 0o600  # receipts name recipients
_KINDS: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
_RECEIPTS: Final = 8  # issues whose letters may still change
CatchUp = Literal["last", "all", "none"]


def _unlogged(event: str, **parts: object) -> None:
    """Take an event and log nothing."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What a run is told: settings, place of the issues, the time it takes for now, and how letters leave.

    `stopped` is asked between letters. `log` takes the name of an event and what belongs to it.
    """

    settings: Settings
    out: Path
    now: datetime
    password: str = field(default="", repr=False)
    stopped: Callable[[], bool] = lambda: False
    log: Callable[..., None] = _unlogged

    @property
    def state(self) -> Path:
        """The database: archive and outbox."""
        return run.archive_of(self.out, self.settings)

    @property
    def receipts(self) -> Path:
        """Where runs and deliveries are written down, beside the database."""
        return self.state.parent / "delivery"

    @property
    def times(self) -> schedule.Times:
        """When issues are due."""
        table = self.settings.schedule
        return schedule.Times(table.day, table.at, ZoneInfo(self.settings.timezone))


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: issues built, letters by what became of them, and what a person should know."""

    built: tuple[str, ...] = ()
    standings: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


def locked(shift: Shift) -> ExitStack:
    """Take the lock of a place of issues; use it in a `with`.

    Raises:
        Locked: another run holds it.
    """
    stack = ExitStack()
    stack.enter_context(files.lock(shift.state.with_name(f"{shift.state.name}.lock")))
    return stack


def due(shift: Shift, catch_up: CatchUp) -> Done:
    """Collect what is new, build and close what is due, then send what is owed.

    Raises:
        Locked: another run holds the lock.
        DigestError: the issue could not be built, or the database cannot be used; letters owed before are sent first.
    """
    with locked(shift), Outbox(shift.state) as outbox:
        _restore(shift, outbox)
        problems = [*_doubts(outbox, shift), *_collected(shift)]
        built, said, failed = _issues(shift, outbox, catch_up, problems)
        sent = _send(shift, outbox) if shift.settings.mail.sender else Done()
        outbox.forget((shift.now.date() - _days(shift.settings.mail.keep_days)).isoformat())
        done = Done(tuple(built), sent.standings, tuple(dict.fromkeys((*problems, *sent.problems))), tuple(said))
        _write_run(shift, outbox, done, failed)
    if failed:
        raise failed
    return done


def _collected(shift: Shift) -> tuple[Problem, ...]:
    """Fetch what is new at the sources; where that cannot be done, the issue is made of what is there."""
    if not shift.settings.collect.source:
        return ()
    try:
        found = collect.collect(shift.settings, shift.now)
    except DigestError as error:
        return (Problem("collect", *_first_line(error)),)
    shift.log("collected", files=len(found.files))
    return found.problems


def _issues(
    shift: Shift, outbox: Outbox, catch_up: CatchUp, problems: list[Problem]
) -> tuple[list[str], list[str], DigestError | None]:
    """Build and close the issues that are due; an issue that fails keeps no letter of another from going."""
    last = shift.times.due(shift.now)
    late = shift.now.date() > shift.times.moment(last).date()
    closed = tuple(closing.last for closing in outbox.closings())
    weeks = schedule.owed(last, closed, catch_up, late=late)
    built: list[str] = []
    said: list[str] = []
    for week in weeks:
        if _told(shift, week):
            continue
        try:
            problems += _issue(shift, outbox, week)
        except NothingRead as error:
            shift.log("nothing", issue=week.issue, why=error.what)
            problems.append(Problem(week.issue, *_first_line(error)))
            _write(shift.receipts / "waiting.json", _waiting(shift, week))
        except DigestError as error:
            return built, said, error
        else:
            built.append(week.issue)
    if late and built and closed:
        said.append(f"caught up: {', '.join(built)}")
    if built and closed and (missed := _missed(max(closed), weeks[0])):
        left_out = f"missed and left out: {missed} issue{'s' * (missed > 1)} before {weeks[0].issue}"
        said.append(f"{left_out}; digest run --catch-up all builds missed ones")
    return built, said, None


def _issue(shift: Shift, outbox: Outbox, week: Period) -> tuple[Problem, ...]:
    """Build one issue, close it with its letters, and write down whom it is owed to."""
    made, problems = _letters(shift, outbox.id, week)
    gone = outbox.unsubscribed()
    note = "" if made else "no letters"
    outbox.close(
        Closing(week.issue, week.last.isoformat(), shift.now, note),
        (one for one in made if one.address.lower() not in gone),
    )
    shift.log("closed", issue=week.issue, letters=len(made))
    _write_deliveries(shift, outbox)
    return problems


def _letters(shift: Shift, outbox_id: str, week: Period) -> tuple[tuple[Letter, ...], tuple[Problem, ...]]:
    """Build an issue and make its letters; the same issue, recipients and time give the same bytes."""
    groups = audiences(shift.settings)
    built = _built(shift, week, shift.out, shift.settings)
    made: list[Letter] = []
    problems = list(built.problems)
    if not shift.settings.mail.sender:
        return (), tuple(problems)
    for group in groups:
        brief = built.brief
        if group.table.profile:
            folder = shift.out / "groups" / _folder(group.table.name)
            own = shift.settings.model_copy(update={"profile": group.table.profile, "state": None})
            brief = _built(shift, week, folder, own).brief
        brief = _addressed(_narrowed(brief, group.table.sections), shift.settings.mail.unsubscribe)
        if brief.items or not group.table.skip_empty:
            contents, failed = _contents(shift, brief, group)
            problems += failed
            made += _group(shift, outbox_id, group, contents, brief.issue)
    return tuple(made), tuple(problems)


def _built(shift: Shift, week: Period, out: Path, settings: Settings) -> Built:
    for folder in (out / week.issue, out / press.LATEST):
        files.sweep(folder)
    order = Order(
        sources=tuple(settings.path(name) for name in settings.sources),
        out=out,
        formats=settings.formats,
        period=week,
        top=settings.brief.top,
        explain=False,
        template=settings.brief.template,
        today=shift.now.date(),
    )
    shift.log("building", issue=week.issue)
    edited = out / week.issue / drafts.DRAFT
    if edited.is_file():  # a person has a hand in this issue: it is printed as edited
        return drafts.print_edited(edited, settings.formats, settings)
    return run.build(order, settings)


def _folder(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)[:60]


def _narrowed(brief: Brief, sections: tuple[str, ...]) -> Brief:
    """Leave out the sections a group does not want, and what leads to them."""
    if not sections:
        return brief
    kept = tuple(section for section in brief.sections if section.title in sections)
    anchors = {item.anchor for section in kept for item in section.items}
    return replace(
        brief,
        sections=kept,
        highlights=tuple(one for one in brief.highlights if one.anchor in anchors),
        figures=tuple(one for one in brief.figures if one.anchor in anchors),
    )


def _addressed(brief: Brief, unsubscribe: str) -> Brief:
    """Say in the letter where letters are ended; a group shares its text, so no recipient's own mark is in it."""
    return replace(brief, masthead=replace(brief.masthead, unsubscribe=unsubscribe.replace("{mark}", "")))


def _contents(shift: Shift, brief: Brief, group: Audience) -> tuple[letters.Contents, tuple[Problem, ...]]:
    """Print a group's edition as a letter's texts and files; every figure is looked up again."""
    settings = shift.settings
    template = group.table.template or settings.brief.template
    folders = (settings.path(settings.templates),) if settings.templates else ()

    def printed(form: str) -> bytes:
        return publish.render(brief, template, form, folders=folders)

    bodies = {form: printed(form) for form in publish.LETTERS}
    for form, content in bodies.items():
        if missing := publish.unfounded(publish.words(content, form), brief, tuple(_sources(brief))):
            what = f"letter to {group.table.name} ({form}): {'、'.join(missing[:3])} stands in no source; not sent"
            raise OutputError(what, "report it with the sources")
    attached, problems = [], []
    for form in group.table.attach:
        try:
            attached.append(
                letters.Attachment(f"{brief.masthead.name}_{brief.issue}.{form}", _kind(form), printed(form))
            )
        except PrintError as error:
            problems.append(Problem(f"attachment {form} for {group.table.name}", error.what, error.remedy))
    subject = _subject(brief, group.table.subject)
    return letters.Contents(subject, bodies["text"].decode(), bodies["mail"].decode(), tuple(attached)), tuple(problems)


def _kind(form: str) -> str:
    if form not in publish.FORMATS or form not in _KINDS:
        raise UsageError(f"recipients: attach: no format {form!r}", f"there are: {', '.join(_KINDS)}")
    return _KINDS[form]


def _sources(brief: Brief) -> Iterator[str]:
    """Give the words of every report in a brief as the papers printed them, and what an editor added."""
    yield from (one.headline for one in (*brief.sources, *(cut.source for cut in brief.dropped)) if one.headline)
    for item in brief.items:
        for report in item.story.reports:
            yield from _words(report.article)


def _words(article: Article) -> Iterator[str]:
    heads = (article.kicker, article.headline, article.subtitle, *article.captions)
    yield from (text.string for text in heads if text)
    yield "\n".join(paragraph.text.string for paragraph in article.paragraphs)


def _subject(brief: Brief, language: Literal["zh", "en"]) -> str:
    name = brief.masthead.name
    if language == "en":
        return f"{name} {brief.issue} ({brief.first} to {brief.last})"
    lead = f"：{brief.items[0].headline}" if brief.items else ""
    return f"{name}{brief.last.year}年第{brief.masthead.number}期{lead}"


def _group(shift: Shift, outbox_id: str, group: Audience, contents: letters.Contents, issue: str) -> Iterator[Letter]:
    """Write a letter for each recipient of a group; they share their body."""
    mail = shift.settings.mail
    sender = mailbox(mail.sender)
    body = letters.body(contents)
    key = _key(shift.settings)
    for one in group.mailboxes:
        name = letters.message_id(issue, one.address, outbox_id, sender.domain)
        envelope = letters.Envelope(
            sender=sender,
            recipient=one,
            reply_to=mailbox(mail.reply_to).address if mail.reply_to else "",
            message_id=name,
            date=shift.now,
            list_id=f"<digest.{sender.domain}>",
            unsubscribe=mail.unsubscribe.replace("{mark}", letters.mark(one.address, outbox_id)),
        )
        head = letters.head(envelope, contents.subject, body.kind)
        if key:
            head = dkim.signature(head, body.content, key, shift.now) + head
        yield Letter(one.address, group.table.name, name, sender.address, head, body.content)


def _key(settings: Settings) -> dkim.Key | None:
    table = settings.mail.dkim
    if table is None:
        return None
    path = settings.path(table.key)
    try:
        return dkim.Key(table.domain, table.selector, path.read_bytes())
    except OSError as error:
        raise UsageError(f"mail.dkim.key: {path}: {error.strerror}", "name a PEM file that can be read") from error


def send(shift: Shift, week: Period | None, address: str) -> Done:
    """Send an issue's letters that are owed, closing it first where it is not closed; without a week all that is owed.

    Raises:
        Locked: another run holds the lock.
        UsageError: there is no sender, or `address` is no recipient.
    """
    _ready(shift)
    with locked(shift), Outbox(shift.state) as outbox:
        _restore(shift, outbox)
        problems = list(_doubts(outbox, shift))
        if week and week.issue not in {closing.issue for closing in outbox.closings()}:
            problems += _issue(shift, outbox, week)
        issue = week.issue if week else ""
        if address and not outbox.letters(issue, address):
            raise UsageError(f"{address} gets no letter of {issue or 'any issue'}", "see: digest mail status --all")
        outbox.retry(shift.now, issue, address, ("deferred",))
        sent = _send(shift, outbox, issue, address)
        done = Done((), sent.standings, (*problems, *sent.problems))
        _write_run(shift, outbox, done, None)
    return done


def dry(shift: Shift, week: Period, address: str) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write the letters of an issue as .eml files beside it: the very bytes that are sent, and nothing else changed.

    Raises:
        Locked: another run holds the lock.
    """
    _ready(shift)
    with locked(shift), Outbox(shift.state) as outbox:
        problems: tuple[Problem, ...] = ()
        if week.issue in {closing.issue for closing in outbox.closings()}:
            made = tuple(outbox.letter(kept.number) for kept in outbox.letters(week.issue))
        else:
            made, problems = _letters(shift, outbox.id, week)
    written = []
    for letter in made:
        if address in ("", letter.address):
            path = shift.out / week.issue / "letters" / f"{letter.address.replace('/', '_')}.eml"
            files.publish(path, letter.content, _PRIVATE)
            written.append(path)
    return tuple(written), problems


def _ready(shift: Shift) -> None:
    if not shift.settings.mail.sender:
        raise UsageError(
            "no letters without a sender", 'set sender in digest.toml: [mail] sender = "简报组 <brief@example.cn>"'
        )


def line(shift: Shift) -> lines.Line:
    """Give the way letters leave by."""
    mail = shift.settings.mail
    if mail.through == "sendmail":
        return lines.Sendmail(mail.sendmail, mail.seconds)
    return lines.SmtpLine(server(shift))


def server(shift: Shift) -> lines.Server:
    """Lay out the settings of the mail server."""
    mail = shift.settings.mail
    return lines.Server(
        host=mail.server,
        port=mail.port,
        security=mail.security,
        protocol=cast('Literal["smtp", "lmtp"]', mail.through),
        helo=mail.helo or (mailbox(mail.sender).domain if mail.sender else "localhost"),
        user=mail.user,
        password=shift.password,
        ca=shift.settings.path(mail.ca) if mail.ca else None,
        seconds=mail.seconds,
    )


def _send(shift: Shift, outbox: Outbox, issue: str = "", address: str = "") -> Done:
    owed = outbox.owed(shift.now, issue, address)
    if not owed:
        return Done()
    done = post.deliver(outbox, owed, line(shift), shift.now, shift.stopped)
    shift.log("sent", **dict(done.standings), trouble=done.trouble)
    _write_deliveries(shift, outbox)
    return Done(standings=tuple(sorted(done.standings.items())), problems=tuple(_unsent(done)))


def _unsent(done: post.Round) -> Iterator[Problem]:
    for kept, verdict in done.told:
        yield Problem(
            f"letter of {kept.issue} to {kept.address}",
            _worded(verdict.standing, verdict.note),
            _REMEDIES[verdict.standing],
        )
    if done.trouble:
        number = done.standings["deferred"]
        yield Problem(
            f"{number} letter{'s' * (number != 1)}",
            f"deferred: {done.trouble}",
            "the next runs try again; digest doctor looks at the server",
        )
    if done.left:
        yield Problem(f"{done.left} letters", "left for the next run: this one was told to stop")


_REMEDIES: Final = {
    "refused": "correct the address, then: digest mail retry",
    "deferred": "the next runs try again",
    "in_doubt": "ask the recipient, then: digest mail settle --sent or --resend",
}


def _worded(standing: str, note: str) -> str:
    return f"{standing.replace('_', ' ')}: {note}" if note else standing.replace("_", " ")


def _doubts(outbox: Outbox, shift: Shift) -> Iterator[Problem]:
    for kept in outbox.doubt(shift.now):
        yield Problem(
            f"letter of {kept.issue} to {kept.address}", "in doubt: the run before ended while it was handed over",
            _REMEDIES["in_doubt"],
        )  # fmt: skip


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _first_line(error: DigestError) -> tuple[str, str]:
    first, *rest = error.what.splitlines() or [""]
    return first + (f" (and {len(rest)} more)" if rest else ""), error.remedy


def _waiting(shift: Shift, week: Period) -> dict[str, Any]:
    return {"issue": week.issue, "day": shift.now.date().isoformat(), "sources": _listing(shift)}


def _told(shift: Shift, week: Period) -> bool:
    """Say whether it was told today that an issue has no pages, and none has come since: once a day is enough."""
    try:
        return bool(json.loads((shift.receipts / "waiting.json").read_bytes()) == _waiting(shift, week))
    except (OSError, ValueError):
        return False


def _missed(newest: str, first: Period) -> int:
    """Count the weeks between the newest closed issue and the first one built now."""
    return max(0, (first.first - date.fromisoformat(newest)).days // 7)


def _listing(shift: Shift) -> str:
    """Tell whether sources changed: a digest of their names, sizes and times."""
    found = files.sources(tuple(shift.settings.path(name) for name in shift.settings.sources))
    rows = []
    for origin, path in found:
        with suppress(OSError):
            known = path.stat()
            rows.append(f"{origin} {known.st_size} {known.st_mtime_ns}")
    return sha256("\n".join(rows).encode()).hexdigest()


def _write_deliveries(shift: Shift, outbox: Outbox) -> None:
    """Write down what became of the newest issues' letters, so that nothing goes twice if the database is lost."""
    for closing in outbox.closings()[-_RECEIPTS:]:
        rows = [
            {
                "address": kept.address, "group": kept.audience, "message_id": kept.message_id,
                "standing": kept.standing, "tries": kept.tries, "at": kept.at.isoformat(), "note": kept.note,
            }
            for kept in outbox.letters(closing.issue)
        ]  # fmt: skip
        laid = {
            "issue": closing.issue,
            "last": closing.last,
            "at": closing.at.isoformat(),
            "note": closing.note,
            "letters": rows,
        }
        _write(shift.receipts / f"{closing.issue}.json", laid)


def _write(path: Path, laid: dict[str, Any]) -> None:
    content = (json.dumps(laid, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        pass
    files.publish(path, content, _PRIVATE)


def _restore(shift: Shift, outbox: Outbox) -> None:
    """Take over issues that the receipts know and the database does not: it was lost, and nothing may go twice."""
    files.sweep(shift.receipts)
    known = {closing.issue for closing in outbox.closings()}
    for path in sorted(shift.receipts.glob("2*.json")) if shift.receipts.is_dir() else ():
        if path.stem in known:
            continue
        try:
            laid = json.loads(path.read_bytes())
            closing = Closing(laid["issue"], laid["last"], datetime.fromisoformat(laid["at"]), laid["note"])
            letters_ = [(_of_receipt(row), _standing(row["standing"])) for row in laid["letters"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateError(
                f"{path}: no receipt of a delivery ({error})", "move it away if nothing was sent of that issue"
            ) from error
        outbox.restore(closing, letters_)
        shift.log("restored", issue=closing.issue, letters=len(letters_))


def _of_receipt(row: dict[str, str]) -> Letter:
    return Letter(row["address"], row["group"], row["message_id"], "", b"", b"")


def _standing(word: str) -> Standing:
    if word not in STANDINGS:
        raise ValueError(word)
    return cast("Standing", word)


def _write_run(shift: Shift, outbox: Outbox, done: Done, failed: DigestError | None) -> None:
    """Write down the last run for `digest doctor` and for people."""
    laid = {
        "at": shift.now.isoformat(timespec="seconds"),
        "built": list(done.built),
        "letters": dict(done.standings),
        "problems": [str(problem) for problem in done.problems],
        "failed": str(failed) if failed else None,
        "closed": [closing.issue for closing in outbox.closings()[-1:]],
    }
    _write(shift.receipts / "run.json", laid)
