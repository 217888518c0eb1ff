"""Our letters and our schedule met by Debian's own programs: Postfix and Dovecot, cron, systemd-analyze."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from certificates import certificate
from places import MONDAY, PAGE, place, ran
from sinks import Sink

from digest.pipeline import schedule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
lmtp unix - - n - - lmtp
error unix - - n - - error
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = /var
maillog_file = {folder}/log/postfix.log
myhostname = mail.example.cn
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.cn
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = encrypt
"""
DOVECOT = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


def need(*programs: str) -> None:
    """Skip, with the reason, where a program of Debian or root is missing."""
    missing = [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if os.geteuid():
        pytest.skip("starting mail servers and cron takes root")


def free_ports(number: int) -> list[int]:
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [server.getsockname()[1] for server in servers]
    for server in servers:
        server.close()
    return ports


def listening(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def until(true: object, seconds: float) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.5)
    return False


@contextmanager
def mail_servers() -> Iterator[tuple[int, int, Path]]:
    """Start Postfix and Dovecot of our own: the ports of SMTP and IMAP, and the certificate."""
    need("postfix", "dovecot")
    folder = Path(tempfile.mkdtemp(prefix="digest-mail-", dir="/var/tmp"))
    folder.chmod(0o755)
    for name in ("queue", "data", "log", "run", "mail", "etc"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", "mail", "mail")
    smtp, lmtp, imap = free_ports(3)
    cert, key = certificate(folder / "etc")
    words = {"folder": folder, "port": smtp, "lmtp": lmtp, "imap": imap, "cert": cert, "key": key}
    for name, text in (("main.cf", MAIN), ("master.cf", MASTER), ("dovecot.conf", DOVECOT)):
        (folder / "etc" / name).write_text(text.format(**words))
    box = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(folder / "etc/dovecot.conf")])
    try:
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder / "etc"), "start"], check=True, capture_output=True)
        assert until(lambda: all(map(listening, (smtp, lmtp, imap))), 60), logs(folder)
        yield smtp, imap, cert
    except AssertionError:
        print(logs(folder))  # noqa: T201  what they said
        raise
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", str(folder / "etc"), "stop"], check=False, capture_output=True)
        box.terminate()
        box.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def logs(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace")[-3000:] for path in (folder / "log").iterdir())


def found(imap: int, user: str, *criteria: bytes) -> int:
    """Count a recipient's letters that an IMAP search finds."""
    with imaplib.IMAP4("127.0.0.1", imap) as box:
        box.login(user, "geheim")
        box.select("INBOX", readonly=True)
        box.literal = criteria[-1]  # type: ignore[attr-defined]  how imaplib sends words beyond ASCII
        _, answer = box.search("UTF-8", *(word.decode() for word in criteria[:-1]))
        return len(answer[0].split())


def test_postfix_takes_the_letters_and_dovecot_finds_them_by_chinese_words(tmp_path: Path) -> None:
    with mail_servers() as (smtp, imap, cert):
        here = place(tmp_path / "a", smtp, 3, mail=f'security = "starttls"\nca = "{cert}"')
        done = ran(here, "run", "--now", MONDAY)
        assert (done.returncode, done.stderr) == (0, "")
        for number in range(3):
            user = f"r{number}@example.cn"
            assert until(lambda user=user: found(imap, user, b"SUBJECT", "江畔高新区".encode()) == 1, 60), user
            assert found(imap, user, b"SUBJECT", "没有这个地方".encode()) == 0
            assert found(imap, user, b"TEXT", "开发区动态周报_2025-W16.md".encode()) == 1
            assert found(imap, user, b"BODY", "工业增加值".encode()) == 1


@contextmanager
def crontab_kept() -> Iterator[None]:
    """Put root's crontab back as it was."""
    before = schedule.read_crontab()
    try:
        yield
    finally:
        schedule.write_crontab(before) if before else subprocess.run(["crontab", "-r"], check=False)


def test_a_real_cron_fires_the_line_that_is_installed(tmp_path: Path) -> None:
    need("cron", "crontab")
    if Path("/run/crond.pid").exists():
        pytest.skip("a cron daemon runs here already")
    zone = ZoneInfo("Asia/Shanghai")
    with Sink() as sink, crontab_kept():
        due = schedule.Times("Mon", "00:00", zone).due(datetime.now(zone))
        soon = datetime.now(zone) + timedelta(seconds=75)
        here = place(tmp_path / "周报 50%", sink.port, more=f'[schedule]\nat = "00:{soon.minute:02d}"\n')
        page = PAGE.replace("4月14日", f"{due.first.month}月{due.first.day}日")
        (here / f"input/{due.first}_江畔日报_05版.txt").write_text(page, encoding="utf-8")
        assert ran(here, "schedule", "install", "--cron", "--yes").returncode == 0
        daemon = subprocess.Popen(["/usr/sbin/cron", "-f"])
        try:
            assert until(lambda: len(sink.accepted) == 3, 240), schedule.read_crontab()
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)
            Path("/run/crond.pid").unlink(missing_ok=True)
        assert ran(here, "schedule", "remove").returncode == 0
        assert "digest" not in schedule.read_crontab()


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("not installed: systemd-analyze")
    folder = tmp_path / "周报 50%"
    (folder / "out").mkdir(parents=True)
    command = (shutil.which("python3") or "/usr/bin/python3", "-m", "digest", "run", "-c", str(folder / "digest.toml"))
    units = schedule.units(schedule.Entry(command, folder, "ab12", "07:15"), (folder / "out",))
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)]
    done = subprocess.run(verify, check=False, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "digest-ab12" in line]
    assert (done.returncode, said) == (0, []), done.stderr


pytestmark = pytest.mark.faults  # servers of the system's own, and a minute of the clock
