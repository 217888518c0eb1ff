"""digest.toml in, one frozen Settings out; every mistake in the file is reported at once.

A flag beats the environment, the environment beats digest.toml, digest.toml beats what stands here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from digest.errors import UsageError
from digest.text import period
from digest.text.visible import visible

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_FILE = Path("digest.toml")
# What a Chinese keyboard writes where TOML wants a sign of ASCII.
_SIGNS: Final = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"', "＝": "=", "：": "=", "，": ",", "【": "[", "】": "]", "［": "[",
    "］": "]", "｛": "{", "｝": "}", "＃": "#",
}  # fmt: skip
_UNQUOTED: Final = re.compile(r"(?:^|[{,])\s*(\w*[^\W\x00-\x7f]\w*)\s*=")
_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Sun")
_NUMBERS: Final = dict(zip("一二三四五六日天", _DAYS, strict=True))
# How a value is written, by the kind of mistake and, where it has a form of its own, by its key.
_WRITTEN: Final = {
    "tuple_type": 'write a list: ["…", "…"]',
    "string_type": 'write it in quotes: "…"',
    "int_type": "write a whole number, without quotes",
    "float_type": "write a number, without quotes",
    "bool_type": "write true or false, without quotes",
    "dict_type": 'write a table: { "…" = 1.0 }',
    "model_type": "write a table: { … = … }",
    "model_attributes_type": "write a table: { … = … }",
}
_FORMS: Final = {
    "at": 'write a time of the day: "07:00"',
    "url": 'write an address of the web: "https://…"',
    "proxy": 'write "http://HOST:PORT", or "environment"',
    "unsubscribe": 'write an address: "https://…" or "mailto:…", without blanks and Chinese signs',
}
# What people write for a key that has another name here.
_MEANT: Final = {
    "mail": "to", "mails": "to", "email": "to", "emails": "to", "e-mail": "to", "address": "to", "addresses": "to",
    "邮箱": "to", "邮件": "to", "地址": "to", "收件人": "to", "名称": "name", "姓名": "name", "附件": "attach",
    "file": "csv", "attachment": "attach", "attachments": "attach", "from": "sender", "host": "server",
    "username": "user", "password": "password_file", "link": "url", "网址": "url",
}  # fmt: skip
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"{name!r} is no time zone such as Asia/Shanghai"
        raise ValueError(msg) from error
    return name


def _weekday(name: object) -> object:
    """Take 周一, 星期一 and 礼拜一 for Mon, and so on; what is none is left to be refused."""
    match = _WEEKDAY.fullmatch(name.strip()) if isinstance(name, str) else None
    return _NUMBERS[match[1]] if match else name


def _week(name: str) -> str:
    try:
        return period.week(name).issue
    except UsageError as error:
        raise ValueError(str(error)) from error


Shown = Annotated[str, AfterValidator(visible)]  # what is printed: nothing in it is invisible


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class BriefTable(_Table):
    """[brief]: what stands at the head and foot of every issue, and how much it holds."""

    name: Shown = "开发区动态周报"
    unit: Shown = "开发区动态编辑部"
    classification: Shown = ""
    serial: Shown = ""
    to: tuple[Shown, ...] = Field(default=(), strict=False)
    first_issue: Annotated[str, AfterValidator(_week)] | None = None
    top: int = Field(default=30, ge=0)
    summary: int = Field(default=110, ge=60, le=2000)
    template: str = "weekly"
    annex: bool = True


class ProfileTable(_Table):
    """[profile]: whose brief it is, and what weighs more or less to its readers."""

    zones: tuple[Shown, ...] = Field(default=(), strict=False)
    peers: tuple[Shown, ...] = Field(default=(), strict=False)
    topics: dict[Shown, float] = {}
    keep: tuple[Shown, ...] = Field(default=(), strict=False)
    drop: tuple[Shown, ...] = Field(default=(), strict=False)


class SectionTable(_Table):
    """[[section]]: a section of the brief, in the order of the file; without one the usual five."""

    title: Shown = Field(min_length=1)
    kinds: tuple[str, ...] = Field(default=(), strict=False)
    limit: int = Field(default=0, ge=0)


class DkimTable(_Table):
    """[mail.dkim]: what the domain signs its letters with; `key` names a PEM file."""

    domain: str
    selector: str
    key: str


class MailTable(_Table):
    """[mail]: from whom letters come and where they are handed over; without `sender` no letters are made.

    The password stands in the environment, under the name `password_env`, or is the first line of `password_file` or
    of what `password_command` prints.
    """

    sender: str = ""
    reply_to: str = ""
    through: Literal["smtp", "lmtp", "sendmail"] = "smtp"
    server: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_env: str = "DIGEST_SMTP_PASSWORD"  # noqa: S105  a name, not a password
    password_command: tuple[str, ...] = Field(default=(), strict=False)
    password_file: str | None = None
    helo: str = ""
    ca: str | None = None
    seconds: float = Field(default=60, gt=0, le=600)
    sendmail: tuple[str, ...] = Field(default=("/usr/sbin/sendmail", "-i"), strict=False, min_length=1)
    unsubscribe: str = Field(default="", pattern=r"^(https://|mailto:)?[!-;=?-~]*$")
    keep_days: int = Field(default=400, ge=30)
    dkim: DkimTable | None = None

    @model_validator(mode="after")
    def _not_in_clear(self) -> Self:
        if self.user and self.security == "none" and self.server not in _LOOPBACK:
            msg = 'a password is not sent in clear to another machine; set security = "starttls" or "tls"'
            raise ValueError(msg)
        return self


class BouncesTable(_Table):
    """[bounces]: the mailbox that letters come back to, read by `digest run` and `digest mail bounces`.

    Without `server` none is read.
    """

    server: str = ""
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    folder: str = "INBOX"
    password_env: str = "DIGEST_IMAP_PASSWORD"  # noqa: S105  a name, not a password
    password_command: tuple[str, ...] = Field(default=(), strict=False)
    password_file: str | None = None
    ca: str | None = None
    seconds: float = Field(default=60, gt=0, le=600)
    before_sending: bool = True

    @model_validator(mode="after")
    def _not_in_clear(self) -> Self:
        if self.security == "none" and self.server not in ("", *_LOOPBACK):
            msg = 'a password is not sent in clear to another machine; set security = "starttls" or "tls"'
            raise ValueError(msg)
        return self


class RecipientsTable(_Table):
    """[[recipients]]: who gets the letters, and what differs for them."""

    name: Shown
    to: tuple[str, ...] = Field(default=(), strict=False)
    csv: str | None = None
    template: str | None = None
    sections: tuple[Shown, ...] = Field(default=(), strict=False)
    profile: ProfileTable | None = None
    attach: tuple[str, ...] = Field(default=("pdf",), strict=False)
    subject: Literal["zh", "en"] = "zh"
    skip_empty: bool = True


class ScheduleTable(_Table):
    """[schedule]: when the issue of a week is due, on a day of the week after it, and how long a run may take.

    `edited` says what becomes of an issue that somebody is editing and nobody has published: it waits, or it is sent.
    """

    day: Annotated[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], BeforeValidator(_weekday)] = "Mon"
    at: str = Field(default="07:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    catch_up: Literal["last", "all", "none"] = "last"
    minutes: int = Field(default=60, ge=1, le=24 * 60)
    edited: Literal["wait", "send"] = "wait"


class DeskTable(_Table):
    """[desk]: the stages in which an issue is signed there, and whether it may leave the desk without."""

    signing: tuple[Shown, ...] = Field(default=("初审", "复审", "终审"), strict=False)
    needs_signing: bool = False


class SourceTable(_Table):
    """[[collect.source]]: a feed, a page, or a page of links to fetch; `every` is in hours."""

    name: Shown = Field(min_length=1)
    url: str = Field(pattern=r"^https?://[^\s/]")
    kind: Literal["feed", "page", "list"] = "feed"
    links: str = "*"
    every: float = Field(default=1, ge=0)


class PaperTable(_Table):
    """[[paper]]: a newspaper with an e-paper; `name` alone names one of `digest papers list`.

    `pages` are the numbers or names of those to take (04, A*, 开发区*), all if left out; `days` is how far back.
    """

    name: Shown = Field(min_length=1)
    url: str = Field(default="", pattern=r"^(https?://[^\s/].*)?$")
    pages: tuple[Shown, ...] = Field(default=(), strict=False)
    days: int = Field(default=7, ge=1, le=400)


class InputTable(_Table):
    """[input]: what becomes of the pages of closed issues, and for how many weeks they are kept; 0 is for ever."""

    closed: Literal["leave", "archive"] = "leave"
    keep_weeks: int = Field(default=0, ge=0)


class CollectTable(_Table):
    """[collect]: where fetched pages go, how politely they are asked for, and when a source counts as silent."""

    into: str = "input"
    source: tuple[SourceTable, ...] = Field(default=(), strict=False)
    pages: int = Field(default=50, ge=1)
    delay: float = Field(default=2.0, ge=0, le=60)
    seconds: float = Field(default=30.0, gt=0, le=600)
    megabytes: float = Field(default=32.0, gt=0, le=256)
    silent_days: int = Field(default=14, ge=1)
    requests: int = Field(default=5000, ge=1)
    picture_megabytes: float = Field(default=8.0, ge=0, le=256)
    allow_private: bool = False
    proxy: str = Field(default="", pattern=r"^(environment|https?://[^\s/]+/?)?$")


class Settings(_Table):
    """All settings of a run; paths are relative to the folder digest.toml stands in."""

    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Shanghai"
    lang: Literal["", "zh", "en"] = ""
    sources: tuple[str, ...] = Field(default=("input",), strict=False)
    out: str = "out"
    formats: tuple[str, ...] = Field(default=("md", "html", "pdf"), strict=False)
    templates: str | None = None
    state: str | None = None
    brief: BriefTable = BriefTable()
    profile: ProfileTable = ProfileTable()
    section: tuple[SectionTable, ...] = Field(default=(), strict=False)
    mail: MailTable = MailTable()
    bounces: BouncesTable = BouncesTable()
    recipients: tuple[RecipientsTable, ...] = Field(default=(), strict=False)
    schedule: ScheduleTable = ScheduleTable()
    collect: CollectTable = CollectTable()
    desk: DeskTable = DeskTable()
    paper: tuple[PaperTable, ...] = Field(default=(), strict=False)
    input: InputTable = InputTable()
    folder: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _collected_is_read(self) -> Self:
        into = Path(self.collect.into)
        if (self.collect.source or self.paper) and not any(into.is_relative_to(source) for source in self.sources):
            msg = f"collect.into = {self.collect.into!r} is in none of the folders of sources; name it there too"
            raise ValueError(msg)
        return self

    def path(self, name: str) -> Path:
        """Resolve a path of the settings against the folder of digest.toml."""
        return self.folder / name


def load(path: Path | None) -> Settings:
    """Read the settings from `path`, or from ./digest.toml, or take the defaults where there is none.

    Raises:
        UsageError: the file named is missing, is not TOML, or has mistakes: all of them, a line each.
    """
    if path is None:
        if not DEFAULT_FILE.is_file():
            return Settings()
        path = DEFAULT_FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "name an existing file, or make one with: digest init") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8", "save it again as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}", _slip(path, str(error))) from error
    return check(values, path)


def _slip(path: Path, error: str) -> str:
    """Say what a Chinese keyboard slips into the line of an error: full-width signs, a key without its quotes."""
    number = re.search(r"at line (\d+)", error)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    last = min(int(number[1]), len(lines)) if number else len(lines)
    for line in reversed(lines[max(0, last - 2) : last]):  # an open string is noticed at the line after it
        bare = re.sub(r'"[^"]*"|#.*', "", line)
        if found := next((sign for sign in bare if sign in _SIGNS), ""):
            return f"it has a full-width {found}: write {_SIGNS[found]}"
        if key := _UNQUOTED.search(bare):
            return f'put {key[1]} in quotes: "{key[1]}" = …'
    return "mend that line"


def check(values: dict[str, Any], path: Path) -> Settings:
    """Turn the tables of a settings file into Settings.

    Raises:
        UsageError: every key that is unknown or holds a wrong value, a line each.
    """
    if "folder" in values:
        raise UsageError(f"{path}: unknown key folder", "remove it: paths count from the folder of this file")
    try:
        return Settings.model_validate({**values, "folder": path.parent})
    except ValidationError as error:
        lines = [_mistake(mistake) for mistake in error.errors()]
        raise UsageError("\n".join(f"{path}: {line}" for line in lines)) from error


def _mistake(mistake: ErrorDetails) -> str:
    """Word one mistake: where it stands, what is wrong, and the nearest key there is."""
    parts = mistake["loc"]
    at = next((k for k, part in enumerate(parts[:-1]) if isinstance(part, int) and k), None)
    if at is None:
        return _worded(mistake, ".".join(map(str, parts)))
    table, number = ".".join(map(str, parts[:at])), int(parts[at]) + 1  # counted as who reads the file counts them
    return f"[[{table}]] no. {number}: {_worded(mistake, '.'.join(map(str, parts[at + 1 :])))}"


def _worded(mistake: ErrorDetails, key: str) -> str:
    where = [str(part) for part in mistake["loc"]]
    if mistake["type"] == "tuple_type" and isinstance(mistake["input"], dict):
        return f"[{key}]: write it in double brackets, there can be many: [[{key}]]"
    if mistake["type"] != "extra_forbidden":
        words = _WRITTEN.get(mistake["type"]) or _FORMS.get(where[-1] if where else "", "")
        if mistake["type"] not in (*_WRITTEN, "string_pattern_mismatch"):
            words = mistake["msg"].removeprefix("Value error, ")
        return (f"{key}: " if key else "") + words
    keys = _keys(where[:-1])
    near = [_MEANT[where[-1].lower()]] if _MEANT.get(where[-1].lower()) in keys else []
    near += difflib.get_close_matches(where[-1], keys, n=1)
    known = ", ".join(sorted(keys))
    return f"unknown key {key}" + (f" — did you mean {near[0]}?" if near else f" — known here: {known}")


def _keys(table: list[str]) -> list[str]:
    tables: dict[str, type[BaseModel]] = {
        "brief": BriefTable,
        "profile": ProfileTable,
        "section": SectionTable,
        "mail": MailTable,
        "bounces": BouncesTable,
        "dkim": DkimTable,
        "recipients": RecipientsTable,
        "schedule": ScheduleTable,
        "collect": CollectTable,
        "desk": DeskTable,
        "input": InputTable,
        "source": SourceTable,
        "paper": PaperTable,
    }
    fields = next((tables[name] for name in reversed(table) if name in tables), Settings)
    return [name for name in fields.model_fields if name != "folder"]
