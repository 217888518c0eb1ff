"""A domain's signature for a letter, the same bytes for the same letter: RFC 6376, relaxed/relaxed; RFC 8463.

dkimpy writes the time of signing into the signature; here it is the issue's closing. The tests check with dkimpy.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from digest import installed
from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_SIGNED: Final = (
    "from", "to", "reply-to", "subject", "date", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post",
    "mime-version", "content-type",
)  # fmt: skip
_BLANKS: Final = re.compile(rb"[ \t]+")
_FOLD: Final = re.compile(rb"\r\n(?=[ \t])")


@dataclass(frozen=True, slots=True)
class Key:
    """What a domain signs with; `pem` is the private key."""

    domain: str
    selector: str
    pem: bytes = field(repr=False)


def signature(head: bytes, body: bytes, key: Key, at: datetime) -> bytes:
    """Make the DKIM-Signature header of a letter, to stand before its head.

    Raises:
        UsageError: the key is none, or the extra that signs is not installed.
    """
    headers = _headers(head)
    names = [name for name in _SIGNED if name in headers]
    kind, sign = _signer(key)
    body_hash = base64.b64encode(sha256(_relaxed_body(body)).digest()).decode()
    fields = (
        f"v=1; a={kind}; c=relaxed/relaxed; d={key.domain}; s={key.selector};\r\n t={int(at.timestamp())};"
        f" h={':'.join(names)};\r\n bh={body_hash};\r\n b="
    )
    own = _relaxed(b"DKIM-Signature", fields.encode()).removesuffix(b"\r\n")
    signed = sign(b"".join(headers[name] for name in names) + own)
    laid = base64.b64encode(signed).decode()
    folded = "\r\n ".join(laid[here : here + 72] for here in range(0, len(laid), 72))
    return f"DKIM-Signature: {fields}{folded}\r\n".encode()


def _headers(head: bytes) -> dict[str, bytes]:
    lines = _FOLD.sub(b"", head.partition(b"\r\n\r\n")[0]).split(b"\r\n")
    pairs = (line.partition(b":")[::2] for line in lines if line)
    return {name.decode().lower(): _relaxed(name, value) for name, value in pairs}


def _relaxed(name: bytes, value: bytes) -> bytes:
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip() + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _signer(key: Key) -> tuple[str, Callable[[bytes], bytes]]:
    try:
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415  an extra; only those who sign have it
        from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa  # noqa: PLC0415  as above
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415  as above
    except ImportError as error:
        raise UsageError("letters cannot be signed: cryptography is missing", installed.advice("dkim")) from error
    try:
        private = load_pem_private_key(key.pem, password=None)
    except (ValueError, TypeError) as error:
        raise UsageError("the DKIM key is no private key", "mail.dkim.key names a PEM file without password") from error
    if isinstance(private, rsa.RSAPrivateKey):
        return "rsa-sha256", lambda words: private.sign(words, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return "ed25519-sha256", lambda words: private.sign(sha256(words).digest())
    raise UsageError("the DKIM key is neither RSA nor Ed25519", "make one with: openssl genrsa 2048")
