"""The scheduled job: lock → collect → what is due → what came back → build → close → send → receipts.

It is safe to start twice and safe to kill.

Every step asks the database what is done already, so a run that was killed is simply run again.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from digest import collect, edit, files
from digest.archive.edit_log import EditLog
from digest.archive.outbox import TO_SOME, Closing, Outbox
from digest.archive.state import Database
from digest.archive.store import Archive
from digest.deliver import post, returned
from digest.errors import DigestError, NothingRead, Unreachable, Unsigned, UsageError
from digest.model import Problem
from digest.pipeline import inbox, schedule, write
from digest.pipeline.job import mailing, receipts
from digest.pipeline.job.job_context import Done, JobContext, locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.text.period import Period

_NO_PAGES: Final = "put its pages into input/; what lies there and is not used: digest inbox"
_PRIVATE: Final = 0o600  # letters name recipients
CatchUp = Literal["last", "all", "none"]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The database of a run that holds the lock: archive and outbox over one connection."""

    context: JobContext
    database: Database
    archive: Archive
    outbox: Outbox

    def closed(self) -> tuple[Closing, ...]:
        """List the issues whose letters are all made, the one with the latest last day last."""
        return tuple(closing for closing in self.outbox.closings() if closing.whole)


@contextmanager
def _desk(context: JobContext) -> Iterator[_Desk]:
    """Take the lock and open the database; what the receipts know and it does not is taken over."""
    with locked(context), Database(context.state) as database:
        outbox = Outbox(database)
        receipts.restore(context, outbox)
        yield _Desk(context, database, Archive(database), outbox)


def due(context: JobContext, catch_up: CatchUp) -> Done:
    """Collect what is new, build and close what is due, then send what is owed to addresses that nothing came back of.

    Raises:
        Locked: another run holds the lock.
        DigestError: the issue could not be built, or the database cannot be used; letters owed before are sent first.
    """
    with _desk(context) as desk:
        problems = [*post.doubts(desk.outbox, context.now), *_collected(context)]
        weeks = _owed(desk, catch_up)
        if context.settings.mail.sender and (weeks or desk.outbox.owed(context.now)):
            problems += _came_back(desk)
        built, said, failed = _issues(desk, weeks, problems)
        sent = _send(desk) if context.settings.mail.sender else Done()
        if built:
            _tidy(desk)
        desk.outbox.forget((context.now.date() - timedelta(days=context.settings.mail.keep_days)).isoformat())
        done = Done(tuple(built), sent.standings, tuple(dict.fromkeys((*problems, *sent.problems))), tuple(said))
        receipts.write_run(context, desk.outbox, done, failed)
    if failed:
        raise failed
    return done


def _tidy(desk: _Desk) -> None:
    """Put the pages of closed issues away where the settings ask for it, and delete what is older than they keep."""
    context, table = desk.context, desk.context.settings.input
    closed = [date.fromisoformat(closing.last) for closing in desk.closed()]
    if table.closed == "archive" and closed:
        moved = inbox.put_away(context.sources, context.settings.timezone, max(closed))
        context.log("put away", files=len(moved))
    gone = inbox.forget(context.sources, context.now.date(), table.keep_weeks)
    if gone:
        context.log("deleted", archives=[path.name for path in gone])


def _collected(context: JobContext) -> tuple[Problem, ...]:
    """Fetch what is new at the sources; where that cannot be done, the issue is made of what is there."""
    if not (context.settings.collect.source or context.settings.paper):
        return ()
    try:
        found = collect.collect(context.settings, context.now)
    except DigestError as error:
        return (Problem("collect", "not_fetched", *_first_line(error)),)
    context.log("collected", files=len(found.files))
    return found.problems


def _came_back(desk: _Desk) -> tuple[Problem, ...]:
    """Note the letters that came back before others are made; a mailbox that cannot be read keeps none from going."""
    context = desk.context
    if not context.settings.bounces.before_sending:
        return ()
    try:
        box = context.mailbox()
        for line in returned.fetch(desk.outbox, box, context.now) if box else ():
            if line:
                context.log("came back", what=line)
    except (UsageError, Unreachable) as error:
        what, remedy = _first_line(error)
        return (Problem("[bounces]", "not_fetched", f"what came back was not read: {what}", remedy),)
    return ()


def _owed(desk: _Desk, catch_up: CatchUp) -> tuple[Period, ...]:
    """List the weeks whose issues are due."""
    times, now = desk.context.times, desk.context.now
    last = times.due(now)
    closed = tuple(closing.last for closing in desk.closed())
    return tuple(schedule.owed(last, closed, catch_up, late=now.date() > times.moment(last).date()))


def _issues(
    desk: _Desk, weeks: tuple[Period, ...], problems: list[Problem]
) -> tuple[list[str], list[str], DigestError | None]:
    """Build and close the issues that are due; an issue that fails keeps no letter of another from going."""
    context = desk.context
    late = context.now.date() > context.times.moment(context.times.due(context.now)).date()
    closed = tuple(closing.last for closing in desk.closed())
    built: list[str] = []
    said: list[str] = []
    for week in weeks:
        if receipts.waits(context, week.issue) or _is_edited(desk, week, problems):
            continue
        try:
            problems += _issue(desk, week)
        except NothingRead as error:
            context.log("nothing", issue=week.issue, why=error.what)
            problems.append(Problem(week.issue, "nothing_read", _first_line(error)[0], _NO_PAGES))
            receipts.write_waiting(context, week.issue)
        except Unsigned as error:
            _unsigned(desk, week, error, problems)
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


