"""The classic tree: html/2025-04/14/node_1.htm with content_N.htm, or nbs.D…_01.htm with nw.D…_20250414_1-01.htm."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class, by_id

FAMILY: Final = Family(
    name="classic",
    page=re.compile(
        r"/\d{4}-\d\d/\d\d/(?:node_[0-9A-Za-z]{1,8}|nbs\.D\d{6}[0-9A-Za-z]{1,20}_(?P<n>[A-Z]?\d{1,3}))\.html?$"
    ),
    article=re.compile(
        r"/\d{4}-\d\d/\d\d/(?:content_\d{1,12}(?:_\d{1,6})?"
        r"|nw\.D\d{6}[0-9A-Za-z]{1,20}_\d{8}_\d{1,3}-(?P<n>[A-Z]?\d{1,3}))\.html?$"
    ),
    kicker=("//founder-introtitle", *by_class("font02")),
    title=("//founder-title", *by_class("main-article-title", "font01")),
    subtitle=("//founder-subtitle",),
    author=("//founder-author", *by_class("main-article-author")),
    body=("//founder-content", *by_id("ozoom", "articleContent"), *by_class("article-content")),
)
