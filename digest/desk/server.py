"""Start the desk: a server on an address of this machine, and a browser that is let in."""

from __future__ import annotations

import getpass
import socket
import webbrowser
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from digest.desk import access, people
from digest.desk.app import Desk, application
from digest.errors import UsageError
from digest.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digest.config import Settings
    from digest.desk.bench import Bench

PORT: Final = 8765
HERE: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the desk is reached: for an office also its certificate and key, or the name of the proxy before it."""

    port: int = PORT
    address: str = HERE
    certificate: Path | None = None
    key: Path | None = None
    behind: str = ""

    @property
    def office(self) -> bool:
        """Say whether others than this machine reach it."""
        return self.address != HERE or bool(self.behind)


def people_file(settings: Settings, out: Path) -> Path:
    """Say where the people of an office stand: beside the database."""
    return build.archive_of(out, settings).with_name(people.PEOPLE)


def serve(bench: Bench, listening: Listening, tell: Callable[[str], None], *, opening: bool) -> None:
    """Serve the desk until Ctrl-C; `tell` gets the address to come in by, once.

    Raises:
        UsageError: the port is taken, or others could reach the desk without names, passwords or encryption.
    """
    import uvicorn  # noqa: PLC0415  a tenth of a second, paid where it is needed

    known = people_file(bench.settings, bench.order.out)
    _refuse_open(listening, known)
    with closing(_bound(listening)) as bound:
        port = bound.getsockname()[1]
        sessions = access.Sessions()
        desk = Desk(
            bench,
            _door(listening, port),
            sessions,
            access.Attempts(),
            partial(people.load, known),
            listening.office,
            _owner(),
        )
        config = uvicorn.Config(
            application(desk),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            ssl_certfile=listening.certificate,
            ssl_keyfile=listening.key,
        )
        address = _address(desk, listening, port)
        tell(address)
        if opening and not listening.office:
            webbrowser.open(address)
        bench.read()
        uvicorn.Server(config).run(sockets=[bound])


def _owner() -> str:
    """Name whoever sits at this machine, as the system does."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "编者"


def _refuse_open(listening: Listening, known: Path) -> None:
    """Refuse to let others reach a desk that anybody could use.

    Raises:
        UsageError: nobody is named, or what they type would cross the network in clear.
    """
    if not listening.office:
        return
    if not people.load(known):
        raise UsageError("nobody may come in from the network yet", "name people first: digest desk people add NAME")
    if not listening.behind and not (listening.certificate and listening.key):
        remedy = "give --certificate and --key, or name the reverse proxy that encrypts: --behind brief.example.cn"
        raise UsageError("passwords would cross the network in clear", remedy)


def _bound(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((listening.address, listening.port))
    except OSError as error:
        made.close()
        remedy = "the desk is open already, or choose another with --port"
        raise UsageError(f"{listening.address}:{listening.port}: {error.strerror}", remedy) from error
    return made


def _door(listening: Listening, port: int) -> access.Door:
    if listening.behind:  # a proxy answers at the usual port, whose number browsers leave out
        return access.Door(frozenset({listening.behind.lower()}), "__Host-digest-desk", secure=True)
    names = access.LOOPBACK if not listening.office else (*access.LOOPBACK, _name(listening.address))
    return access.Door.at(port, names, secure=listening.certificate is not None)


def _name(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _address(desk: Desk, listening: Listening, port: int) -> str:
    if listening.behind:
        return f"https://{listening.behind}/"
    if listening.office:
        return f"https://{_name(listening.address)}:{port}/"
    return f"http://{HERE}:{port}{access.START}?token={desk.sessions.ticket()}"
