"""Take the words of the program into digest/locale, and compile them; translations that are there stay.

The words are the help of the command line, and every sentence in the code: what errors say and advise, what doctor
finds, what commands print. An f-string is taken with {0}, {1} … where its values stand.

python docs/make_catalogue.py      lists what has no translation yet
"""

from __future__ import annotations

import ast
import errno
import os
import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import typer
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from digest.cli import app
from digest.cli.language import CLICK, HEADS
from digest.translation import DOMAIN, JOINING, LOCALE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAY = datetime(2025, 1, 1, tzinfo=UTC)  # a catalogue has dates; the same words are to give the same bytes
_CODE: Final = LOCALE.parent

# Rooms whose strings are features of models, word lists, or faults of the program itself: nobody reads them.
_SILENT: Final = ("facts/", "learned/", "lexicon/", "model.py", "archive/record.py", "sandbox/wire.py",
           "cli/language.py")  # fmt: skip
_SPOKEN: Final = ("facts/contradictions.py",)
# Calls whose strings are no messages: questions to the database, patterns, and what the help has already.
_DEAF: Final = frozenset(
    [
        "execute",
        "executemany",
        "compile",
        "Option",
        "Argument",
        "command",
        "Typer",
        "callback",
        "sub",
        "search",
        "match",
        "fullmatch",
        "xpath",
        "getattr",
        "hasattr",
        "strftime",
        "partition",
        "_number",
        "_counted",
        "_kept",
        "namedtuple",
        "Literal",
    ]
)
# Calls whose strings are messages however short they are, beside the classes of errors.
_TELLING: Final = frozenset(
    [
        "Problem",
        "Finding",
        "echo",
        "tell",
        "Unread",
        "Verdict",
        "Entry",
        "Lost",
        "Trouble",
        "PlainTextResponse",
        "problem",
        "_say",
        "_note",
        "_styled",
        "_forbidden",
        "_RefusedHere",
        "_Unfit",
        "TimeoutError",
        "ReadTimeout",
        "ConnectError",
        "PermissionError",
        "ValueError",
        "TypeError",
    ]
)
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_SENTENCE: Final = re.compile(r"[a-z]+[,;:]? [a-z]{2,}")
_COLUMN: Final = re.compile(r"[a-z ]{2,} {2,}")
_NAME: Final = re.compile(r"[\w.]+")
# What looks like a sentence and is markup, SQL, a type, a media type, a header, a unit of systemd, or code.
_CODE_LIKE: Final = (
    r"</?[a-z]+(?: [a-z-]+=|/?>|$)", r"\\", r"content: '", r"charset=", r"-src ", r"^//", r"^import ", r"<!--|-->",
    r"^\s*(?:SELECT|DROP|INSERT|UPDATE|DELETE|CREATE|ORDER|WITH|ON|WHERE)\b", r" WHERE |ORDER BY", r"^\{0\} UPDATE",
    r"^\s*article\.\w", r"^listed\.rank", r"^\w+(?:, \w+){3,}$", r"^Mapping\[|^list\[", r"Content-Type|text/html",
    r"^\[Unit\]", r"@font-face", r"^# (?:begin|end) ", r"frame-ancestors", r"^not bold", r"^weibo:", r"^fact\.named",
    r"^footnote text$", r"^Failed to load$", r"^Value error", r"^one half$|^the other$", r"^\{\{?% for", r"^DKIM-",
    r"^multipart/", r"^<w:|^<\?xml", r"one-face", r"^No\. ", r"^\{0\} (?:whole|backfill)$", r"^(?:name|place) \{0\}",
    r"^systemd timer", r"^cd \{0\}", r"^@echo ", r"^\[Desktop Entry\]", r"max-age=",
)  # fmt: skip
_NO_WORDS: Final = re.compile("|".join(_CODE_LIKE))
_GIVEN: Final = frozenset(("msg", "words", "what", "why", "note", "remedy", "reason"))  # names that hold messages
_SYSTEM: Final = ("ENOENT", "EACCES", "EPERM", "ENOSPC", "EROFS", "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY", "EIO",
                  "ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EADDRINUSE", "EDQUOT",
                  "ENAMETOOLONG", "ELOOP", "EMFILE", "EFBIG", "EBUSY")  # fmt: skip
# Words of tables, by the context they stand in.
NAMED: Final = {
    "letter": ("sent", "queued", "refused", "deferred", "in_doubt", "committing"),
    "stage": ("read", "facts", "print", "collect", "export", "merge", "recall"),
    "show": ("line", "role", "or", "article", "margin", "fact", "value", "measures / whose", "evidence", "kicker",
             "subtitle", "section", "bylines", "printed", "subheads", "captions", "body", "characters", "in articles",
             "in furniture", "in neither", "lost", "denied", "condition"),
}  # fmt: skip
# What libraries say of settings that cannot be read: tomllib, pydantic, json, zipfile.
FOREIGN: Final = (
    "{0} (at line {1}, column {2})", "{0} (at end of document)", "Invalid value", "Invalid statement", "Unclosed array",
    "Invalid initial character for a key part", "Unterminated string", "Unclosed inline table", "Illegal character {0}",
    "Expected '=' after a key in a key/value pair", "Expected newline or end of document after a statement",
    "Expected ']' at the end of a table declaration", "Cannot overwrite a value", "Found invalid character {0}",
    "Cannot declare {0} twice", "Input should be {0}", "Field required", "Extra inputs are not permitted",
    "String should have at least {0} character", "Input should be greater than {0}", "Input should be less than {0}",
    "Input should be greater than or equal to {0}", "Input should be less than or equal to {0}",
    "Input should be a valid integer, unable to parse string as an integer", "[Errno {0}] {1}", "[Errno {0}] {1}: {2}",
    "line {0} column {1} (char {2})", "Expecting value", "Expecting property name enclosed in double quotes",
    "Expecting ',' delimiter", "Expecting ':' delimiter", "Unterminated string starting at", "Extra data",
    "Invalid control character at", "File is not a zip file",
)  # fmt: skip


