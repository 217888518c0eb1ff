"""A byline's printed words in, the names in it out: who wrote, in what role, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.model import Byline, Span, Text
from digest.text.unwrap import unwrap
from digest.text.words import frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARKS = "■□▶▷►◎●○◆◇★☆▲△▪▫•"
_HAN = r"[\u3400-\u9fff]"
_ROLE = re.compile(
    r"(?:(?:本报|本刊|本台|本网|我报|全媒体|融媒体|特派|特约|首席|见习|实习|驻[\u3400-\u9fff]{2,6}?){0,3}"
    r"(?:记者|通讯员|实习生|评论员|撰稿人|特约撰稿|观察员|摄影师|编译)|撰文|作者|文字|文并摄|文图|文[/／]图|文[/／]|图[/／]|文|图)[：:/／]?"
)
# A role that the end of a line broke (本报 / 记者); it is whole with the word behind it.
_BROKEN_ROLE = re.compile(
    r"(?:本报|本刊|本台|本网|我报|全媒体|融媒体|特派|特约|首席|见习|实习){1,2}[记通]?|[记通]|通讯|实习"
)
_SUFFIX = re.compile(r"文[/／]图|图[/／]文|[/／]文|文[/／]摄|文并?摄|摄影报道|图文|整理|报道|文")
# … and who took the pictures, where another name stands for the words (张伟/文 李娜/摄)
_PICTURES = re.compile(r"摄影?|图")
_NAME = re.compile(rf"{_HAN}{{2,4}}|{_HAN}{{1,7}}(?:·{_HAN}{{1,7}}){{1,3}}")
_INK = re.compile(rf"[^\s、，,/／（）()：:{MARKS}]+[：:]?|[/／]")
_OPEN = re.compile(rf"[\s{MARKS}（(]*")
_FRONT = MARKS + "（(”’》」】"
_CLOSE = re.compile(r"[\s）)]*")
# Words behind a bracket that was opened elsewhere: the end of 本报讯（记者 …）, not a byline.
_CLOSED_BEFORE = re.compile(r"[^（(]{0,48}?[）)][^）)]*[^\s）)]")
# The longest byline measured has 27 characters with four names; a headline with a role word in it is longer.
_LONGEST = 48
_COMMON_PAIR, _COMMON = 500, 60
_PLACES = "市县区"  # a word of three that ends so is a place
_INSIDE = re.compile(
    r"^.{0,24}?[（(](?P<names>(?:本报|本刊|全媒体|首席|见习|实习|特约|融媒体)?(?:记者|通讯员|实习生)[^（）()。，；]{2,40})[）)]"
)


@dataclass(frozen=True, slots=True)
class _Token:
    string: str
    start: int
    end: int


@cache
def _surnames() -> frozenset[str]:
    return frozenset(lexicon.lines("surnames"))


def is_name(word: str) -> bool:
    """Tell whether a word is built like a name: family name and one or two characters, or two parts with ·."""
    if "·" in word:
        return bool(_NAME.fullmatch(word))
    if len(word) == len("某某市") and word[-1] in _PLACES:
        return False
    double = len(word) in {3, 4} and word[:2] in _surnames()
    if not double and not (len(word) in {2, 3} and word[0] in _surnames()):
        return False
    return _is_rare(word)


@cache
def _is_rare(word: str) -> bool:
    """Tell a name from a common word that begins like one (项目, 高新区); the dictionary has few names."""
    return frequency(word) < (_COMMON_PAIR if len(word) == len("项目") else _COMMON)


def may_be(ink: str) -> bool:
    """Tell at a glance whether a stretch without blanks may be a byline; most lines of a page may not."""
    bare = ink.lstrip(_FRONT)
    return (
        bool(bare)
        and len(ink) <= _LONGEST
        and (bare[0] in _surnames() or bare[:2] in _surnames() or "·" in bare or bool(_ROLE.match(bare)))
    )


def parse(source: str, lines: Sequence[Span]) -> tuple[Byline, ...]:
    """Read a whole stretch as a byline: marks, brackets, roles and names; () if anything else stands in it.

    `lines` are the stretches of `source` it was printed on. The bylines' texts, laid end to end, are all of it.
    """
    if sum(end - start for start, end in lines) > _LONGEST or _CLOSED_BEFORE.match(source, *_reach(lines)):
        return ()
    tokens = _tokens(source, lines)
    found = _names(tokens)
    if not found:
        return ()
    cuts = [lines[0].start, *(first.start for _, _, first in found[1:]), lines[-1].end]
    return tuple(
        Byline(name, role, unwrap(source, _within(lines, cuts[k], cuts[k + 1])))
        for k, (name, role, _) in enumerate(found)
    )


def inside(source: str, paragraph: Text) -> tuple[Byline, ...]:
    """Find the names in 本报讯（记者 …） at the head of a paragraph; they stay in the paragraph as well."""
    match = _INSIDE.match(paragraph.string[:80])
    if not match:
        return ()
    part = paragraph[match.start("names") : match.end("names")]
    spans = (
        [Span(part.spans[0].start, part.spans[-1].end)]
        if "\n" not in source[part.start : part.spans[-1].end]
        else list(part.spans)
    )
    return parse(source, spans) or parse_glued(part)


def is_inside(lead: str) -> bool:
    """Tell whether a first paragraph names its writer in 本报讯（记者 …）."""
    return bool(_INSIDE.match(lead[:80]))


def parse_glued(part: Text) -> tuple[Byline, ...]:
    """Read roles and names that stand without blanks between them (or with blanks that mean nothing).

    The bylines' texts, laid end to end, are all of it.
    """
    found: list[tuple[str, str, int]] = []
    role, at = "", 0
    first: int | None = None  # where the role before a name begins
    string = part.string
    while at < len(string):
        if match := _ROLE.match(string, at):
            role, first, at = match.group().rstrip("：:/／"), at, match.end()
        elif string[at] in " 、，":
            at += 1
        elif size := _glued(string, at):
            found.append((string[at : at + size], role, at if first is None else first))
            first, at = None, at + size
        else:
            return ()
    cuts = [0, *(start for _, _, start in found[1:]), len(string)]
    return tuple(Byline(name, role, part[cuts[k] : cuts[k + 1]]) for k, (name, role, _) in enumerate(found))


def _glued(string: str, at: int) -> int:
    """Length of the name at `at`: three characters if what follows can go on from there, otherwise two."""
    for size in (3, 2, 4):
        word = string[at : at + size]
        rest = string[at + size :]
        if (
            len(word) == size
            and is_name(word)
            and (not rest or rest[0] in _surnames() or rest[0] in " 、，" or _ROLE.match(rest))
        ):
            return size
    return 0


def _reach(lines: Sequence[Span]) -> Span:
    return Span(lines[0].start, lines[-1].end) if lines else Span(0, 0)


def _within(lines: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    for line in lines:
        if line.end > start and line.start < end:
            yield Span(max(line.start, start), min(line.end, end))


def _tokens(source: str, lines: Sequence[Span]) -> list[_Token]:
    """Cut into words; a lone character belongs to the word beside it (张 伟, or a name broken by a line end)."""
    tokens: list[_Token] = []
    for line in lines:
        left = _OPEN.match(source, line.start, line.end)
        start = left.end() if left and line is lines[0] else line.start
        for match in _INK.finditer(source, start, line.end):
            token = _Token(match.group(), match.start(), match.end())
            # a surname at the end of a line begins the name that goes on below, if the one before it is whole
            begins = line is not lines[-1] and token.start > start and not source[token.end : line.end].strip()
            begins = begins and token.string in _surnames() and bool(tokens) and is_name(tokens[-1].string)
            if tokens and not begins and _belong(tokens[-1].string, token.string):
                tokens[-1] = _Token(tokens[-1].string + token.string, tokens[-1].start, token.end)
            else:
                tokens.append(token)
    return tokens


def _belong(left: str, right: str) -> bool:
    if _BROKEN_ROLE.fullmatch(left):
        return bool(_ROLE.match(left + right))
    lone = len(left) == 1 or len(right) == 1
    return (
        lone
        and len(left) + len(right) <= len("欧阳某某")
        and (left + right).isalpha()
        and not (_ROLE.fullmatch(left) or right in "摄图文绘")
    )


def _names(tokens: Sequence[_Token]) -> list[tuple[str, str, _Token]]:
    """Read tokens as roles and names; each name comes with the token its byline begins at. [] if one is neither."""
    found: list[tuple[str, str, _Token]] = []
    role, first, worded = "", None, False
    for k, token in enumerate(tokens):
        word = token.string
        if found and _SUFFIX.fullmatch(word) and not _leads(tokens, k):
            worded = True
            name, own, at = found[-1]
            found[-1] = (name, own or word.strip("/／"), at)
            continue
        if worded and _PICTURES.fullmatch(word) and not _leads(tokens, k):
            continue
        match = _ROLE.match(word)
        glued = False
        if match and (match.end() == len(word) or not is_name(word)):
            role, first = match.group().rstrip("：:/／"), token
            worded = worded or "文" in role
            word = word[match.end() :]
            if not word:
                continue
            glued = match.group()[-1] not in "：:/／"
        # what is no usual name is one behind a role and a blank, not as one word with it (记者走基层)
        if is_name(word) or (role and first and not glued and _NAME.fullmatch(word)):
            found.append((word, role, first or token))
            first = None
        elif word not in "/／":
            return []
    return found


def _leads(tokens: Sequence[_Token], k: int) -> bool:
    """Tell whether a word stands before the name it goes with (文/张伟), not behind it (张伟/文)."""
    return k + 2 < len(tokens) and tokens[k + 1].string in "/／" and is_name(tokens[k + 2].string)
