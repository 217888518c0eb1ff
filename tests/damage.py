"""Files damaged by the tests, the same damage for the same number; none is kept in git."""

from __future__ import annotations

import random


def damaged(data: bytes, number: int) -> bytes:
    """Damage a file in one to eight places; the same damage for the same number."""
    dice = random.Random(number)  # noqa: S311  repeatable, no secret
    broken = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 8))):
        at = dice.randrange(len(broken))
        end = at + dice.choice((1, 1, 4, 16, 256))
        match dice.randrange(6):
            case 0:
                broken[at] ^= 1 << dice.randrange(8)
            case 1:
                del broken[at:end]
            case 2:
                broken[at:at] = broken[at:end] * dice.choice((1, 20))
            case 3:
                broken[at:end] = dice.randbytes(end - at)
            case 4:
                words = (
                    b"0 R",
                    b"/Kids[1 0 R]",
                    b"/Length 999999999",
                    b"/MediaBox[0 0 1e9 1e9]",
                    b"-1",
                    b"/Rotate 45",
                    b"<<",
                )
                broken[at:at] = dice.choice(words)
            case _ if dice.random() < 0.1:
                del broken[at + 1 :]
    return bytes(broken)
