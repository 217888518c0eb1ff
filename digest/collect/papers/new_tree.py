"""The new tree: …/layout/202504/14/node_01.html (l01, col01) with …/content/202504/14/content_N.html (con, c)."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class, by_id

FAMILY: Final = Family(
    name="new_tree",
    page=re.compile(r"/\d{6}/\d\d/(?:node_?|l|col)(?P<n>[A-Z]{0,3}\d{1,4}[A-Z]?)\.html?$"),
    article=re.compile(
        r"/\d{6}/\d\d/(?:content_|c)\d{1,12}(?:_\d{1,6})?\.html?$"
        r"|/(?:content|cont?|c)/(?:\d{6}/\d\d/\d{4,12}|content_\d{1,12})\.html?$"
    ),
    kicker=(*by_id("PreTitle"), "//*[@class='newsdetatit']/*[@class='intro']", "//*[@class='article']/h3"),
    title=(
        *by_id("Title", "NewsArticleTitle", "main-title"),
        "//*[@class='newsdetatit']/h3",
        *by_class("newsdetatit"),
        "//*[@class='article']/h1",
        # <h1><p>…</p></h1>: a heading holds no paragraph, so that the parser ends it before
        "//*[@class='article']/h1[not(normalize-space())]/following-sibling::*[1][self::p]",
    ),
    subtitle=(*by_id("SubTitle", "sub-title"), "//*[@class='newsdetatit']/*[@class='sub']", "//*[@class='article']/h2"),
    author=(
        *by_id("Author", "NewsArticleAuthor"),
        "//*[@class='article']/p[@class='sec']/text()[1]",
        "//*[@class='newsdetatit']//span[starts-with(normalize-space(),'作者')]",
    ),
    body=("//founder-content", *by_id("ozoom", "content"), *by_class("newsdetatext")),
)
