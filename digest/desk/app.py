"""The desk as a web application: which address answers what. What is shown is laid out in `views`, done in `bench`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import jinja2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from digest.desk import access, views
from digest.desk.bench import Bench, take_in
from digest.desk.language import LANGUAGES, Language, said
from digest.errors import DigestError, UsageError
from digest.files import LARGEST_SOURCE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from digest.desk.people import Person

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


def application(desk: Desk) -> Starlette:
    """Lay out the addresses of the desk behind its gate."""
    gate = Middleware(access.Gate, door=desk.door, sessions=desk.sessions, office=desk.office)
    routes = [
        Route("/", partial(_first, desk)),
        Route(access.START, partial(_start, desk)),
        Route("/assets/{name}", _asset),
        Route("/progress", partial(_progress, desk)),
        Route("/language", partial(_language, desk)),
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
        return HTMLResponse(page.render(_words(desk, request)), 403)
    return RedirectResponse("/", 303, headers={"Set-Cookie": desk.door.cookie_of(name)})


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return PlainTextResponse("not found", 404)
    return Response((resources("digest.desk") / "assets" / name).read_bytes(), media_type=_ASSETS[name])


async def _progress(desk: Desk, _request: Request) -> Response:
    now = desk.bench.progress
    return JSONResponse(
        {
            "busy": now is not None,
            "stage": now.stage if now else "",
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


async def _hand_in(desk: Desk, request: Request) -> Response:
    """Take a file that was dropped; its name is one for the folder of sources, never a path."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_SOURCE:
            return JSONResponse({"message": "文件超过256MB，请拆开再交。"}, 413)
    name = request.query_params.get("name", "")
    try:
        path = await _on_bench(desk, lambda: take_in(name, bytes(content), desk.bench.settings))
    except UsageError as error:
        return JSONResponse({"message": str(error)}, 422)
    except DigestError as error:
        return JSONResponse({"message": str(error)}, 500)
    return JSONResponse({"message": path.name})


async def _screen(desk: Desk, screen: views.Screen, request: Request) -> Response:
    def show() -> str:
        shown = views.SHOWN[screen.name](desk.bench, request.query_params)
        page = _environment().get_template(f"{screen.name}.html.j2")
        return page.render(_words(desk, request), screen=screen, screens=SCREENS, **views.frame(desk.bench), **shown)

    return HTMLResponse(await _on_bench(desk, show))


def _words(desk: Desk, request: Request) -> Mapping[str, Any]:
    wanted = request.cookies.get(_LANGUAGE)
    language: Language = "en" if wanted == "en" else "zh"
    session: access.Session | None = request.scope.get("session")
    return {
        "t": lambda words, *parts: said(words, language, *parts),
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
