"""Random work on an issue, through the log and through drafts in turn, and a plain account of what it must come to.

The account keeps lists of names and nothing else: it shares no line with digest.edit. A sequence has 30 steps; each is
a decision entered in the log, a change typed into a draft, an undo, a redo, a build anew or a page that comes late.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final, NamedTuple

from week import BY, WEEK, order

from digest import config, edit
from digest.archive.edit_log import EditLog
from digest.archive.state import Database
from digest.archive.store import Archive
from digest.edit.targets import figure_target, item_target
from digest.model import Decision
from digest.pipeline import build, check
from digest.pipeline.intake import silent

if TYPE_CHECKING:
    from random import Random

    from digest.model import Brief
    from digest.pipeline.check import Evidence

ISSUE: Final = "2025-W16"
STEPS: Final = 30
_HEAD = re.compile(r'<a id="((?:story|own):\w+)"></a>(.*?)(?:（编者拟题）)?$')


class Done(NamedTuple):
    """One decision as the account has it: who, what, of which item, and its words or place."""

    who: str
    what: str
    of: str
    words: tuple[str, ...] = ()


@cache
def briefs() -> tuple[tuple[Brief, Evidence], ...]:
    """Build the issue without two of its pages, without one, and of all."""
    made = []
    pages = sorted(WEEK.glob("*.txt"))
    for late in (2, 1, 0):
        folder = Path(mkdtemp())
        for page in pages[: len(pages) - late]:
            shutil.copy(page, folder)
        with Archive(folder / "out" / "digest.db") as archive:
            proof = build.proof(order(folder / "out", folder), config.Settings(), archive, silent)
        checked, _ = check.checked(proof.brief, proof.evidence())
        made.append((checked.brief, proof.evidence()))
        shutil.rmtree(folder)
    return tuple(made)


def lead(target: str) -> str:
    """Name an item as the account does: by its lead."""
    return target.partition("+")[0]


def _base(brief: Brief) -> tuple[dict[str, list[str]], dict[str, str]]:
    order_ = {section.name: [lead(item_target(item)) for item in section.items] for section in brief.sections}
    return order_, {lead(item_target(item)): item.headline.string for item in brief.items}


def expected(brief: Brief, done: list[Done]) -> list[tuple[str, str]]:
    """Say which items an issue has, in order, each with its title."""
    sections, titles = _base(brief)
    for _, what, of, words in done:
        held = next((name for name, items in sections.items() if of in items), None)
        if what == "own":
            titles[of] = words[2]
        if what in {"place", "own"} and (held or what == "own"):
            if held:
                sections[held].remove(of)
            items = sections.setdefault(words[0], [])
            after = words[1]
            at = 0 if not after else items.index(after) + 1 if after in items else len(items)
            items.insert(at, of)
        elif what == "drop" and held:
            sections[held].remove(of)
        elif what == "title" and held:
            titles[of] = words[0]
    return [(name, titles[name]) for items in sections.values() for name in items]


class Desk:
    """An issue that two people work on: one in the log, one in drafts."""

    def __init__(self, database: Database, rng: Random) -> None:
        self.log = EditLog(database)
        self.rng = rng
        self.pages = 0
        self._laid: tuple[int, edit.Replay] | None = None
        self.done: dict[int, Done] = {}  # by the entry of the log
        self.held: dict[str, list[int]] = {"log": [], "draft": []}
        self.undone: dict[str, list[int]] = {"log": [], "draft": []}

    @property
    def brief(self) -> Brief:
        """The issue as the log has it now."""
        if self._laid is None or self._laid[0] != self.pages:  # as the desk does: anew with other pages alone
            brief, evidence = briefs()[self.pages]
            self._laid = self.pages, edit.Replay(brief, evidence.recounted)
        return self._laid[1].applied(self.log.of(ISSUE)).brief

    def account(self) -> list[tuple[str, str]]:
        """Say what the issue must come to."""
        holding = sorted((*self.held["log"], *self.held["draft"]))
        return expected(briefs()[self.pages][0], [self.done[number] for number in holding])

    def shown(self) -> list[tuple[str, str]]:
        """Read the items of the issue as it is."""
        return [(lead(item_target(item)), item.headline.string) for item in self.brief.items]

    def step(self) -> None:
        """Do one thing."""
        kinds = (self._decide, self._decide, self._type, self._type, self._type, self._undo, self._redo, self._late)
        self.rng.choice(kinds)()

    def _enter(self, who: str, decisions: list[Decision]) -> None:
        for one in self.log.append(ISSUE, decisions, who, BY.when):
            self.held[who].append(one.sequence)
            what = one.operation.removeprefix("item.")
            words = one.value
            if what in {"place", "own"}:
                words = (words[0], lead(words[1]), *words[2:])
            self.done[one.sequence] = Done(who, what, lead(one.target), words)
            self.undone[who].clear()

    def _decide(self) -> None:
        brief = self.brief
        item = self.rng.choice(brief.items)
        target = item_target(item)
        what = self.rng.randrange(6)
        if what == 0:
            self._enter("log", [Decision("item.title", target, (f"新题{self.rng.choice('甲乙丙丁戊己庚')}",))])
        elif what == 1 and len(brief.items) > 5:
            self._enter("log", [Decision("item.drop", target)])
        elif what == 2:
            section = self.rng.choice(brief.sections)
            after = self.rng.choice(("", *(item_target(one) for one in section.items if one is not item)))
            self._enter("log", [Decision("item.place", target, (section.name, after))])
        elif item.statements:
            figure = figure_target(self.rng.choice(item.statements), item.story)
            status = self.rng.choice(("actual", "expected", "target"))
            owner = self.rng.choice(("开发区", "全区"))
            one = self.rng.choice(
                (
                    Decision("statement.status", figure, (status,)),
                    Decision("statement.owner", figure, (owner,)),
                    Decision("statement.drop", figure),
                    Decision("row.place", figure, ("",)),
                )
            )
            self._enter("log", [one])

    def _type(self) -> None:
        """Change a draft as in an editor, and take it in."""
        brief = self.brief
        text = edit.to_draft(brief)
        typed = self.rng.choice((_retitled, _swapped, _deleted, _noted, _written, _restated))
        edited = typed(text, self.rng)
        changes, unread = edit.from_draft(brief, text, edited)
        assert not unread, (unread, [edited.splitlines()[one.line - 1] for one in unread])
        self._enter("draft", [one.decision for one in changes])
        again = edit.to_draft(self.brief)
        assert headings(again) == headings(edited)
        if typed is _restated:  # a figure that a person looked at is sure, and may be listed now
            assert set(_marks(edited)) <= set(_marks(again))
        elif typed is not _deleted:  # with an item go its highlights and rows
            assert _marks(again) == _marks(edited)
        assert not edit.from_draft(self.brief, again, again)[0]

    def _undo(self) -> None:
        who = self.rng.choice(("log", "draft"))
        taken = self.log.undo(ISSUE, who, BY.when)
        assert (taken.sequence if taken else None) == (self.held[who][-1] if self.held[who] else None)
        if taken:
            self.undone[who].append(self.held[who].pop())

    def _redo(self) -> None:
        who = self.rng.choice(("log", "draft"))
        given = self.log.redo(ISSUE, who, BY.when)
        assert (given.sequence if given else None) == (self.undone[who][-1] if self.undone[who] else None)
        if given:
            self.held[who].append(self.undone[who].pop())

    def _late(self) -> None:
        self.pages = min(self.pages + self.rng.randrange(2), len(briefs()) - 1)


def headings(text: str) -> list[str]:
    """Read the titles of a draft's items."""
    found = (re.sub(r"<a id=\"[^\"]*\"></a>", "", line[4:]) for line in text.splitlines() if line.startswith("### "))
    return [title.removesuffix("（编者拟题）").strip() for title in found]


