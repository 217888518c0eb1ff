"""Tell whether reading and facts came out byte for byte as before: what a change made for speed alone must keep.

    python benchmarks/unchanged.py OUT.json SOURCE...      fingerprints of all that is read in the sources
    python benchmarks/unchanged.py OUT.json SOURCE... --against BEFORE.json      names what differs; status 1 if any

A source is a folder, a file that `digest show` reads, or lines of JSON with `text` (and `date`), one article each. A
fingerprint is the SHA-256 of everything told of articles, furniture and facts: spans, labels, owners, confidences.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import date
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import engine, facts, page, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Source = tuple[str, Any]
READ = frozenset((".txt", ".pdf", ".html", ".xml", ".docx", ".eml", ".zip", ".md"))
_DAY = date(2025, 12, 31)


def main() -> int:
    """Take the fingerprints and compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--against", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with Pool(given.jobs) as pool:
        found = dict(pool.imap(fingerprint, _sources(given.sources), chunksize=4))
    given.out.write_text(json.dumps(found, indent=0, ensure_ascii=False), encoding="utf-8")
    before = json.loads(given.against.read_text(encoding="utf-8")) if given.against else found
    differ = [name for name in {**before, **found} if before.get(name) != found.get(name)]
    sys.stdout.writelines(f"differs: {name}\n" for name in differ)
    sys.stdout.write(f"{len(found)} sources, {len(differ)} differ\n")
    return 1 if differ else 0


def _sources(paths: list[Path]) -> Iterator[Source]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if file.suffix == ".jsonl":
                for k, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
                    row = json.loads(line)
                    if isinstance(row, dict) and isinstance(row.get("text"), str):
                        yield f"{file} {k}", row
            elif file.suffix in READ:
                yield str(file), file


def fingerprint(source: Source) -> tuple[str, str]:
    """Return the name of a source and its fingerprint; what cannot be read has its error for one."""
    name, content = source
    try:
        return name, hashlib.sha256(_told(content).encode()).hexdigest()
    except Exception as error:  # noqa: BLE001  damaged files are among the sources
        return name, repr(error)


def _told(content: Any) -> str:  # noqa: ANN401  JSON
    with engine.resting():
        if isinstance(content, Path):
            document = read.read(content.name, content.read_bytes())
            layout = page.split(document)
            return repr((layout, [facts.extract(one, on=one.published or _DAY) for one in layout.articles]))
        day = date.fromisoformat(content["date"]) if content.get("date") else None
        return repr(facts.extract(page.plain(content["text"], day), on=day))


if __name__ == "__main__":
    sys.exit(main())
