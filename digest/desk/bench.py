"""The issue that lies on the desk: read in the background, laid out with everything that people decided.

All of it is touched by one thread, the bench's own, so that what two people do at once comes one after the other.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar, cast

from digest import edit, engine, files, publish
from digest.archive import store
from digest.archive.edit_log import EditLog
from digest.archive.outbox import Outbox
from digest.archive.state import Database
from digest.deliver.audiences import audiences
from digest.desk.gold import Gold, gold
from digest.desk.pictures import Pictures, has_picture
from digest.errors import DigestError, DraftError, NothingRead, UsageError
from digest.model import Checked, Decision, Edit
from digest.pipeline import build, check, draft, inbox, intake, job, signing, take_down, write
from digest.pipeline.job.job_context import JobContext
from digest.pipeline.order import By
from digest.pipeline.receipt import RECEIPT
from digest.text.period import Period, week, week_of
from digest.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor, Future
    from datetime import datetime
    from pathlib import Path

    from digest.archive.outbox import Kept
    from digest.config import MailTable, Settings
    from digest.edit import Applied, Refused
    from digest.edit.edits import Recount
    from digest.model import Brief
    from digest.pipeline.intake import Reading
    from digest.pipeline.order import Order, Proof

T = TypeVar("T")
_WEEK: Final = re.compile(r"\d{4}-W\d{2}")
_MOST_WEEKS: Final = 104  # issues that are offered: two years
_LONGEST_NAME: Final = 120  # characters of a file's name
_STAGES: Final = {"read": "读取来稿", "facts": "摘出数据", "print": "排印", "send": "寄送"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is that takes a while."""

    stage: str = ""
    done: int = 0
    of: int = 0


