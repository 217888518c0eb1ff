"""The language the command line speaks: --lang, the environment, digest.toml, the locale, in this order; else English.

The catalogue is gettext's (`digest/locale`), written by docs/make_catalogue.py. The words of Click that head the parts
of a help text are in it too.
"""

from __future__ import annotations

import gettext
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Language = Literal["zh", "en"]
LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
DOMAIN: Final = "jianbao"
# Click has no catalogue for the words that head its help.
HEADS: Final = ("Usage:", "Options:", "Arguments:", "Commands:", "Show this message and exit.")
_HEADS: Final = re.compile("|".join(map(re.escape, HEADS)))


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Choose the language of a call; what is no language that we have is passed over."""
    asked = [word for first, word in zip(arguments, [*arguments[1:], ""], strict=False) if first == "--lang"]
    asked += [one.partition("=")[2] for one in arguments if one.startswith("--lang=")]
    locale = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := environment.get(name))), "")
    for word in (*asked[:1], environment.get("DIGEST_LANG", ""), _of_settings(arguments, environment), locale):
        for language in ("zh", "en"):
            if word.lower().startswith(language):
                return language
    return "en"


def _of_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Read `lang` of the settings file of a call; its mistakes are named by whoever loads it."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    named = next((word for first, word in pairs if first in ("-c", "--config")), environment.get("DIGEST_CONFIG"))
    try:
        return str(tomllib.loads(Path(named or "digest.toml").read_text(encoding="utf-8-sig")).get("lang", ""))
    except (OSError, ValueError):
        return ""


def speak(language: Language, command: Any) -> None:  # noqa: ANN401  typer brings its own copy of click
    """Have a tree of commands speak a language in its help."""
    if language != "en":
        _translate(command, gettext.translation(DOMAIN, LOCALE, [language]))


def _translate(command: Any, catalogue: gettext.NullTranslations) -> None:  # noqa: ANN401  as above
    for thing in (command, *command.params):
        if getattr(thing, "help", None):
            thing.help = catalogue.gettext(thing.help)
    words, command.short_help = command.get_help, None
    command.get_help = lambda context: _HEADS.sub(lambda head: catalogue.gettext(head[0]), words(context))
    for below in getattr(command, "commands", {}).values():
        _translate(below, catalogue)
