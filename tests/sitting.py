"""A desk with a browser that came in, for the tests of its operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from time import sleep
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from digest.desk import access
from digest.desk.app import Desk, application
from digest.desk.bench import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from httpx import Response

    from digest import config

PORT = 8765
NOW = datetime(2025, 4, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Sitting:
    """A browser at the desk: it came in, and its writes carry the session's token."""

    bench: Bench
    desk: Desk
    client: TestClient

    def come_in(self) -> str:
        """Come in by the start address, and give the token that writes carry."""
        self.client.get(f"{access.START}?token={self.desk.sessions.ticket()}")
        name = self.client.cookies[self.desk.door.cookie]
        session = self.desk.sessions.of(name)
        assert session
        return session.token

    @property
    def token(self) -> str:
        """The token of the session that is open."""
        session = self.desk.sessions.of(self.client.cookies[self.desk.door.cookie])
        assert session
        return session.token

    def post(self, address: str, fields: Mapping[str, str] | None = None, **headers: str) -> Response:
        """Send what a form says."""
        return self.client.post(address, data=dict(fields or {}), headers={"x-token": self.token, **headers})

    def decide(self, operation: str, target: str, *values: str, **more: Any) -> Response:  # noqa: ANN401  fields
        """Decide something as the pages do."""
        import json  # noqa: PLC0415  here only

        fields = {"operation": operation, "target": target, "values": json.dumps(values)} | more
        return self.post("/decide", fields)

    def page(self, address: str) -> str:
        """Give a page's text."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def whole(self) -> str:
        """Ask for the issue as it will be printed until it is rendered."""
        while (answer := self.client.get("/preview")).status_code == HTTPStatus.ACCEPTED:
            assert not answer.text
            sleep(0.05)
        assert answer.status_code == HTTPStatus.OK, answer.text
        return answer.text


def sit(settings: config.Settings, desk_order: Any, **more: Any) -> Iterator[Sitting]:  # noqa: ANN401  an Order
    """Open a desk, read its sources and let a browser in."""
    with Bench(settings, desk_order, lambda: NOW) as bench:
        door = access.Door.at(PORT)
        desk = Desk(bench, door, access.Sessions(), access.Attempts(), tuple, **more)
        client = TestClient(application(desk), base_url=f"http://127.0.0.1:{PORT}", follow_redirects=False)
        sitting = Sitting(bench, desk, client)
        bench.read()
        bench.wait()
        sitting.come_in()
        yield sitting


def printed_page() -> bytes:
    """Print two short articles, one above the other, on a page of A4."""
    from weasyprint import HTML  # noqa: PLC0415  a second, paid here only

    body = "砚坪经济开发区冷链物流园开工建设，总投资25亿元，果农的苹果当天就能入库。"
    articles = "".join(
        f"<h1>{head}</h1>" + f"<p>{body}</p>" * 3 for head in ("冷链物流园在砚坪开工", "栖云高新区办事提速")
    )
    style = "@page{size:595pt 842pt;margin:60pt}h1{font:700 24pt serif}p{font:12pt/1.6 serif;text-indent:2em}"
    pdf: bytes = HTML(string=f"<html lang=zh><style>{style}</style><body>{articles}").write_pdf()
    return pdf
