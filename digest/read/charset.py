"""Bytes with what is named of their encoding in, text out: the encodings that cannot be told from the bytes alone.

`digest.text.decode` tells UTF-8, UTF-16, GB18030 and Big5 apart by how common the characters are. A label is believed
where it names another one: the bytes of EUC-JP, EUC-KR and KOI8-R are valid GB18030 too, and read as nonsense.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.errors import SourceError, Undecodable
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

# A label of these is believed before the bytes are judged, if they are valid in it and not in UTF-8 …
_TRUSTED = frozenset(
    {
        "euc-jp", "eucjp", "ujis", "shift-jis", "shiftjis", "sjis", "x-sjis", "ms-kanji", "cp932", "windows-31j",
        "iso-2022-jp", "csiso2022jp", "euc-kr", "euckr", "ks-c-5601-1987", "ksc5601", "cp949", "uhc", "johab",
        "iso-2022-kr", "koi8-r", "koi8-u", "cp866", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
        "windows-1255", "windows-1256", "windows-1257", "windows-1258", "cp1250", "cp1251", "cp1253", "cp1254",
        "cp1255", "cp1256", "cp1257", "cp1258", "windows-874", "cp874", "tis-620", "iso-8859-2", "iso-8859-5",
        "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-13", "iso-8859-15",
    }
)  # fmt: skip
# … and one of these only where the bytes are of no encoding that can be told: servers send it with any page.
_DEFAULT = frozenset(
    {
        "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii", "ascii",
    }
)  # fmt: skip
_PYTHON = {
    "x-sjis": "cp932", "ms-kanji": "cp932", "shift-jis": "cp932", "shiftjis": "cp932", "sjis": "cp932",
    "windows-31j": "cp932", "csiso2022jp": "iso-2022-jp", "eucjp": "euc-jp", "euckr": "cp949", "euc-kr": "cp949",
    "ksc5601": "cp949", "ks-c-5601-1987": "cp949", "windows-874": "cp874",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
}  # fmt: skip
# Without a label: what is tried where the bytes are no Chinese, and the letters that must then make up a text.
_KANA = re.compile("[\u3040-\u30ff]")
_THAI = re.compile("[\u0e01-\u0e2e]")  # its consonants: Hebrew read as Thai is vowels and digits
_UNLABELLED = (
    ("euc-jp", _KANA),
    ("cp932", _KANA),
    ("cp949", re.compile("[\uac00-\ud7af]")),
    ("koi8-r", re.compile("[\u0430-\u044f]")),
    ("cp874", _THAI),
    ("cp1255", re.compile("[\u05d0-\u05ea]")),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Of the characters beyond ASCII: .66 and .74 were kana in two Japanese feeds, .62 consonants in a Thai one, .98 to 1.0
# the own letters of a Russian, a Korean and a Hebrew one; Thai read as KOI8-R had .45, Chinese in GB18030 less.
_OWN_LETTERS = {_KANA: 0.5, _THAI: 0.5}
_MOST_LETTERS = 0.8
_LEGACY = ("gb18030", "big5")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PARAMETER = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_.:-]{2,20})", re.IGNORECASE)


def read(origin: str, data: bytes, labels: Iterable[str | None]) -> tuple[str, str]:
    """Decode a source by its bytes and by what is named of them; return the text and the name of its encoding.

    `labels` are what the file says of itself, the most trusted first. Line ends are a line feed each.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    named = [decode.meant(label) for label in labels if label]
    if found := by_label(data, named):
        return found
    try:
        text, encoding = decode.decode(origin, data, named[0] if named else None)
    except SourceError:
        other = _unlabelled(data) or _decoded(data, next((label for label in named if label in _DEFAULT), ""))
        if other is None:
            raise
        return other
    if encoding in _LEGACY and (japanese := _decoded(data, "euc-jp")) and _share(_KANA, japanese[0]) >= 1:
        return japanese  # valid GB18030 and Big5 as well, of Han characters only
    return text, encoding


def in_unicode(data: bytes, header: str) -> bytes:
    """Write a text that came with a Content-Type header in UTF-8 where only the header tells its encoding."""
    label = parameter(header)
    found = by_label(data, [label]) if label else None
    if label in _DEFAULT and not data.isascii() and _is_undecodable(data):
        found = _decoded(data, label)
    return _BOMS[0] + found[0].encode() if found else data


def _is_undecodable(data: bytes) -> bool:
    try:
        decode.decode("", data)
    except Undecodable:
        return True
    except SourceError:
        pass
    return False


def _unlabelled(data: bytes) -> tuple[str, str] | None:
    """Decode by the encoding in which most letters are those of its language; None if they are few in all of them."""
    readings = [(_share(letters, found[0]), found) for name, letters in _UNLABELLED if (found := _decoded(data, name))]
    share, best = max(readings, default=(0.0, None), key=lambda reading: reading[0])
    return best if share >= 1 else None


def _share(letters: re.Pattern[str], text: str) -> float:
    """Say how many of the characters are the letters, as a part of what must be for the text to be read right."""
    short = text[:_SAMPLE]
    others = len(_BEYOND_ASCII.findall(short))
    return len(letters.findall(short)) / others / _OWN_LETTERS.get(letters, _MOST_LETTERS) if others else 0.0


_SAMPLE = 20_000  # characters


def by_label(data: bytes, labels: Iterable[str]) -> tuple[str, str] | None:
    """Decode bytes by the first label that names an encoding the bytes alone cannot tell; None if there is none."""
    label = next((label for label in labels if label in _TRUSTED), None)
    if label is None or data.startswith(_BOMS) or (_is_utf8(data) and not data.isascii()):
        return None
    return _decoded(data, label)


def parameter(header: str) -> str | None:
    """Read the charset out of a Content-Type header; None if it names none."""
    found = _PARAMETER.search(header)
    return decode.meant(found[1]) if found else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, label: str) -> tuple[str, str] | None:
    name = _PYTHON.get(label, label)
    if not name:
        return None
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), name
