"""Collect the wheels of digest and of all it needs for a machine without network.

python release/wheelhouse.py PLATFORM [FOLDER] [VERSION]: PLATFORM is win_amd64, manylinux_x86_64 or manylinux_aarch64,
VERSION the Python there (3.12). Beside the wheels stands the script that installs them.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Each tag by name, newest first, for pip infers none: glibc 2.28 is that of UOS 20 and 麒麟 V10 SP1, 2.17 that of the
# oldest servers; css-inline for aarch64 is tagged 2.24.
_GLIBC = range(28, 16, -1)
TAGS = {
    "win_amd64": ("win_amd64",),
    "manylinux_x86_64": (*(f"manylinux_2_{one}_x86_64" for one in _GLIBC), "manylinux2014_x86_64"),
    "manylinux_aarch64": (*(f"manylinux_2_{one}_aarch64" for one in _GLIBC), "manylinux2014_aarch64"),
}
ONLY_WINDOWS = ("tzdata", "colorama")  # pip judges conditions by the machine it runs on
UNBUILT = ("jieba==0.42.1",)  # there is no wheel of it; it is Python alone
POSIX = """#!/bin/sh
python3 -m venv digest-env
digest-env/bin/pip install --no-index --find-links "$(dirname "$0")" {} && digest-env/bin/digest doctor
"""
WINDOWS = """py -m venv digest-env
digest-env\\Scripts\\pip install --no-index --find-links "%~dp0." {}
digest-env\\Scripts\\digest doctor
"""  # three lines each, so that who installs can read them


def pip(*words: object) -> None:
    """Run pip."""
    subprocess.run([sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *map(str, words)], check=True)


def main() -> None:
    """Collect."""
    if len(sys.argv) < 2 or sys.argv[1] not in TAGS:  # noqa: PLR2004  the platform
        sys.exit(f"wheelhouse: name a platform: make wheelhouse PLATFORM={'|'.join(TAGS)}")
    platform = sys.argv[1]
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "dist" / f"wheelhouse-{platform}").absolute()  # noqa: PLR2004
    version = sys.argv[3] if len(sys.argv) > 3 else "3.12"  # noqa: PLR2004
    name = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    folder.mkdir(parents=True, exist_ok=True)
    pip("wheel", "--no-deps", "-w", folder, ROOT, *UNBUILT)
    tags = [word for tag in TAGS[platform] for word in ("--platform", tag)]
    needed = (next(folder.glob(f"{name}-*.whl")), *(ONLY_WINDOWS if platform.startswith("win") else ()))
    fixed = ("--only-binary=:all:", "--implementation", "cp", "--python-version", version)
    pip("download", "-d", folder, "--find-links", folder, *fixed, *tags, *needed)
    script, text = ("install.cmd", WINDOWS) if platform.startswith("win") else ("install.sh", POSIX)
    (folder / script).write_bytes(text.format(name).replace("\n", "\r\n" if script.endswith("cmd") else "\n").encode())
    print(f"{folder}: {len(list(folder.glob('*.whl')))} wheels, {script}")


if __name__ == "__main__":
    main()
