"""Dated folders: 2025/20250414/20250414_001/…_001.html with …_001_5.htm; many links stand in onclick."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_class, by_id

FAMILY: Final = Family(
    name="dated_folders",
    page=re.compile(r"/\d{4}/\d{8}/\d{8}_(?P<n>[A-Z]?\d{2,3})/[0-9A-Za-z_]{0,40}_(?P=n)\.html?$"),
    article=re.compile(r"/\d{4}/\d{8}/\d{8}_(?P<n>[A-Z]?\d{2,3})/[0-9A-Za-z_]{0,40}_(?P=n)_\d{1,3}\.html?$"),
    kicker=by_class("shoulder", "yinti"),
    title=(*by_class("headline"), "//h1"),
    subtitle=by_class("subhead", "futi"),
    author=by_class("author"),
    body=(*by_id("content"), *by_class("text")),
)
