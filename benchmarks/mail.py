"""How fast letters go: our outbox against bare smtplib sending the same bytes over one connection, in one run.

    python benchmarks/mail.py [LETTERS]

The server is aiosmtpd in a process of its own. Ours writes each letter's state to disk twice; bare smtplib, not once.
"""

from __future__ import annotations

import resource
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from letters import NOW, letter

from digest.archive.outbox import Closing, Outbox
from digest.deliver import letters
from digest.deliver.lines import Server, SmtpLine
from digest.deliver.post import deliver

SERVER = """
import sys
from aiosmtpd.controller import Controller
class Taken:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
Controller(Taken(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
print("up", flush=True)
sys.stdin.read()
"""


def free_port() -> int:
    """Find a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def main(number: int) -> None:
    """Measure and print."""
    contents = letters.Contents(
        "青澜周报",
        "正文" * 2_000,
        "<p>正文</p>" * 4_000,
        (letters.Attachment("a.pdf", "application/pdf", bytes(150_000)),),
    )
    made = [letter(f"r{place}@example.cn", contents) for place in range(number)]
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101  a pipe
    process.stdout.readline()
    with tempfile.TemporaryDirectory() as folder, Outbox(Path(folder) / "digest.db") as outbox:
        outbox.close(Closing("2025-W16", "2025-04-20", NOW, ""), made)
        start = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port, "bench") as client:
            for one in made:
                client.sendmail(one.sender, [one.address], one.content)
        bare = number / (time.perf_counter() - start)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        done = deliver(outbox, outbox.owed(NOW), SmtpLine(Server("127.0.0.1", port, "none")), NOW)
        ours = number / (time.perf_counter() - start)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    process.kill()
    print(
        f"{number} letters of {len(made[0].content):,} bytes: bare smtplib {bare:.0f} a second, ours {ours:.0f}"
        f" ({ours / bare:.2f}), {dict(done.standings)}, memory grown {grown / 1024:.1f} MB"
    )


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
