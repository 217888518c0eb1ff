"""Everything a worker needs, loaded whole: imported by the process that workers are forked from, and by nothing else.

The dictionary of words takes longest, most of a second; forked workers have it at once, and share its memory.
"""

from digest import edit, facts, page, read
from digest.archive import record
from digest.page import boxes, entries
from digest.pipeline import intake
from digest.read import article, dump, jsonl
from digest.text.words import words

__all__ = ["article", "boxes", "dump", "edit", "entries", "facts", "intake", "jsonl", "page", "read", "record"]

words("开发区")
