"""What several commands take and say alike: the settings file, the folder of issues, who works, and exit statuses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

PARTLY: Final = 3  # done, but a source was refused or a format not made

Config = Annotated[
    Path | None,
    typer.Option("-c", "--config", envvar="DIGEST_CONFIG", help="Settings file; ./digest.toml where there is one."),
]
Out = Annotated[Path | None, typer.Option("-o", "--out", envvar="DIGEST_OUT", help="Folder of the issues.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")]
Jobs = Annotated[
    int, typer.Option(min=0, help="Processes that share the work where there is enough of it; 0: one a core.")
]
Engine = Annotated[
    str, typer.Option(envvar="DIGEST_ENGINE", metavar="dask://host:8786", help="A cluster that does the work.")
]
