"""Ordinals in, ranks out: 第27位, 全国第三, 前五, 入选百强; 第一批 and 500强企业 are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.facts.units import Amount, unit_at

if TYPE_CHECKING:
    from digest.facts.cardinals import Number
    from digest.model import Bound

_RANK_NAME = re.compile(r"位|名|强(?!化|调|势|大|度|力|国|省|市|县|烈|制|劲|降|震|基|链|军|推|攻|工)")
_SCOPE = re.compile(
    r"(?:全国|全省|全市|全区|全球|世界|国内|国际|亚洲|亚太|中部|西部|东部|东北|省内|行业|同类|总分|综合|我国|中国|[东西南北]部地区|同期"
    r"|列|居|排名?|位次|名次|升至|升到|跃至|获|获得|评为|稳居|蝉联|保持|规模|总量|增速|增幅|总值|数量)"
    r"(?:的|为|了|开发区|高新区|经开区|同类|同行业|地区)?$"
    r"|倒数$|(?:稳居|[居列排])(?:全|各|本)[^，。；：、]{1,12}$|第[0-9一二三四五六七八九十]{1,3}[位名]?[、和至到]$"
    r"|(?:夺得|拿下|拿到|取得|坐稳|稳坐|分列|分居|并列|保住|退居|退至|退到|跌至|跌到|落到|降至|降到|升到|[由从]|排到|排在|跃居|位居|仍[居列排])$"
    r"|全[县州镇集团球]{1,2}$|[省市县区州]内$"
)
_SCOPE_REACH = 16
_NO_RANK = re.compile(
    r"[季届批次轮期号个家条款项章节卷部代产方时大线步阶梯书天年月日周场枪村站站课组人台套座艘架颗份责生要动道眼手]|副|工程|财季"
)
_NO_TOP = frozenset("目此日之以年月天提当会眼先空午产史生")


def ordinal(text: str, number: Number) -> Amount | None:
    """Read what follows 第: 第27位 is a rank, 第三 is one after 全国 or 位居; 第一批, 第3届, 第一时间 are none."""
    if number.value is None or number.more:
        return None
    end = _named_end(text, number)
    begin = number.start - 1
    counts = number.scaled or _NO_RANK.match(text, number.end)  # 我国第2000万辆 is a milestone
    scoped = _SCOPE.search(text, max(0, begin - _SCOPE_REACH), begin)
    if end is None and not counts and scoped:
        end = number.end
    if end is None:
        return _serial(text, number)
    return Amount(begin, end, number.start, "rank", "rank.ordinal", number.value, None)


def _named_end(text: str, number: Number) -> int | None:
    """Find where 第27位 and 第3名 end; 第一名单 and 第一位书记 are no ranks."""
    name = _RANK_NAME.match(text, number.end)
    if name is None or name[0] == "强" or text.startswith(("单", "为", "书记"), name.end()):
        return None
    return name.end()


def _serial(text: str, number: Number) -> Amount | None:
    """Read a milestone (第2000万辆: that many are made) and the number of a recurring event (第25次)."""
    found = unit_at(text, number.end)
    if found is None or not found[0].counter or number.is_loose:
        return None
    unit, end = found
    start = number.start
    if number.scaled:
        return Amount(start - 1, end, start, "quantity", "quantity.milestone", number.value, unit.name)
    if unit.name == "次" and number.value is not None and number.value >= _FEWEST_TIMES:
        return Amount(start - 1, end, start, "rank", "rank.serial", number.value, unit.name)
    return None


_ENTERING = re.compile(r"进入|跻身|挺进|迈入|进军|闯进|杀入|冲进|冲刺|挤进|步入|首进|重返|重回|入围")
_LOWEST_RANK = 1000
_FEWEST_TIMES = 10  # 第一次, 第三次 tell a story; 第25次 numbers an event
_RANK_WINDOW = 14
_JUDGED = re.compile(r"排名|考核|排在|名次|位列|评[比价估]")
_LISTED = re.compile(r"(?:入选|入围|跻身|荣登|进入|上榜|列入|名列|位列|晋级|入榜|登上|荣膺)[^，。；：、！？ ]{0,12}$")


def place(text: str, number: Number) -> Amount | None:
    """前五, 前20名 are ranks, "at most" after 进入 and the like; 入选百强 is one too, but 500强企业 is a name."""
    if number.value is None or number.more or number.value > _LOWEST_RANK:
        return None
    start = number.start
    name = _RANK_NAME.match(text, number.end)
    end = name.end() if name else number.end
    window = text[max(0, start - _RANK_WINDOW) : start]
    last = text[start - 1 : start] in ("后", "末") and _JUDGED.search(window)  # 排名后三位
    if name and (last or (name[0] == "名" and text[start - 1 : start] == "头")):
        return Amount(start - 1, end, start, "rank", "rank.last" if last else "rank.top", number.value, None)
    if text[start - 1 : start] == "前" and text[start - 2 : start - 1] not in _NO_TOP and not _NO_RANK.match(text, end):
        bound: Bound = "at_most" if _ENTERING.search(window) else "exact"
        return Amount(start - 1, end, start, "rank", "rank.top", number.value, None, bound)
    if name and name[0] == "强" and _LISTED.search(window):
        return Amount(start, end, start, "rank", "rank.list", number.value, None)
    return None
