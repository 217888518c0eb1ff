"""How fast the desk answers: a week of 200 articles, every screen and every kind of decision, 95th percentile.

    python benchmarks/desk.py [ARTICLES]

The articles are those of training/gold, given one day. Prints milliseconds of the server's answer (no browser), and
those of them that the processor worked, of all threads: what is left on a machine that others keep busy.
`GET /missing` is an answer without any work.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from digest import config
from digest.desk import access
from digest.desk.app import Desk, application
from digest.desk.bench import Bench
from digest.edit import targets
from digest.pipeline.order import Order

_GOLD = Path(__file__).resolve().parent.parent / "training" / "gold"
_ROUNDS = 20
_MILLI = 1000
_SCREENS = ("missing", "sources", "pages", "figures", "issue", "signing", "printing", "archive", "preview", "progress")


def main(articles: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "input").mkdir()
        (folder / "input" / "2025-04-16_samples.jsonl").write_text("\n".join(_lines(articles)), encoding="utf-8")
        now = datetime(2025, 4, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
        order = Order((folder / "input",), folder / "out", ("md",), None, 0, False, "weekly", date(2025, 4, 21), 1)  # noqa: FBT003
        with Bench(config.Settings(folder=folder), order, lambda: now) as bench:
            began = time.perf_counter()
            bench.read()
            bench.wait()
            print(f"read and laid out: {time.perf_counter() - began:.1f} s")
            _answers(bench)
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _lines(articles: int) -> list[str]:
    found = [
        json.loads(line) for path in sorted(_GOLD.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    texts = list(dict.fromkeys(str(one["text"]) for one in found if "text" in one))[:articles]
    parted = [text.partition("\n") for text in texts]
    named = [{"headline": head, "body": body or head, "published": "2025-04-16"} for head, _, body in parted]
    return [json.dumps(one, ensure_ascii=False) for one in named]


def _answers(bench: Bench) -> None:
    desk = Desk(bench, access.Door.at(1), access.Sessions(), access.Attempts(), tuple)
    client = TestClient(application(desk), base_url="http://127.0.0.1:1", follow_redirects=False)
    client.get(f"{access.START}?token={desk.sessions.ticket()}")
    session = desk.sessions.of(client.cookies[desk.door.cookie])
    assert session  # noqa: S101  it came in
    assert bench.brief  # noqa: S101  it was read
    items = bench.brief.items
    print(f"{len(items)} items of {len(bench.proof.readings[0].layout.articles) if bench.proof else 0} articles")
    for screen in _SCREENS:
        _tell(f"GET /{screen}", [lambda screen=screen: client.get(f"/{screen}")] * _ROUNDS)
    _tell(
        "GET /preview of an item",
        [lambda one=one: client.get(f"/preview?item={one.anchor}") for one in items[:_ROUNDS]],
    )
    part = {"x-part": "detail"}
    _tell("what is beside the list", [lambda: client.get("/issue", headers=part)] * _ROUNDS)

    def decide(operation: str, target: str, *values: str) -> None:
        fields = {"operation": operation, "target": target, "values": json.dumps(values)}
        answer = client.post("/decide", data=fields, headers={"x-token": session.token})
        assert answer.status_code == 200, answer.text  # noqa: S101, PLR2004

    named = [(targets.item_target(one), one.section) for one in items[:_ROUNDS]]
    _tell("title", [lambda one=one: decide("item.title", one[0], f"题目：{one[1]}动态") for one in named])
    _tell("order", [lambda one=one: decide("item.place", *one, "") for one in named])
    figures = [(targets.figure_target(one, item.story)) for item in items for one in item.statements][:_ROUNDS]
    _tell("accept", [lambda one=one: decide("statement.accept", one) for one in figures])
    _tell("undo", [lambda: client.post("/undo", headers={"x-token": session.token})] * _ROUNDS)
    _tell("GET /issue with 60 edits", [lambda: client.get("/issue")] * _ROUNDS)


def _tell(name: str, calls: list) -> None:  # type: ignore[type-arg]  of calls without arguments
    times, own = [], []
    for call in calls:
        began, worked = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - began) * _MILLI)
        own.append((time.process_time() - worked) * _MILLI)
    late = quantiles(times, n=20)[-1]
    print(f"{name:28} median {median(times):6.1f} ms   p95 {late:6.1f} ms   worked {quantiles(own, n=20)[-1]:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
