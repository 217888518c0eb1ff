"""Plain text in, dates and periods out, as the text words them; which days they mean is the question of `days`.

Reading and resolving are two steps, because what 6月 means depends on the article's day, on the date before it and on
whether the clause speaks of a plan.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = "一二三四五六七八九"
_MONTH = rf"1[0-2]|0?[1-9]|十[一二]?|[{_HAN}]"
_DAY = rf"3[01]|[12][0-9]|0?[1-9]|三十一?|二十[{_HAN}]?|十[{_HAN}]?|初[{_HAN}十]|[{_HAN}]"
_JOIN = r"(?:起?[至到]|[-—–~]{1,2})"
_YEAR = r"(?:1[6-9]|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3}"
_NO_MONTH = r"(?!球|亮|饼|薪|均|供|租|票|子|牙|龄|活|嫂|产|息|入)"
_NO_DAY = r"(?!元|本(?!公司|报|次|市|区|项)|常|均|游|报|产|益|龄|照|内(?!蒙))"
_NO_DAY_OF_MONTH = r"(?!元|游|报(?!道)|龄)"
_NO_NUMBER = r"(?!线|楼|机|馆|文|院|井|台风|洪水|公路|店|岛|坝|炉|库|门|地块|厂|车间|令|案|提案|窗|码|称|召|角)"
_PART = (
    r"(?P<part>年底|年末|年初|年中(?!国|央|心|型|小|期|部)|年终|期末|上半年|下半年|前半年|后半年|上个?半年|全年|年内|伊始|同期"
    r"|底(?!部|价|盘|座|层|图|色|线|线|下)|末(?!端|梢|位)|初(?!步|次|级|中|期|衷|心|创|始|具|审|见|试|露|定)"
    r"|上旬|中旬|下旬|上半月|下半月|中(?=旬)|[前首头][一二两三23]个?季度?(?![节风军])"
    r"|第?(?P<quarter>[一二三四1-4])季(?:度(?P<end>末)?|(?=报))|Q(?P<q>[1-4]))"
)
_CLOCK = (
    r"(?:(?P<time>当?晚|上午|下午|凌晨|中午|傍晚|深夜|夜间|清晨|早晨|晨|早(?=间|上|[0-9]))(?:上)?)?"
    r"(?P<clock>(?:[01]?[0-9]|2[0-4])(?:时(?!间|代|常|期|尚|段|速|任)(?:[0-5]?[0-9]分|半|许|整)?|:[0-5][0-9]|点(?!位|多|半|[一二三四五六七八九]|钟头)(?:[0-5]?[0-9]分|整|许)?))?"
)
_THIS = r"今年|去年|明年|后年|前年|上一?年度?|本年度?|当年|同年|次年|翌年|来年|下一?年度?"
_THIS_MONTH = r"本月|上个?月|下个?月|当月|同月|次月|这个月"
_POINT = re.compile(
    rf"(?:(?P<year>{_YEAR})年?[-—–~至到]{{1,2}}(?P<year2>{_YEAR})(?P<years>年?)(?![0-9-])"
    rf"|(?:(?P<y>{_YEAR}|[0-9]{{2}}(?=年[0-9]{{1,2}}月)|0[0-9](?=年))(?:年(?:度(?!假|过)|份)?|(?=(?:[、和及与](?:19|20)[0-9]{{2}}){{1,8}}年))|(?P<this>{_THIS})(?!度))?"
    rf"(?:(?:(?P<m1>{_MONTH})月?{_JOIN}(?P<m2>{_MONTH})月(?!{_DAY})(?:份)?|(?:[前首头](?P<months>{_MONTH}|两)个?月(?!份|[0-9]{{1,2}}日))"
    rf"|(?P<m>{_MONTH})月{_NO_MONTH}份?|(?P<thismonth>{_THIS_MONTH}))"
    rf"(?:(?P<d1>{_DAY})日?{_JOIN}(?P<d2>{_DAY})日{_NO_DAY}|(?P<d>{_DAY})(?:日{_NO_DAY_OF_MONTH}|号{_NO_NUMBER}))?)?"
    rf"{_PART}?)"
)
_POINT_DAY = re.compile(
    r"(?P<d1>3[01]|[12][0-9]|[1-9])日?"
    + _JOIN
    + rf"(?P<d2>3[01]|[12][0-9]|[1-9])日{_NO_DAY}|(?P<d>3[01]|[12][0-9]|0?[1-9])日{_NO_DAY}(?!内|之内|以内|龄)"
)
_ISO = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9.])|(?P<yq>20[0-9]{2})Q(?P<q>[1-4])"
)
_PLAN = re.compile(
    r"[“\"‘]?(?P<plan>十?[一二三四五六七八九]五)[”\"’]?(?P<when>规划期间|规划期|期间|时期|以来|初期|末期|中期|收官之年|开局之年|末|初)"
)
_ROLLING = re.compile(
    r"(?P<side>最近|过去|近|未来|今后|接下来|此后)的?(?P<many>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|几|数)(?P<unit>个月|年|天|周|个星期|个季度|个交易日|日)"
    r"(?:之?内|以来|来|里|间(?!接|隔))?"
)
_ANCHORED = re.compile(
    r"(?:本?(?:减持)?(?:计划)?公告(?:之)?(?:日起|发布之日起|的|披露之日起)?)?(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(?:交易日|自然日|工作日|月|天|日|年)(?:(?:之|以)?后|届满后)的?"
    r"(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:个月|日|天|年|个交易日|个自然日)(?:之?内)?"
)
# 1年的锁定期届满后, 三年免租期满后: a time that hangs on a term; the length of the term is a fact of its own.
_WINDOW = re.compile(
    r"(?P<many>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>个自然日|个交易日|自然日|个月|年|天|日)"
    r"(?:(?P<hung>的?[\u4e00-\u9fff]{1,6}期(?:限)?(?:届满|期满|满)(?:之?后|之日起))|之?(?P<within>内)(?![容部需销])|里(?!程|面|约)|(?P<away>(?:之|以)?(?:后(?!的|备|勤|续|方|台|期|辈|卫)|前(?!的|三|五|十|[0-9]|列|后|进|景|来|期|往))))"
)
_TIME_OF_DAY = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])")
_WEEK = re.compile(
    r"(?P<side>本|上上?|下下?|这)?个?(?:周(?!边|口|期|围|转|年|岁|刊|报|到|密|全|折|庄|旋|知)|星期|礼拜)(?P<day>[一二三四五六日天末](?!家|个|次|批|项|体|本|代|起|届|期|等|阶|号|汇|元))?"
)
_WORDS = re.compile(
    r"(?P<near>报告期(?:内|末)?|近日|此前(?=[，已曾有])|日前|近期|最近|近来|近年来|近年|近几年来?|近些年来?|连日来|截至目前|截至当前|截至发稿时?|截至日前|截至今日)"
    r"|(?P<lunar>[正腊]月(?:初[一二三四五六七八九十]|[十廿][一二三四五六七八九]?))"
    r"|(?P<word>今天|今日(?!头条)|今晨|今早|今晚|昨天|昨日|昨晚|昨夜|明天|明日(?!之后)|前天|后天|当天|当日|同日|次日|翌日|即日)"
    r"|(?P<term>年度(?=计划|目标|任务|投资|预算|营收|销售)|月底|月初|月末|月中(?!旬)|年内|年底|年末|年初|年中(?!国|央|心|型|小|期|部)|年终|本季度|上季度|上一季度|本年度|首季(?!度)|一季(?!度)|三季(?!度|报|稻))"
    r"|(?P<feast>元旦|春节|清明节?|五一(?=假期|小长假|黄金周|国际|期间|节)|“五一”|端午节?(?=假期|期间|小长假|当天)|中秋节?(?=假期|期间|小长假|当天|国庆|前|后|、)|国庆节?(?=假期|期间|小长假|黄金周|当天|长假|前|后|不|和|、|，)|“十一”)"
)
# Where a moment may begin: the first character, then what must follow it, so that most characters are passed over fast.
_START = re.compile(
    r"[正腊公报连0-9一二两三四五六七八九十今去明后前上下本近日当同次翌来年月首头第截这未过接此最即昨元春清五端中国“\"‘全周星礼]"
    r"(?:(?<=[0-9])(?=[0-9]{0,3}[年月日号/\-—–~至到:时点季Q、和及与个天周交工自]|[0-9]{3}\.)"
    r"|(?<=[一二两三四五六七八九十])(?=[〇零一二三四五六七八九十五]{0,3}[年月日季个天周至到\-—~五“”规期时以末初交工自一假节国长黄])"
    r"|(?<=[今去明后昨])(?=[年日天晨早晚夜])|(?<=[上下这])(?=[上下半一个周月季年旬星礼])|(?<=[前首头])(?=[0-9一二两三四五六七八九十年半天季])"
    r"|(?<=[本当同次翌来])(?=[月周年季计减公日天度])|(?<=近)(?=[日期来年几些0-9一二两三四五六七八九十数])|(?<=[年月])(?=[底末初中内终度])|(?<=日)前"
    r"|(?<=第)(?=[一二三四1-4]季)|(?<=截)至|(?<=[未过接此最即])(?=[来去下后前近日])|(?<=连)日|(?<=元)旦|(?<=春)节|(?<=清)明|(?<=端)午|(?<=中)秋|(?<=国)庆"
    r"|(?<=[正腊])(?=月[初十廿])"
    r"|(?<=[“\"‘])(?=[十一五])|(?<=全)年|(?<=[周星礼])(?=[一二三四五六日天末期拜])|(?<=公)告|(?<=报)告期)"
)
_BEFORE_YEAR_PART = frozenset("正腊冬0123456789每数几全多近当一二两三四五六七八九十跨半百千")


class Moment(NamedTuple):
    """A date or period as the text words it; [start, end) counts characters of the plain text.

    `parts` are the groups of the grammar that matched, `rule` names the form.
    """

    start: int
    end: int
    rule: str
    parts: dict[str, str]


def scan(text: str) -> Iterator[Moment]:
    """Yield the dates and periods of a folded text from left to right; they do not overlap."""
    done = 0
    for begin in _START.finditer(text):
        start = begin.start()
        if start >= done:
            moment = _moment(text, start)
            if moment is not None:
                done = moment.end
                yield moment


def _moment(text: str, start: int) -> Moment | None:
    first = text[start]
    if first.isdigit() or first in _HAN_DIGITS:
        return _numeric(text, start)
    if first in "公本" and (moment := _anchored(text, start)):
        return moment
    return (
        _plan(text, start) or _worded(text, start) or _rolling(text, start) or _week(text, start) or _point(text, start)
    )


_HAN_DIGITS = "一二两三四五六七八九十"
_COUNTED = re.compile(r"[0-9]{1,3}[个天周交工自]")  # no year, month or day; 个 is the commonest of all counters
_NUMBER_BEFORE = frozenset("0123456789.一二三四五六七八九十百千万几数第每")


def _numeric(text: str, start: int) -> Moment | None:
    """Read a moment that begins with a number: 2024年2月, 7月18日, 18日, 2019-10-30, 一季度, 十四五期间."""
    if text[start - 1 : start] in _NUMBER_BEFORE and start:
        return None
    if text[start] in _HAN_DIGITS:
        return _plan(text, start) or _anchored(text, start) or _point(text, start) or _window(text, start)
    if _COUNTED.match(text, start):
        return _anchored(text, start) or _window(text, start)
    return (
        _iso(text, start)
        or _anchored(text, start)
        or _point(text, start)
        or _day_alone(text, start)
        or _window(text, start)
    )


def _parts(match: re.Match[str]) -> dict[str, str]:
    words = match.groups()  # half the time of `groupdict`, as few of many groups match
    return {name: words[k - 1] for name, k in match.re.groupindex.items() if words[k - 1]}


def _point(text: str, start: int) -> Moment | None:
    """Read year, month, day and part of a year or month, and what a join ties to it (2019年6月至2020年2月)."""
    match = _POINT.match(text, start)
    if match is None or match.end() == start:
        return None
    parts = _parts(match)
    if not parts or not _stands(text, match, parts):
        return None
    moment = Moment(start, match.end(), "date.point", parts)
    return _joined(text, _with_clock(text, _since(text, moment)))


_NEEDS_MORE = frozenset(
    (
        *("底", "末", "初", "中", "上旬", "中旬", "下旬", "上半月", "下半月", "同期", "伊始"),
        *("年底", "年末", "年初", "年中", "年终", "年内", "期末"),
    )
)  # fmt: skip
_NOT_BEFORE = {
    "前年": "目此以之日提当空会", "明年": "说证表声文光标注", "后年": "之以今最此然先日往战", "上年": "以网线",
    "上一年": "以", "次年": "首每再多一二三两几", "来年": "年以本原历近将未", "上月": "以", "去年": "过除",
    "下一年": "以",
}  # fmt: skip


def _stands(text: str, match: re.Match[str], parts: dict[str, str]) -> bool:
    """Tell a date from what only looks like one: 目前年产, 说明年度, 2000-2020元, 年底 inside 2027年底 read alone."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    this = parts.get("this") or parts.get("thismonth")
    if this and before in tuple(_NOT_BEFORE.get(this, "")):
        return False
    if this in ("来年", "前年", "后年", "上年", "次年") and len(parts) == 1 and after in tuple("均产货级轻"):
        return False
    if (
        "year2" in parts
        and "years" not in parts
        and not (before in ("(", "（") or after in (")", "）", "》", "，", "。", ""))
    ):
        return False
    if len(parts) == 1 and parts.get("part") in _NEEDS_MORE:
        return False
    if text[match.start()] == "前" and before in _AGO:
        return False
    return not ((set(parts) == {"m"} and after == "日") or (set(parts) <= {"y"} and after == "级"))


