"""The desk as a web application: which address answers what. What is shown is laid out in `views`, done in `bench`."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from functools import partial
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qsl

import jinja2
from markupsafe import escape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from digest import publish
from digest.desk import access, views
from digest.desk.bench import Bench, take_in
from digest.desk.language import LANGUAGES, Language, refused, said
from digest.desk.people import recognise
from digest.edit import targets
from digest.errors import DigestError, StaleEdit, UsageError
from digest.files import LARGEST_SOURCE
from digest.model import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.requests import Request

    from digest.desk.people import Person, Role
    from digest.model import Operation

_ASSETS: Final = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}
_LANGUAGE: Final = "digest-desk-language"
SCREENS: Final = (
    views.Screen("sources", "来稿"),
    views.Screen("pages", "版面"),
    views.Screen("figures", "数据"),
    views.Screen("issue", "编排"),
    views.Screen("signing", "审签"),
    views.Screen("printing", "发布"),
    views.Screen("archive", "查档"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the answers need: the bench, who may come in, and how a browser does."""

    bench: Bench
    door: access.Door
    sessions: access.Sessions
    attempts: access.Attempts
    people: Callable[[], tuple[Person, ...]]
    office: bool = False
    owner: str = "编者"  # whoever sits at the machine itself


def application(desk: Desk) -> Starlette:
    """Lay out the addresses of the desk behind its gate."""
    gate = Middleware(access.Gate, door=desk.door, sessions=desk.sessions, office=desk.office)
    routes = [
        Route("/", partial(_first, desk)),
        Route(access.START, partial(_start, desk)),
        Route(access.SIGN_IN, partial(_sign_in, desk), methods=["GET", "POST"]),
        Route("/sign-out", partial(_sign_out, desk), methods=["POST"]),
        Route("/assets/{name}", _asset),
        Route("/progress", partial(_progress, desk)),
        Route("/language", partial(_language, desk)),
        Route("/decide", partial(_decide, desk), methods=["POST"]),
        Route("/own", partial(_own, desk), methods=["POST"]),
        Route("/sign", partial(_sign, desk), methods=["POST"]),
        Route("/publish", partial(_publish, desk), methods=["POST"]),
        Route("/send", partial(_send, desk), methods=["POST"]),
        Route("/preview", partial(_preview, desk)),
        Route("/file", partial(_file, desk)),
        Route("/picture", partial(_picture, desk)),
        Route("/undo", partial(_turn, desk, Bench.undo), methods=["POST"]),
        Route("/redo", partial(_turn, desk, Bench.redo), methods=["POST"]),
        Route("/week", partial(_week, desk), methods=["POST"]),
        Route("/add", partial(_add, desk), methods=["POST"]),
        Route("/read", partial(_read, desk), methods=["POST"]),
        Route(access.UPLOAD, partial(_hand_in, desk), methods=["POST"]),
        *(Route(f"/{screen.name}", partial(_screen, desk, screen)) for screen in SCREENS),
    ]
    return Starlette(routes=routes, middleware=[gate])


