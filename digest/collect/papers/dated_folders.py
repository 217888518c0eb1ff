"""Dated folders: 2025/20250414/20250414_001/…_001.html with …_001_5.htm, or 20250414_m.html with all of the issue.

Many links stand in onclick, data-href or a script's list of numbers.
"""

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

FAMILY: Final = Family(
    name="dated_folders",
    page=re.compile(r"/\d{4}/\d{8}/\d{8}_(?:m|(?P<n>[A-Z]?\d{2,3})/[0-9A-Za-z_]{0,40}_(?P=n))\.html?$"),
    article=re.compile(r"/\d{4}/\d{8}/\d{8}_(?P<n>[A-Z]?\d{2,3})/[0-9A-Za-z_]{0,40}_(?P=n)_\d{1,3}\.html?$"),
    kicker=(*by_id("guide"), *by_class("shoulder", "yinti"), TABLE_KICKER),
    title=(*by_id("main-title"), *by_class("headline"), TABLE_TITLE),
    subtitle=(*by_id("sub-title"), *by_class("subhead", "futi"), TABLE_SUBTITLE),
    author=(*by_id("author"), *by_class("author"), TABLE_AUTHOR),
    body=(*by_id("content"), *by_class("text")),
)
