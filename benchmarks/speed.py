"""Time our commands against their unavoidable parts, as ratios of whole cold processes taken in turn in one run.

    python benchmarks/speed.py [RUNS]      5 runs by default; prints medians and the ratio with its bar

`digest build input` may take twice what a bare interpreter needs to cut the same text with jieba plus what bare
WeasyPrint needs for the finished page; `digest --help` three times an `import typer`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUT = "import sys, jieba; jieba.setLogLevel(60); [jieba.lcut(open(p, encoding='utf-8').read()) for p in sys.argv[1:]]"
SET = "import sys; from weasyprint import HTML; HTML(sys.argv[1]).write_pdf(sys.argv[2])"


@dataclass(frozen=True, slots=True)
class Race:
    """A command of ours, the unavoidable commands it is held against, and the ratio it may reach."""

    name: str
    ours: list[str]
    parts: list[list[str]]
    bar: float


def seconds(command: list[str]) -> float:
    """Run a command to its end and return its wall time."""
    start = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    if ran.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)}: status {ran.returncode}\n{ran.stderr.decode()}")
    return time.perf_counter() - start


def run(race: Race, runs: int) -> bool:
    """Run both sides in turn, print the medians, and tell whether the bar is kept."""
    ours, theirs = [], []
    for _ in range(runs + 1):
        ours.append(seconds(race.ours))
        theirs.append(sum(seconds(part) for part in race.parts))
    ratio = statistics.median(a / b for a, b in zip(ours[1:], theirs[1:], strict=True))  # the first pair warms the disk
    medians = f"{statistics.median(ours[1:]):.2f} s against {statistics.median(theirs[1:]):.2f} s"
    print(f"{race.name:<16} ratio {ratio:.2f} (bar {race.bar:g})   {medians}")
    return ratio <= race.bar


def main() -> int:
    """Run every race."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        build = [python, "-m", "digest", "build", "input", "-o", folder]
        seconds(build)
        page = next(Path(folder).glob("2*/brief.html"))
        texts = [str(path) for path in _as_utf8(Path(folder))]
        parts = [[python, "-c", CUT, *texts], [python, "-c", SET, str(page), f"{folder}/bare.pdf"]]
        races = (
            Race("digest build", build, parts, 2.0),
            Race("digest --help", [python, "-m", "digest", "--help"], [[python, "-c", "import typer"]], 3.0),
        )
        kept = [run(race, runs) for race in races]
    return 0 if all(kept) else 1


def _as_utf8(folder: Path) -> list[Path]:
    """Write the sample week as UTF-8, so that the bare interpreter need not guess encodings."""
    from digest import read  # noqa: PLC0415  only this side of the race needs it

    pages = []
    for path in sorted((ROOT / "input").glob("*.txt")):
        copy = folder / path.name
        copy.write_text(read.read(path.name, path.read_bytes()).text, encoding="utf-8")
        pages.append(copy)
    return pages


if __name__ == "__main__":
    sys.exit(main())
