"""The small print around an article (来源：… 发布时间：… 作者：…) in, its date, source and authors out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.read.day import day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_LABELS = (
    r"(?:作\s?者|记\s?者|通讯员|撰文|编\s?辑|责任编辑|责编|审核|校对|发布|时间|日期|发表|更新|浏览|点击|阅读|访问|字号|字体|分享|打印|"
    r"来源|栏目|频道|索引号|关键词|评论|编审|监制|摄影|供稿|关闭|收藏|扫一扫)"
)
_END = rf"(?=\s*(?:$|[|｜丨\[【（(<>]|\d{{4}}[-年/.]|{_LABELS})|\s{{2,}})"
_SOURCE = re.compile(rf"(?:来源|出处)(?:于)?\s?[：:]\s{{0,3}}(?P<what>[^\s：:|｜，。；\[\]【】（）()]{{2,30}}?){_END}")
_AUTHOR = re.compile(
    r"(?:作\s?者|(?<![\u3400-\u9fff])(?:本报|本网|全媒体)?记\s?者|撰文|文字)\s?[：:]\s{0,3}"
    rf"(?P<what>[^：:|｜，。；\[\]【】（）()\d]{{2,30}}?){_END}"
)
_DATED = re.compile(
    r"(?:时间|日期|发布于|发表于|发布|发表)\s?[：:]?\s{0,3}(?P<what>(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}[^|｜来]{0,20})"
)
_PLAIN_DATE = re.compile(
    r"(?<![\d\u3400-\u9fff])(?P<what>(?:19|20)\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}日?(?:\s{0,3}\d{1,2}:\d\d(?::\d\d)?)?)"
)
# A line of small print: begins with one of its labels or a date, and has no sentence in it.
_SMALL = re.compile(
    rf"[\s\[【（(|｜·•]{{0,3}}(?:{_LABELS}|(?:信息|文章|稿件|消息|新闻)来源|本文来源|(?:您?(?:所在|当前|现在)的?)?位置|(?:19|20)\d\d\s?[-年/.]\s?\d{{1,2}}\s?[-月/.]"
    r"\s?\d{1,2}日?(?:\s|$|\d{1,2}:))"
)
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


def credits_of(lines: Iterable[str], timezone: str) -> Credits:
    """Read the lines around an article; the first line that says something of it counts.

    A date with a label (发布时间：…) goes before one without.
    """
    kept = [line[:_LONGEST] for line in lines]
    dated = _first(_DATED, kept) or _first(_PLAIN_DATE, kept)
    author = _first(_AUTHOR, kept) or ""
    return Credits(day(dated, timezone) if dated else None, _first(_SOURCE, kept), author.strip(" 、/"))


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    return next((found["what"].strip() for line in lines if (found := pattern.search(line))), None)


def is_small_print(line: str) -> bool:
    """Tell whether a line is small print of a page (date, source, authors, editors), not of the article itself."""
    small = len(line) <= _LONGEST_LINE and _SMALL.match(line) and not line.endswith(("。", "！", "？"))
    return bool(small or (len(line) <= _LONGEST and _FORMER.match(line)))


def is_final(line: str) -> bool:
    """Tell whether a line names the editors: what comes below it is no longer the article."""
    return len(line) <= _LONGEST_LINE and bool(_FINAL.match(line))
