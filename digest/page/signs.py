"""A line's words in, what they alone give away of its role out: the signs that fitted models weigh."""

from __future__ import annotations

import re

ROLES = ("headline", "deck", "byline", "body", "subhead", "caption", "section", "jump", "folio", "ad", "table")
_NAME = r"[\u4e00-\u9fff]{2,4}"
_SIGNS = {
    "mark": r"^[■▶◎□◆●▲]",
    "reporter": r"本报记者|通讯员|记者",
    "photo": r"摄[）)]?$|资料图片|供图|新华社发",
    "pictured": r"^图为|^图|拍摄",
    "editors": r"责编|编辑|校对|美编|版式|邮箱|主编|审读",
    "page": r"^第.{1,2}版$|^[A-Z]?\d{1,2}版?$|^\d\d?版",
    "day": r"年\d+月\d+日|\d{4}\.\d|星期[一二三四五六日天]",
    "paper": r"[日晚时商晨早经新]?[报報]$",
    "from": r"上接|紧接",
    "to": r"下转|转第",
    "dash": r"^——",
    "bracket": r"【",
    "own": r"^本报|^新华社",
    "ad": r"广告|招聘|诚聘",
    "address": r"电话|地址|热线",
    "name": rf"^（?{_NAME}）?$",
    "stop": r"[。！？]",
    "comma": r"[，、；]",
    "ends": r"[。！？”）]$",
    "paren": r"^[（(]",
    "figure": r"^\d",
    "figure_end": r"\d$",
    "quote": r"[“”]",
    "percent": r"%",
    "colon": r"：",
}
_PATTERNS = tuple(re.compile(pattern) for pattern in _SIGNS.values())
NAMES = tuple(_SIGNS)


def signs(ink: str) -> list[float]:
    """Return which of `NAMES` a line without blanks shows."""
    return [1.0 if pattern.search(ink) else 0.0 for pattern in _PATTERNS]
