"""Set our print beside bare WeasyPrint on the same page, and beside other printers of news on the same 60 stories.

    python benchmarks/peers/printing.py [RUNS]     3 runs by default; the least CPU time and the peak memory of each

Every contestant is a whole cold process. Bars: at most 1.3 × bare WeasyPrint at 6 and at 90 pages, no more seconds a
page at 90 than at 6; at 6 pages 150 MB and 250 KB; 3 × as fast as the faster of the peers, in less memory. Bare
WeasyPrint has our fonts and style sheet and makes no tags; the peers get the Markdown of the 60 stories without its
notes, and print it as their users do: with their checks of the result, as we print with ours. What a peer takes
without its checks is told beside it.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from compare import ROOT, NotInstalled, Peer, environment

from digest import config, publish
from digest.archive import store
from digest.model import Checked
from digest.pipeline import build
from digest.pipeline.intake import silent
from digest.pipeline.order import Order
from digest.publish.body import Body
from digest.publish.faces import FONTS
from digest.publish.paper import printed
from digest.publish.templates import Shelf

if TYPE_CHECKING:
    from digest.model import Brief

OURS = """import sys; from pathlib import Path; from digest.publish.pdf import print_pdf
Path(sys.argv[2]).write_bytes(print_pdf(Path(sys.argv[1]).read_text(encoding="utf-8"))[0])"""
WHOLE = """import pickle, sys; from pathlib import Path; from digest import publish
checked = pickle.loads(Path(sys.argv[1]).read_bytes())
Path(sys.argv[2]).write_bytes(publish.render(checked, "weekly", "pdf").content)"""
BARE = "import sys; from weasyprint import HTML\nHTML(sys.argv[1]).write_pdf(sys.argv[2])"
FACES = "".join(
    f"@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url({(FONTS / file).as_uri()}) }}"
    for family, weight, file in (
        ("Digest Serif", "normal", "NotoSerifSC-Regular.ttf"),
        ("Digest Serif", "bold", "NotoSerifSC-Bold.ttf"),
        ("Digest Sans", "normal", "NotoSansSC-Medium.ttf"),
    )
)
SHORT, LONG, STORIES = 11, 220, 60  # items: 6 pages, 90 pages, what the peers print
RATIO, MEGABYTES, KILOBYTES, TIMES = 1.3, 150, 250, 3
LINEAR = 1.1  # seconds a page at 90 against those at 6, start-up left out
# goosepaper's packages on the index are sources without the requirements.txt that their setup.py opens
GOOSEPAPER = Peer("goosepaper", ("goosepaper",), "goosepaper.py", TIMES)
IMPRINT = Peer("imprint-pdf 0.14.0", ("imprint-pdf==0.14.0",), "imprint.py", TIMES)
_NOTES = re.compile(r"\[\^[^\]]+\](?::.*)?")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: CPU seconds, peak memory in MB, and what it made in KB and pages."""

    seconds: float
    megabytes: float
    kilobytes: float
    pages: int

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s {self.megabytes:6.0f} MB {self.kilobytes:6.0f} KB {self.pages:4} pages"


def cost(command: list[str], made: Path, runs: int) -> Cost:
    """Run a command so many times; give the least CPU time and the peak memory."""
    seconds, memory = [], []
    for _ in range(runs):
        made.unlink(missing_ok=True)
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=made.parent)
        said = started.stderr.read().decode(errors="replace") if started.stderr else ""
        _, status, used = os.wait4(started.pid, 0)
        if status or not made.exists():
            raise NotInstalled((said.strip().splitlines() or ["it made no PDF"])[-1])
        seconds.append(used.ru_utime + used.ru_stime)
        memory.append(used.ru_maxrss / 1024)
    content = made.read_bytes()
    return Cost(min(seconds), max(memory), len(content) / 1024, len(pypdfium2.PdfDocument(content)))


def sample() -> Brief:
    """Lay out the brief of the sample week."""
    with tempfile.TemporaryDirectory() as folder:
        order = Order((ROOT / "input",), Path(folder), ("pdf",), None, 30, False, "weekly", date(2025, 4, 21), 1)  # noqa: FBT003  as Order has it
        with store.Archive(Path(folder) / "a.db") as archive:
            return build.proof(order, config.Settings(), archive, silent).brief


