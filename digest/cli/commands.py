"""The command line: arguments in, exit status out. The clock and the environment are read here and nowhere below."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from digest import __version__
from digest.cli import archive as cli_archive
from digest.cli import common, language, terminal
from digest.cli import desk as cli_desk
from digest.cli import mail as cli_mail
from digest.cli import papers as cli_papers
from digest.cli import run as cli_run
from digest.cli import schedule as cli_schedule
from digest.cli import settings as cli_settings
from digest.cli import templates as cli_templates
from digest.cli.options import PARTLY, Config, Engine, Jobs, Out, Quiet
from digest.errors import DigestError, UsageError
from digest.translation import named, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from digest.config import Settings
    from digest.model import Brief, Problem
    from digest.pipeline.intake import Progress
    from digest.pipeline.order import Built, By
    from digest.text.period import Period

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal

app = typer.Typer(
    name="digest",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would take three times as long as all the rest
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn a week of Chinese newspaper pages into a brief (简报) on development zones; "
    "every figure keeps the place it came from.",
)

Sources = Annotated[
    list[Path] | None, typer.Argument(help="Files and folders; by default those of digest.toml, else input/.")
]


@app.command(
    epilog="Examples\n\n"
    "digest build input/\n\n"
    "digest build 04版.txt -o 周报 --format md,pdf --week 2025-W16\n\n"
    "digest build --since 2025-04-14 --until 2025-04-20 --top 12 --explain"
)
def build(  # noqa: PLR0913  one parameter an option of the command line
    sources: Sources = None,
    *,
    out: Out = None,
    formats: Annotated[
        str | None, typer.Option("--format", envvar="DIGEST_FORMAT", metavar="md,html,pdf,docx", help="What to make.")
    ] = None,
    week: Annotated[str | None, typer.Option(metavar="2025-W16", help="The ISO week to report.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day to report.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day to report.")] = None,
    top: Annotated[int | None, typer.Option(min=0, help="At most N items; 0 keeps all.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the parts of every item's score.")] = False,
    template: Annotated[str | None, typer.Option(help="Template folder to print with.")] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Only write ISSUE/draft.md, to edit and then publish.")
    ] = False,
    jobs: Jobs = 0,
    engine: Engine = "",
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Read, rank and print a brief: Markdown, HTML and PDF into out/ISSUE/ and out/latest/.

    Without --week, --since or --until the brief covers the week of the newest page.
    """
    from digest import config as settings_file  # noqa: PLC0415  pydantic is loaded only for commands that need it
    from digest.pipeline import build as building  # noqa: PLC0415  so are the rooms
    from digest.pipeline import draft as drafting  # noqa: PLC0415  so are the rooms
    from digest.pipeline.order import Order  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    order = Order(
        sources=_sources(sources, settings),
        out=out or settings.path(settings.out),
        formats=_formats(formats, settings),
        period=_period(week, since, until),
        top=settings.brief.top if top is None else top,
        explain=explain,
        template=template or settings.brief.template,
        today=_today(settings),
        jobs=jobs,
        engine=engine,
    )
    with _progress(quiet=quiet) as progress:
        if draft:
            built = drafting.write(order, settings, _by(settings), progress)
        else:
            built = building.build(order, settings, progress)
    if explain:
        _explain(built.brief)
    _printed(built, quiet=quiet)


def _printed(built: Built, *, quiet: bool) -> None:
    """Name the files of an issue and end with what is wrong with its sources."""
    if not quiet:
        for path in built.files:
            terminal.echo(path)
        if sys.stderr.isatty():
            terminal.echo(common.summed_up(built), err=True)
    _end(built.problems)


