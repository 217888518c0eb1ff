"""The bundled fonts hold what Chinese papers print."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from digest.publish import faces
from digest.publish.faces import FONTS, TEXT_FACE

FACES = sorted(path.name for path in FONTS.glob("*.ttf"))


def drawn(name: str) -> set[str]:
    with TTFont(FONTS / name, lazy=True) as face:
        return set(map(chr, face.getBestCmap()))


def test_the_text_face_has_every_character_of_the_others() -> None:
    assert FACES == ["NotoSansSC-Medium.ttf", "NotoSerifSC-Bold.ttf", TEXT_FACE]
    assert all(drawn(name) <= drawn(TEXT_FACE) for name in FACES)


@pytest.mark.parametrize("name", FACES)
def test_the_characters_that_are_checked_are_those_of_the_face(name: str) -> None:
    assert drawn(name) <= faces.drawn(name)
    assert len(faces.drawn(name) - drawn(name)) < 10


def test_every_face_has_gb2312() -> None:
    rows = range(0xA1, 0xF8)
    characters = {bytes((a, b)).decode("gb2312", "ignore") for a in rows for b in range(0xA1, 0xFF)} - {""}
    assert len(characters) == 7445
    assert all(characters <= drawn(name) for name in FACES)


@pytest.mark.parametrize(
    "characters", ["喆堃旸玥祎", "ⅠⅡⅢ①②⑳㈠㎡℃‰→←№×±≥", "“”‘’—…·〔〕【】《》〈〉「」", "臺灣經濟開發區貳億"]
)
def test_names_signs_and_traditional_characters_can_be_printed(characters: str) -> None:
    assert set(characters) <= drawn(TEXT_FACE)


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8").upper()
