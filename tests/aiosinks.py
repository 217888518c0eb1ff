"""aiosmtpd as the far side: a mail server that others wrote, well behaved or ill at one step."""

from __future__ import annotations

import asyncio
import ssl
import threading
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session


class AioSink:
    """The server, up while the `with` lasts; `accepted` are the letters it took, with their recipients.

    `mode` is what it does wrong: a step (greet, mail, rcpt, data, dot) with the code it answers ("rcpt550"), or
    "drop at STEP", "drop after dot", "silent after dot", "drip", "no starttls", "auth535".
    """

    def __init__(self, mode: str = "ok", *, tls: tuple[Path, Path] | None = None, **kind: Any) -> None:  # noqa: ANN401  what SMTP takes
        self.mode = mode
        self.accepted: list[tuple[str, bytes]] = []
        self.commands: list[str] = []
        implicit, self._lmtp = kind.pop("implicit", False), kind.pop("lmtp", False)
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
        self._outer = context if implicit else None
        self._inner = None if implicit or mode == "no starttls" else context
        self._kind = {"enable_SMTPUTF8": True, "authenticator": self._let_in, **kind}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._talks: list[SMTP] = []
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self._outer)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for talk in self._talks:
            if talk.transport:
                talk.transport.abort()
        await asyncio.sleep(0.02)  # what was aborted is closed in the loop's next turn

    def _protocol(self) -> SMTP:
        """Make the talk of one connection."""
        kind = _IllLmtp if self._lmtp else _IllSmtp
        self._talks.append(kind(self, loop=self._loop, tls_context=self._inner, **self._kind))
        return self._talks[-1]

    def _let_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:  # noqa: ANN401, ARG002  its form
        well = isinstance(given, LoginPassword) and given.password == b"geheim" and self.mode != "auth535"
        return AuthResult(success=well, handled=False)

    async def answer(self, server: SMTP, step: str, well: str) -> str:
        """Say what a step is answered, or end the connection."""
        self.commands.append(step)
        if self.mode == f"drop at {step}" and server.transport:
            server.transport.abort()
        return f"{self.mode[len(step) :]} said the server" if self._refuses(step) else well

    def _refuses(self, step: str) -> bool:
        return self.mode.startswith(step) and self.mode[len(step) :].isdigit()

    async def handle_MAIL(  # noqa: N802, D102  the form of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]  # noqa: ARG002
    ) -> str:  # fmt: skip
        envelope.mail_from = address
        return await self.answer(server, "mail", "250 OK")

    async def handle_RCPT(  # noqa: N802, D102  as above
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]  # noqa: ARG002
    ) -> str:  # fmt: skip
        said = await self.answer(server, "rcpt", "250 OK")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802, D102  as above
        said = await self.answer(server, "dot", "250 taken")
        if not said.startswith("250"):
            return said
        content = envelope.original_content or b""
        self.accepted += [(recipient, content) for recipient in envelope.rcpt_tos]
        if self.mode == "silent after dot":
            await asyncio.sleep(10)
        if self.mode == "drop after dot" and server.transport:
            server.transport.abort()
        return said


class _Ill:
    """What goes wrong before a hook is asked."""

    sink: AioSink

    async def push(self, status: Any) -> None:  # noqa: ANN401  text or bytes
        mode = self.sink.mode
        greeting = str(status).startswith("220 ") and "go ahead" not in str(status).lower()
        if greeting and mode.startswith("greet"):
            status = f"{mode[5:]} not now"
        if greeting and mode == "drip":
            for sign in "220-" + "x" * 50:
                self._writer.write(sign.encode())  # type: ignore[attr-defined]
                await asyncio.sleep(0.2)
        await super().push(status)  # type: ignore[misc]

    async def smtp_DATA(self, argument: str) -> None:  # noqa: N802  its form
        said = await self.sink.answer(self, "data", "")  # type: ignore[arg-type]
        if said:
            await self.push(said)
        elif self.transport:  # type: ignore[attr-defined]
            await super().smtp_DATA(argument)  # type: ignore[misc]


class _IllSmtp(_Ill, SMTP):
    def __init__(self, sink: AioSink, **given: Any) -> None:  # noqa: ANN401  as above
        self.sink = sink
        super().__init__(sink, **given)


class _IllLmtp(_Ill, LMTP):
    def __init__(self, sink: AioSink, **given: Any) -> None:  # noqa: ANN401  as above
        self.sink = sink
        super().__init__(sink, **given)