@app.command(
    epilog="Examples\n\ndigest show 04版.txt\n\n"
    "digest show 04版.txt --json | jq '.documents[].articles[].headline.text'"
)
def show(
    source: Annotated[Path, typer.Argument(help="A newspaper page or any other source.")],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all of it as JSON, with the place of every word.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Show beside each figure its owner, label, confidence and what decided them.")
    ] = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="Print what every line was taken for, how surely, and whose it is.")
    ] = False,
    config: Config = None,
) -> None:
    """Show the articles and facts found in one source, with their evidence."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.pipeline.clip import clip  # noqa: PLC0415  as above
    from digest.report import json as shown_json  # noqa: PLC0415  as above
    from digest.report import show as shown  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    with _progress(quiet=as_json) as progress:
        clippings, problems = clip([source], settings, _today(settings), progress)
    if as_json:
        typer.echo(json.dumps(shown_json.clippings(clippings), ensure_ascii=False, indent=1))
    elif lines:
        shown.lines(clippings)
    else:
        shown.tables(clippings, why=why)
    _end(problems)


@app.command(epilog="Examples\n\ndigest verify out/2025-W16\n\ndigest verify out/2025-W16/brief.docx 报纸/ --json")
def verify(
    issue: Annotated[Path, typer.Argument(help="The folder of an issue, or one of its files.")],
    sources: Sources = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    config: Config = None,
) -> None:
    """Check an issue against its sources: every statement is made again, every file compared with the receipt.

    Ends with status 3 where a statement or a file does not hold.
    """
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.report import verify as verifying  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    verdict = verifying.verify(issue, _sources(sources, settings), settings)
    if as_json:
        typer.echo(json.dumps(verifying.to_json(verdict), ensure_ascii=False, indent=1))
    else:
        for line in verifying.to_lines(verdict):
            terminal.echo(line)
    if not verdict.holds:
        raise typer.Exit(PARTLY)


@app.command(
    epilog="Example\n\n"
    """echo '{"id": "1", "date": "2025-04-14", "text": "项目总投资35亿元。"}' | digest facts --jsonl"""
)
def facts(
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="JSON lines in, JSON lines out (the only form so far).")
    ] = True,
    jobs: Jobs = 1,
    engine: Engine = "",
) -> None:
    """Find the facts of many texts: a line {"id", "text", "date"} in, a line {"id", "facts"} out, in the same order.

    `start` and `end` count characters of "text". A line that cannot be read is named on stderr and costs itself only.
    """
    from digest.engine import executor  # noqa: PLC0415  as above
    from digest.pipeline import facts_of_lines  # noqa: PLC0415  as above

    if not jsonl:
        raise UsageError("digest facts reads JSON lines only", "leave out --no-jsonl")
    problems: list[Problem] = []
    refused = False
    with executor(jobs, engine) as place:
        for line in facts_of_lines.facts_of_lines(sys.stdin.buffer, problems, place):
            sys.stdout.write(line + "\n")
            refused = refused or bool(problems)
            _say(problems)
            problems.clear()  # a long stream is not to be kept in memory for its bad lines
    _end(problems)
    if refused:
        raise typer.Exit(PARTLY)


@app.command(
    epilog="Example\n\ndigest build --draft && $EDITOR out/2025-W16/draft.md && digest publish out/2025-W16/draft.md"
)
def publish(
    edited: Annotated[Path, typer.Argument(metavar="DRAFT.md", help="A draft made with digest build --draft.")],
    *,
    formats: Annotated[
        str | None, typer.Option("--format", envvar="DIGEST_FORMAT", metavar="md,html,pdf", help="What to make.")
    ] = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Enter what was changed in a draft in the log of the issue, and publish it so; nothing is lost in silence.

    All may be changed but figures and quotations, which are the papers'. A line that cannot be taken over is named
    with its reason; so is a figure that stands in no source of its item, unless marked 〔编者：…〕 (status 4).
    """
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.pipeline import draft as drafting  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    with _progress(quiet=quiet) as progress:
        built = drafting.publish(edited, _formats(formats, settings), settings, _by(settings), progress)
    _printed(built, quiet=quiet)


