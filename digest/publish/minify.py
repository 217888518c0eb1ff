"""A style sheet or script in, the same with fewer bytes out: a page is sent by mail and read on phones.

Only what no browser looks at is left out: comments and blanks between the words of CSS, the indent of scripts.
"""

from __future__ import annotations

import re

_CSS = re.compile(r"""("[^"\n]*"|'[^'\n]*'|url\([^)\n]*\))|/\*.*?\*/|\s*([{};,])\s*|(:)\s+|\s+""", re.DOTALL)
_ENDS = re.compile(r";(?=})")


def minify(name: str, text: str) -> str:
    """Give a file of a template without what is there for its writers only; `name` tells its kind by its ending."""
    if name.endswith(".css"):
        return _ENDS.sub("", _CSS.sub(_kept, text)).strip()
    if name.endswith(".js") and "`" not in text:  # a template literal keeps its blanks
        return "\n".join(line for line in map(str.strip, text.splitlines()) if line)
    return text


def _kept(found: re.Match[str]) -> str:
    """Keep strings as they are, and of blanks around a sign the sign."""
    said, sign, colon = found.groups()
    if said or sign or colon:
        return str(said or sign or colon)
    return "" if found.group().startswith("/*") else " "
