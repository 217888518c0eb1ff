"""The classic tree: html/2025-04/14/node_1.htm with content_N.htm, or nbs.D…_01.htm with nw.D…_20250414_1-01.htm."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import (
    TABLE_AUTHOR,
    TABLE_KICKER,
    TABLE_SUBTITLE,
    TABLE_TITLE,
    Family,
    by_class,
    by_id,
)

_HEADS: Final = "//*[contains(concat(' ',normalize-space(@class),' '),' text_c ')]"

FAMILY: Final = Family(
    name="classic",
    page=re.compile(
        r"/\d{4}-\d\d/\d\d/(?:node_?[0-9A-Za-z]{1,8}"
        r"|[A-Z]?\d{2,3}/node|(?:nbs\.D\d{6}[0-9A-Za-z]{1,20}|edition\d{1,8})_(?P<n>[A-Z]?\d{1,3}))\.html?$"
    ),
    article=re.compile(
        r"/\d{4}-\d\d/\d\d/(?:(?:[A-Z]?\d{2,3}/)?content_(?:[a-z]{2,4}_)?\d{1,12}(?:_\d{1,6})?|\d{4,12}"
        r"|nw\.D\d{6}[0-9A-Za-z]{1,20}_\d{8}_\d{1,3}-(?P<n>[A-Z]?\d{1,3}))\.html?$"
    ),
    kicker=("//founder-introtitle", TABLE_KICKER, f"{_HEADS}/h3", "//h2[@id='title1']"),
    title=("//founder-title", *by_class("main-article-title"), TABLE_TITLE, f"{_HEADS}/h1", "//h1[@id='title2']"),
    subtitle=("//founder-subtitle", TABLE_SUBTITLE, f"{_HEADS}/h2", "//h3[@id='title1']"),
    author=(
        "//founder-author",
        *by_class("main-article-author"),
        TABLE_AUTHOR,
        f"{_HEADS}/h4",
    ),
    body=("//founder-content", *by_id("articleContent", "ozoom", "wenzhang"), *by_class("article-content")),
)