@app.command(
    epilog="Examples\n\ndigest search 固态电池 --zone 高新区\n\n"
    "digest search --kind money --amount-from 50亿 --since 2025-04-01 --csv > 大项目.csv"
)
def search(  # noqa: PLR0913  one parameter an option of the command line
    words: Annotated[list[str] | None, typer.Argument(help="Words that must all stand in the article.")] = None,
    *,
    zone: Annotated[str, typer.Option(help="A development zone, or a part of its name.")] = "",
    kind: Annotated[str, typer.Option(help="A kind of fact: money, percent, growth, org, policy …")] = "",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Printed on this day or later.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Printed on this day or before.")] = None,
    amount_from: Annotated[str | None, typer.Option(metavar="50亿", help="A figure of at least this.")] = None,
    amount_to: Annotated[str | None, typer.Option(metavar="100亿", help="A figure of at most this.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most N articles.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a fact a row.")] = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """Find articles and facts of all issues by their words, zone, kind, day and amount."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.archive import store  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above
    from digest.report import search as shown  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    asked = store.Query(
        words=tuple(words or ()),
        zone=zone,
        kind=kind,
        since=since and since.date(),
        until=until and until.date(),
        least=None if amount_from is None else shown.amount(amount_from),
        most=None if amount_to is None else shown.amount(amount_to),
        limit=limit,
    )
    query = shown.checked(asked)
    with store.Archive(building.archive_of(out or settings.path(settings.out), settings)) as archive:
        found = archive.search(query)
    if as_json or as_csv:
        typer.echo(shown.as_json(found) if as_json else shown.as_csv(found).encode())
        return
    for line in shown.lines(found):
        terminal.echo(line)
    if not found:
        _say([shown.nothing(query)])


@app.command(epilog="Example\n\ndigest story 3d5b4ff27b58")
def story(
    name: Annotated[str, typer.Argument(metavar="ID", help="A story's id, or its beginning; briefs link to story-ID.")],
    *,
    out: Out = None,
    config: Config = None,
) -> None:
    """Show a story's whole line over the issues: 签约, 开工, 投产, each with its papers."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.archive import store  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above
    from digest.report import search as shown  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    with store.Archive(building.archive_of(out or settings.path(settings.out), settings)) as archive:
        told = archive.line(name.removeprefix("story-"))
    if not told:
        raise UsageError(f"no story {name}", "its id stands in the brief's links and in receipt.json")
    for line in shown.line(told):
        terminal.echo(line)


@app.command(epilog="Examples\n\ndigest collect && digest build\n\ndigest collect --since 2025-04-14 --list")
def collect(  # noqa: PLR0913  one parameter an option of the command line
    *,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Papers' issues of this day only.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Papers' issues of this day and later.")
    ] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Say what is there and what would be fetched.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Ask again for what is there already or is not due.")] = False,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Fetch what is new at the papers, feeds and pages of digest.toml into input/; a bad source costs itself only."""
    from digest import collect as collecting  # noqa: PLC0415  as above
    from digest import config as settings_file  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    if not (settings.collect.source or settings.paper):
        raise UsageError("no sources to collect", "digest papers add NAME|URL, or [[collect.source]] in digest.toml")
    if day and since:
        raise UsageError("--date and --since say the same thing twice", "give one of them")
    first, now = (day or since), datetime.now(ZoneInfo(settings.timezone))
    asked = collecting.Asked(first.date() if first else None, day.date() if day else None, force)
    if only_list:
        for line in collecting.listed(settings, now, asked):
            terminal.echo(line)
        return
    with _progress(quiet=quiet) as progress:
        collected = collecting.collect(settings, now, progress, asked)
    if not quiet:
        for path in collected.files:
            terminal.echo(path)
        for article in collected.revised:
            terminal.echo(f"a new version of {article}")
    _end(collected.problems)


@app.command()
def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON, for monitors.")] = False,
    config: Config = None,
) -> None:
    """Check fonts, Pango, settings, database, mail server, and say what to do about what does not work."""
    from digest.report import doctor as checks  # noqa: PLC0415  as above

    findings = checks.examine(config, datetime.now().astimezone(), common.mail_server)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    for finding in () if as_json else findings:
        terminal.echo(f"ok      {finding.what}" if finding.well else f"MISSING {finding.what}" + f" — {finding.remedy}")
    raise typer.Exit(max((finding.status for finding in findings if not finding.well), default=0))


@app.command(epilog="Example\n\ndigest init 开发区周报 && cd 开发区周报 && digest doctor")
def init(folder: Annotated[str, typer.Argument(help="Where to start; made if it is not there.")] = ".") -> None:
    """Start here: a commented digest.toml and a folder input/ to put pages into; nothing is overwritten."""
    if not folder.strip():
        raise UsageError("the name of the folder is empty", "name one: digest init FOLDER; . is this one")
    _start(Path(folder))


def _start(folder: Path) -> None:
    from importlib.resources import files as resources  # noqa: PLC0415  as above

    from digest import files  # noqa: PLC0415  as above

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", "name a folder that is to be made: digest init FOLDER")
    settings = folder / "digest.toml"
    if settings.exists():
        raise UsageError(f"{settings} is there already", "edit it, or name another folder: digest init FOLDER")
    sample = "sample.zh.toml" if spoken() == "zh" else "sample.toml"
    files.publish(settings, (resources("digest") / sample).read_bytes())
    (folder / "input").mkdir(parents=True, exist_ok=True)
    terminal.echo(
        f"{settings}\n{folder / 'input'}/\nnext: put newspaper pages into {folder / 'input'}/ and run: digest build"
    )


cli_mail.add_to(app)
cli_run.add_to(app)
app.add_typer(cli_schedule.app, name="schedule")
app.add_typer(cli_desk.app, name="desk")
cli_archive.add_to(app)
app.add_typer(cli_papers.app, name="papers")
cli_templates.add_to(app)
cli_settings.add_to(app)


