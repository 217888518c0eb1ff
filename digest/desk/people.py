"""The people of an office who may come in over the network: names, roles and scrypt hashes in a file of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from digest import files
from digest.errors import StateError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

Role = Literal["editor", "reviewer", "publisher"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
PEOPLE: Final = "desk-people.json"
_PRIVATE: Final = 0o600
# RFC 7914; the work factor that OWASP's Password Storage Cheat Sheet asks of scrypt: 128 MiB a try.
_COST: Final = 2**17
_BLOCK: Final = 8
_MEMORY: Final = 160 * 2**20
_SHORTEST: Final = 10


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may come in; an editor changes, a reviewer signs, a publisher prints and sends."""

    name: str
    roles: tuple[Role, ...]
    salt: str = ""
    hashed: str = ""


def load(path: Path) -> tuple[Person, ...]:
    """Read the people; none where there is no file.

    Raises:
        StateError: the file cannot be read.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Person(row["name"], tuple(row["roles"]), row["salt"], row["hashed"]) for row in rows)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StateError(f"{path}: {error}", "put back a copy, or move it away and add the people anew") from error


def add(path: Path, name: str, roles: tuple[str, ...], password: str) -> None:
    """Let somebody come in, in place of whoever had the name.

    Raises:
        UsageError: the name is empty, there is no such role, or the password is too short.
    """
    if not name.strip() or len(name) > _LONGEST or not name.isprintable():
        raise UsageError(f"{name!r} is no name", "write it as it should stand beside what the person signs")
    if unknown := [role for role in roles if role not in ROLES]:
        raise UsageError(f"no role {unknown[0]!r}", f"there are: {', '.join(ROLES)}")
    if len(password) < _SHORTEST:
        raise UsageError("the password is too short", f"take at least {_SHORTEST} characters")
    salt = secrets.token_bytes(16)
    known = tuple(role for role in ROLES if role in roles)
    made = Person(name, known, base64.b64encode(salt).decode(), base64.b64encode(_hashed(password, salt)).decode())
    _write(path, (*(one for one in load(path) if one.name != name), made))


_LONGEST: Final = 40  # characters of a name


def remove(path: Path, name: str) -> None:
    """Let somebody come in no more.

    Raises:
        UsageError: there is nobody of that name.
    """
    known = load(path)
    left = tuple(one for one in known if one.name != name)
    if len(left) == len(known):
        raise UsageError(f"nobody is named {name}", f"there are: {'、'.join(one.name for one in known) or 'none'}")
    _write(path, left)


def _write(path: Path, people: tuple[Person, ...]) -> None:
    rows = [asdict(one) for one in sorted(people, key=lambda one: one.name)]
    files.publish(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode(), _PRIVATE)


def recognise(people: tuple[Person, ...], name: str, password: str) -> Person | None:
    """Find the person of a name and password; a name that is not there takes as long as a wrong password."""
    found = next((one for one in people if one.name == name), None)
    salt = base64.b64decode(found.salt) if found else b"\0" * 16
    expected = base64.b64decode(found.hashed) if found else b"\0" * 64
    return found if hmac.compare_digest(_hashed(password, salt), expected) else None


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, maxmem=_MEMORY, dklen=64)