_AGO = frozenset("提目此之以日年月天当会先空产午史生")


def _since(text: str, moment: Moment) -> Moment:
    if text.startswith("以来", moment.end):
        return moment._replace(end=moment.end + 2, rule="period.since")
    return moment


_DAY_PARTS = frozenset(("d", "d2", "day", "word", "clock", "time"))


def _with_clock(text: str, moment: Moment) -> Moment:
    """Take in the time of day that follows a day: 7月18日上午9时30分, 10月31日晚."""
    if text[moment.end : moment.end + 1] not in _CLOCK_BEGINS or not _DAY_PARTS & moment.parts.keys():
        return moment
    match = _CLOCK_RE.match(text, moment.end)
    if match is None or match.end() == moment.end:
        return moment
    return moment._replace(end=match.end(), parts=moment.parts | _parts(match))


_CLOCK_RE = re.compile(_CLOCK)
_CLOCK_BEGINS = frozenset("0123456789当晚上下凌中傍深夜清早晨")  # of few dates, and the pattern is slow to say no
_JOIN_RE = re.compile(f" ?{_JOIN} ?")


def _joined(text: str, moment: Moment) -> Moment:
    """Tie a second date to the first: 6月1日至6月30日, 2012年6月至2013年2月, 10月28日-11月1日."""
    join = _JOIN_RE.match(text, moment.end)
    if join is None or moment.rule != "date.point" or "year2" in moment.parts:
        return moment
    place = join.end()
    match = _POINT.match(text, place)
    parts = _parts(match) if match else {}
    if not ({"y", "m", "thismonth", "this"} & parts.keys() and match and _stands(text, match, parts)):
        match = _POINT_DAY.match(text, place) if _DAY_PARTS & moment.parts.keys() else None
        parts = _parts(match) if match else {}
    if match is None:
        return moment
    second = _with_clock(text, Moment(place, match.end(), "date.point", parts))
    joined = {f"to_{name}": words for name, words in second.parts.items()}
    return Moment(moment.start, second.end, "period.joined", moment.parts | joined)