def _version(wanted: bool) -> None:  # noqa: FBT001  the form of a Typer callback
    if wanted:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    lang: Annotated[
        Literal["zh", "en"] | None,
        typer.Option(envvar="DIGEST_LANG", help="The language of the help; by default that of the settings or locale."),
    ] = None,
) -> None:
    """Hold the options that stand before a command."""
    del version, lang  # the one is eager, the other was looked at before the commands were laid out


def _spoken() -> None:
    """Run the command in the language of the call; what is wrong with its arguments is said in it too."""
    command = typer.main.get_command(app)
    language.speak(language.chosen(sys.argv[1:], os.environ), command)
    try:
        status = command(standalone_mode=False)
    except Exception as error:
        if not (hasattr(error, "show") and hasattr(error, "exit_code")):  # Click's own, whose class Typer keeps private
            raise
        words = StringIO()
        error.show(words)
        terminal.echo(words.getvalue().rstrip("\n"), err=True)
        sys.exit(int(error.exit_code))
    sys.exit(status if isinstance(status, int) else 0)


def main() -> None:
    """Run the command; every failure is a line on stderr and an exit status, never a traceback."""
    terminal.escape_unprintable()
    try:
        _spoken()
    except DigestError as error:
        _say(str(error).splitlines())
        sys.exit(error.status)
    except KeyboardInterrupt:  # while modules are still loaded, or when all is done: a command hears it by itself
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader of a pipe left, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the promise is that no traceback reaches a user
        if os.environ.get("DIGEST_TRACEBACK"):
            raise
        _say([f"this should not have happened: {type(error).__name__}: {error} — DIGEST_TRACEBACK=1 shows where"])
        sys.exit(1)


def _today(settings: Settings) -> date:
    """The day it is where the newspapers are."""
    return datetime.now(ZoneInfo(settings.timezone)).date()


def _by(settings: Settings) -> By:
    """Say who decides something now: DIGEST_USER, or the name of this account."""
    import getpass  # noqa: PLC0415  only when something is decided

    from digest.pipeline.order import By  # noqa: PLC0415  as above

    try:
        name = os.environ.get("DIGEST_USER") or getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        name = "编者"
    return By(name, datetime.now(ZoneInfo(settings.timezone)))


def _sources(named: list[Path] | None, settings: Settings) -> tuple[Path, ...]:
    return tuple(named) if named else tuple(settings.path(name) for name in settings.sources)


def _formats(named: str | None, settings: Settings) -> tuple[str, ...]:
    from digest import publish  # noqa: PLC0415  as above

    wanted = tuple(dict.fromkeys(part.strip() for part in named.split(","))) if named else settings.formats
    if unknown := [name for name in wanted if name not in publish.FORMATS]:
        raise UsageError(f"unknown format {unknown[0]!r}", f"there are: {','.join(publish.FORMATS)}")
    return wanted


def _period(week: str | None, since: datetime | None, until: datetime | None) -> Period | None:
    """The period asked for, or None for the week of the newest page."""
    from digest.text import period  # noqa: PLC0415  as above

    if week and (since or until):
        raise UsageError("--week and --since/--until say the same thing twice", "give one of them")
    if week:
        return period.week(week)
    if not since and not until:
        return None
    first, last = (since or until), (until or since)
    if not since or not until or first is None or last is None:
        raise UsageError("a period has two ends", "give both --since and --until, or --week")
    return period.Period(first.date(), last.date())


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """Show a bar on a terminal; in a pipe, under cron or with --quiet show nothing."""
    if quiet or not sys.stderr.isatty():
        from digest.pipeline.intake import silent  # noqa: PLC0415  as above

        yield silent
        return
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.progress import Progress as Bar  # noqa: PLC0415  as above

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda stage, done, of: bar.update(task, description=named(stage, "stage"), completed=done, total=of)


def _explain(brief: Brief) -> None:
    """Print why each item stands where it stands: the score, then its parts."""
    for item in brief.items:
        terminal.echo(f"{item.rank:>3}  {item.score:5.2f}  {item.headline}")
        for reason in item.reasons:
            terminal.echo(f"     {reason.points:+6.2f}  {reason.name}：{reason.why}")


def _say(lines: Iterable[object]) -> None:
    for line in lines:
        terminal.echo(f"digest: {line}", err=True)


def _end(problems: Iterable[Problem]) -> None:
    """Name every problem on stderr, and leave with status 3 if there was one."""
    said = tuple(problems)
    _say(said)
    if said:
        raise typer.Exit(PARTLY)
