"""Who may come in: what a page of a stranger's site, a name that leads here, or a crafted request can do (nothing)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from digest.desk import access, people, server
from digest.desk.app import application
from digest.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sitting import Sitting

SCREENS = ("sources", "pages", "figures", "issue", "signing", "printing", "archive")
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.mark.parametrize("host", ["evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8765", ""])
def test_another_name_is_refused_whatever_leads_here(shared: Sitting, host: str) -> None:
    for address in ("/", "/figures", "/progress", "/assets/desk.css", access.START):
        assert shared.client.get(address, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765"])
def test_our_own_names_are_let_pass(shared: Sitting, host: str) -> None:
    assert shared.client.get("/progress", headers={"host": host}).status_code == 200


def test_nobody_comes_in_without_a_token_and_a_token_is_used_up(shared: Sitting) -> None:
    stranger = type(shared.client)(shared.client.app, base_url=str(shared.client.base_url), follow_redirects=False)
    assert all(stranger.get(f"/{name}").status_code == 303 for name in SCREENS)
    assert stranger.get("/figures").headers["location"] == access.START
    assert stranger.get(f"{access.START}?token=guessed").status_code == 403
    ticket = shared.desk.sessions.ticket()
    came = stranger.get(f"{access.START}?token={ticket}")
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(came.headers["set-cookie"].split("; "))
    stranger.cookies.clear()
    assert stranger.get(f"{access.START}?token={ticket}").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"x-token": ""},
        {"x-token": "guessed"},
    ],
)
@pytest.mark.parametrize("address", ["/decide", "/undo", "/sign", "/publish", "/send", "/read", "/hand-in?name=a.txt"])
def test_a_write_that_is_not_of_our_own_page_does_nothing(
    shared: Sitting, headers: dict[str, str], address: str
) -> None:
    before = shared.bench.version, shared.bench.log
    assert shared.post(address, {"operation": "item.drop", "target": "x"}, **headers).status_code == 403
    assert (shared.bench.version, shared.bench.log) == before


def test_a_write_is_no_get(shared: Sitting) -> None:
    for address in ("/decide", "/undo", "/redo", "/sign", "/publish", "/send", "/read", "/hand-in"):
        assert shared.client.get(address).status_code == 405


@pytest.mark.parametrize(
    "name", ["../digest.db", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "digest.db", "x/../brief.md"]
)
def test_no_path_is_taken_from_a_request(shared: Sitting, name: str) -> None:
    assert shared.client.get(f"/file?name={name}").status_code == 404
    assert shared.client.get(f"/assets/{name}").status_code == 404
    assert shared.client.get(f"/pages?of={name}").status_code == 200


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../evil.txt", "evil.txt"),
        ("C:\\Users\\li\\05版.txt", "05版.txt"),
        (".digest.toml", "digest.toml"),
        ("a\0b\u202e.txt", "a□b□.txt"),
    ],
)
def test_what_is_handed_in_gets_a_name_and_never_a_place(sitting: Sitting, name: str, kept: str) -> None:
    folder = sitting.bench.settings.path("input")
    before = set(folder.iterdir())
    answer = sitting.client.post("/hand-in", params={"name": name}, content=b"x", headers={"x-token": sitting.token})
    assert answer.status_code == 200
    assert {path.name for path in set(folder.iterdir()) - before} == {kept}
    assert not (folder.parent / "evil.txt").exists()


def test_a_name_that_is_taken_is_never_overwritten(sitting: Sitting) -> None:
    for content, status in ((b"one", 200), (b"two", 200), (b"one", 422), (b"", 422)):
        answer = sitting.client.post("/hand-in?name=a.txt", content=content, headers={"x-token": sitting.token})
        assert answer.status_code == status
    folder = sitting.bench.settings.path("input")
    assert [(folder / name).read_bytes() for name in ("a.txt", "a (2).txt")] == [b"one", b"two"]


def test_every_answer_keeps_others_out(shared: Sitting) -> None:
    for address in (*(f"/{name}" for name in SCREENS), "/progress", "/assets/desk.js", "/nowhere"):
        headers = shared.client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
        assert "access-control-allow-origin" not in headers
    assert shared.client.get("/preview").headers["content-security-policy"].startswith("sandbox;")


def test_pages_hold_no_script_or_style_of_their_own(shared: Sitting) -> None:
    for name in SCREENS:
        page = shared.page(f"/{name}")
        assert re.findall(r"<script(?![^>]* src=)", page) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == []


def test_script_in_every_field_is_shown_as_it_was_typed(sitting: Sitting) -> None:
    item = next(iter(sitting.bench.brief.items))  # type: ignore[union-attr]
    from digest.edit import targets  # noqa: PLC0415  here only

    target = targets.item_target(item)
    figure = targets.figure_target(item.statements[0], item.story)
    own = "〔编者：" + SCRIPT + "〕"
    done = [
        sitting.decide("item.title", target, own),
        sitting.decide("item.notes", target, own),
        sitting.decide("statement.owner", figure, SCRIPT),
        sitting.decide("statement.label", figure, SCRIPT),
        sitting.post("/own", {"title": SCRIPT, "text": SCRIPT, "section": item.section}),
        sitting.post("/sign", {"stage": "初审", "who": "<b>李" + SCRIPT[:20]}),
        sitting.client.post(
            "/hand-in", params={"name": f"2025-04-17_{SCRIPT}.txt"}, content=SCRIPT.encode(),
            headers={"x-token": sitting.token},
        ),
    ]  # fmt: skip
    assert [one.status_code for one in done] == [200] * len(done), [one.text for one in done]
    sitting.bench.read()
    sitting.bench.wait()
    preview = f"/preview?item={item.anchor}"
    for address in (*(f"/{name}" for name in SCREENS), preview, f"/archive?words={SCRIPT}", f"/pages?at={SCRIPT}"):
        page = sitting.page(address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>李" not in page
    assert "<script>alert" not in sitting.whole()
    assert "alert(1)" in sitting.page("/issue")


@pytest.mark.parametrize(
    "fields",
    [
        {"operation": "nonsense", "target": "x"},
        {"operation": "item.drop", "target": ""},
        {"operation": "sign", "target": "issue", "values": '["终审"]'},
        {"operation": "item.drop", "target": "story:nowhere"},
        {"operation": "item.title", "target": "story:nowhere", "values": "{"},
        {"operation": "item.title", "target": "story:nowhere", "values": "[1]"},
        {},
    ],
)
def test_what_is_no_decision_is_refused_and_not_entered(shared: Sitting, fields: dict[str, str]) -> None:
    assert shared.post("/decide", fields).status_code == 422
    assert shared.bench.log == ()


def test_a_write_may_not_be_endless(shared: Sitting) -> None:
    assert shared.post("/decide", {"target": "x" * 300_000}).status_code == 413


class TestPeople:
    """Names, scrypt hashes, tries."""

    def test_a_person_is_known_by_name_and_password_only(self, tmp_path: Path) -> None:
        path = tmp_path / people.PEOPLE
        people.add(path, "李岚", ("editor",), "correct horse 电池")
        assert path.stat().st_mode & 0o077 == 0
        assert "correct" not in path.read_text(encoding="utf-8")
        known = people.load(path)
        assert people.recognise(known, "李岚", "correct horse 电池") == known[0]
        assert people.recognise(known, "李岚", "wrong") is None
        assert people.recognise(known, "nobody", "correct horse 电池") is None
        people.remove(path, "李岚")
        assert people.load(path) == ()

    @pytest.mark.parametrize(("name", "password"), [("", "long enough 1"), ("a\nb", "long enough 1"), ("li", "short")])
    def test_names_and_passwords_that_will_not_do_are_refused(self, tmp_path: Path, name: str, password: str) -> None:
        with pytest.raises(UsageError):
            people.add(tmp_path / people.PEOPLE, name, ("editor",), password)

    def test_failures_bar_and_success_forgets_them(self) -> None:
        attempts = access.Attempts()
        for _ in range(attempts.MOST):
            assert not attempts.is_barred("li", "10.0.0.1")
            attempts.failed("li", "10.0.0.1")
        assert attempts.is_barred("li")
        assert attempts.is_barred("10.0.0.1")
        assert not attempts.is_barred("wang")
        attempts.forget("li")
        assert not attempts.is_barred("li")


class TestOffice:
    """A desk that others reach over the network."""

    @pytest.fixture
    def office(self, sitting: Sitting, tmp_path: Path) -> Sitting:
        """A desk of an office: an editor and a reviewer are named."""
        path = tmp_path / people.PEOPLE
        people.add(path, "李岚", ("editor",), "correct horse 1")
        people.add(path, "王砚", ("reviewer",), "correct horse 2")
        object.__setattr__(sitting.desk, "office", True)
        object.__setattr__(sitting.desk, "people", lambda: people.load(path))
        sitting.client = type(sitting.client)(
            application(sitting.desk), base_url=str(sitting.client.base_url), follow_redirects=False
        )
        return sitting

    def enter(self, office: Sitting, name: str, password: str) -> int:
        return office.client.post(access.SIGN_IN, data={"name": name, "password": password}).status_code

    def test_a_token_lets_nobody_into_an_office(self, office: Sitting) -> None:
        ticket = office.desk.sessions.ticket()
        assert office.client.get(f"{access.START}?token={ticket}").status_code == 403
        assert office.client.get("/figures").headers["location"] == access.SIGN_IN

    def test_roles_say_what_a_person_may_do(self, office: Sitting) -> None:
        assert self.enter(office, "李岚", "wrong") == 403
        assert self.enter(office, "李岚", "correct horse 1") == 303
        brief = office.bench.brief
        assert brief
        from digest.edit import targets  # noqa: PLC0415  here only

        target = targets.item_target(brief.items[0])
        assert office.post("/sign", {"stage": "初审", "who": "赵"}).status_code == 403
        assert office.post("/publish", {"format": "md"}).status_code == 403
        assert office.decide("item.title", target, "改过的题目").status_code == 200
        assert office.bench.log[-1].who == "李岚"
        office.client.cookies.clear()
        assert self.enter(office, "王砚", "correct horse 2") == 303
        assert office.decide("item.drop", target).status_code == 403
        assert office.post("/sign", {"stage": "初审", "who": "赵"}).status_code == 200
        assert office.bench.log[-1].who == "王砚"  # who signs is who signed in, whatever the form says

    def test_passwords_cannot_be_tried(self, office: Sitting) -> None:
        assert [self.enter(office, "李岚", f"guess {k}") for k in range(6)] == [403] * 5 + [429]
        assert self.enter(office, "李岚", "correct horse 1") == 429

    def test_others_are_not_let_near_without_names_and_encryption(self, tmp_path: Path) -> None:
        for listening in (server.Listening(address="0.0.0.0"), server.Listening(behind="brief.example.cn")):  # noqa: S104
            with pytest.raises(UsageError):
                server._refuse_open(listening, tmp_path / people.PEOPLE)  # noqa: SLF001  before anything listens
        people.add(tmp_path / people.PEOPLE, "李岚", ("editor",), "correct horse 1")
        with pytest.raises(UsageError):
            server._refuse_open(server.Listening(address="10.0.0.2"), tmp_path / people.PEOPLE)  # noqa: SLF001
        server._refuse_open(server.Listening(behind="brief.example.cn"), tmp_path / people.PEOPLE)  # noqa: SLF001