def _is_edited(desk: _Desk, week: Period, problems: list[Problem]) -> bool:
    """Say whether an issue waits for those who edit it, and say so once a day or when they did something.

    One that was published goes out as it was published, whatever was edited since.
    """
    context = desk.context
    edits = EditLog(desk.database).of(week.issue)
    stands = edit.standing(edits)
    if stands.published or not stands.open or context.settings.schedule.edited == "send":
        return False
    why = f"edited {max(one.last for one in edits)}"
    if not receipts.waits(context, week.issue, why):
        who = "、".join(sorted({one.who for one in edits}))
        remedy = f'publish it: digest publish {week.issue}/draft.md; or let it go as it is: [schedule] edited = "send"'
        problems.append(Problem(week.issue, "being_edited", f"{who} is editing it: no letter was made", remedy))
        receipts.write_waiting(context, week.issue, why)
    return True


def _unsigned(desk: _Desk, week: Period, error: Unsigned, problems: list[Problem]) -> None:
    """Say of an issue that waits for those who sign it who they are, once a day or when they did something."""
    why = f"unsigned {max((one.last for one in EditLog(desk.database).of(week.issue)), default=0)}"
    if not receipts.waits(desk.context, week.issue, why):
        problems.append(Problem(week.issue, "being_edited", f"no letter was made: {error.what}", error.remedy))
        receipts.write_waiting(desk.context, week.issue, why)


def _missed(newest: str, first: Period) -> int:
    """Count the weeks between the newest closed issue and the first one built now."""
    return max(0, (first.first - date.fromisoformat(newest)).days // 7)


def _first_line(error: DigestError) -> tuple[str, str]:
    first, *rest = error.what.splitlines() or [""]
    return first + (f" (and {len(rest)} more)" if rest else ""), error.remedy


def _issue(desk: _Desk, week: Period, address: str = "") -> tuple[Problem, ...]:
    """Build an issue, then close it with its letters; with an address owe that one its letter, and close nothing.

    The archive has the issue when, and only when, the outbox has its letters: both are one change.
    """
    context = desk.context
    made = mailing.make(context, week, desk.outbox.id, desk.archive)
    gone = desk.outbox.silenced()
    if address and not any(letter.address.lower() not in gone for letter in made.letters(address)):
        raise _no_letter(address, week.issue)
    note = TO_SOME if address else "" if made.batches else "no letters"
    with desk.database.change():
        write.keep(made.built, desk.archive)
        letters = (letter for letter in made.letters(address) if letter.address.lower() not in gone)
        desk.outbox.close(Closing(week.issue, week.last.isoformat(), context.now, note), letters)
    context.log("closed", issue=week.issue, letters=len(desk.outbox.letters(week.issue)))
    receipts.write_deliveries(context, desk.outbox)
    return made.problems


def send(context: JobContext, week: Period | None, address: str) -> Done:
    """Send an issue's letters that are owed, closing it first where it is not closed; without a week all that is owed.

    With an address only that letter is made and sent: an issue that is not closed stays so.

    Raises:
        Locked: another run holds the lock.
        UsageError: there is no sender, or `address` is no recipient.
    """
    context.refuse_without_sender()
    with _desk(context) as desk:
        problems = list(post.doubts(desk.outbox, context.now))
        issue = week.issue if week else ""
        if week and issue not in {closing.issue for closing in desk.closed()}:
            problems += _issue(desk, week, address)
        if address and not desk.outbox.letters(issue, address):
            raise _no_letter(address, issue or "any issue")
        desk.outbox.retry(context.now, issue, address, ("deferred",))
        sent = _send(desk, issue, address)
        done = Done((), sent.standings, (*problems, *sent.problems))
        receipts.write_run(context, desk.outbox, done, None)
    return done


def _no_letter(address: str, issue: str) -> UsageError:
    return UsageError(f"{address} gets no letter of {issue}", "see: digest mail status --all")


def _send(desk: _Desk, issue: str = "", address: str = "") -> Done:
    context = desk.context
    owed = desk.outbox.owed(context.now, issue, address)
    if not owed:
        return Done()
    done = post.deliver(desk.outbox, owed, context.line(), context.now, context.stopped)
    context.log("sent", **dict(done.standings), trouble=done.trouble)
    receipts.write_deliveries(context, desk.outbox)
    return Done(standings=tuple(sorted(done.standings.items())), problems=tuple(done.problems()))


def dry(context: JobContext, week: Period, address: str) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write the letters of an issue as .eml files beside it: the very bytes that are sent, and nothing else changed.

    Raises:
        Locked: another run holds the lock.
        UsageError: there is no sender, or `address` is no recipient.
    """
    context.refuse_without_sender()
    with _desk(context) as desk:
        kept = {one.address: one.number for one in desk.outbox.letters(week.issue)}
        closed = week.issue in {closing.issue for closing in desk.closed()}
        made = None if closed else mailing.make(context, week, desk.outbox.id, desk.archive, leaving=False)
        fixed = (desk.outbox.letter(number) for one, number in kept.items() if address.lower() in ("", one.lower()))
        fresh = (letter for letter in made.letters(address) if letter.address not in kept) if made else ()
        written = []
        for letter in chain(fixed, fresh):
            path = context.out / week.issue / "letters" / f"{letter.address.replace('/', '_')}.eml"
            files.publish(path, letter.content, _PRIVATE)
            written.append(path)
    return tuple(written), made.problems if made else ()
