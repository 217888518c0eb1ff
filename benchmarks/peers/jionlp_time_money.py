"""Read JSON lines on stdin and write what JioNLP finds; runs in JioNLP's own environment.

One line a text, {"id", "facts"}; the last line is {"seconds": CPU seconds spent extracting}.
"""

from __future__ import annotations

import json
import sys
import time

import jionlp

KINDS = (("money", jionlp.ner.extract_money), ("date", jionlp.ner.extract_time))


def main() -> None:
    """Extract money and time, the first call of each outside the clock."""
    for _, extract in KINDS:
        extract("2024年投资3亿元")
    spent = 0.0
    for line in sys.stdin:
        row = json.loads(line)
        facts = []
        start = time.process_time()
        for kind, extract in KINDS:
            for found in extract(row["text"]):
                first, last = found["offset"]
                facts.append({"kind": kind, "text": found["text"], "start": first, "end": last})
        spent += time.process_time() - start
        print(json.dumps({"id": row["id"], "facts": facts}, ensure_ascii=False))
    print(json.dumps({"seconds": spent}))


if __name__ == "__main__":
    main()
