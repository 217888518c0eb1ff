"""The bytes of a letter: exactly the headers meant, whatever a headline holds, and the same for the same input."""

from __future__ import annotations

import base64
import random
import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import dkim as reader
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import strategies as some
from letters import CONTENTS, NOW, envelope, letter

from digest.archive.outbox import Letter
from digest.deliver import dkim, letters
from digest.deliver.addresses import Mailbox, listed, mailbox
from digest.errors import UsageError

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "Content-Language", "MIME-Version",
    "Content-Type",
]  # fmt: skip
HOSTILE = (
    "今日要闻", "=?UTF-8?Q?=0A?=", "=?utf-8?b?DQpCY2M6IHhAeS56?=", "\nBcc: x@y.example", "\r\n\r\n<html>", "=?", "?=",
    " ", "\t", "\u2028", "\x00", "😀", "=?gb2312?B?vfHI1Q==?=", "=?UTF-8?Q?=0D=0ABcc:_q@q.example?=", "x" * 90, "，",
    '"', "<a@b>", "\ud800", "\u202e", "\x85", "\x0b", "%0d%0aBcc:", "ａ", ":", ";", ",",
)  # fmt: skip


def shown(contents: letters.Contents, name: str = "张三") -> bytes:
    body = letters.body(contents)
    return letters.head(envelope(name=name), contents.subject, body.kind) + body.content


def hostile(dice: random.Random) -> str:
    return "".join(dice.choice(HOSTILE) for _ in range(dice.randint(1, 8)))


def headers_hold(number: int) -> None:
    dice = random.Random(7)  # noqa: S311  repeatable, no secret
    for _ in range(number):
        subject, name = hostile(dice), hostile(dice)
        file = letters.Attachment(f"{hostile(dice)}.pdf", "application/pdf", b"%PDF")
        content = shown(letters.Contents(subject, hostile(dice), hostile(dice), (file,)), name)
        for rules in (policy.compat32, policy.default):
            read = message_from_bytes(content, policy=rules)
            assert read.keys() == HEADERS, subject
            assert [part.get_content_type() for part in read.walk()] == [
                "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
            ]  # fmt: skip
            assert not [part.defects for part in read.walk() if part.defects]
        assert read["From"].addresses[0].addr_spec == "brief@example.cn"
        assert [one.addr_spec for one in read["To"].addresses] == ["zhang@example.cn"]
        assert max(len(line) for line in content.split(b"\r\n")) <= 998
        assert b"\n" not in content.replace(b"\r\n", b"")


def test_no_hostile_headline_changes_the_headers() -> None:
    headers_hold(300)


@pytest.mark.faults
def test_no_hostile_headline_of_five_thousand_changes_the_headers() -> None:
    headers_hold(5_000)


@given(some.text(max_size=300), some.text(max_size=80))
def test_any_text_can_be_a_subject_and_a_name(subject: str, name: str) -> None:
    content = shown(letters.Contents(subject, "正文", "<p>正文</p>"), name)
    read = message_from_bytes(content, policy=policy.compat32)
    assert read.keys() == HEADERS


@given(some.text("国务院常务会议（2025年）：AI、5G %—“一带一路” 第46期,test", min_size=1, max_size=120))
def test_header_words_are_read_back_as_they_were(words: str) -> None:
    meant = letters.clean(words) or "周报"
    raw = f"Subject: {letters.encoded(meant, 9)}\r\n\r\n".encode("ascii")
    assert str(make_header(decode_header(message_from_bytes(raw)["Subject"] or ""))) == meant
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == meant
    assert all(len(line) <= 76 for line in raw.split(b"\r\n"))
    for word in re.findall(rb"=\?utf-8\?b\?([^?]*)\?=", raw):
        base64.b64decode(word).decode()  # each word is whole characters (RFC 2047 5)


def test_the_parts_are_what_was_put_in() -> None:
    read = message_from_bytes(shown(CONTENTS), policy=policy.default)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == CONTENTS.text
    assert html.get_content().strip() == CONTENTS.html
    (file,) = read.iter_attachments()
    assert file.get_filename() == CONTENTS.attachments[0].name
    assert file.get_content() == CONTENTS.attachments[0].content
    assert read["Subject"] == CONTENTS.subject
    assert read["From"].addresses[0].display_name == "简报组，办公室"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert letter().content == letter().content
    assert letter("a@example.cn").message_id != letter("b@example.cn").message_id


