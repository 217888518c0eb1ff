"""Read JSON lines on stdin and write what Recognizers-Text finds; runs in its own environment.

Its four models of these kinds: percent, currency, dimension, date and time, all for Chinese. One line a text,
{"id", "facts"}; the last line is {"seconds": CPU seconds of the fastest of three passes}.
"""

from __future__ import annotations

import json
import sys
import time

from recognizers_date_time import DateTimeRecognizer
from recognizers_number import NumberRecognizer
from recognizers_number_with_unit import NumberWithUnitRecognizer
from recognizers_text import Culture

CULTURE = Culture.Chinese
PASSES = 3


def models() -> tuple:
    """Build the models once; each is asked for every text."""
    units = NumberWithUnitRecognizer(CULTURE)
    return (
        ("percent", NumberRecognizer(CULTURE).get_percentage_model()),
        ("money", units.get_currency_model()),
        ("quantity", units.get_dimension_model()),
        ("date", DateTimeRecognizer(CULTURE).get_datetime_model()),
    )


def main() -> None:
    """Run all models, the first call of each outside the clock; a model that fails on a text finds nothing there."""
    asked = models()
    for _, model in asked:
        model.parse("2024年增长3%，投资3亿元，占地5公里")
    rows = [json.loads(line) for line in sys.stdin]
    passes = []
    for _ in range(PASSES):
        start = time.process_time()
        said = [facts_of(row["text"], asked) for row in rows]
        passes.append(time.process_time() - start)
    for row, facts in zip(rows, said, strict=True):
        print(json.dumps({"id": row["id"], "facts": facts}, ensure_ascii=False))
    print(json.dumps({"seconds": min(passes)}))


def facts_of(text: str, asked: tuple) -> list[dict]:
    """Ask every model for a text."""
    facts = []
    for kind, model in asked:
        try:
            found = model.parse(text)
        except Exception:  # noqa: BLE001, S112  the release raises on some texts of its own kind
            continue
        facts += [{"kind": kind, "text": one.text, "start": one.start, "end": one.end + 1} for one in found]
    return facts


if __name__ == "__main__":
    main()
