"""Whatever people do to an issue, in the log and in drafts, undone and done again, it is what the log says."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from edits_model import work

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", range(4))
def test_thirty_things_done_to_an_issue_give_what_the_log_says(tmp_path: Path, seed: int) -> None:
    work(tmp_path, Random(seed))  # noqa: S311  a repeatable sequence


@pytest.mark.faults
@pytest.mark.parametrize("batch", range(20))
def test_two_thousand_sequences_give_what_the_log_says(tmp_path: Path, batch: int) -> None:
    for seed in range(100 + 100 * batch, 200 + 100 * batch):
        folder = tmp_path / str(seed)
        folder.mkdir()
        work(folder, Random(seed))  # noqa: S311  as above
