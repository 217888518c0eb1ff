"""`digest run` and `digest send` as a machine and a person use them, against a sink on this machine."""

from __future__ import annotations

import email
import json
import re
import shutil
import threading
from email import policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from certificates import certificate
from places import MONDAY, PAGE, PASSWORD, place, ran
from sinks import Sink
from warm import Warm

from digest.archive.outbox import Outbox
from digest.archive.state import Database

if TYPE_CHECKING:
    from pathlib import Path

TUESDAY = "2025-04-22T07:30"


def arrived(sink: Sink) -> list[str]:
    return sorted(recipient for recipient, _ in sink.accepted)


def add_page(folder: Path, day: str, growth: str = "7.1%") -> None:
    page = PAGE.replace("9.4%", growth).replace("4月14日", f"{int(day[5:7])}月{int(day[8:])}日")
    (folder / "input" / f"{day}_江畔日报_05版.txt").write_text(page, encoding="utf-8")


def test_a_run_builds_and_mails_the_issue_once_and_is_silent(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        first = ran(tmp_path, "run", "--now", MONDAY)
        assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
        again = ran(tmp_path, "run", "--now", TUESDAY)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn", "r2@example.cn"]
        assert (tmp_path / "out/2025-W16/brief.md").is_file()
        (_, content) = sink.accepted[0]
        read = email.message_from_bytes(content, policy=policy.default)
        assert read["Subject"].startswith("开发区动态周报2025年第16期：江畔高新区")
        assert read["Date"] == "Mon, 21 Apr 2025 07:30:00 +0800"
        body = read.get_body(("plain",))
        assert body is not None
        assert "9.4%" in body.get_content()


def test_the_dry_run_writes_the_bytes_that_are_sent(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        assert ran(tmp_path, "build", "-q").returncode == 0
        dry = ran(tmp_path, "send", "--dry-run", "--now", MONDAY)
        assert dry.returncode == 0, dry.stderr
        written = {path.stem: path.read_bytes() for path in (tmp_path / "out/2025-W16/letters").iterdir()}
        assert not sink.accepted
        assert ran(tmp_path, "send", "--now", MONDAY).returncode == 0
        assert dict(sink.accepted) == written
        ran(tmp_path, "send", "--dry-run", "--now", TUESDAY)
        assert {p.stem: p.read_bytes() for p in (tmp_path / "out/2025-W16/letters").iterdir()} == written


def test_one_letter_can_be_sent_alone_and_nobody_else_gets_one_until_the_issue_is_due(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        assert ran(tmp_path, "send", "--issue", "2025-W16", "--to", "r1@example.cn").returncode == 0
        assert ran(tmp_path, "send", "--issue", "2025-W16", "--to", "R1@example.cn").returncode == 0
        assert ran(tmp_path, "send", "--issue", "2025-W16", "--to", "who@example.cn").returncode == 2
        assert ran(tmp_path, "run", "--now", "2025-04-20T12:00").returncode in (0, 3)
        assert arrived(sink) == ["r1@example.cn"]
        assert ran(tmp_path, "run", "--now", MONDAY).returncode == 0
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn", "r2@example.cn"]


def test_one_letter_of_an_issue_that_is_closed_can_be_sent_alone_and_the_others_later(tmp_path: Path) -> None:
    with Sink("rcpt450", times=3) as sink:
        place(tmp_path, sink.port)
        assert ran(tmp_path, "send", "--issue", "2025-W16").returncode == 3
        assert ran(tmp_path, "send", "--issue", "2025-W16", "--to", "r1@example.cn").returncode == 0
        assert arrived(sink) == ["r1@example.cn"]
        assert ran(tmp_path, "send", "--issue", "2025-W16").returncode == 0
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn", "r2@example.cn"]


def test_the_archive_has_an_issue_only_when_the_outbox_has_its_letters(tmp_path: Path) -> None:
    with Sink() as sink:
        place(
            tmp_path / "a", sink.port, more='[mail.dkim]\ndomain = "example.cn"\nselector = "s"\nkey = "digest.toml"\n'
        )
        done = ran(tmp_path / "a", "run", "--now", MONDAY)
        assert done.returncode == 2
        assert "DKIM key" in done.stderr
        with Database(tmp_path / "a/state/out/digest.db") as database, database.asked() as db:
            assert db.execute("SELECT (SELECT count(*) FROM issue), (SELECT count(*) FROM closing)").fetchone() == (
                0,
                0,
            )


def test_a_figure_of_the_editors_own_goes_into_the_letters(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        assert ran(tmp_path, "build", "--draft").returncode == 0
        draft = tmp_path / "out/2025-W16/draft.md"
        words = draft.read_text(encoding="utf-8")
        at = words.index("9.4%", words.index("###")) + len("9.4%")
        at = words.index("。", at) + 1
        draft.write_text(words[:at] + "〔编者：上年同期为7.7%〕" + words[at:], encoding="utf-8")
        waits = ran(tmp_path, "run", "--now", MONDAY)
        assert waits.returncode == 3
        assert "is editing it: no letter was made" in waits.stderr
        assert ran(tmp_path, "run", "--now", MONDAY).returncode == 0  # said once a day
        assert not sink.accepted
        assert ran(tmp_path, "publish", "out/2025-W16/draft.md").returncode == 0
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(sink.accepted) == 3
        body = email.message_from_bytes(sink.accepted[0][1], policy=policy.default).get_body(("plain",))
        assert body is not None
        assert "7.7%" in body.get_content()


def test_an_issue_being_edited_goes_out_where_the_settings_say_so(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, more='[schedule]\nedited = "send"\n')
        assert ran(tmp_path, "build", "--draft").returncode == 0
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(sink.accepted) == 3


GROUPS = """
[[recipients]]
name = "创新"
csv = "list.csv"
sections = ["没有这一栏"]
subject = "en"
skip_empty = false
attach = ["html"]
[[recipients]]
name = "空"
to = ["nobody@example.cn"]
sections = ["没有这一栏"]
[[recipients]]
name = "自己的"
to = ["own@example.cn"]
attach = []
profile = { zones = ["江畔高新区"] }
"""


def test_groups_get_their_own_edition(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, 1, GROUPS)
        (tmp_path / "list.csv").write_bytes("姓名,邮箱\r\n王五,wang@example.cn\r\n".encode("gb18030"))
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert done.returncode == 3  # a section that there is not is named
        assert "recipients 空: sections: there is no 没有这一栏" in done.stderr
        assert arrived(sink) == ["own@example.cn", "r0@example.cn", "wang@example.cn"]
        read = email.message_from_bytes(dict(sink.accepted)["wang@example.cn"], policy=policy.default)
        assert read["Subject"] == "开发区动态周报 2025-W16 (2025-04-14 to 2025-04-20)"
        assert [part.get_filename() for part in read.iter_attachments()] == ["开发区动态周报_2025-W16.html"]
        assert (tmp_path / "out/groups/自己的/2025-W16/brief.md").is_file()


def test_a_bad_address_costs_itself_and_is_named(tmp_path: Path) -> None:
    with Sink() as sink:
        (tmp_path / "list.csv").write_text("邮箱\nw@example.cn\n坏的\n", encoding="utf-8")
        place(tmp_path, sink.port, 2, '[[recipients]]\nname="b"\nto=["r1@example.cn","kein"]\ncsv="list.csv"\n')
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert done.returncode == 3
        for part in ("'kein' is no address", "list.csv: line 3", "r1@example.cn stands in 领导 and in b"):
            assert part in done.stderr
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn", "w@example.cn"]


def test_a_table_of_addresses_that_is_not_there_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, 2, '[[recipients]]\nname="b"\ncsv="fehlt.csv"\n')
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert done.returncode == 2
        assert "fehlt.csv" in done.stderr
        assert not sink.accepted


def test_who_unsubscribed_gets_no_letter(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, mail='security = "none"\nunsubscribe = "https://example.cn/u/{mark}"')
        ran(tmp_path, "run", "--now", MONDAY)
        found = re.search(rb"List-Unsubscribe: <https://example.cn/u/(\w+)>", dict(sink.accepted)["r1@example.cn"])
        assert found
        for number in range(3):
            read = email.message_from_bytes(dict(sink.accepted)[f"r{number}@example.cn"], policy=policy.default)
            shown = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"][:2]
            mark = str(read["List-Unsubscribe"]).strip("<>")
            assert all(mark in text for text in shown)
        assert ran(tmp_path, "mail", "unsubscribe", found[1].decode()).stdout == "r1@example.cn unsubscribed\n"
        ran(tmp_path, "mail", "unsubscribe", "R2@example.cn")
        add_page(tmp_path, "2025-04-22")
        ran(tmp_path, "run", "--now", "2025-04-28T08:00")
        assert arrived(sink)[:2] == ["r0@example.cn", "r0@example.cn"]
        assert len(sink.accepted) == 4
        assert ran(tmp_path, "mail", "subscribe", "r1@example.cn").returncode == 0


def test_in_doubt_letters_are_named_and_never_sent_again_by_themselves(tmp_path: Path) -> None:
    with Sink("drop after dot", at=2, times=1) as sink:
        place(tmp_path, sink.port)
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert done.returncode == 3
        assert "r1@example.cn: in doubt" in done.stderr
        for _ in range(2):  # until somebody settles it
            again = ran(tmp_path, "run", "--now", TUESDAY)
            assert again.returncode == 3
            assert "r1@example.cn: in doubt" in again.stderr
        assert len(sink.accepted) == 3
        assert "in_doubt   r1@example.cn" in ran(tmp_path, "mail", "status").stdout
        assert ran(tmp_path, "mail", "settle").returncode == 2
        assert ran(tmp_path, "mail", "settle", "--resend", "--to", "r1@example.cn").stdout == "1 queued\n"
        assert ran(tmp_path, "run").returncode in (0, 3)
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn", "r1@example.cn", "r2@example.cn"]


def test_refused_letters_are_tried_again_when_asked(tmp_path: Path) -> None:
    with Sink("rcpt550", times=1) as sink:
        place(tmp_path, sink.port)
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert done.returncode == 3
        assert "refused: 550 said the server — correct the address" in done.stderr
        assert ran(tmp_path, "mail", "retry").stdout == "1 queued\n"
        ran(tmp_path, "send", "--issue", "2025-W16")
        assert len(sink.accepted) == 3
        rows = json.loads(ran(tmp_path, "mail", "status", "--json").stdout)["letters"]
        assert {row["standing"] for row in rows} == {"sent"}


def test_no_secret_is_in_logs_receipts_errors_or_ps(tmp_path: Path) -> None:
    tls = certificate(tmp_path)
    with Sink("auth535", tls=tls) as sink:
        place(tmp_path / "a", sink.port, mail=f'user = "u"\nca = "{tls[0]}"')
        env = {"DIGEST_SMTP_PASSWORD": PASSWORD}
        done = ran(tmp_path / "a", "run", "--now", MONDAY, "--log-json", env=env)
        assert done.returncode == 3
        said = [json.loads(line) for line in done.stderr.splitlines()]
        assert {"building", "closed", "sent", "warning"} <= {line["event"] for line in said}
        shown = done.stdout + done.stderr + ran(tmp_path / "a", "doctor", "--json", env=env).stdout
        assert PASSWORD not in shown
        for path in (tmp_path / "a").rglob("*"):
            assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
        assert ran(tmp_path / "a", "run", "--now", MONDAY).returncode == 2  # no password in the environment


def test_a_password_may_come_from_a_command(tmp_path: Path) -> None:
    tls = certificate(tmp_path)
    with Sink(tls=tls) as sink:
        place(tmp_path / "a", sink.port, mail=f'user = "u"\nca = "{tls[0]}"\npassword_command = ["echo", "{PASSWORD}"]')
        done = ran(tmp_path / "a", "run", "--now", MONDAY)
        assert (done.returncode, done.stderr) == (0, "")
        assert any(line.startswith(b"AUTH") for line in sink.heard)


def test_the_ping_says_how_it_went_and_never_fails_the_run(tmp_path: Path) -> None:
    asked: list[str] = []

    class Monitor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Monitor) as monitor, Sink() as sink:
        threading.Thread(target=monitor.serve_forever, daemon=True).start()
        place(tmp_path / "a", sink.port)
        url = f"http://127.0.0.1:{monitor.server_port}/x"
        assert ran(tmp_path / "a", "run", "--now", MONDAY, "--ping", url).returncode == 0
        (tmp_path / "a" / "digest.toml").write_text("wrong = 1")
        assert ran(tmp_path / "a", "run", "--now", MONDAY, "--ping", url).returncode == 2
        monitor.shutdown()
    assert asked == ["/x", "/x/fail"]


def test_a_week_without_pages_is_told_once_a_day_and_built_when_they_come(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        first, second = (ran(tmp_path, "run", "--now", f"2025-05-05T{hour}:00") for hour in ("08", "09"))
        assert (first.returncode, "2025-W18" in first.stderr) == (3, True)
        assert (second.returncode, second.stderr) == (0, "")
        add_page(tmp_path, "2025-04-29")
        assert ran(tmp_path, "run", "--now", "2025-05-05T10:00").returncode == 0
        assert len(sink.accepted) == 3


@pytest.mark.parametrize(
    ("choice", "issues"), [("last", ["W16", "W19"]), ("all", ["W16", "W17", "W18", "W19"]), ("none", ["W16"])]
)
def test_a_machine_that_was_off_catches_up_as_asked(choice: str, issues: list[str], tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, 1)
        ran(tmp_path, "run", "--now", MONDAY)
        for day, growth in (("2025-04-23", "6.1%"), ("2025-04-30", "5.2%"), ("2025-05-07", "4.3%")):
            add_page(tmp_path, day, growth)
        done = ran(tmp_path, "run", "--catch-up", choice, "--now", "2025-05-15T09:00")
        assert done.returncode == 0
        assert ("missed and left out: 2 issues" in done.stderr) == (choice == "last")
        assert ("caught up" in done.stderr) == (choice != "none")
        built = sorted(path.name for path in (tmp_path / "out").glob("2025-W*"))
        assert built == [f"2025-{week}" for week in issues]
        assert len(sink.accepted) == len(issues)


# Where a clock jumps to between two runs: back by hours, days, years; forward; over the hour that summer time repeats.
CLOCKS = (
    "2025-04-21T07:29", "2025-04-21T00:00", "2025-04-20T23:59", "2025-04-14T09:00", "2024-01-01T00:00",
    "1970-01-01T08:00", "2025-04-21T07:00", "2025-10-26T02:30", "2025-04-27T23:59",
)  # fmt: skip


@pytest.mark.parametrize("now", CLOCKS)
def test_a_clock_that_goes_back_or_forward_sends_nothing_twice(now: str, tmp_path: Path) -> None:
    with Sink() as sink, Warm() as warm:
        place(tmp_path, sink.port)
        for moment in (MONDAY, now, MONDAY):
            end = warm.run(tmp_path, "run", "--now", moment)
            assert end.status in (0, 3), end.said
        assert len(sink.accepted) == 3


def test_the_same_pages_settings_and_database_give_the_same_letters(tmp_path: Path) -> None:
    with Warm() as warm:
        place(tmp_path, 25, 2, GROUPS)
        (tmp_path / "list.csv").write_text("wang@example.cn\n", encoding="utf-8")
        add_page(tmp_path, "2025-04-15")
        add_page(tmp_path, "2025-04-16", "8.3%")
        names = sorted(path.name for path in (tmp_path / "input").iterdir())
        written = []
        for order, zone in ((names, "UTC"), (names[::-1], "America/New_York"), (names, "Pacific/Auckland")):
            pages = {name: (tmp_path / "input" / name).read_bytes() for name in names}
            for name in names:
                (tmp_path / "input" / name).unlink()
            for name in order:
                (tmp_path / "input" / name).write_bytes(pages[name])
            end = warm.run(tmp_path, "send", "--dry-run", "--issue", "2025-W16", "--now", MONDAY, zone=zone)
            assert end.status == 3, end.said  # a section that there is not is named
            folder = tmp_path / "out/2025-W16"
            written.append(
                {path.name: path.read_bytes() for path in [*folder.glob("*.md"), *(folder / "letters").iterdir()]}
            )
            shutil.rmtree(folder)
        assert len(written[0]) == 5
        assert written[0] == written[1] == written[2]


ENVIRONMENTS = {
    "empty": {}, "C": {"LANG": "C", "LC_ALL": "C"}, "no home": {"HOME": ""}, "UTC": {"TZ": "UTC"},
    "Auckland": {"TZ": "Pacific/Auckland"}, "New York": {"TZ": "America/New_York"},
    "ascii": {"PYTHONIOENCODING": "ascii"}, "from /": {"PWD": "/"},
}  # fmt: skip


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_cron_gives_the_same_bytes_as_a_hand(name: str, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415  only here without the tests' environment
    import sys  # noqa: PLC0415  as above

    from week import ROOT  # noqa: PLC0415  as above

    with Sink() as sink:
        here = place(tmp_path / "here", sink.port, 1)
        ran(here, "run", "--now", MONDAY)
        there = place(tmp_path / "there", sink.port, 1)
        command = [sys.executable, "-m", "digest", "run", "--now", MONDAY, "-c", str(there / "digest.toml")]
        env = {"PYTHONPATH": str(ROOT), **ENVIRONMENTS[name]}
        done = subprocess.run(command, cwd="/", env=env, check=False, capture_output=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")
        assert (here / "out/2025-W16/brief.md").read_bytes() == (there / "out/2025-W16/brief.md").read_bytes()
        (_, one), (_, other) = sink.accepted
        names = re.compile(rb"(?m)^Message-ID: .*$")  # each outbox has a name of its own
        assert names.sub(b"", one) == names.sub(b"", other)


def test_when_the_database_is_lost_nothing_goes_twice(tmp_path: Path) -> None:
    with Sink("rcpt450", at=3) as sink:
        place(tmp_path, sink.port)
        ran(tmp_path, "run", "--now", MONDAY)
        assert arrived(sink) == ["r0@example.cn", "r1@example.cn"]
        for path in (tmp_path / "state/out").glob("digest.db*"):
            path.unlink()
        ran(tmp_path, "run", "--now", TUESDAY)
        assert len(sink.accepted) == 2
        with Outbox(tmp_path / "state/out/digest.db") as outbox:
            assert [one.standing for one in outbox.letters()] == ["sent", "sent", "in_doubt"]


def test_a_backup_is_whole_and_can_be_put_back(tmp_path: Path) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port)
        ran(tmp_path, "run", "--now", MONDAY)
        assert ran(tmp_path, "backup", "copy.db").returncode == 0
        assert ran(tmp_path, "backup", "copy.db").returncode == 6
        with Outbox(tmp_path / "copy.db") as outbox:
            assert len(outbox.letters()) == 3


def test_doctor_looks_at_the_mail_server_and_the_letters(tmp_path: Path) -> None:
    with Sink("rcpt550", times=1) as sink:
        place(tmp_path, sink.port)
        ran(tmp_path, "run", "--now", MONDAY)
        findings = json.loads(ran(tmp_path, "doctor", "--json").stdout)
        wrong = {finding["what"].split(":")[0] for finding in findings if not finding["well"]}
        assert "letters refused" in wrong
        assert any(finding["what"].startswith("mail server") and finding["well"] for finding in findings)
    ran_after = ran(tmp_path, "doctor")
    assert ran_after.returncode == 3
    assert "MISSING mail server" in ran_after.stdout


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
