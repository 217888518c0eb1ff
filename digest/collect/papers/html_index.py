"""The flat tree: CODE/20250414/html/index.htm and page_NN.htm with content_20250414PPPSSS.htm."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class, by_id

FAMILY: Final = Family(
    name="html_index",
    page=re.compile(r"/\d{8}/html/(?:index|page_(?P<n>[A-Z]?\d{1,3}))\.html?$"),
    article=re.compile(
        r"/\d{8}/html/(?:(?:index|page_[A-Z]?\d{1,3})_)?content_(?:\d{8}(?P<n>\d{3})\d{3}|\d{4,24})\.html?$"
    ),
    kicker=by_class("bmnr_con_yinti"),
    title=by_class("bmnr_con_biaoti"),
    subtitle=by_class("bmnr_con_futi"),
    author=by_class("bmnr_con_zuozhe"),
    body=(*by_id("zoom"), *by_class("bmnr_con_con", "bmnr_con")),
)
