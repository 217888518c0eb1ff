"""The commands: one module for each group of them."""

from digest.cli.commands import app, main

__all__ = ["app", "main"]
