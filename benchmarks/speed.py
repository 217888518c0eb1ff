"""Time our commands against their unavoidable parts, as ratios of whole cold processes taken in turn in one run.

    python benchmarks/speed.py [RUNS]      5 runs by default; prints medians and the ratio with its bar

`digest build input` may take twice what a bare interpreter needs to cut the same text with jieba plus what bare
WeasyPrint needs for the finished page; `digest --help` three times an `import typer`. Reading a page of a PDF and
taking it apart may take four times what bare pypdfium2 needs to give each character with its box and each path with
its bounds; both in this process, in turn, page by page.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
CUT = "import sys, jieba; jieba.setLogLevel(60); [jieba.lcut(open(p, encoding='utf-8').read()) for p in sys.argv[1:]]"
PAGES = "training.broadsheet.make"
PDF_BAR = 4.0
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
    kept.append(read_pages(runs))
    return 0 if all(kept) else 1


def read_pages(runs: int) -> bool:
    """Read made pages of newspapers and have pypdfium2 read them, in turn; tell whether the bar is kept."""
    from digest import engine, page, read  # noqa: PLC0415  the other races start processes

    with tempfile.TemporaryDirectory() as folder:
        seconds([sys.executable, "-m", PAGES, "--seed", "5", "--n", "8", "--tools", "pdf", "--out", folder])
        pages = [path.read_bytes() for path in sorted(Path(folder).rglob("*.pdf"))]
    ratios = []
    with engine.resting():  # as where sources are read
        for data in pages * (runs + 1):
            start = time.process_time()
            page.split(read.read("a.pdf", data))
            middle = time.process_time()
            _bare(data)
            ratios.append((middle - start) / (time.process_time() - middle))
    ratio = statistics.median(ratios[len(pages) :])  # the first round loads the models
    print(f"{'a PDF page':<16} ratio {ratio:.2f} (bar {PDF_BAR:g})   {len(pages)} pages")
    return ratio <= PDF_BAR


def _bare(data: bytes) -> None:
    pdf = pypdfium2.PdfDocument(data)
    for one in pdf:
        text = one.get_textpage()
        for k in range(text.count_chars()):
            text.get_text_range(k, 1)
            text.get_charbox(k)
        for drawn in one.get_objects():
            if drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH:
                drawn.get_bounds()


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
