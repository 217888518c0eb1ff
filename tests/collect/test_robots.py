"""robots.txt: what a site allows, as RFC 9309 has it."""

from __future__ import annotations

import pytest

from digest.collect import robots

TEXT = """
User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*?page=
Disallow: /*.doc$
Crawl-delay: 5

User-agent: greedy
User-agent: other
Disallow: /
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True),
        ("/private/a.html", False),
        ("/private/open.html", True),
        ("/%70rivate/a.html", False),
        ("/news?page=2", False),
        ("/a.doc", False),
        ("/a.doc.html", True),
        ("/新区/a.html", True),
    ],
)
def test_the_longest_pattern_that_fits_decides(target: str, allowed: bool) -> None:  # noqa: FBT001  expected value
    assert robots.understand(TEXT, "digest").allow(target) is allowed


def test_a_group_for_us_stands_before_the_one_for_all() -> None:
    text = TEXT + "\nUser-agent: Digest\nDisallow: /only\nCrawl-delay: 3600"
    rules = robots.understand(text, "digest")
    assert rules.allow("/private/a.html")
    assert not rules.allow("/only/a")
    assert rules.delay == 60


def test_nothing_said_allows_everything() -> None:
    assert robots.understand("", "digest").allow("/a")
    assert robots.understand("User-agent: *\nDisallow:", "digest").allow("/a")
    assert robots.understand("<html>no rules</html>", "digest").allow("/a")
