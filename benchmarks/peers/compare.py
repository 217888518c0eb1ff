"""Set our finders beside JioNLP's and Recognizers-Text's: same texts, same run, recall and CPU time.

    python benchmarks/peers/compare.py [TEXTS]     the first TEXTS of each corpus, 300 by default

Each peer is installed from the package index into an environment of its own under .venv-peers/; one that cannot be
installed is skipped with the reason. The corpora are the gold of ../shared/yardstick/facts where it is there, and the
project's own gold always. Bars: all our kinds together at least 2 × as fast as JioNLP's time and money, 60 × as
Recognizers-Text's four models and half as fast as jieba merely cutting the text; start-up is left out on all sides.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest import facts, page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
YARDSTICK = ROOT.parent / "shared" / "yardstick" / "facts"
ENVIRONMENTS = ROOT / ".venv-peers"
KINDS = {"date": {"date", "period"}, "percent": {"percent", "ratio", "growth"}, "money": {"money"}}
INSTALL_SECONDS = 600
PASSES = 3  # on all sides; the fastest counts, since machines are shared
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Peer:
    """A package of others, its script, and how many times as fast as it we are to be."""

    name: str
    packages: tuple[str, ...]
    script: str
    bar: float


PEERS = (
    Peer("JioNLP 1.5.29", ("jionlp==1.5.29", "setuptools<81"), "jionlp_time_money.py", 2),
    Peer("Recognizers 1.0.2a2", ("recognizers-text-suite==1.0.2a2", "emoji<2"), "recognizers_models.py", 60),
)


class NotInstalled(Exception):
    """A peer's environment could not be made; the message says why."""


def environment(peer: Peer) -> Path:
    """Make a peer's environment, if it is not there, and give its interpreter."""
    folder = ENVIRONMENTS / peer.script.removesuffix(".py")
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.exists():
        return python
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", *peer.packages]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NotInstalled("the package index took too long") from error
    if ran.returncode:
        raise NotInstalled((ran.stderr.strip().splitlines() or ["pip failed"])[-1])
    done.touch()
    return python


def theirs(peer: Peer, rows: list[Row]) -> tuple[list[Row], float]:
    """Let a peer read the texts; returns its facts and the CPU seconds it took."""
    lines = "\n".join(json.dumps({"id": k, "text": row["text"]}, ensure_ascii=False) for k, row in enumerate(rows))
    with tempfile.TemporaryDirectory() as folder:
        command = [str(environment(peer)), str(HERE / peer.script)]
        ran = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=folder)
    if ran.returncode:
        raise NotInstalled((ran.stderr.strip().splitlines() or ["it failed"])[-1])
    said = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    return said[:-1], said[-1]["seconds"]


def ours(rows: list[Row]) -> tuple[list[Row], float]:
    """Read the texts ourselves, all kinds together; start-up is paid on a text before."""
    facts.extract(page.plain(rows[0]["text"], None), on=None)
    passes = []
    for _ in range(PASSES):
        start = time.process_time()
        found = [facts.extract(page.plain(row["text"], None), on=None) for row in rows]
        passes.append(time.process_time() - start)
    said = [
        {"id": k, "facts": [{"kind": f.kind, "start": f.spans[0].start, "end": f.spans[-1].end} for f in some]}
        for k, some in enumerate(found)
    ]
    return said, min(passes)


def cut(rows: list[Row]) -> float:
    """Let jieba cut the texts, its dictionary loaded before; returns CPU seconds."""
    import jieba  # noqa: PLC0415  loads its dictionary for most of a second

    jieba.setLogLevel(60)
    jieba.initialize()
    passes = []
    for _ in range(PASSES):
        start = time.process_time()
        for row in rows:
            jieba.lcut(row["text"])
        passes.append(time.process_time() - start)
    return min(passes)


def recall(rows: list[Row], said: list[Row]) -> str:
    """Word the exact and overlapping recall of each kind."""
    words = []
    for kind, answers in KINDS.items():
        wanted = exact = met = 0
        for row, answer in zip(rows, said, strict=True):
            mine = [(f["start"], f["end"]) for f in answer["facts"] if f["kind"] in answers]
            for gold in row["facts"]:
                if gold["type"] == kind and "start" in gold:
                    wanted += 1
                    exact += (gold["start"], gold["end"]) in mine
                    met += any(start < gold["end"] and gold["start"] < end for start, end in mine)
        if wanted:
            words.append(f"{kind} {exact / wanted:.2f}/{met / wanted:.2f}")
    return "  ".join(words)


def compare(name: str, rows: list[Row]) -> None:
    """Print one corpus: everybody's recall and speed, and whether the bars are kept."""
    size = sum(len(row["text"]) for row in rows)
    said, spent = ours(rows)
    pace = size / spent
    print(f"{name}: {len(rows)} texts, {size} characters")
    print(f"  {'digest, all kinds':<22} {pace / 1000:8.1f} k/s   {recall(rows, said)}")
    word_pace = size / cut(rows)
    print(f"  {'jieba, cutting only':<22} {word_pace / 1000:8.1f} k/s   we: {pace / word_pace:.2f} × (bar 0.5)")
    for peer in PEERS:
        try:
            said, spent = theirs(peer, rows)
        except NotInstalled as reason:
            print(f"  {peer.name:<22}  skipped: {reason}")
            continue
        faster = pace * spent / size
        print(
            f"  {peer.name:<22} {size / spent / 1000:8.1f} k/s   we: {faster:.1f} × (bar {peer.bar:g})"
            f"   {recall(rows, said)}"
        )


def main() -> int:
    """Compare on every corpus that is there."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    corpora = [ROOT / "training" / "gold" / "articles_held_out.jsonl"]
    corpora += [YARDSTICK / f"{name}.jsonl" for name in ("fewfc-dev", "zone-news-gold")]
    for corpus in corpora:
        if corpus.exists():
            rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
            compare(corpus.stem, rows[:most])
        else:
            print(f"{corpus.stem}: skipped, not at {corpus.parent}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
