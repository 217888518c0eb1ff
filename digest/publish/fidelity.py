"""What a template printed and the file that was made of it in; what of the print the file does not hold, out.

Blanks and joiners aside, every value printed must stand in the file's words. Print and Word break a sentence at a page
or a footnote, so a value may stand there in a few stretches.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from digest.publish.escape import one_line
from digest.publish.provenance import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.publish.provenance import Printed

_UNSEEN: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\u0002")
_STRETCHES: Final = 4  # a sentence that runs over a page's end, with the page's number and a footnote between
_SHORTEST: Final = 4  # characters of a stretch; less stands anywhere


def lost(printed: Iterable[Printed], words: str) -> tuple[str, ...]:
    """Name the values printed that a file's words do not hold, each once, in the order they were printed."""
    text = squeezed(words)
    wanted = dict.fromkeys(squeezed(one_line(one.words)) for one in printed if one.sort in SHOWN)
    return tuple(value for value in wanted if value not in text and not _in_stretches(value, text))


def squeezed(words: str) -> str:
    """Leave blanks, joiners and forms of compatibility out: what print adds between characters."""
    return "".join(char for char in unicodedata.normalize("NFKC", words) if not char.isspace() and char not in _UNSEEN)


def _in_stretches(value: str, text: str) -> bool:
    """Tell whether a value stands in a text in a few stretches, each as long as can be; the ends may be short."""
    for number in range(_STRETCHES):
        short, long = 0, len(value)
        while short < long:
            middle = (short + long + 1) // 2
            short, long = (middle, long) if value[:middle] in text else (short, middle - 1)
        if short < min(_SHORTEST, len(value)) and (number or not short):
            return False
        value = value[short:]
        if not value:
            return True
    return False