class Bench:
    """What is on the desk; use it in a `with`, which ends its thread.

    `now` tells the time, `password` finds that of the mail server; `order` is what `digest build` would be asked for.
    """

    def __init__(
        self,
        settings: Settings,
        order: Order,
        now: Callable[[], datetime],
        password: Callable[[MailTable], str] = lambda _: "",
    ) -> None:
        build.settle(order.out, settings)
        self.settings = settings
        self.password = password
        self.order = order
        self.now = now
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self.version = 0
        self.fault = ""
        self._proof: Proof | None = None
        self._progress: Progress | None = None
        self._reader: threading.Thread | None = None
        self._again = False
        self._fresh = False
        self._found: build.Read | None = None
        self._known: take_down.Known = {}
        self._late: tuple[str, ...] = ()
        self._kept: dict[str, Any] = {}
        self.late: tuple[str, ...] = ()  # the pages that came since the issue's sources were named
        self.weeks: tuple[str, ...] = ()
        self._replay: edit.Replay | None = None
        self._database: Database | None = None
        self._applied: Applied | None = None
        self.log: tuple[Edit, ...] = ()
        self.versions: dict[str, int] = {}
        self._base: Brief | None = None
        self._recount: Recount | None = None
        self._doubts: tuple[str, ...] = ()
        self._checked: Checked | None = None
        self._shown: tuple[Checked, tuple[int, ...], Future[bytes]] | None = None
        self._items: dict[str, tuple[tuple[object, ...], bytes]] = {}
        self.printer = ThreadPoolExecutor(1, thread_name_prefix="desk-printer")
        self._told: tuple[str, ...] = ()
        self._mended: tuple[tuple[Edit, ...], tuple[Reading, ...]] | None = None
        self.pictures = Pictures(build.archive_of(order.out, settings).with_name("pictures"))
        self._unusable: tuple[str, ...] = ()  # what is wrong with the tables of addresses

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader:
            self._reader.join()
        self.pictures.close()
        self.printer.shutdown(cancel_futures=True)
        self.thread.submit(self._close)
        self.thread.shutdown()

    def _close(self) -> None:
        if self._database:
            self._database.close()

    @property
    def proof(self) -> Proof | None:
        """The issue as the program alone would make it; None until the sources were read."""
        return self._proof

    @property
    def progress(self) -> Progress | None:
        """How far the reading is; None where nothing is read."""
        return self._progress

    def read(self, *, fresh: bool = True) -> None:
        """Read the sources anew in the background; what is on the desk stays there until they are read.

        Without `fresh` those that were read are laid out anew only.
        """
        self._fresh = self._fresh or fresh
        if self._progress is not None:
            self._again = True
            return
        self._progress = Progress(_STAGES["read" if fresh else "facts"])
        self._reader = threading.Thread(target=self._read, name="desk-reader", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        again = True
        while again:
            self._again, fresh, self._fresh = False, self._fresh, False
            try:
                with engine.executor(self.order.jobs, self.order.engine) as place:
                    if self._found is None or fresh:
                        self._found = build.read(self.order, self.settings, self._note, place)
                    proof = self._laid_out(self._found, place)
                self.thread.submit(self._lay, proof, "").result()
            except NothingRead as error:
                self.thread.submit(self._lay, None, str(error)).result()
            except DigestError as error:
                self.thread.submit(self._lay, self._proof, str(error)).result()
            except Exception as error:  # noqa: BLE001  the desk stays open whatever a source does to its reader
                fault = f"读稿时出了错：{type(error).__name__}: {error}"
                self.thread.submit(self._lay, self._proof, fault).result()
            again = self._again
        self._progress = None
        self.version += 1

    def _laid_out(self, found: build.Read, place: Executor) -> Proof:
        """Lay out the issue; one whose log names its sources is made of those, and what came later is counted."""
        with store.Archive(build.archive_of(self.order.out, self.settings)) as archive:

            def laid(asked: build.Read) -> Proof:
                return build.lay_out(asked, self.settings, archive, self._note, place, self._known)

            proof = laid(found)
            named = edit.standing(proof.edits).sources
            here = frozenset(reading.document.id for reading in proof.readings)
            self._late = tuple(
                one.document.origin for one in proof.readings if one.document.id not in named and _is_in(one, proof)
            )
            if not named or here <= named or not here & named:
                self._late = ()
                return proof
            chosen = Period(proof.brief.first, proof.brief.last)
            return laid(replace(found, order=replace(found.order, only=named, period=chosen)))

    def _note(self, stage: str, done: int, of: int) -> None:
        self._progress = Progress(_STAGES.get(stage, stage), done, of)

    def _lay(self, proof: Proof | None, fault: str) -> None:
        self._proof, self.fault, self._applied = proof, fault, None
        self._base, self._doubts, self._mended, self._replay, self._kept = None, (), None, None, {}
        self._items = {}
        if proof:
            evidence = proof.evidence()
            made, doubts = check.checked(proof.brief, evidence)
            self._recount = evidence.recounted
            self._base, self._doubts = made.brief, tuple(map(str, doubts))
        self.weeks = self._weeks()
        self.late = self._late if proof else ()
        self.version += 1
        self.refresh()

    def _weeks(self) -> tuple[str, ...]:
        """Name the issues that can be opened, the newest first: of the sources, edited before, or printed."""
        readings = self._found.readings if self._found else ()
        days = {one.published for reading in readings for one in reading.layout.articles if one.published}
        printed = (path.parent.name for path in self.order.out.glob(f"*/{RECEIPT}"))
        found = {week_of(day).issue for day in days} | {*self._edits.issues(), *printed}
        found |= {self._proof.brief.issue} if self._proof else set()
        return tuple(sorted(filter(_WEEK.fullmatch, found), reverse=True)[:_MOST_WEEKS])

    def open_week(self, name: str) -> None:
        """Put the issue of another week on the desk; its sources are read in the background.

        Raises:
            UsageError: there is no such issue, or something is under way.
        """
        if name not in self.weeks:
            raise UsageError(f"{name}: no such issue", "")
        if self._progress is not None:
            raise UsageError("something else is under way", "wait until it is done")
        self.order, self._found = replace(self.order, period=week(name)), None
        self.read()

    def add_late(self, who: str) -> None:
        """Take the pages into the issue that came since its sources were named.

        Raises:
            UsageError: there are none.
        """
        if not self.late or self._found is None:
            raise UsageError("no page came since", "")
        everything = tuple(sorted(one.document.id for one in self._found.readings))
        self._edits.append(self._issue(), (Decision("issue.sources", "issue", everything),), who, self.now())
        self.read(fresh=False)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The pages as people mended them, at once: their facts may still be being found."""
        if self._proof is None:
            return ()
        edits, pages = _of_pages(self.log), self._proof.unmended
        if self._mended is None or self._mended[0] != edits:
            layouts, _ = edit.repaged([(one.document, one.layout) for one in pages], edits)
            made = tuple(replace(one, layout=layout) for one, layout in zip(pages, layouts, strict=True))
            self._mended = edits, made
        return self._mended[1]

    def picture(self, name: str, number: int) -> bytes | None:
        """Draw a page of a document that is named by the beginning of its id; None where there is no picture of it.

        It is called on the thread of the pictures: the bench does not wait for it.
        """
        proof = self._proof
        found = next((one for one in proof.readings if one.document.id.startswith(name)), None) if proof else None
        if proof is None or found is None or not has_picture(found.document):
            return None
        sources = (*self.order.sources, *inbox.archived(self.order.sources, proof.brief.issue))
        return self.pictures.picture(found.document, number, partial(intake.bytes_of_document, sources, found.document))

    # What people decided

    @property
    def brief(self) -> Brief | None:
        """The issue with everything that people decided of it."""
        return self._applied.brief if self._applied else None

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What people decided and the issue can no longer have."""
        return self._applied.refused if self._applied else ()

    def refresh(self) -> None:
        """Take over what others entered into the log meanwhile: another desk, a draft."""
        if self._proof is None:
            return
        log = self._edits.of(self._proof.brief.issue)
        if log != self.log or self._applied is None:
            self._relay(log)

    def _relay(self, log: tuple[Edit, ...]) -> None:
        assert self._proof is not None  # noqa: S101  asked for only where there is an issue
        self.log, self.versions = log, self._edits.versions(self._proof.brief.issue)
        assert self._base is not None  # noqa: S101  as above
        if _of_pages(log) != _of_pages(self._proof.edits) or self._has_other_sources(self._proof, log):
            self.read(fresh=False)
        if self._replay is None:
            self._replay = edit.Replay(self._base, self._recount)
        self._applied = self._replay.applied(log)
        self._kept = {}
        self.version += 1

    @staticmethod
    def _has_other_sources(proof: Proof, log: tuple[Edit, ...]) -> bool:
        """Say whether a log names other sources than an issue is of: an undo or a draft may have done so."""
        named = edit.standing(log).sources
        here = {one.document.id for one in proof.readings}
        return named not in (edit.standing(proof.edits).sources, here)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Make something of the issue once for each state it has."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("T", self._kept[name])

    def decide(self, made: Sequence[Decision], who: str) -> None:
        """Enter decisions and lay the issue out with them; what the issue cannot have is not entered.

        Raises:
            StaleEdit: somebody decided of one of the targets since this person saw it.
            DraftError: the issue cannot have it; the reason is named.
        """
        issue = self._issue()
        self._refuse_idle(made)
        self._edits.append(issue, made, who, self.now())
        self.refresh()

    def _refuse_idle(self, made: Sequence[Decision]) -> None:
        """Refuse what would be entered and change nothing.

        Raises:
            DraftError: the reason is named.
        """
        assert self._applied is not None  # noqa: S101  there is an issue
        tried = tuple(
            Edit(2**62 + k, one.operation, one.target, one.value, "", "", was=one.was) for k, one in enumerate(made)
        )
        if _of_pages(tried):
            self._refuse_unfit(tried)
        for one in edit.apply(self._applied.brief, tried, self._recount).refused:
            raise DraftError(one.reason, f"there stands: {one.now}" if one.now else "")

    def _refuse_unfit(self, tried: tuple[Edit, ...]) -> None:
        """Refuse decisions of pages and stories that do not apply to those that lie here, or change none.

        Raises:
            DraftError: the reason is named.
        """
        assert self._proof is not None  # noqa: S101  asked for only where there is an issue
        before = self.readings
        layouts, unfit = edit.repaged([(one.document, one.layout) for one in before], tried)
        ranking = self._proof.ranking
        stories = tuple(item.story for item in (*ranking.items, *(cut.item for cut in ranking.cut)))
        grouped, apart = edit.regrouped(stories, tried)
        for one in (*unfit, *apart):
            raise DraftError(one.reason, f"there stands: {one.now}" if one.now else "")
        if layouts == tuple(one.layout for one in before) and grouped == stories:
            raise DraftError("nothing would change by it", "look at it again")

    def _issue(self) -> str:
        if self._proof is None:
            raise UsageError("nothing was read yet", "hand in the papers of the week")
        return self._proof.brief.issue

    def undo(self, who: str) -> bool:
        """Take back the last thing that a person decided; False where there is none."""
        done = self._edits.undo(self._issue(), who, self.now()) is not None
        self.refresh()
        return done

    def redo(self, who: str) -> bool:
        """Give again what a person took back last; False where there is none."""
        done = self._edits.redo(self._issue(), who, self.now()) is not None
        self.refresh()
        return done

    def can_undo(self, who: str) -> bool:
        """Tell whether a person has something to take back."""
        return any(one.who == who and one.undone_by is None for one in self.log)

    def can_redo(self, who: str) -> bool:
        """Tell whether a person may have something to give again."""
        return any(one.who == who and one.undone_by is not None for one in self.log)

    @property
    def _edits(self) -> EditLog:
        return EditLog(self._opened())

    def _opened(self) -> Database:
        if self._database is None:
            self._database = Database(build.archive_of(self.order.out, self.settings))
        return self._database

    # What leaves

    def checked(self) -> Checked:
        """Give the issue as it would be printed; what does not hold is among the doubts.

        Raises:
            UsageError: nothing was read yet.
        """
        self._issue()
        assert self._applied is not None  # noqa: S101  as above
        if self._checked is None or self._checked.brief is not self._applied.brief:
            self._checked = Checked(self._applied.brief)
        return self._checked

    @property
    def doubts(self) -> tuple[str, ...]:
        """What was left out because it does not hold, and what went wrong when the issue was printed last."""
        return (*self._doubts, *self._told, *self._unusable)

    def item_preview(self, anchor: str) -> bytes | None:
        """Render one item as the web page will have it; once for each content it has. None where there is no such item.

        Raises:
            TemplateError: the template is wrong.
        """
        brief = self.checked().brief
        found = next(((one, item) for one in brief.sections for item in one.items if item.anchor == anchor), None)
        if found is None:
            return None
        section, item = found
        alone = replace(brief, sections=(replace(section, items=(item,)),), **_APART)
        folders = write.folders_of(self.settings)
        state = _saved(folders), brief.masthead, section.title, item
        if anchor not in self._items or self._items[anchor][0] != state:
            made = publish.render(Checked(alone), self.order.template, "html", folders=folders).content
            self._items[anchor] = state, made
        return self._items[anchor][1]

    def preview(self) -> bytes | None:
        """Give the whole issue as the web page it will be, in its state and with its template as saved last.

        None while it is rendered, on the thread `printer`: a week of 200 articles takes the better part of a second.

        Raises:
            TemplateError: the template is wrong.
        """
        checked, folders = self.checked(), write.folders_of(self.settings)
        state = _saved(folders)
        if self._shown is None or self._shown[0] is not checked or self._shown[1] != state:
            if self._shown:
                self._shown[2].cancel()  # nobody looks at that state any more
            made = self.printer.submit(self._whole, checked, folders)
            self._shown = checked, state, made
        made = self._shown[2]
        return made.result() if made.done() else None

    def _whole(self, checked: Checked, folders: tuple[Path, ...]) -> bytes:
        return publish.render(checked, self.order.template, "html", folders=folders).content

    def stages(self) -> tuple[signing.Stage, ...]:
        """Lay out the signatures of the issue."""
        names = self.settings.desk.signing
        if self.brief is None:
            return tuple(signing.Stage(name) for name in names)
        return signing.of_issue(self.brief, self.log, self.order.template, self.settings)

    def sign(self, stage: str, who: str) -> None:
        """Sign a stage of the issue as it stands.

        Raises:
            UsageError: there is no such stage, it is signed, or one before it is not.
        """
        found = next((one for one in self.stages() if one.name == stage), None)
        if found is None or found.valid or not found.open:
            raise UsageError(f"{stage}: cannot be signed now", "the stages before it come first")
        signed = signing.fingerprint(self.checked().brief, self.order.template)
        self._edits.append(self._issue(), (Decision("sign", "issue", (stage,), was=signed),), who, self.now())
        self.refresh()

    def _refuse_unsigned(self) -> None:
        if self.settings.desk.needs_signing:
            signing.refuse_unsigned(self.stages())

    def may_publish(self) -> bool:
        """Tell whether the issue may leave: it is read, and signed where the settings ask for it."""
        if self.brief is None:
            return False
        return not self.settings.desk.needs_signing or all(one.valid for one in self.stages())

    def print(self, formats: tuple[str, ...], who: str) -> None:
        """Print the issue in the background, as `digest publish` does.

        Raises:
            UsageError: there is none, or it is not signed.
        """
        self._issue()
        self._refuse_unsigned()
        assert self._proof is not None  # noqa: S101  there is an issue
        proof, order, by = self._proof, replace(self.order, formats=formats), By(who, self.now())

        def work() -> tuple[str, ...]:
            with store.Archive(build.archive_of(order.out, self.settings)) as archive:
                made = draft.with_sources(proof, archive, by)
                built = draft.publish_proof(made, order, self.settings, archive, by, self._note)
            return tuple(map(str, built.problems[len(proof.problems) :]))

        self._start("print", work)

    def send(self, address: str) -> None:
        """Send the letters of the issue in the background, or only the one to an address, as `digest send` does.

        Raises:
            UsageError: there is no issue, or it is not signed.
        """
        self._issue()
        self._refuse_unsigned()
        assert self._proof is not None  # noqa: S101  there is an issue
        chosen = Period(self._proof.brief.first, self._proof.brief.last)

        def work() -> tuple[str, ...]:
            context = JobContext(self.settings, self.order.out, self.now(), self.password(self.settings.mail))
            return tuple(map(str, job.send(context, chosen, address).problems))

        self._start("send", work)

    def _start(self, stage: str, work: Callable[[], tuple[str, ...]]) -> None:
        if self._progress is not None:
            raise UsageError("something else is under way", "wait until it is done")
        self._progress = Progress(_STAGES[stage])

        def run() -> None:
            try:
                told = work()
            except DigestError as error:
                told = (str(error),)
            except Exception as error:  # noqa: BLE001  as where sources are read
                told = (f"出了错：{type(error).__name__}: {error}",)
            self._progress = None
            self.thread.submit(self._tell, told)

        self._reader = threading.Thread(target=run, name=f"desk-{stage}", daemon=True)
        self._reader.start()

    def _tell(self, told: tuple[str, ...]) -> None:
        self._told = told
        self.refresh()
        self.version += 1

    def files(self) -> dict[str, Path]:
        """List the files of the issue that were printed, by name."""
        folder = self.order.out / self._proof.brief.issue if self._proof else None
        named = (write.file_name(form) for form in publish.FORMATS)
        return {name: folder / name for name in named if folder and (folder / name).is_file()}

    def printed(self) -> tuple[tuple[str, str], ...]:
        """List the files of the issue with their sizes in words."""
        return tuple((name, f"{max(1, path.stat().st_size // 1024)} KB") for name, path in self.files().items())

    def addresses(self) -> tuple[str, ...]:
        """List those who get letters."""
        try:
            groups, wrong = audiences(self.settings)
        except DigestError as error:
            self._unusable = (str(error),)
            return ()
        self._unusable = tuple(map(str, wrong))
        return tuple(one.address for group in groups for one in group.mailboxes)

    def letters(self) -> tuple[Kept, ...]:
        """List the letters of the issue and what became of each."""
        if self._proof is None or self._database is None or not self._database.path.exists():
            return ()
        return tuple(Outbox(self._database).letters(self._proof.brief.issue))

    def gold(self) -> tuple[str, Gold]:
        """Read the sources now and give the name of the issue and what people decided of it as gold.

        Raises:
            NothingRead: no source could be used, or none falls into the period.
        """
        with store.Archive(build.archive_of(self.order.out, self.settings)) as archive:
            proof = build.proof(self.order, self.settings, archive, self._note)
            named = edit.standing(proof.edits).sources
            if named and named & {one.document.id for one in proof.readings}:
                chosen = Period(proof.brief.first, proof.brief.last)
                proof = build.proof(replace(self.order, only=named, period=chosen), self.settings, archive, self._note)
        evidence = proof.evidence()
        made, _ = check.checked(proof.brief, evidence)
        brief = edit.apply(made.brief, proof.edits, evidence.recounted).brief
        items = (*proof.ranking.items, *(cut.item for cut in proof.ranking.cut))
        return brief.issue, gold(brief, [item.story for item in items], proof.edits)

    # What was printed before

    def search(self, query: store.Query) -> tuple[store.Found, ...]:
        """Find articles of all issues."""
        return store.Archive(self._opened()).search(query)

    def line(self, story: str) -> tuple[store.Told, ...]:
        """Tell the line of a story over the issues; () where there is none."""
        return store.Archive(self._opened()).line(story) if story else ()

    def wait(self) -> None:
        """Wait until nothing is read any more."""
        while self._reader and self._reader.is_alive():
            self._reader.join()


def _is_in(reading: Reading, proof: Proof) -> bool:
    """Say whether a source has an article of an issue, or one without a day."""
    first, last = proof.brief.first, proof.brief.last
    return any(not one.published or first <= one.published <= last for one in reading.layout.articles)


_PAGES: Final = ("article.", "paragraph.", "line.", "story.")


def _of_pages(log: Iterable[Edit]) -> tuple[Edit, ...]:
    """Leave those that hold and are of pages and stories: the facts depend on them."""
    return tuple(one for one in edit.holding(log) if one.operation.startswith(_PAGES))


_APART: Final[dict[str, Any]] = {"highlights": (), "figures": (), "zones": (), "trends": (), "problems": ()}


def _saved(folders: Iterable[Path]) -> tuple[int, ...]:
    """Say when the templates in some folders were saved."""
    return tuple(path.stat().st_mtime_ns for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())


def place_of(name: str, folder: Path, content: bytes) -> Path:
    """Say under which name a file that is handed in goes into a folder; one of that name is never overwritten.

    Raises:
        UsageError: the very file is there already, or it has no name that can be kept.
    """
    clean = visible(name.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".").strip()[-_LONGEST_NAME:]
    if not clean or clean in (".", ".."):
        raise UsageError("the file has no name", "name it like 2025-04-14_某报_05版.txt")
    stem, dot, suffix = clean.rpartition(".")
    if not dot:
        stem, suffix = clean, ""
    for number in range(1, 1000):
        path = folder / (clean if number == 1 else f"{stem} ({number}){dot}{suffix}")
        if not path.exists():
            return path
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            raise UsageError(f"{path.name}: handed in before, read once", "")
    raise UsageError(f"{clean}: too many files of that name", "name it otherwise")


def take_in(name: str, content: bytes, settings: Settings) -> Path:
    """Put a file that is handed in into the first folder of the sources.

    Raises:
        UsageError: it is empty, or as `place_of` says.
        OutputError: it cannot be written.
    """
    if not content:
        raise UsageError(f"{visible(name)}: the file is empty", "")
    folder = next((path for one in settings.sources if not (path := settings.path(one)).is_file()), None)
    if folder is None:
        raise UsageError("digest.toml names no folder of sources", 'write: sources = ["input"]')
    path = place_of(name, folder, content)
    files.publish(path, content)
    return path
