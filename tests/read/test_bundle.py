"""An archive gives its files; one built to harm is refused before anything in it is unpacked (row B3)."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from effort import slower
from sources import archive, articles, word_file

from digest.errors import EmptySource, Malformed, SourceError, Unreadable
from digest.read import bundle

TEXT = articles(1)[0].text
MOST = 20  # times as long as unpacking a week of 100 pages: measured up to 1.4


def _link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        record = zipfile.ZipInfo("page.txt")
        record.external_attr = 0o120777 << 16
        made.writestr(record, "/etc/passwd")
    return packed.getvalue()


def _overlapping() -> bytes:
    """Let every record of the directory point at the same packed bytes, as the known bombs do."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for at in range(200):
            made.writestr(f"{at}.txt", TEXT * 40)
        for record in made.filelist:
            record.header_offset = 0
    return packed.getvalue()


def _many() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for at in range(9_000):
            made.writestr(f"{at}", b"")
    return packed.getvalue()


def _lying() -> bytes:
    """Declare a size of ten bytes for a file that unpacks to ten million."""
    data = bytearray(archive({"a.txt": b"0" * 10_000_000}))
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(archive({"a.txt": TEXT}))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


HOSTILE = {
    "ratio": (archive({"a.txt": b"0" * 300_000_000}), Malformed),
    "ratio of many small files": (archive({f"{at}.txt": b"0" * 1_000_000 for at in range(40)}), Malformed),
    "overlap": (_overlapping(), Malformed),
    "count": (_many(), Malformed),
    "above": (archive({"../../etc/cron.d/x": TEXT}), Malformed),
    "above, written the other way": (archive({"..\\..\\x.txt": TEXT}), Malformed),
    "absolute": (archive({"/etc/x.txt": TEXT}), Malformed),
    "drive": (archive({"C:\\x.txt": TEXT}), Malformed),
    "control character": (archive({"a\x1b[2J.txt": TEXT}), Malformed),
    "link": (_link(), Malformed),
    "encrypted": (_encrypted(), Unreadable),
    "cut": (archive({"a.txt": TEXT})[:-30], Malformed),
    "end only": (b"PK\x05\x06" + b"\xff" * 18, SourceError),
    "empty": (archive({}), EmptySource),
    "litter only": (archive({"__MACOSX/._a.txt": "x", ".DS_Store": "x", "sub/": ""}), EmptySource),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_built_to_harm_is_refused_before_it_is_unpacked(name: str) -> None:
    data, error = HOSTILE[name]
    week = archive({f"{number}.txt": TEXT for number in range(100)})

    def refused() -> None:
        with pytest.raises(error, match=r"^week\.zip: "):
            bundle.unpack("week.zip", data)

    assert slower(refused, lambda: bundle.unpack("week.zip", week)) < MOST


def test_a_member_is_never_unpacked_past_the_size_it_declares() -> None:
    member = bundle.unpack("week.zip", _lying())[0]
    try:
        assert len(member.read()) <= 10
    except Malformed as error:
        assert "damaged" in str(error)  # noqa: PT017  either outcome is right


def test_a_damaged_member_costs_itself_only() -> None:
    data = bytearray(archive({"a.txt": TEXT, "b.txt": TEXT}, method=0))
    data[data.index(TEXT.encode()) + 5] ^= 0xFF
    first, second = bundle.unpack("week.zip", bytes(data))
    with pytest.raises(Malformed, match=r"week\.zip/a\.txt: damaged in its archive"):
        first.read()
    assert second.read() == TEXT.encode()


def test_an_archive_gives_its_files_in_its_own_order_without_litter() -> None:
    files = {
        "周一/2025-04-14_江畔日报_05版.txt": TEXT,
        "b.docx": word_file(articles(1)[0]),
        "__MACOSX/x": "x",
        ".x": "x",
    }
    members = bundle.unpack("week.zip", archive(files))
    assert [member.origin for member in members] == ["week.zip/周一/2025-04-14_江畔日报_05版.txt", "week.zip/b.docx"]
    assert members[0].read() == TEXT.encode()


def test_names_packed_on_chinese_windows_are_read() -> None:
    name = "江畔日报.txt"
    data = archive({"x" * len(name.encode("gb18030")): TEXT})
    packed = data.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))
    assert [member.origin for member in bundle.unpack("week.zip", packed)] == [f"week.zip/{name}"]


def test_odd_names_in_an_archive_cost_nothing() -> None:
    names = {"./a.txt": "week.zip/a.txt", "x/./b.txt": "week.zip/x/b.txt", "c\u202ed.txt": "week.zip/c□d.txt"}
    members = bundle.unpack("week.zip", archive(dict.fromkeys([*names, "~$a.docx", ".hidden", "x/.y"], TEXT)))
    assert [member.origin for member in members] == list(names.values())
    assert all(member.read() == TEXT.encode() for member in members)


@pytest.mark.parametrize("name", ["../a.txt", "x/../../a.txt", "/a.txt", "C:/a.txt", "./../a.txt"])
def test_a_name_that_points_outside_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="outside the archive"):
        bundle.unpack("week.zip", archive({name: TEXT}))
