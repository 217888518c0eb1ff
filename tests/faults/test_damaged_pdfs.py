"""Damaged PDFs end in words or in a named error: no traceback, no hang, no empty success (promises, row B5).

Run by `make faults`. Half the files hold their text uncompressed, so that damage reaches what is drawn as well.
"""

from __future__ import annotations

import random
import time

import printed
import pytest
from damage import damaged

from digest import page, sandbox
from digest.errors import SourceError

NUMBER, FILES = 2_000, 20
SLOWEST = 30.0  # seconds for one file; whole ones take 50 ms


def _files() -> list[bytes]:
    dice = random.Random(7)  # noqa: S311  repeatable, no secret
    files = []
    for k in range(FILES):
        told = printed.stories(3, seed=k)
        bands = ((((told[0], 2),), ((told[1], 1),)), (((told[2], dice.choice((1, 2, 3))),),))
        files.append(printed.page(bands, uncompressed=bool(k % 2)))
    return files


@pytest.mark.faults
def test_a_damaged_pdf_gives_words_or_a_named_error() -> None:
    whole = _files()
    well = 0
    with sandbox.Child() as child:
        for number in range(NUMBER):
            data = damaged(whole[number % FILES], number)
            start = time.perf_counter()
            try:
                document = child.read("a.pdf", data)
                assert document.text.strip(), f"{number}: an empty success"
                page.split(document)
                well += 1
            except SourceError as error:
                assert str(error).startswith("a.pdf"), f"{number}: {error}"  # noqa: PT017  a refusal is as right
                assert "reader" not in str(error), f"{number}: {error}"  # noqa: PT017  failed or died: a bug
            assert time.perf_counter() - start < SLOWEST, f"{number}"
    assert well > NUMBER / 4, f"{well} of {NUMBER} read: the damage leaves nothing to read"
