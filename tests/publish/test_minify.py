"""Style sheets and scripts lose what is there for their writers only, and nothing that a browser looks at."""

from __future__ import annotations

import pytest

from digest.publish.minify import minify


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a { color: red; }\n", "a{color:red}"),
        ("/* why */ a , b { margin: 0  auto }", "a,b{margin:0 auto}"),
        (
            "@media (width: 4rem) and (print) { a { top: calc(1vw - 2rem) } }",
            "@media (width:4rem) and (print){a{top:calc(1vw - 2rem)}}",
        ),
        ('a::before { content: " ; /* — */ " }', 'a::before{content:" ; /* — */ "}'),
        ("a :hover, a:hover { top: 0 }", "a :hover,a:hover{top:0}"),
        ("a { background: url(data:image/png;base64,x) }", "a{background:url(data:image/png;base64,x)}"),
        ("a b , .c > d { e: f }", "a b,.c > d{e:f}"),
    ],
)
def test_a_style_sheet_means_the_same_in_fewer_bytes(written: str, sent: str) -> None:
    assert minify("page.css", written) == sent


def test_a_script_loses_its_indent_and_keeps_its_lines() -> None:
    assert minify("page.js", "(function () {\n  var a = 1\n\n  b()\n})()\n") == "(function () {\nvar a = 1\nb()\n})()"
    assert minify("page.js", "var a = `\n  b`") == "var a = `\n  b`"
    assert minify("page.html", " a ") == " a "
