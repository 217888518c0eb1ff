"""Time our commands against their unavoidable parts, as ratios of whole cold processes taken in turn in one run.

    python benchmarks/speed.py [RUNS]      5 runs by default; prints medians and the ratio with its bar

`digest build input` may take twice what a bare interpreter needs to cut the same text with jieba plus what bare
WeasyPrint needs for the finished page; `digest --help` three times an `import typer`. Reading a page of a PDF and
taking it apart may take four times what bare pypdfium2 needs to give each character with its box and each path with
its bounds; both in this process, in turn, page by page. So are a dump of such a page, by each tool, and the facts of
the gold: against jieba cutting the same text. `digest show PAGE` may take 0.8 of what jieba needs to cut one word.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    Pair = tuple[Callable[[Any], object], Callable[[Any], object]]  # what we do with a source, and what it is held to

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "training" / "gold"
CUT = "import sys, jieba; jieba.setLogLevel(60); [jieba.lcut(open(p, encoding='utf-8').read()) for p in sys.argv[1:]]"
WORD = "import jieba; jieba.lcut('开发区')"
PAGES = "training.broadsheet.make"
TOOLS = ("raw", "plain", "pypdf", "pdfminer", "pymupdf", "layout")
PDF_BAR, DUMP_BAR = 4.0, 1.5
FACTS_BAR = 1.0  # at most the time that jieba needs
SHOW_BAR = 0.8
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
            Race("digest show", [python, "-m", "digest", "show", texts[0]], [[python, "-c", WORD]], SHOW_BAR),
            Race("digest --help", [python, "-m", "digest", "--help"], [[python, "-c", "import typer"]], 3.0),
        )
        kept = [run(race, runs) for race in races]
    kept += [read_pages(runs), read_dumps(runs), find_facts(runs)]
    return 0 if all(kept) else 1


def read_pages(runs: int) -> bool:
    """Read made pages of newspapers and have pypdfium2 read them, in turn; tell whether the bar is kept."""
    from digest import page, read  # noqa: PLC0415  the other races start processes

    with tempfile.TemporaryDirectory() as folder:
        seconds([sys.executable, "-m", PAGES, "--seed", "5", "--n", "8", "--tools", "pdf", "--out", folder])
        pages = [path.read_bytes() for path in sorted(Path(folder).rglob("*.pdf"))]
    return _in_turn("a PDF page", (lambda data: page.split(read.read("a.pdf", data)), _bare), pages, PDF_BAR, runs)


def read_dumps(runs: int) -> bool:
    """Take made pages apart as each tool dumps them, and have jieba cut the same texts; name each tool's ratio."""
    from digest import page, read  # noqa: PLC0415  as above

    pair = (lambda text: page.split(read.read("a.txt", text.encode())), _jieba().lcut)
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        making = ["--seed", "5", "--n", "8", "--tools", ",".join(TOOLS), "--out", folder]
        seconds([sys.executable, "-m", PAGES, *making])
        for tool in TOOLS:
            texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder, tool).glob("*.txt"))]
            kept &= _in_turn(f"dump by {tool}", pair, texts, DUMP_BAR, runs)
    return kept


def find_facts(runs: int) -> bool:
    """Find the facts of the gold's articles, some at a time, and have jieba cut their texts."""
    from digest import facts, page  # noqa: PLC0415  as above

    rows = [json.loads(line) for path in sorted(GOLD.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    articles = [(row["text"], page.plain(row["text"], None)) for row in rows if "text" in row]
    some = [articles[k : k + _AT_A_TIME] for k in range(0, len(articles), _AT_A_TIME)]
    cut = _jieba().lcut
    pair = (
        lambda group: [facts.extract(article, on=None) for _, article in group],
        lambda group: [cut(text) for text, _ in group],
    )
    return _in_turn("facts", pair, some, FACTS_BAR, runs)


_AT_A_TIME = 30  # articles: to cut one takes a millisecond


def _jieba() -> ModuleType:
    import jieba  # noqa: PLC0415  loaded before the race

    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba


def _in_turn(name: str, pair: Pair, sources: Sequence[Any], bar: float, runs: int) -> bool:
    """Do both with each source in turn, in this process; print the median ratio and tell whether the bar is kept."""
    from digest import engine  # noqa: PLC0415  as above

    (ours, theirs), ratios = pair, []
    with engine.resting():  # as where sources are read
        for source in [*sources] * (runs + 1):
            start = time.process_time()
            ours(source)
            middle = time.process_time()
            theirs(source)
            ratios.append((middle - start) / (time.process_time() - middle))
    ratio = statistics.median(ratios[len(sources) :])  # the first round loads the models
    print(f"{name:<16} ratio {ratio:.2f} (bar {bar:g})   {len(sources)} sources", flush=True)
    return ratio <= bar


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