async def _on_bench(desk: Desk, work: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever the work gives
    return await asyncio.get_running_loop().run_in_executor(desk.bench.thread, work)


async def _first(desk: Desk, _request: Request) -> Response:
    return RedirectResponse("/sources" if desk.bench.proof is None else "/figures", 303)


async def _start(desk: Desk, request: Request) -> Response:
    """Let a browser in that has a token, and lead it to an address without one."""
    name = desk.sessions.redeem(request.query_params.get("token", "")) if not desk.office else None
    if name is None:
        page = _environment().get_template("door.html.j2")
        return HTMLResponse(page.render(_words(desk, request), wrong=""), 403)
    return RedirectResponse("/", 303, headers={"Set-Cookie": desk.door.cookie_of(name)})


async def _sign_in(desk: Desk, request: Request) -> Response:
    """Let a person of an office in by name and password; who fails too often waits."""
    if not desk.office:
        return RedirectResponse(access.START, 303)
    wrong, status = "", 200
    if request.method == "POST":
        fields = await _fields(request)
        name, place = fields.get("name", "")[:_LONGEST_NAME], request.client.host if request.client else ""
        keys = f"name {name}", f"place {place}"
        if desk.attempts.is_barred(*keys):
            wrong, status = "试得太多了，五分钟后再来。", 429
        else:
            desk.attempts.failed(*keys)  # before the password is looked at: many tries at once count as many
            known = partial(recognise, desk.people(), name, fields.get("password", ""))
            person = await asyncio.get_running_loop().run_in_executor(None, known)
            if person:
                desk.attempts.forget(*keys)
                cookie = desk.door.cookie_of(desk.sessions.open(person))
                return RedirectResponse("/", 303, headers={"Set-Cookie": cookie})
            wrong, status = "姓名或口令不对。", 403
    page = _environment().get_template("door.html.j2")
    return HTMLResponse(page.render(_words(desk, request), wrong=wrong), status)


async def _sign_out(desk: Desk, request: Request) -> Response:
    desk.sessions.close(request.cookies.get(desk.door.cookie, ""))
    return JSONResponse({})


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return PlainTextResponse("not found", 404)
    return Response((resources("digest.desk") / "assets" / name).read_bytes(), media_type=_ASSETS[name])


async def _progress(desk: Desk, request: Request) -> Response:
    now = desk.bench.progress
    return JSONResponse(
        {
            "busy": now is not None,
            "stage": said(now.stage, _language_of(request)) if now else "",
            "done": now.done if now else 0,
            "of": now.of if now else 0,
            "version": desk.bench.version,
        }
    )


async def _language(_desk: Desk, request: Request) -> Response:
    wanted = request.query_params.get("to")
    known = wanted if wanted in LANGUAGES else "zh"
    screen = next((one.name for one in SCREENS if one.name == request.query_params.get("screen")), SCREENS[0].name)
    cookie = f"{_LANGUAGE}={known}; Path=/; SameSite=Strict; Max-Age=31536000"
    return RedirectResponse(f"/{screen}", 303, headers={"Set-Cookie": cookie})


async def _read(desk: Desk, _request: Request) -> Response:
    desk.bench.read()
    return JSONResponse({})


async def _week(desk: Desk, request: Request) -> Response:
    name = (await _fields(request)).get("name", "")
    return await _done(desk, request, "editor", lambda: desk.bench.open_week(name))


async def _add(desk: Desk, request: Request) -> Response:
    who = _who(desk, request)
    return await _done(desk, request, "editor", lambda: desk.bench.add_late(who))


async def _hand_in(desk: Desk, request: Request) -> Response:
    """Take a file that was dropped; its name is one for the folder of sources, never a path."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_SOURCE:
            return _message(request, "文件超过256MB，请拆开再交。", 413)
    name = request.query_params.get("name", "")
    try:
        path = await _on_bench(desk, lambda: take_in(name, bytes(content), desk.bench.settings))
    except UsageError as error:
        return _message(request, str(error), 422)
    except DigestError as error:
        return _message(request, str(error), 500)
    return JSONResponse({"message": path.name})


async def _decide(desk: Desk, request: Request) -> Response:
    """Enter a decision: its operation and target, and its value as fields, as lines of one, or as JSON."""
    fields = await _fields(request)
    operation = fields.get("operation", "")
    try:
        named, value = _strings(fields["targets"]) if "targets" in fields else (fields["target"],), _value(fields)
    except (ValueError, KeyError):
        named, value = (), ()
    if operation not in views.OPERATIONS or operation in _OWN_WAY or not all(named) or not named:
        return _message(request, "没有这样的操作。", 422)
    made = tuple(_decisions(cast("Operation", operation), named, value, fields))
    return await _entered(desk, request, made, "editor")


def _decisions(
    operation: Operation, named: tuple[str, ...], value: tuple[str, ...], fields: Mapping[str, str]
) -> Iterator[Decision]:
    """Make a decision of each target; lines that are moved together stand one behind the other."""
    for k, target in enumerate(named):
        behind = (*value[:1], named[k - 1]) if operation == "paragraph.move" and k else value
        yield Decision(operation, target, behind, fields.get("was", ""), _seen(fields) if len(named) == 1 else None)


_OWN_WAY: Final = frozenset({"sign", "item.own", "issue.published", "issue.sources"})  # what has an address of its own


def _value(fields: Mapping[str, str]) -> tuple[str, ...]:
    if "values" in fields:
        return _strings(fields["values"])
    if "lines" in fields:
        return tuple(line.strip() for line in fields["lines"].splitlines() if line.strip())
    return (fields.get("value", "").strip(),)


def _strings(written: str) -> tuple[str, ...]:
    """Read a list of strings of JSON.

    Raises:
        ValueError: it is none, or too long.
    """
    found = json.loads(written)
    if not isinstance(found, list) or len(found) > _MOST_TARGETS or not all(isinstance(one, str) for one in found):
        raise ValueError(written)
    return tuple(found)


_MOST_TARGETS: Final = 1000


def _seen(fields: Mapping[str, str]) -> int | None:
    return int(fields["seen"]) if fields.get("seen", "").isdecimal() else None


async def _own(desk: Desk, request: Request) -> Response:
    """Add an item that a person wrote, at the end of its section."""
    fields = await _fields(request)
    title, section = fields.get("title", "").strip(), fields.get("section", "").strip()
    text = tuple(part for one in fields.get("text", "").splitlines() if (part := one.strip()))
    if not (title and section and text):
        return _message(request, "标题和正文都要写。", 422)
    name = secrets.token_hex(6)

    def made() -> tuple[Decision, ...]:
        brief = desk.bench.brief
        held = next((one.items for one in brief.sections if one.name == section), ()) if brief else ()
        after = targets.item_target(held[-1]) if held else ""
        return (Decision("item.own", f"own:{name}", (section, after, title, *text)),)

    decisions = await _on_bench(desk, made)
    return await _entered(desk, request, decisions, "editor")


async def _entered(desk: Desk, request: Request, made: tuple[Decision, ...], role: Role) -> Response:
    """Enter decisions and answer with the version of their target; where somebody else was quicker, with both texts."""
    if refused := _refused(desk, request, role):
        return refused
    who = _who(desk, request)

    def enter() -> Response:
        try:
            desk.bench.decide(made, who)
        except StaleEdit:
            return JSONResponse(_both(desk.bench, made), 409)
        except DigestError as error:
            return _message(request, str(error), 422)
        return JSONResponse({"seen": desk.bench.versions.get(made[0].target, 0)})

    return cast("Response", await _on_bench(desk, enter))


def _both(bench: Bench, made: tuple[Decision, ...]) -> dict[str, Any]:
    """Lay out what somebody decided meanwhile beside what this person wants."""
    bench.refresh()
    stale = next(one for one in made if one.version is not None and bench.versions.get(one.target, 0) != one.version)
    theirs = next((one for one in reversed(bench.log) if one.target == stale.target), None)
    return {
        "who": f"{theirs.who} {views.OPERATIONS[theirs.operation]}" if theirs else "",
        "theirs": "；".join(theirs.value) if theirs and theirs.undone_by is None else stale.was,
        "mine": f"{views.OPERATIONS[stale.operation]}：{'；'.join(stale.value)}",
        "seen": bench.versions.get(stale.target, 0),
    }


async def _turn(desk: Desk, turn: Callable[[Bench, str], bool], request: Request) -> Response:
    if refused := _refused(desk, request, "editor"):
        return refused
    who = _who(desk, request)

    def do() -> Response:
        try:
            return JSONResponse({}) if turn(desk.bench, who) else _message(request, "没有可以撤销或重做的了。", 200)
        except DigestError as error:
            return _message(request, str(error), 422)

    return cast("Response", await _on_bench(desk, do))


async def _done(desk: Desk, request: Request, role: Role, work: Callable[[], None], message: str = "") -> Response:
    """Do something on the bench for a person who may, and say what came of it."""
    if refused := _refused(desk, request, role):
        return refused

    def do() -> Response:
        try:
            work()
        except DigestError as error:
            return _message(request, str(error), 422)
        return JSONResponse({"message": message} if message else {})

    return cast("Response", await _on_bench(desk, do))


async def _sign(desk: Desk, request: Request) -> Response:
    fields = await _fields(request)
    who = _who(desk, request) if desk.office else fields.get("who", "").strip()[:_LONGEST_NAME]
    if not who or not who.isprintable():
        return _message(request, "请写签字人的姓名。", 422)
    return await _done(desk, request, "reviewer", lambda: desk.bench.sign(fields.get("stage", ""), who))


_LONGEST_NAME: Final = 40


async def _publish(desk: Desk, request: Request) -> Response:
    named = [value for name, value in parse_qsl((await request.body()).decode("utf-8", "replace")) if name == "format"]
    formats = tuple(name for name in publish.FORMATS if name in named)
    if not formats:
        return _message(request, "至少选一种格式。", 422)
    who = _who(desk, request)
    return await _done(desk, request, "publisher", lambda: desk.bench.print(formats, who))


async def _send(desk: Desk, request: Request) -> Response:
    address = (await _fields(request)).get("to", "")
    return await _done(desk, request, "publisher", lambda: desk.bench.send(address))


async def _preview(desk: Desk, request: Request) -> Response:
    """Show an item, or the issue, as its template sets it, in a frame without scripts and without our origin.

    202 while the issue is rendered: whoever asked asks again.
    """
    item = request.query_params.get("item")

    def now() -> bytes | None:
        desk.bench.refresh()
        return desk.bench.preview() if item is None else desk.bench.item_preview(item)

    try:
        page, status = await _on_bench(desk, now), 200
    except DigestError as error:
        page, status = str(escape(refused(str(error), _language_of(request)))).encode(), 500
    if page is None:
        status = 202 if item is None else 404
    return HTMLResponse(page or b"", status, headers={"Content-Security-Policy": access.PREVIEW_POLICY})


async def _file(desk: Desk, request: Request) -> Response:
    """Give a file of the issue: one of those that are there, never a path that was asked for."""
    path = (await _on_bench(desk, desk.bench.files)).get(request.query_params.get("name", ""))
    if path is None:
        return PlainTextResponse("not found", 404)
    kind = next(
        (one.mime for one in publish.TABLE.values() if path.name == f"brief{one.suffix}"), "application/octet-stream"
    )
    headers = {"Content-Security-Policy": access.PREVIEW_POLICY} if path.suffix == ".html" else {}
    return Response(path.read_bytes(), media_type=kind, headers=headers)


async def _picture(desk: Desk, request: Request) -> Response:
    """Give the picture of a page: of one of the documents that lie here, never of a path that was asked for."""
    name, number = request.query_params.get("of", ""), request.query_params.get("sheet", "1")
    if not (name.isalnum() and number.isdecimal() and len(number) <= len(str(_MOST_SHEETS))):
        return PlainTextResponse("not found", 404)
    draw = partial(desk.bench.picture, name, int(number))
    found = await asyncio.get_running_loop().run_in_executor(desk.bench.pictures.thread, draw)
    if found is None:
        return PlainTextResponse("not found", 404)
    return Response(found, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


_MOST_SHEETS: Final = 9999


def _refused(desk: Desk, request: Request, role: Role) -> Response | None:
    """Refuse what a person's roles do not cover; None where they do."""
    session: access.Session = request.scope["session"]
    if desk.office and (session.person is None or role not in session.person.roles):
        return _message(request, "你的身份不能做这件事。", 403)
    return None


def _who(desk: Desk, request: Request) -> str:
    session: access.Session | None = request.scope.get("session")
    return session.person.name if session and session.person else desk.owner


async def _fields(request: Request) -> dict[str, str]:
    """Read the fields of a form; of several with one name the last holds."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


async def _screen(desk: Desk, screen: views.Screen, request: Request) -> Response:
    def show() -> str:
        desk.bench.refresh()
        shown = views.SHOWN[screen.name](desk.bench, request.query_params)
        if screen.name == "issue" and request.headers.get("x-part") == "detail" and shown.get("chosen"):
            return _environment().get_template("detail.html.j2").render(_words(desk, request), **shown)
        page = _environment().get_template(f"{screen.name}.html.j2")
        return page.render(
            _words(desk, request),
            screen=screen,
            screens=SCREENS,
            **views.frame(desk.bench, _who(desk, request)),
            **shown,
        )

    return HTMLResponse(await _on_bench(desk, show))


def _language_of(request: Request) -> Language:
    return "en" if request.cookies.get(_LANGUAGE) == "en" else "zh"


def _message(request: Request, words: str, status: int) -> Response:
    """Answer with words in the language of whoever asked."""
    return JSONResponse({"message": refused(words, _language_of(request))}, status)


def _words(desk: Desk, request: Request) -> Mapping[str, Any]:
    language = _language_of(request)
    session: access.Session | None = request.scope.get("session")
    return {
        "t": lambda words, *parts: said(words, language, *parts),
        "why": lambda words: refused(words, language),
        "lang": language,
        "name": desk.bench.settings.brief.name,
        "token": session.token if session else "",
        "person": session.person.name if session and session.person else "",
        "office": desk.office,
    }


def _made() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("digest.desk", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["issue_name"] = views.issue_name
    return made


_ENVIRONMENT: list[jinja2.Environment] = []


def _environment() -> jinja2.Environment:
    if not _ENVIRONMENT:
        _ENVIRONMENT.append(_made())
    return _ENVIRONMENT[0]
