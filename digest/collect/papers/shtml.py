"""shtml/CODE/20250414/v01.shtml with NNNNNN.shtml beside it."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class

FAMILY: Final = Family(
    name="shtml",
    page=re.compile(r"/\w{1,30}/\d{8}/v(?P<n>[A-Z]?\d{1,3})\.shtml$"),
    article=re.compile(r"/\w{1,30}/\d{8}/\d{3,12}\.shtml$"),
    kicker=by_class("detConYin"),
    title=("//h2[contains(@class,'detConTit')]",),
    subtitle=by_class("detConFu"),
    author=by_class("detConAut"),
    body=by_class("details"),
)