def _marks(text: str) -> list[str]:
    """Read the words of a draft below its table of zones, without anchors and the marks of what is a person's own."""
    words = text[text.index('<a id="section:') :]
    words = re.sub(r'<a id="[^"]*"></a>|（编者(?:改写|拟题)?）|〔编者〕', "", words)
    return [line.strip() for line in words.splitlines() if line.strip()]


def _blocks(text: str) -> list[str]:
    return re.split(r"(?m)^(?=##)", text)


def _items(blocks: list[str]) -> list[int]:
    return [k for k, block in enumerate(blocks) if block.startswith("### ")]


def _retitled(text: str, rng: Random) -> str:
    blocks = _blocks(text)
    k = rng.choice(_items(blocks))
    blocks[k] = re.sub(r"(</a>).*", rf"\1改题{'甲乙丙丁'[rng.randrange(4)]}", blocks[k], count=1)
    return "".join(blocks)


def _swapped(text: str, rng: Random) -> str:
    blocks = _blocks(text)
    one, other = rng.choice(_items(blocks)), rng.choice(_items(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return "".join(blocks)


def _deleted(text: str, rng: Random) -> str:
    blocks = _blocks(text)
    items = _items(blocks)
    if len(items) > 5:
        del blocks[rng.choice(items)]
    return "".join(blocks)


def _noted(text: str, rng: Random) -> str:
    blocks = _blocks(text)
    k = rng.choice(_items(blocks))
    blocks[k] += f"> 编者按：{'甲乙丙丁'[rng.randrange(4)]}。\n\n"
    return "".join(blocks)


def _written(text: str, rng: Random) -> str:
    blocks = _blocks(text)
    k = rng.choice(_items(blocks))
    blocks.insert(k, f"### 自撰{rng.randrange(10**6)}\n\n本区召开例会。\n\n")
    return "".join(blocks)


def _restated(text: str, rng: Random) -> str:
    lines = text.splitlines(keepends=True)
    rows = [k for k, line in enumerate(lines) if "(#figure:" in line and line.startswith("| ")]
    if rows:
        k = rng.choice(rows)
        target = re.findall(r"\(#(figure:[^)]*)\)", lines[k])[0]
        cells = lines[k].split(" | ")
        for at, line in enumerate(lines):
            if f"(#{target})" in line and line.startswith("| ") and len(cells) > 4:
                now = line.split(" | ")
                now[3] = "意向"
                lines[at] = " | ".join(now)
    return "".join(lines)


def work(folder: Path, rng: Random) -> None:
    """Do 30 things and compare the issue with the account after each; a log read anew says the same."""
    with Database(folder / "digest.db") as database:
        desk = Desk(database, rng)
        for _ in range(STEPS):
            desk.step()
            assert desk.shown() == desk.account()
        shown = desk.brief
    with Database(folder / "digest.db") as database:
        brief, evidence = briefs()[desk.pages]
        again = edit.apply(brief, EditLog(database).of(ISSUE), evidence.recounted).brief
    assert again == shown
    assert [(lead(item_target(item)), item.headline.string) for item in again.items] == desk.account()