def _day_alone(text: str, start: int) -> Moment | None:
    """Read 18日 and 21日至23日; 15日内 and 近15日 are lengths of time."""
    match = _POINT_DAY.match(text, start)
    if (
        match is None
        or text[start - 1 : start] in _LENGTH_BEFORE
        or text[start - 2 : start] in ("连续", "为期", "超过", "长达", "不少", "最长", "至少")
    ):
        return None
    return _joined(text, _with_clock(text, Moment(start, match.end(), "date.day", _parts(match))))


_LENGTH_BEFORE = frozenset("近每前后满达逾超约仅共各")


def _iso(text: str, start: int) -> Moment | None:
    match = _ISO.match(text, start)
    return Moment(start, match.end(), "date.iso", _parts(match)) if match else None


def _plan(text: str, start: int) -> Moment | None:
    match = _PLAN.match(text, start)
    return Moment(start, match.end(), "period.plan", _parts(match)) if match else None


def _anchored(text: str, start: int) -> Moment | None:
    """Read a span that hangs on an event the text names elsewhere: 15个交易日后的6个月内."""
    match = _ANCHORED.match(text, start)
    return Moment(start, match.end(), "period.anchored", {}) if match else None


def _window(text: str, start: int) -> Moment | None:
    """Read a window (3个月内), a time so far away (两年后, 五年前), and the time of day that stands alone (19:07).

    The length of a window is a fact of its own, so a window hides no number.
    """
    match = _WINDOW.match(text, start)
    if match:
        return Moment(start, match.end(), "date.away" if match["away"] else "period.window", _parts(match))
    match = _TIME_OF_DAY.match(text, start)
    return Moment(start, match.end(), "date.clock", {}) if match else None


