"""The new tree: …/layout/202504/14/node_01.html (l01, col01) with …/content/202504/14/content_N.html (con, c)."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class, by_id

FAMILY: Final = Family(
    name="new_tree",
    page=re.compile(r"/\d{6}/\d\d/(?:node_|l|col)(?P<n>[A-Z]?\d{1,3})\.html?$"),
    article=re.compile(r"/\d{6}/\d\d/(?:content_|c)\d{1,12}(?:_\d{1,6})?\.html?$"),
    kicker=(*by_id("PreTitle"), "//*[@class='article']/h3"),
    title=(*by_id("Title", "NewsArticleTitle", "main-title"), *by_class("newsdetatit"), "//*[@class='article']/h1"),
    subtitle=(*by_id("SubTitle", "sub-title"), "//*[@class='article']/h2"),
    author=(*by_id("Author", "NewsArticleAuthor"),),
    body=("//founder-content", *by_id("ozoom", "content"), *by_class("newsdetatext")),
)