def words(command: Any) -> Iterator[str]:  # noqa: ANN401  typer brings its own copy of click
    """Yield every help text of a command, its parameters, and the commands below it."""
    yield from (one.help for one in (command, *command.params) if getattr(one, "help", None))
    for below in getattr(command, "commands", {}).values():
        yield from words(below)


def sentences(path: Path) -> Iterator[str]:
    """Yield the sentences in a module, docstrings aside, in their order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _within(tree, "", _docstrings(tree))


_DOCUMENTED: Final = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _docstrings(tree: ast.AST) -> frozenset[int]:
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, _DOCUMENTED))
    return frozenset(id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr))


def _within(node: ast.AST, call: str, deaf: frozenset[int]) -> Iterator[str]:
    """Yield the sentences below a node; `call` is the name of the innermost call they stand in."""
    if id(node) in deaf:
        return
    call = _called(node, call)
    if call in _DEAF or isinstance(node, ast.arg):
        return
    if isinstance(node, ast.JoinedStr):
        yield from _kept(_pattern(node), call)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _kept(_literal(node.value), call)
    for below in _below(node):
        yield from _within(below, call, deaf)


def _called(node: ast.AST, call: str) -> str:
    """Give the name of the call that strings below a node stand in; what a message is given to counts as telling."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _GIVEN:
            return "tell"
    return call


def _below(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands below a node and may hold strings for people: no annotation, no part of an f-string."""
    if isinstance(node, ast.JoinedStr):
        yield from (value.value for value in node.values if isinstance(value, ast.FormattedValue))
    elif isinstance(node, ast.AnnAssign):
        yield from (node.value,) if node.value else ()
    else:
        yield from ast.iter_child_nodes(node)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _pattern(node: ast.JoinedStr) -> str:
    """Write an f-string with the numbers of its values in their places."""
    parts, number = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(_literal(str(value.value)))
        else:
            parts.append(f"{{{number}}}")
            number += 1
    return "".join(parts)


def _kept(text: str, call: str) -> Iterator[str]:
    """Yield the lines of a string that somebody may read, without the marks that join them to others."""
    if not _NO_WORDS.search(text):
        for line in text.split("\n"):
            yield from _told(_renumbered(line.strip(JOINING)), call)


def _renumbered(line: str) -> str:
    numbers = dict.fromkeys(re.findall(r"\{(\d+)\}", line))
    return re.sub(r"\{(\d+)\}", lambda place: f"{{{list(numbers).index(place[1])}}}", line)


def _told(text: str, call: str) -> Iterator[str]:
    bare = re.sub(r"\{\d+\}", "", text)
    clause = re.sub(r"\{\d+\}", "it", text)
    told = call in _TELLING or call in _ERRORS
    if _NAME.fullmatch(text) or not _WORD.search(bare):  # the name of a kind, a style, a level
        return
    if told or _SENTENCE.search(clause) or _COLUMN.match(bare):
        yield text


def _errors() -> frozenset[str]:
    tree = ast.parse((_CODE / "errors.py").read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.ClassDef))


_ERRORS: Final = _errors()


def all_words() -> tuple[str, ...]:
    """List all words there are to translate, each once: of the command line, of the code, of the system."""
    modules = sorted(_CODE.rglob("*.py"))
    names = ((path.relative_to(_CODE).as_posix(), path) for path in modules)
    heard = [path for name, path in names if name in _SPOKEN or not name.startswith(_SILENT)]
    system = (os.strerror(getattr(errno, name)) for name in _SYSTEM)
    found = (text for path in heard for text in sentences(path))
    return tuple(
        dict.fromkeys(
            (
                *words(typer.main.get_command(app)),
                *HEADS,
                *CLICK,
                *found,
                *system,
                *FOREIGN,
                "Password",
                "Repeat for confirmation",
            )
        )
    )


def catalogue(language: str) -> Catalog:
    """Lay out the catalogue of a language: all words in their order, with the translations there are."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    known = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    laid = Catalog(
        locale=language,
        project="jianbao",
        version="0",
        creation_date=_DAY,
        revision_date=_DAY,
        fuzzy=False,
        header_comment="# The words of the program.",
    )
    for text in all_words():
        message = known.get(text)
        laid.add(text, message.string if message else "")
    for context, named in NAMED.items():
        for word in named:
            message = known.get(word, context)
            laid.add(word, message.string if message else "", context=context)
    return laid


def written(laid: Catalog) -> tuple[bytes, bytes]:
    """Write a catalogue as .po and .mo; the same words, the same bytes."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, laid, width=120)
    write_mo(mo, laid)
    return po.getvalue(), mo.getvalue()


if __name__ == "__main__":
    for folder in sorted(LOCALE.iterdir()):
        laid_out = catalogue(folder.name)
        for kind, content in zip(("po", "mo"), written(laid_out), strict=True):
            (folder / "LC_MESSAGES" / f"{DOMAIN}.{kind}").write_bytes(content)
        missing = [str(one.id) for one in laid_out if one.id and not one.string]
        sys.stdout.write("".join(f"{folder.name}: {text}\n" for text in missing))