def of(brief: Brief, count: int) -> Brief:
    """Repeat the items of a brief until there are so many."""
    items = [replace(brief.items[k % len(brief.items)], anchor=f"i-{k}", rank=k + 1) for k in range(count)]
    sections = (replace(one, items=tuple(i for i in items if i.section == one.title)) for one in brief.sections)
    return replace(brief, sections=tuple(sections), highlights=(), figures=())


def page_of(brief: Brief) -> str:
    """Fill the template of the print."""
    shelf = Shelf("weekly", ())
    body = Body(publish.render(Checked(brief), "weekly", "md").content.decode())
    return shelf.fill("print.html.j2", brief=brief, parts=printed(body))


def beside_weasyprint(brief: Brief, folder: Path, runs: int) -> bool:
    """Print 6 and 90 pages with and without us."""
    kept, paces = True, []
    for count in (SHORT, LONG):
        page = page_of(of(brief, count))
        (folder / "ours.html").write_text(page, encoding="utf-8")
        (folder / "bare.html").write_text(page.replace("<style>", f"<style>{FACES}", 1), encoding="utf-8")
        ours, bare = (
            cost([sys.executable, "-c", code, f"{name}.html", f"{name}.pdf"], folder / f"{name}.pdf", runs)
            for code, name in ((OURS, "ours"), (BARE, "bare"))
        )
        ratio = ours.seconds / bare.seconds
        kept &= ratio <= RATIO
        print(f"digest            {ours}\nbare WeasyPrint   {bare}   we: {ratio:.2f} × (bar {RATIO:g})")
        if count == SHORT:
            kept &= ours.megabytes <= MEGABYTES and ours.kilobytes <= KILOBYTES
            print(f"                  bars at {ours.pages} pages: {MEGABYTES} MB, {KILOBYTES} KB")
        paces.append(ours)
    short, long = paces
    pace = (long.seconds - short.seconds) / (long.pages - short.pages)
    half = cost_of_half(brief, folder, runs, short)
    print(f"                  {pace * 1000:.0f} ms a page, {half * 1000:.0f} in the first half (bar {LINEAR:g} ×)")
    return kept and pace <= LINEAR * half


def cost_of_half(brief: Brief, folder: Path, runs: int, short: Cost) -> float:
    """Give the seconds a page between 6 pages and half of 90."""
    (folder / "half.html").write_text(page_of(of(brief, LONG // 2)), encoding="utf-8")
    half = cost([sys.executable, "-c", OURS, "half.html", "half.pdf"], folder / "half.pdf", runs)
    return (half.seconds - short.seconds) / (half.pages - short.pages)


def beside_peers(brief: Brief, folder: Path, runs: int) -> bool:
    """Print 60 stories with us and with the peers that can be installed."""
    sixty = of(brief, STORIES)
    (folder / "brief.pickle").write_bytes(pickle.dumps(Checked(sixty)))
    plain = _NOTES.sub("", publish.render(Checked(sixty), "weekly", "md").content.decode())
    (folder / "stories.md").write_text(plain, encoding="utf-8")
    ours = cost([sys.executable, "-c", WHOLE, "brief.pickle", "ours.pdf"], folder / "ours.pdf", runs)
    print(f"{STORIES} stories\ndigest            {ours}")
    kept = True
    for peer in (GOOSEPAPER, IMPRINT):
        try:
            command = [str(environment(peer).parent / "imprint"), "stories.md", "-o", "theirs.pdf"]
            theirs = cost(command, folder / "theirs.pdf", runs)
            unchecked = cost([*command, "--no-validate"], folder / "theirs.pdf", runs)
        except NotInstalled as reason:
            print(f"{peer.name:<17}  skipped: {reason}")
            continue
        times = theirs.seconds / ours.seconds
        kept &= times >= TIMES and ours.megabytes < theirs.megabytes
        print(f"{peer.name:<17} {theirs}   we: {times:.1f} × as fast (bar {TIMES}), less memory")
        print(f"  without checks  {unchecked}   we: {unchecked.seconds / ours.seconds:.1f} ×")
    return kept


def main() -> int:
    """Print with everybody."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    brief = sample()
    with tempfile.TemporaryDirectory() as folder:
        kept = [contest(brief, Path(folder), runs) for contest in (beside_weasyprint, beside_peers)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