def _worded(text: str, start: int) -> Moment | None:
    """Read the fixed words: 近日, 昨日, 月底, 春节 and so on."""
    match = _WORDS.match(text, start)
    if match is None:
        return None
    parts, before = _parts(match), text[start - 1 : start]
    word = match[0]
    if word[0] in "年月" and before in _BEFORE_YEAR_PART:
        return None
    if (word[0] == "日" and before in tuple("近今昨目末假节翌次工每前后")) or (
        word == "近日" and before in ("最", "附", "临")
    ):
        return None
    if word in ("近期", "近年", "近来") and before in ("最", "附", "临", "靠", "邻", "就"):
        return None
    return _since(text, _with_clock(text, Moment(start, match.end(), f"date.{match.lastgroup}", parts)))


_SPENT = (
    "历时",
    "用时",
    "耗时",
    "长达",
    "历经",
    "经过",
    "为期",
    "持续",
    "期限",
    "有着",
    "已有",
    "花了",
    "用了",
    "缩短",
    "延长",
    "提前",
    "工期",
    "周期",
    "平均",
    "达到",
    "跨越",
    "走过",
    "拥有",
    "需要",
    "只需",
    "仅需",
    "还需",
    "约需",
    "花费",
    "等待",
    "等了",
)


def _rolling(text: str, start: int) -> Moment | None:
    """Read 近三年, 过去十年, 未来6个月; 历时近三年 is a length of time."""
    match = _ROLLING.match(text, start)
    if match is None or (
        match["side"] == "近"
        and (text[max(0, start - 2) : start] in _SPENT or text[start - 1 : start] in tuple("附最邻靠亲将临接达"))
    ):
        return None
    return Moment(start, match.end(), "period.rolling", _parts(match))


def _week(text: str, start: int) -> Moment | None:
    match = _WEEK.match(text, start)
    if (
        match is None
        or not (match["side"] or match["day"])
        or text[start - 1 : start] in tuple("每双一二三四五六七八九十两几数0123456789前后首以单隔围圆四整")
    ):
        return None
    return _with_clock(text, Moment(start, match.end(), "date.week", {"week": match["side"] or "", **_parts(match)}))
