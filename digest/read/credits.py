"""The small print around an article (来源：… 发布时间：… 作者：…) in, its date, source, page and authors out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.read.day import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_LABELS = (
    r"(?:作\s?者|记\s?者|通讯员|撰文|编\s?辑|责任编辑|责编|审核|校对|发布|时间|日期|发表|更新|浏览|点击|阅读|访问|字号|字体|分享|打印|"
    r"来源|栏目|频道|索引号|关键词|评论|编审|监制|摄影|供稿|关闭|收藏|扫一扫)"
)
# What may follow the first label of a line of small print, so that 发布仪式在望沧举行 is none.
_AFTER = r"(?:于|到|至|人|者|单位|日期|时间|次数|数|量|大小|本页)?\s{0,3}(?:[：:丨|｜/【\[（(]|\s|$|\d)"
_END = rf"(?=\s*(?:$|[|｜丨\[【（(<>《]|\d{{4}}\s?[-年/.]|{_LABELS})|\s{{2,}})"
_DAY = r"(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}"
_SOURCE = re.compile(
    r"(?:来源|出处|稿源)(?:于)?\s?[：:]\s{0,3}[^\s：:|｜，。；\[\]【】（）()《》]{1,12}[-－—]\s?《(?P<paper>[^《》]{2,20})》|"
    rf"(?:来源|出处|稿源)(?:于)?\s?[：:]\s{{0,3}}(?P<what>[^\s：:|｜，。；\[\]【】（）()]{{2,30}}?){_END}"
)
_AUTHOR = re.compile(
    r"(?:作\s?者|(?<![\u3400-\u9fff])(?:本报|本网|全媒体)?记\s?者|撰文|文字)\s?[：:]\s{0,3}"
    rf"(?P<what>[^：:|｜，。；\[\]【】（）()\d]{{2,30}}?){_END}"
)
_DATED = re.compile(
    r"(?:时间|日期|发布于|发表于|发布|发表)\s?[：:]?\s{0,3}[\[【（(]?"
    rf"(?P<what>{_DAY}[^|｜来]{{0,20}}|\d{{1,2}}/\d{{1,2}}/\d{{4}} [\d:]{{4,8}} [AP]M)"
)
_PLAIN_DATE = re.compile(
    rf"(?<![\d\u3400-\u9fff])(?P<what>{_DAY}日?(?:\s{{0,3}}\d{{1,2}}:\d\d(?::\d\d)?)?)|(?:来源|稿源).{{0,32}}?(?P<after>{_DAY}日?)"
    r"|(?<![\u3400-\u9fff])(?P<ordinal>[一二三四五六七八九十]{1,2}月 \d{1,2}(?:st|nd|rd|th), (?:19|20)\d\d)"
)
# The line under a headline in an electronic edition: 本报记者 李林蔚 方岑 《望沧时报》（2025年04月15日 第05版）.
_EDITION = re.compile(
    rf"(?P<author>[^《》，。：:]{{0,40}})《(?P<paper>[^《》]{{2,20}})》\s?[（(\[]?\s?(?P<date>{_DAY}日?)\s{{0,3}}"
    r"(?:星期.)?\s{0,3}(?:第\s?)?(?P<page>[A-Z]?\s?\d{1,3})\s?版\s?[）)\]]?$"
)
# 张　三: the names of two characters are set as wide as those of three.
_SPREAD = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s{1,3}([\u3400-\u9fff])(?![\u3400-\u9fff])")
# A line of small print: begins with one of its labels or a date, and has no sentence in it.
_SMALL = re.compile(
    rf"[\s\[【（(|｜·•]{{0,3}}(?:{_LABELS}{_AFTER}|(?:信息|文章|稿件|消息|新闻|本文)来源(?:于网络)?{_AFTER}|(?:您?(?:所在|当前|现在)的?)?位置\s?[：:]|原创\s.{{0,12}}(?:19|20)\d\d-|(?:19|20)\d\d\s?[-年/.]\s?\d{{1,2}}\s?[-月/.]"
    r"\s?\d{1,2}日?(?:\s|$|\d{1,2}:))"
)
# … or has a date with a time, or two labels with what they say, wherever in it: BUSINESS.SOHU.COM 2005年3月11日12:12.
_STAMPED = re.compile(
    rf"[^，。；！？、]{{0,40}}{_DAY}日?\s{{0,3}}\d{{1,2}}:\d\d(?::\d\d)?[^，。；！？、]{{0,40}}$|[^，。；！？、：]{{0,40}}{_DAY}日?\s{{0,3}}(?:来源|稿源|作者|编辑).{{0,30}}$"
)
_TIMED = re.compile(rf"{_DAY}日?\s{{0,3}}\d{{1,2}}:\d\d")
_PAIRED = re.compile(r"(?:\s?[\u3400-\u9fff]{2,5}\s?[：:]\s?[^：:，。；！？]{1,16}){2,5}$")
_FORMER = re.compile(r"[\s（(【\[]{0,2}(?:本文)?原(?:标题|题|文标题)\s?[：:]")
_FINAL = re.compile(
    r"[\s\[【（(—-]{0,4}(?:(?:本文|本期|文章|值班|执行|网站|本版|见习)?(?:责任编辑|责编|编\s?辑|编审|审核|校对|监制))\s?(?:[：:丨|｜/]|\s)"
)
_LONGEST_LINE = 60  # characters; lines of small print run to 45, paragraphs that begin with 记者 are longer
_LONGEST = 400  # characters of a line that are searched: small print is printed short


class Credits(NamedTuple):
    """What the small print says; None and "" where it does not."""

    published: date | None = None
    publication: str | None = None
    author: str = ""
    page: str | None = None


def credits_of(lines: Iterable[str], timezone: str, below: Sequence[str] = ()) -> Credits:
    """Read the lines above an article and those `below` it; the first line that says something of it counts.

    A date with a label (发布时间：…) goes before one without, the line of an electronic edition before all others.
    Below an article a date without a label is another article's.
    """
    above = [line[:_LONGEST] for line in lines]
    kept = [*above, *(line[:_LONGEST] for line in below)]
    edition = next((found for line in kept if (found := _edition(line, timezone))), Credits())
    dated = _first(_DATED, kept) or _first(_PLAIN_DATE, above)
    author = _first(_AUTHOR, kept) or ""
    return Credits(
        edition.published or (day(dated, timezone) if dated else None),
        edition.publication or _first(_SOURCE, kept),
        edition.author or author.strip(" 、/"),
        edition.page,
    )


def _edition(line: str, timezone: str) -> Credits | None:
    found = _EDITION.fullmatch(line.strip())
    if not found:
        return None
    author = _SPREAD.sub(r"\1\2", found["author"]).strip(" 、/")
    return Credits(day(found["date"], timezone), found["paper"], author, "".join(found["page"].split()))


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    found = (match for line in lines if (match := pattern.search(line)))
    return next((match[match.lastgroup or "what"].strip() for match in found), None)


def has_date(line: str) -> bool:
    """Tell whether a line has a date with its year in it."""
    return bool(_DATED.search(line[:_LONGEST]) or _PLAIN_DATE.search(line[:_LONGEST]))


def has_time(line: str) -> bool:
    """Tell whether a short line has a date with its year and the time of the day."""
    return len(line) <= _LONGEST_LINE and bool(_TIMED.search(line))


def is_small_print(line: str) -> bool:
    """Tell whether a line is small print of a page (date, source, authors, editors), not of the article itself."""
    small = len(line) <= _LONGEST_LINE and not line.endswith(("。", "！", "？")) and _is_small(line)
    edition = len(line) <= _LONGEST and _EDITION.fullmatch(line.strip())
    return bool(small or edition or (len(line) <= _LONGEST and _FORMER.match(line)))


def _is_small(line: str) -> bool:
    return bool(_SMALL.match(line) or _STAMPED.match(line) or _PAIRED.match(line))


def is_final(line: str) -> bool:
    """Tell whether a line names the editors: what comes below it is no longer the article."""
    return len(line) <= _LONGEST_LINE and bool(_FINAL.match(line))
