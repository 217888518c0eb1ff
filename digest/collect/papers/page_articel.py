"""PageNNxx.htm with ArticelPPNNNyy.htm (sic): xx and yy cannot be guessed, and are read."""

from __future__ import annotations

import re
from typing import Final

from digest.collect.papers.family import Family, by_id

FAMILY: Final = Family(
    name="page_articel",
    page=re.compile(r"/Page(?P<n>[A-Z]?\d\d)[0-9A-Za-z]{1,4}\.html?$"),
    article=re.compile(r"/Articel(?P<n>[A-Z]?\d\d)\d{3}[0-9A-Za-z]{1,4}\.html?$"),
    kicker=("//*[@class='neirong']//h3",),
    title=("//*[@class='neirong']//h2",),
    subtitle=("//*[@class='neirong']//h4",),
    author=("//*[@class='neirong']//h5",),
    body=by_id("contenttext"),
)
