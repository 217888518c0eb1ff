"""A sheet in, the projects named on it out: a name before 项目, 工程, 基地 … that says more than that it is one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.facts.bodies import stripped
from digest.facts.boundary import head
from digest.facts.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.sheet import Sheet

_ENDING = re.compile(
    r"项目(?:[（(][一二三四五六七八九十]{1,3}期[）)]|[一二三四五六七八九十]期)?|生产线(?!\d)"
    r"|基地(?:(?<=(?:生产|制造|研发|测试|智造|产业|储能|示范)基地)|(?<=产业化基地))"
    r"|工程(?<=(?:新建|扩建|改造|建设)工程)"
)
_NOT_FOLLOWED = tuple("部化制库组书建")  # 项目部, 项目化, 项目制, 项目库, 项目组, 项目书, 项目建设
_DIGIT = re.compile(r"[0-9]")
_PLACES = ("区", "园", "市", "县", "省")
_PARKS = ("产业园", "物流园", "科技园", "创新园", "孵化园", "软件园")  # 某某产业园项目 is to build one
_BEGINS = ("建设", "新建", "扩建", "标志着", "确保", "投资")
_VERB = re.compile(
    r"跟着|签订|签署|签下|突破|发展|支持|围绕|标志着|确保|推进|推动|加快|加足马力|正在|打造|引进|实施|谋划|服务于|布局|投建|启动"
)
_MOST = 30
_LEAST = 3  # characters of a name that says something: 薄膜项目 says too little, 聚酰亚胺薄膜项目 enough


@cache
def _common() -> re.Pattern[str]:
    words = lexicon.table("projects")["generic"].split()
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _tail() -> re.Pattern[str]:
    """Compile the end of a head that any project may have: words of two and more characters."""
    words = [word for word in lexicon.table("projects")["generic"].split() if len(word) > 1]
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))}){{1,5}}$")


def projects(sheet: Sheet) -> Iterator[Mention]:
    """Find projects by their names; those a paper's title holds are left out. Spans count the passage's characters."""
    string = sheet.string
    for match in _ENDING.finditer(string):
        if string[match.end() : match.end() + 1] in _NOT_FOLLOWED:
            continue
        start = _start(string, match.start())
        if is_name(string[start : match.start()]) and not _within_title(string, start):
            yield Mention(sheet.passage, start, match.end(), string[start : match.end()], "project.form")


def _start(string: str, end: int) -> int:
    start = max(head(string, end), end - _MOST)
    start = max((match.end() for match in _VERB.finditer(string, start, end)), default=start)
    return start + next((len(word) for word in _BEGINS if string.startswith(word, start, end)), 0)


def is_name(title: str) -> bool:
    """Tell whether a head names one project: something is left without the words any project may have."""
    rest = _common().sub("", title)
    many = _tail().sub("", title).endswith(_PLACES) and not title.endswith(_PARKS)  # 砚汀经开区重大项目
    if many or title.endswith("等") or _DIGIT.search(title):  # 建设6条电芯生产线 counts
        return False
    return len(title) >= _LEAST and len(rest) >= _LEAST - 1 and bool(stripped(rest, ("generic",)))


def _within_title(string: str, start: int) -> bool:
    opened = string.rfind("《", max(0, start - 60), start)
    return opened >= 0 and string.find("》", opened, start) < 0