@pytest.mark.parametrize("before", range(0, 60, 7))
def test_what_is_shared_differs_by_nothing_but_each_recipients_mark(before: int) -> None:
    link = f"https://example.cn/u/{letters.SOMEBODY}"
    words = "正" * before + f"退订：{link}。" + "文" * 90
    group = letters.Contents("周报", words + words, f"<p>{words}</p>", CONTENTS.attachments)
    shared = letters.body(group)
    mark = letters.mark("zhang@example.cn", "outbox")
    one = Letter("zhang@example.cn", "群", "<1@example.cn>", "b@example.cn", b"", shared.content, shared.own(mark))
    meant = letters.Contents(
        "周报",
        group.text.replace(letters.SOMEBODY, mark),
        group.html.replace(letters.SOMEBODY, mark),
        group.attachments,
    )
    own = letters.body(meant)
    read, expected = (
        message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + text, policy=policy.default)
        for kind, text in ((shared.kind, one.text), (own.kind, own.content))
    )
    for shown, wanted in zip(read.walk(), expected.walk(), strict=True):
        assert shown.get_content_type() == wanted.get_content_type()
        if not shown.is_multipart():
            assert shown.get_content() == wanted.get_content()


def test_one_click_needs_an_https_address() -> None:
    for where, expected in (("https://example.cn/u/1", 2), ("mailto:u@example.cn?subject=1", 1), ("", 0)):
        head = letters.head(envelope(unsubscribe=where), "周报", "text/plain")
        assert head.count(b"\r\nList-Unsubscribe") == expected


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_signed_letter_is_verified_by_others(kind: str) -> None:
    private = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ed25519.Ed25519PrivateKey.generate()
    if kind == "ed25519":
        pytest.importorskip("nacl", reason="dkimpy reads Ed25519 with PyNaCl")
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key()
    known = (
        public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        if kind == "rsa"
        else public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    record = f"v=DKIM1; k={kind}; p={base64.b64encode(known).decode()}".encode()
    one = letter()
    key = dkim.Key("example.cn", "brief", pem)
    signed = dkim.signature(one.head, one.body, key, NOW) + one.head + one.body
    assert dkim.signature(one.head, one.body, key, NOW) + one.content == signed
    assert reader.verify(signed, dnsfunc=lambda name, timeout=5: record)  # noqa: ARG005  the form dkimpy wants
    assert not reader.verify(
        signed.replace(b"Subject: =", b"Subject: x="),
        dnsfunc=lambda name, timeout=5: record,  # noqa: ARG005  as above
    )


@pytest.mark.parametrize(
    "written", ["张三 <zhang@example.cn>", "zhang@example.cn", '"Li, Si" <li@example.org>', "王@公司.cn"]
)
def test_addresses_are_read_as_people_write_them(written: str) -> None:
    found = mailbox(written)
    assert found.address.split("@")[0] in written
    assert found.address.split("@")[1].isascii()


@pytest.mark.parametrize(
    "written",
    [
        "", "zhang", "a b@example.cn", "a@b@example.cn", "zhang@", "@example.cn", "a@example.cn\nBcc: x@y.example",
        "a@exa mple.cn", "a@-x.cn", "<a@b.cn", "a@b.cn, c@d.cn", "-oQ/tmp@example.cn", "a\u2028@b.cn", "a@b..cn",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        mailbox(written)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_tables_of_addresses_are_read_as_excel_writes_them(encoding: str, sign: str) -> None:
    table = f"姓名{sign}邮箱{sign}备注\r\n张三{sign}zhang@example.cn{sign}无\r\n\r\n李四{sign}li@example.cn{sign}\r\n"
    assert listed(table.encode(encoding)) == (
        (Mailbox("zhang@example.cn", "张三"), Mailbox("li@example.cn", "李四")),
        (),
    )


def test_a_table_without_heads_has_the_address_first() -> None:
    assert listed(b"a@example.cn\nb@example.cn,Li\n") == ((Mailbox("a@example.cn"), Mailbox("b@example.cn", "Li")), ())


def test_a_wrong_line_of_a_table_costs_itself_and_is_named_by_its_place_in_the_file() -> None:
    found, wrong = listed("邮箱\na@example.cn\nkein\n\nb@\nc@example.cn\n".encode())
    assert found == (Mailbox("a@example.cn"), Mailbox("c@example.cn"))
    assert [line.split(":")[0] for line in wrong] == ["line 3", "line 5"]
