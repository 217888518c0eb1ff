"""Build wheel and sdist, install each into an empty environment, and make a brief with it; write the SBOM.

python release/check.py [DIST]: what is built lies there afterwards, with sbom.cdx.json; 1 where a step fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "input").glob("*.txt"))
LIST = """
import json
from importlib.metadata import distributions
print(json.dumps([
    [one.name, one.version, one.metadata["License-Expression"] or one.metadata["License"] or "",
     [word for word in one.metadata.get_all("Classifier") or [] if word.startswith("License ::")]]
    for one in distributions()]))
"""
# What lies in the package itself and is not ours.
BUNDLED = (
    ("Noto Serif SC", "2.003", "OFL-1.1", "digest/fonts/NotoSerifSC-Regular.ttf, NotoSerifSC-Bold.ttf"),
    ("Noto Sans SC", "2.004", "OFL-1.1", "digest/fonts/NotoSansSC-Medium.ttf"),
)


def run(*words: object, cwd: Path = ROOT, **environment: str) -> str:
    """Run a step and give what it printed; a step that fails ends the check."""
    ran = subprocess.run(
        list(map(str, words)), cwd=cwd, env={**os.environ, **environment}, check=False, capture_output=True, text=True
    )
    if ran.returncode:
        sys.exit(f"release-check: {' '.join(map(str, words))} ended with {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def environment(folder: Path, package: Path) -> Path:
    """Install a package into an environment of its own; give its folder of programs."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", package)
    return programs


def makes_a_brief(programs: Path, work: Path) -> None:
    """Lay out a folder with `digest init`, put the sample pages in, and build; whatever else is on the machine."""
    home = {"HOME": str(work), "PYTHONPATH": "", "USERPROFILE": str(work)}
    run(programs / "digest", "init", "office", cwd=work, **home)
    office = work / "office"
    (office / "input").mkdir(exist_ok=True)
    for page in PAGES:
        (office / "input" / page.name).write_bytes(page.read_bytes())
    run(programs / "digest", "build", "--week", "2025-W16", "--format", "md,html,docx", cwd=office, **home)
    made = sorted(path.name for path in (office / "out" / "2025-W16").iterdir())
    expected = {"brief.md", "brief.html", "brief.docx", "receipt.json"}
    if not expected <= set(made):
        sys.exit(f"release-check: only {made} was made")


def sbom(programs: Path, name: str) -> dict[str, object]:
    """Lay out what is installed as CycloneDX 1.5, and with it what lies in the package."""
    found = json.loads(run(programs / "python", "-c", LIST, PYTHONPATH=""))
    parts = [
        {
            "type": "library",
            "name": one,
            "version": version,
            "purl": f"pkg:pypi/{one.lower()}@{version}",
            "licenses": [{"license": {"name": _licence(licence, words)}}],
        }
        for one, version, licence, words in sorted(found)
        if one not in {"pip", "setuptools", name}
    ]
    fonts = [
        {"type": "file", "name": one, "version": version, "licenses": [{"license": {"id": licence}}], "description": at}
        for one, version, licence, at in BUNDLED
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [*parts, *fonts]}


def _licence(text: str, classifiers: list[str]) -> str:
    short = text.strip().splitlines()[0] if text.strip() else ""
    return short or "; ".join(word.rpartition(" :: ")[2] for word in classifiers) or "not stated"


def main() -> None:
    """Run all steps."""
    dist = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute()
    name = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder, "built")
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", built, ROOT)
        packages = sorted(built.glob("*.whl")) + sorted(built.glob("*.tar.gz"))
        for package in packages:
            kind = "sdist" if package.suffix == ".gz" else "wheel"
            work = Path(folder, f"{kind}-home")
            work.mkdir()
            programs = environment(Path(folder, kind), package)
            makes_a_brief(programs, work)
            print(f"{package.name}: installed, init and build made a brief")
        listed = sbom(programs, name)
        dist.mkdir(parents=True, exist_ok=True)
        for package in packages:
            (dist / package.name).write_bytes(package.read_bytes())
        (dist / "sbom.cdx.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"sbom.cdx.json: {len(listed['components'])} parts")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
