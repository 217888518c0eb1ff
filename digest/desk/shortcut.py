"""The desk as something to click: an entry of the menu (freedesktop.org), or a command file on the desktop of Windows.

It opens a window of a terminal in which the desk runs; who closes the window ends the desk.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from digest import config, files
from digest.errors import UsageError

_ENTRY: Final = """[Desktop Entry]
Type=Application
Name={name}
Name[en]=Brief desk
Comment=来稿、版面、数据、编排、审签、发布
Exec={command}
Path={folder}
Icon={icon}
Terminal=true
Categories=Office;
"""
_COMMANDS: Final = '@echo off\r\nchcp 65001 >nul\r\ncd /d "{folder}"\r\n{command}\r\nif errorlevel 1 pause\r\n'
_RUNS: Final = 0o755


def place() -> Path:
    """Say where the entry stands on this system.

    Raises:
        UsageError: the system has no such place.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("USERPROFILE", str(Path.home()))) / "Desktop" / "简报工作台.cmd"
    if sys.platform == "linux":
        data = os.environ.get("XDG_DATA_HOME", "")
        return (Path(data) if data else Path.home() / ".local" / "share") / "applications" / "digest-desk.desktop"
    raise UsageError(f"{sys.platform}: no menu that is known", "start it with: digest desk")


def install(settings_file: Path) -> Path:
    """Write the entry that opens the desk with some settings, in place of an earlier one; give its path.

    Raises:
        UsageError: the settings have mistakes, or the system has no place for it.
        OutputError: it cannot be written.
    """
    name = config.load(settings_file if settings_file.exists() else None).brief.name
    path, given = place(), ("--config", str(settings_file)) if settings_file.exists() else ()
    words = (sys.executable, "-m", "digest", "desk", *given)
    if sys.platform == "win32":
        content = _COMMANDS.format(folder=settings_file.parent, command=" ".join(f'"{one}"' for one in words))
    else:
        icon = Path(__file__).parent / "assets" / "icon.svg"
        command = " ".join(map(_quoted, words))
        content = _ENTRY.format(name=name, command=command, folder=settings_file.parent, icon=icon)
    files.publish(path, content.encode(), _RUNS)
    return path


def remove() -> Path:
    """Remove the entry; give its path.

    Raises:
        UsageError: there is none.
    """
    path = place()
    if not path.is_file():
        raise UsageError(f"{path}: there is none", "")
    path.unlink()
    return path


def _quoted(word: str) -> str:
    """Quote an argument as the Desktop Entry Specification has it (1.5, The Exec key)."""
    escaped = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
