"""When an issue is due, and the entries that make a machine ask for it: systemd timer, crontab, Windows task.

The machine asks every half hour, and `digest run` knows by itself what is due. So a machine that was off, a letter that
is put off, the clock's change and a cron that knows no time zone but its own all need no entry of their own.
"""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal
from xml.sax.saxutils import escape

from digest.errors import OutputError, UsageError
from digest.text import period

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from digest.text.period import Period

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HALF_HOUR: Final = 30
_WEEK: Final = timedelta(days=7)
_MOST_MISSED: Final = 60  # weeks caught up at once: a clock that ran ahead for years is not followed


@dataclass(frozen=True, slots=True)
class Times:
    """A week's issue is due on the first `day` after its Sunday, at `at` (07:00) in `zone`."""

    day: str
    at: str
    zone: ZoneInfo

    def moment(self, week: Period) -> datetime:
        """Say when a week's issue is due."""
        day = week.last + timedelta(days=1 + DAYS.index(self.day))
        return datetime.combine(day, time.fromisoformat(self.at), self.zone)

    def due(self, now: datetime) -> Period:
        """Name the latest week whose issue is due."""
        week = period.week_of(now.astimezone(self.zone).date())
        while self.moment(week) > now:
            week = period.week_of(week.first - timedelta(days=1))
        return week

    def following(self, now: datetime) -> datetime:
        """Say when the next issue is due."""
        return self.moment(period.week_of(self.due(now).first + _WEEK))


def owed(
    due: Period, closed: tuple[str, ...], catch_up: Literal["last", "all", "none"], *, late: bool
) -> tuple[Period, ...]:
    """List the weeks to be built, the oldest first.

    `closed` are the last days (ISO) of the closed issues. Of the weeks missed since the newest, "last" takes the one
    that is due, "all" takes all, "none" takes the one that is due unless its day has passed (`late`). Nothing is
    built of a week that is no newer than the newest closed one: a clock put back repeats nothing.
    """
    newest = max(closed, default="")
    if due.last.isoformat() <= newest or (catch_up == "none" and late):
        return ()
    weeks = [due]
    if catch_up == "all" and newest:
        while len(weeks) < _MOST_MISSED:
            before = period.week_of(weeks[0].first - timedelta(days=1))
            if before.last.isoformat() <= newest:
                break
            weeks.insert(0, before)
    return tuple(weeks)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a machine is to run: the command, its folder, a name for it (of one settings file), and the minutes."""

    command: tuple[str, ...]
    folder: Path
    name: str
    at: str

    @property
    def minutes(self) -> tuple[int, int]:
        """The two minutes of an hour at which it asks, so that the due time is one of them."""
        first = int(self.at[3:]) % _HALF_HOUR
        return first, first + _HALF_HOUR


def crontab(entry: Entry, before: str) -> str:
    """Lay the entry into a crontab in place of the one of its name; a second time changes nothing."""
    begin, end = f"# begin digest {entry.name}", f"# end digest {entry.name}"
    # A % ends a command of cron: it stands for a line end unless it is escaped.
    line = f"cd {shlex.quote(str(entry.folder))} && {shlex.join(entry.command)}".replace("%", "\\%")
    first, second = entry.minutes
    block = f"{begin}\n{first},{second} * * * * {line}\n{end}\n"
    return without(entry, before) + block


def without(entry: Entry, crontab_text: str) -> str:
    """Take the entry out of a crontab; all other lines stay as they are."""
    kept: list[str] = []
    inside = False
    for line in crontab_text.splitlines():
        if line == f"# begin digest {entry.name}":
            inside = True
        elif inside:
            inside = line != f"# end digest {entry.name}"
        else:
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def units(entry: Entry, writable: tuple[Path, ...]) -> dict[str, str]:
    """Write the systemd user service and its timer: file names and their text."""
    first, second = entry.minutes
    command = " ".join(_systemd(word) for word in entry.command)
    paths = " ".join(_systemd(str(path)) for path in writable)
    service = f"""[Unit]
Description=digest: build and send the brief ({entry.name})
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_systemd(str(entry.folder), quoted=False)}
ExecStart={command}
SuccessExitStatus=3 75
EnvironmentFile=-%h/.config/digest/{entry.name}.env
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={paths}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
UMask=0077
"""
    timer = f"""[Unit]
Description=digest: ask every half hour what is due ({entry.name})

[Timer]
OnCalendar=*:{first:02d},{second:02d}
Persistent=true
RandomizedDelaySec=60
AccuracySec=30

[Install]
WantedBy=timers.target
"""
    return {f"digest-{entry.name}.service": service, f"digest-{entry.name}.timer": timer}


def _systemd(word: str, *, quoted: bool = True) -> str:
    """Write a word so that systemd takes it as it is."""
    plain = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$" if quoted else "$")
    return '"' + plain.replace('"', '\\"') + '"' if quoted and any(sign in plain for sign in " \t\"';") else plain


def task(entry: Entry) -> str:
    """Write a task for the Windows Task Scheduler, in the order of elements that its own exports have.

    It runs as the user who is logged on. Experimental until it ran on Windows.
    """
    program, *arguments = entry.command
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>digest: ask every half hour what is due ({entry.name})</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Repetition><Interval>PT30M</Interval><Duration>P1D</Duration></Repetition>
      <StartBoundary>2025-01-01T00:{entry.minutes[0]:02d}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments>
      <WorkingDirectory>{escape(str(entry.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def task_file(entry: Entry) -> bytes:
    """Give the bytes of a task's file: UTF-16 with its mark and CRLF, which is all that schtasks takes."""
    return task(entry).replace("\n", "\r\n").encode("utf-16")


def schtasks(*words: str) -> bool:
    """Ask the Windows Task Scheduler; False if there is none or it refuses."""
    try:
        ran = subprocess.run(["schtasks", *words], capture_output=True, check=False, timeout=30)  # noqa: S603, S607  fixed words
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def read_crontab() -> str:
    """Read the user's crontab; "" if there is none.

    Raises:
        UsageError: there is no cron on this machine.
    """
    try:
        ran = subprocess.run(["crontab", "-l"], capture_output=True, check=False, text=True, timeout=30)  # noqa: S607  where it stands differs
    except OSError as error:
        raise UsageError(
            "there is no crontab command on this machine", "install cron, or use: digest schedule install --systemd"
        ) from error
    return ran.stdout if ran.returncode == 0 else ""


def write_crontab(text: str) -> None:
    """Write the user's crontab.

    Raises:
        OutputError: cron does not take it; the one before stands.
    """
    ran = subprocess.run(["crontab", "-"], input=text, capture_output=True, check=False, text=True, timeout=30)  # noqa: S607  as above
    if ran.returncode:
        raise OutputError(f"crontab: {' '.join(ran.stderr.split())}", "add the lines by hand: crontab -e")


def systemd_folder() -> Path:
    """Say where a user's systemd units stand."""
    from platformdirs import user_config_path  # noqa: PLC0415  paid by the commands of the schedule alone

    return user_config_path() / "systemd" / "user"


def systemctl(*words: str) -> bool:
    """Ask the user's systemd; False if there is none or it refuses."""
    try:
        ran = subprocess.run(  # noqa: S603  fixed words
            ["systemctl", "--user", *words],  # noqa: S607  as above
            capture_output=True,
            check=False,
            text=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0
