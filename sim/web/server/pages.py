"""The addresses of the server and what stands there."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router, WebSocketRoute
from starlette.websockets import WebSocket

from sim.errors import InputError
from sim.translations.in_use import language, translated
from sim.web.server import limits
from sim.web.server.failures import ServerFailures
from sim.web.server.refusals import RefusedError, no_such_page
from sim.web.server.session import Session
from sim.web.server.site import ServedSite
from sim.web.server.visitors import address_of, browser_cookie, browser_of, new_browser
from sim.web.server.words import error_in_words

_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-modals allow-downloads allow-popups"
)
"""A report has its style and its script inside of it, and may therefore ask nothing of the server, whose pages take it for a stranger."""
_KEPT = "private, no-cache"
"""Browsers keep a file, and ask each time whether it is still the same."""
_MARK = re.compile(r'"[0-9a-f]{1,64}"')


class Pages:
    """What is answered to those whom the guard lets through."""

    def __init__(self, site: ServedSite[Any], failures: ServerFailures, port: int) -> None:
        self._site, self._failures, self._port = site, failures, port
        self._sockets: Counter[str] = Counter()
        self.router = Router(
            [
                Route("/", self._page, methods=["GET"]),
                Route("/static/{name}", self._static, methods=["GET"]),
                Route("/scenario.yaml", self._scenario, methods=["GET"]),
                Route("/result/{identity}", self._result, methods=["GET"]),
                Route("/health", self._health, methods=["GET"]),
                Route("/socket", self._no_socket, methods=["GET"]),
                WebSocketRoute("/socket", self._socket),
            ],
            redirect_slashes=False,
            default=_nothing,
        )

    async def _page(self, request: Request) -> Response:
        page = self._site.page(request.scope["query_string"].decode("latin-1"), language())
        headers = {}
        if not browser_of(request.scope, self._port):
            mark = f"{browser_cookie(self._port)}={new_browser()}"
            headers["set-cookie"] = f"{mark}; HttpOnly; SameSite=Strict; Path=/"
        return Response(page, headers=headers, media_type="text/html")

    async def _static(self, request: Request) -> Response:
        file = self._site.file(request.path_params["name"])
        if file is None:
            raise no_such_page()
        headers = {"etag": f'"{file.mark}"', "cache-control": _KEPT}
        if f'"{file.mark}"' in _MARK.findall(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(file.content, headers=headers | {"content-type": file.media_type})

    async def _scenario(self, request: Request) -> Response:
        query = request.scope["query_string"].decode("latin-1")
        try:
            name, text = await asyncio.to_thread(self._written, query, language())
        except InputError as error:
            raise RefusedError(400, error_in_words(error), again="/") from None
        named = f"attachment; filename=\"scenario.yaml\"; filename*=UTF-8''{quote(name)}.yaml"
        headers = {"content-disposition": named}
        return Response(text, headers=headers, media_type="application/yaml; charset=utf-8")

    def _written(self, query: str, lang: str) -> tuple[str, str]:
        return self._site.scenario_file(self._site.choice(query), lang)

    async def _result(self, request: Request) -> Response:
        report = self._site.report(request.path_params["identity"], browser_of(request.scope, self._port))
        if report is None:
            sentence = translated(
                "This report is kept no longer, or was asked for in another browser; ask for it anew."
            )
            raise RefusedError(404, sentence, again="/")
        headers = {
            "content-security-policy": _REPORT_POLICY,
            "content-disposition": f'inline; filename="{report.file_name}"',
        }
        return Response(report.page, headers=headers, media_type="text/html")

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "build": self._site.build, "pages": self._sockets.total()})

    async def _no_socket(self, _request: Request) -> Response:
        sentence = translated("This address is for the page itself, and shows nothing.")
        raise RefusedError(426, sentence, {"upgrade": "websocket"}, again="/")

    async def _socket(self, socket: WebSocket) -> None:
        address = address_of(socket.scope)
        full = self._sockets.total() >= limits.MOST_SOCKETS
        if full or self._sockets[address] >= limits.MOST_SOCKETS_OF_ADDRESS:
            raise RefusedError(503, translated("Too many pages are open; close some."), {"retry-after": "5"})
        self._sockets[address] += 1
        try:
            browser = browser_of(socket.scope, self._port)
            await Session(socket, self._site, self._failures, browser).talk()
        finally:
            self._sockets[address] -= 1
            self._sockets += Counter()  # forgets addresses without any


async def _nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise no_such_page()
