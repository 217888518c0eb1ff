"""A paper's address in, its issues out: every article with kicker, headline, subtitle, author, page and day.

One module a platform (`classic`, `new_tree`, `html_index`, `page_articel`, `shtml`, `dated_folders`) says how its
addresses are built and where its fields stand; the platform is recognised from the page, never from its host.
"""

from digest.collect.papers.issue import Issue, Paper, Publisher, front, issues, take
from digest.collect.papers.reader import Reader

__all__ = ["Issue", "Paper", "Publisher", "Reader", "front", "issues", "take"]
