"""Sheets in, organisations out: every way of finding one, their overlaps settled, their names agreed.

What one passage tells, the others use: an alias (以下简称“禾芯澜”) and a shortened mention (浩岭储能 in the headline)
stand for the full name wherever they are met.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.facts.bodies import Found, bodies
from digest.facts.boundary import head
from digest.facts.firms import Firm, abbreviated, aliases, firms, taken_apart
from digest.facts.lookup import Names, index, occurrences
from digest.facts.market import everyday, market, siblings
from digest.facts.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.facts.sheet import Sheet

_SPREADING = frozenset({"org.market", "org.list"})  # found by its place in one sentence, met in any other
_MOST_ALIKE = 3  # firms of one given name that are told apart
# The bureaus of the great builders are firms: 中铁四局, 中交二航局, 水电十四局.
_BUILDER = re.compile(
    r"中[铁建交核冶电水](?:[一二三四五六七八九十]{1,3}|大桥|隧道|电气化)[航公]?局(?:集团)?(?!长)"
    r"|水电[一二三四五六七八九十]{1,3}局(?!长)"
)
_SHORT_NAME = 2  # a known name of so few characters must stand free: 华为, but not inside 某华为某
_MAY_FOLLOW = frozenset("的在与和及等将已是为于向也称说、，。；：！？）)”》 ")


def formed(sheets: tuple[Sheet, ...]) -> tuple[Mention, ...]:
    """Find the organisations whose form shows them: bodies, institutions, firms with their legal form."""
    return tuple(mention for sheet in sheets for mention in _formed(sheet))


def organisations(sheets: tuple[Sheet, ...], sure: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Find all organisations of an article in reading order, free of overlaps; claims their characters on the sheets.

    `sure` are those of `formed`, which lend the others their aliases and short names.
    """
    mentions = [*sure, *_aliases(sheets, sure)]
    aliased = {mention.string: mention.full for mention in mentions if mention.rule == "org.alias"}
    given = _given_names(sure)
    mentions += [*_named(sheets, aliased), *_shortened(sheets, given)]
    for sheet in sheets:
        mentions += [*_known(sheet), *_market(sheet)]
    again = {mention.string: mention.full for mention in mentions if mention.rule in _SPREADING}
    mentions += _named(sheets, again)
    return tuple(sorted(mentions, key=lambda mention: (mention.passage.index, mention.start)))


def _formed(sheet: Sheet) -> list[Mention]:
    """Take the bodies, institutions and firms a form shows; of two that overlap the longer one."""
    string, anchors = sheet.string, sheet.anchors
    builders = (Found(*match.span(), "org.firm.builder") for match in _BUILDER.finditer(string))
    found = [*bodies(string, anchors), *firms(string, anchors), *builders]
    return list(_claimed(sheet, sorted(found, key=lambda hit: hit.start - hit.end)))


def _claimed(sheet: Sheet, found: Iterable[Found], full: str = "") -> Iterator[Mention]:
    for start, end, rule in found:
        if sheet.claim(start, end):
            yield Mention(sheet.passage, start, end, full or sheet.string[start:end], rule)


def _aliases(sheets: tuple[Sheet, ...], mentions: tuple[Mention, ...]) -> list[Mention]:
    by_sheet: dict[int, dict[int, Mention]] = {}
    for mention in mentions:
        by_sheet.setdefault(mention.passage.index, {})[mention.end] = mention
    found: list[Mention] = []
    for sheet in sheets:
        named = by_sheet.get(sheet.passage.index, {})
        for end, start, stop in aliases(sheet.string, named):
            if sheet.string[start:stop] in everyday():
                continue
            found += _claimed(sheet, (Found(start, stop, "org.alias"),), named[end].full)
    return found


def _given_names(mentions: tuple[Mention, ...]) -> dict[str, tuple[Firm, ...]]:
    """Map given names to the firms of the article that bear them, the first few met."""
    found: dict[str, tuple[Firm, ...]] = {}
    for full in dict.fromkeys(mention.full for mention in mentions if mention.rule == "org.firm"):
        for firm in taken_apart(full):
            found[firm.given_name] = (*found.get(firm.given_name, ()), firm)[:_MOST_ALIKE]
    return found


def _shortened(sheets: tuple[Sheet, ...], given: dict[str, tuple[Firm, ...]]) -> Iterator[Mention]:
    """Find the free short forms of firms named in full elsewhere."""
    if not given:
        return
    names = index(given)
    for sheet in sheets:
        for start, name in occurrences(sheet.string, names):
            for firm in given[name]:
                end = abbreviated(sheet.string, start, firm)
                yield from _claimed(sheet, (Found(start, end, "org.short"),), firm.full)


def _named(sheets: tuple[Sheet, ...], full: dict[str, str]) -> Iterator[Mention]:
    """Find the free mentions of names that stand for a full one, the longest at a place first."""
    if not full:
        return
    names = index(full)
    for sheet in sheets:
        for start, name in occurrences(sheet.string, names):
            yield from _claimed(sheet, (Found(start, start + len(name), "org.short"),), full[name])


@cache
def _lexicon() -> tuple[dict[str, str], Names]:
    """Load the known names: name → full name, and where to look for them."""
    rows = (line.partition("=") for line in lexicon.lines("known_orgs"))
    full = {name.strip(): rest.strip() or name.strip() for name, _, rest in rows}
    return full, index(full)


def _known(sheet: Sheet) -> Iterator[Mention]:
    full, known = _lexicon()
    for start, name in occurrences(sheet.string, known):
        end = start + len(name)
        if _stands(sheet.string, start, end):
            yield from _claimed(sheet, (Found(start, end, "org.known"),), full[name])


def _stands(string: str, start: int, end: int) -> bool:
    if string.startswith(("长", "门"), end) and string[end - 1] in "部局":  # 国防部长 is an office, 人社部门 any
        return False
    if end - start > _SHORT_NAME:
        return True
    return head(string, end) == start or end == len(string) or string[end] in _MAY_FOLLOW


def _market(sheet: Sheet) -> Iterator[Mention]:
    for found in market(sheet.string, sheet.passage.sentences):
        for mention in _claimed(sheet, (found,)):
            yield mention
            for sibling in siblings(sheet.string, mention.end):
                if not (more := next(_claimed(sheet, (sibling,)), None)):
                    break
                yield more
