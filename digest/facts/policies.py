"""A sheet in, policies and documents out: 《…》 by the kind of paper it is, and numbers like 国办发〔2017〕7号."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.facts.boundary import head
from digest.facts.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.sheet import Sheet

_LONGEST_TITLE = 120
_SHORTEST_TITLE = 4  # 《方案》, 《意见》 are what a text calls a paper it has named
_TITLE = re.compile(rf"《((?:[^《》\n]|《[^《》\n]{{1,60}}》){{2,{_LONGEST_TITLE}}})》")
# A paper is told from a newspaper, a book or a film by the last word of its title, an aside such as （试行） left out.
_PAPER = re.compile(
    r"(?:意见|办法|措施|政策|方案|规划|计划|条例|规定|通知|公告|通告|细则|纲要|目录|指南|指引|标准|规范|规程|决定|决议|批复|复函|函|报告|公报|白皮书|蓝皮书|绿皮书|清单|名单|章程|制度"
    r"|[一二三四五六七八九十百\d]+条|法|法案|规则|准则|协议|协议书|合同|备忘录|意向书|承诺书|倡议|倡议书|宣言|要点|要求|行动|实施意见|工作法|路线图|时间表|导则|守则|图则|榜单|证书|批文|许可证|责任书|任务书|说明书|手册|总则|试行|草案|预案|议案|提案|预算|指数|年鉴|须知|公约|声明|决定书|通知书|告知书|指导目录|若干政策|思路|构想|设想|举措|机制)$"
)
_ASIDE = re.compile(r"[（(【][^（）()【】]{1,30}[）)】]$")
_ALIAS = re.compile(r"(?:简称|下称|统称)[：:]?$")  # 以下简称《若干政策》 gives a name to the paper just named
_LONGEST_SHORT_TITLE = 16  # 《行动计划（2025—2027年）》
_PERIODICAL = re.compile(r"(?:日报|晚报|早报|时报|周刊|杂志|电视剧|电影|小说|新闻联播)$")
_NUMBER = re.compile(r"[〔\[［（(](?:19|20)\d{2}[〕\]］)）]第?\d{1,4}号")
_LONGEST_SIGN = 12  # 国办发, 湘政办发, 益高管发: the sign of the office that numbers its papers


def papers(sheet: Sheet) -> Iterator[Mention]:
    """Find the papers a passage names by title or, where no title stands beside it, by number; claims them."""
    for match in _TITLE.finditer(sheet.string):
        sheet.claim(match.start(), match.end())
        if is_paper(match[1]) and not _ALIAS.search(sheet.string, max(0, match.start() - 8), match.start()):
            yield Mention(sheet.passage, match.start(), match.end(), match[1], "policy.title")
    for start, end in _numbers(sheet.string):
        if sheet.claim(start, end) and not _beside_a_title(sheet.string, start):
            yield Mention(sheet.passage, start, end, sheet.string[start:end], "policy.number")


def named(papers: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Leave out what only repeats the end of a title named before (《若干措施》 after 《关于…的若干措施》)."""
    kept: list[Mention] = []
    ends: set[str] = set()
    for paper in papers:
        if paper.full not in ends:
            kept.append(paper)
        ends.update(paper.full[-size:] for size in range(_SHORTEST_TITLE, min(len(paper.full), _LONGEST_SHORT_TITLE)))
    return tuple(kept)


def _numbers(string: str) -> Iterator[tuple[int, int]]:
    for match in _NUMBER.finditer(string):
        start = max(head(string, match.start()), match.start() - _LONGEST_SIGN)
        if start < match.start():
            yield start, match.end()


def number(mention: Mention) -> str | None:
    """Read the number that follows a paper's title in brackets (《…》（国办发〔2017〕7号）)."""
    string = mention.passage.text.string
    if string[mention.end : mention.end + 1] not in tuple("（("):
        return None
    ahead = string[mention.end + 1 : mention.end + 2 * _LONGEST_SIGN + 1]
    return next((ahead[start:end] for start, end in _numbers(ahead) if start == 0), None)


def is_paper(title: str) -> bool:
    """Tell a policy or document from a newspaper, a book or a film by its title."""
    bare = _ASIDE.sub("", title)
    return len(bare) >= _SHORTEST_TITLE and bool(_PAPER.search(bare)) and not _PERIODICAL.search(bare)


def _beside_a_title(string: str, start: int) -> bool:
    return string[max(0, start - 2) : start] in {"》（", "》("}
