"""The language the command line speaks: --lang, the environment, digest.toml, the locale, in this order; else English.

The words of Click, which heads the parts of a help text and says what is wrong with the arguments, are in the catalogue
of `digest.translation` too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from digest import translation
from digest.cli.help import lay_out

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping, Sequence

    from digest.translation import Language

# Click has no catalogue for the words that head its help.
HEADS: Final = ("Usage:", "Options:", "Arguments:", "Commands:", "Show this message and exit.", "Examples", "Example")
# What Click says of arguments it cannot take, its values numbered as the catalogue has them.
CLICK: Final = (
    "Usage: {0}",
    "Try '{0}' for help.",
    "Error: {0}",
    "Invalid value: {0}",
    "Invalid value for {0}: {1}",
    "Missing argument {0}.",
    "Missing option {0}.",
    "Missing command.",
    "No such option: {0}",
    "No such option: {0} (Possible options: {1})",
    "No such command {0}.",
    "No such command {0}. Did you mean {1}?",
    "Got unexpected extra argument ({0})",
    "Got unexpected extra argument(s) ({0})",
    "Option {0} requires an argument.",
    "Option {0} requires {1} arguments.",
    "Option {0} does not take a value.",
    "{0} is not a valid integer.",
    "{0} is not a valid float.",
    "{0} is not one of {1}.",
    "{0} is not in the range {1}.",
    "{0} does not match the format {1}.",
    "{0} does not match the formats {1}.",
    "Aborted!",
)
_TABLE: Final = re.compile(r"^\s*\[", re.MULTILINE)
_LANG: Final = re.compile(r"""^\s*lang\s*=\s*["'](\w{0,20})["']""", re.MULTILINE)
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
    """Read `lang` of the settings file of a call, which may be broken elsewhere: that is to be said in its language."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    named = next((word for first, word in pairs if first in ("-c", "--config")), environment.get("DIGEST_CONFIG"))
    try:
        before_tables = _TABLE.split(Path(named or "digest.toml").read_text(encoding="utf-8-sig"), maxsplit=1)[0]
    except (OSError, ValueError):
        return ""
    found = _LANG.search(before_tables)
    return found[1] if found else ""


def speak(language: Language, command: Any) -> None:  # noqa: ANN401  typer brings its own copy of click
    """Have this process speak a language: its messages, and a tree of commands in its help, laid out for a terminal."""
    translation.speak(language)
    if language != "en":
        _translate(command, translation.help_of(language))
    lay_out(command)


def _translate(command: Any, catalogue: gettext.NullTranslations) -> None:  # noqa: ANN401  as above
    for thing in (command, *command.params):
        if getattr(thing, "help", None):
            thing.help = catalogue.gettext(thing.help)
    words, command.short_help = command.get_help, None
    command.get_help = lambda context: _HEADS.sub(lambda head: catalogue.gettext(head[0]), words(context))
    for below in getattr(command, "commands", {}).values():
        _translate(below, catalogue)
