"""A ZIP archive in, the files in it out; everything it declares is checked before anything is unpacked."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from digest.errors import EmptySource, Encrypted, Malformed, SourceError
from digest.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A week of fifty papers with their pictures has some 1,500 files; past these an archive is no week of newspapers.
_MOST_FILES = 5_000
_MOST_BYTES = 1024 * 1024 * 1024
_LARGEST_FILE = 256 * 1024 * 1024
# Text packs 3 to 12 times, pages of blanks and repeated markup up to 60; deflate's own limit is 1,032.
_MOST_RATIO = 200
_SMALL_FILE = 1024 * 1024  # a file of at most this size may pack any number of times
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_RECORD = b"PK\x01\x02"
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
_ENCRYPTED, _UTF8 = 0x1, 0x800
_OUTSIDE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|[\x00-\x1f\x7f]")
_LITTER = re.compile(r"(?:^|/)(?:\.|~\$|__MACOSX/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_HERE = re.compile(r"(?:^|(?<=/))(?:\./)+")
_PACK_AGAIN = "unpack it by hand and put the files into the folder"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `origin` is the archive's name and its own."""

    origin: str
    _archive: zipfile.ZipFile
    _record: zipfile.ZipInfo

    def read(self) -> bytes:
        """Unpack it, never past the size it declares.

        Raises:
            Malformed: its bytes are not what the archive declares.
        """
        try:
            with self._archive.open(self._record) as file:
                return file.read(self._record.file_size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise Malformed(f"{self.origin}: damaged in its archive ({error})", "pack it again") from error


def unpack(origin: str, data: bytes) -> tuple[Member, ...]:
    """List the files of an archive in its own order, folders and the litter of file managers left out.

    Raises:
        Malformed: it is damaged, or built to harm: too many files, too large, packed too well, files laid over one
            another, names that point outside, links.
        Encrypted: it is.
        EmptySource: there is no file in it.
    """
    archive = open_checked(origin, data)
    members = [
        Member(visible(f"{origin}/{name}"), archive, record)
        for record in archive.infolist()
        if not record.is_dir() and not _LITTER.search(name := _name(record))
    ]
    if not members:
        raise EmptySource(f"{origin}: no file in the archive", "check what was packed")
    return tuple(members)


def open_checked(origin: str, data: bytes) -> zipfile.ZipFile:
    """Open an archive after checking its directory; nothing is unpacked.

    Raises:
        Malformed, Encrypted: as `unpack` does.
    """
    if _count(data) > _MOST_FILES:
        raise Malformed(f"{origin}: more than {_MOST_FILES:,} files in the archive", _PACK_AGAIN)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise Malformed(f"{origin}: the archive is damaged ({error})", "pack it again") from error
    records = archive.infolist()
    for fault in (_name_error(records), _size_error(records), _overlap_error(data, records)):
        if fault:
            raise Malformed(f"{origin}: {fault}", _PACK_AGAIN)
    if any(record.flag_bits & _ENCRYPTED for record in records):
        raise Encrypted(f"{origin}: the archive is encrypted", _PACK_AGAIN)
    return archive


def _count(data: bytes) -> int:
    """Count the records of the archive's directory without reading them; what its end says of them may be a lie."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    return data.count(_RECORD, max(0, end - size), max(0, end))


def _name(record: zipfile.ZipInfo) -> str:
    """Read a file's name; archives packed on Chinese Windows have GBK names and do not say so."""
    return _HERE.sub("", _decoded(record).replace("\\", "/"))


def _decoded(record: zipfile.ZipInfo) -> str:
    name = record.filename
    if not record.flag_bits & _UTF8:
        for encoding in ("utf-8", "gb18030"):
            try:
                return name.encode("cp437").decode(encoding)
            except UnicodeError:
                continue
    return name


def _name_error(records: Iterable[zipfile.ZipInfo]) -> str:
    for record in records:
        name = _name(record)
        if _OUTSIDE.search(name) or "\x00" in record.orig_filename:
            return f"a name that points outside the archive: {name[:60]!r}"
        if stat.S_IFMT(record.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            return f"a link or device, not a file: {PurePosixPath(name).name[:60]!r}"
    return ""


def _size_error(records: Sequence[zipfile.ZipInfo]) -> str:
    if len(records) > _MOST_FILES:
        return f"{len(records):,} files, more than {_MOST_FILES:,}"
    total = sum(record.file_size for record in records)
    if total > _MOST_BYTES or any(record.file_size > _LARGEST_FILE for record in records):
        return f"{total:,} bytes unpacked; the limit is {_MOST_BYTES:,}, and {_LARGEST_FILE:,} for one file"
    for record in records:
        if record.file_size > max(_SMALL_FILE, _MOST_RATIO * record.compress_size):
            return f"packed more than {_MOST_RATIO} times: {record.filename[:60]!r}"
    if total > max(_MOST_FILES * 1024, _MOST_RATIO * sum(record.compress_size for record in records)):
        return f"packed more than {_MOST_RATIO} times"
    return ""


def _overlap_error(data: bytes, records: Iterable[zipfile.ZipInfo]) -> str:
    """Check that the files lie one behind the other; Python's zipfile reads overlapping ones without a word."""
    pieces = []
    for record in records:
        start = record.header_offset
        header = data[start : start + _LOCAL_SIZE] if start >= 0 else b""
        if len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
            return "the directory points to where no file is"
        name, extra = struct.unpack("<HH", header[26:30])
        pieces.append((start, start + _LOCAL_SIZE + name + extra + record.compress_size))
    pieces.sort()
    if any(end > start for (_, end), (start, _) in pairwise(pieces)) or (pieces and pieces[-1][1] > len(data)):
        return "files laid over one another"
    return ""


def is_bundle(data: bytes) -> bool:
    """Tell whether bytes are an archive (Office files are archives too)."""
    return data.startswith((_LOCAL, _END))


def kind(data: bytes) -> Literal["office", "table", "slides", "bundle", "foreign"]:
    """Tell an archive of files from Word files, spreadsheets, slides, and an Office file of another kind."""
    try:
        names = set(open_checked("", data).namelist())
    except SourceError:
        return "bundle"  # unpacking it says what is wrong with it
    if "word/document.xml" in names:
        return "office"
    if "xl/workbook.xml" in names:
        return "table"
    if "ppt/presentation.xml" in names:
        return "slides"
    return "foreign" if names & {"[Content_Types].xml", "mimetype"} else "bundle"


def part(origin: str, archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part of an Office file; b"" if it has none of that name.

    Raises:
        Malformed: it is damaged.
    """
    try:
        return Member(origin, archive, archive.getinfo(name)).read()
    except KeyError:
        return b""
