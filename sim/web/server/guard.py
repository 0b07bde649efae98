"""What every request passes before the page is asked: its size, its method, the host that it means, where it comes from, the token.

Answers get the headers that keep browsers careful, and whatever fails behind the guard becomes a page with a number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import Response
from uvicorn.protocols.utils import ClientDisconnected

from sim.translations.in_use import in_language, translated
from sim.web.server.door import Door, without_token
from sim.web.server.failures import ServerFailures
from sim.web.server.limits import LARGEST_HEAD, LONGEST_ADDRESS, MOST_HEADERS
from sim.web.server.place import ServerPlace
from sim.web.server.refusals import HEADERS, RefusedError
from sim.web.server.visitors import Scope, header, language_of

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""Gives what comes next of a request."""
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
"""Sends the next part of an answer."""
App = Callable[[Scope, Receive, Send], Awaitable[None]]
"""What answers requests [ASGI]."""
_METHODS = ("GET", "HEAD")
_STARTS = ("http.response.start", "websocket.http.response.start")


class Guard:
    """Stands before the pages of a server."""

    def __init__(self, pages: App, place: ServerPlace, door: Door, failures: ServerFailures, lang: str) -> None:
        self._pages, self._place, self._door = pages, place, door
        self._failures, self._lang = failures, lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        begun = False

        async def careful_send(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] in _STARTS:
                given = {name.lower() for name, _ in message.get("headers", [])}
                more = [
                    (name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in given
                ]
                message = {**message, "headers": [*message.get("headers", []), *more]}
            begun = True
            await send(message)

        with in_language(language_of(scope, self._lang)):
            try:
                self._check(scope)
                if not self._door.lets_in(scope):
                    raise await self._door.welcome(scope)
                if scope["type"] == "http" and (address := without_token(scope)) is not None:
                    raise RefusedError(303, translated("Go on"), {"location": address}, again=address)
                await self._pages(scope, receive, careful_send)
            except RefusedError as refused:
                await _answer(refused.response(), scope, receive, careful_send)
            except ClientDisconnected:
                raise  # nobody is there any more; the server knows it
            except Exception as error:
                sentence = self._failures.note(error)
                if not begun:
                    await _answer(RefusedError(500, sentence).response(), scope, receive, careful_send)

    def _check(self, scope: Scope) -> None:
        """Raise RefusedError where a request is none that a browser sends from a page of this place, or by itself."""
        length = len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")
        if length > LONGEST_ADDRESS:
            sentence = translated("The address is too long; {most} characters are possible.", most=LONGEST_ADDRESS)
            raise RefusedError(414, sentence)
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if len(scope["headers"]) > MOST_HEADERS or size > LARGEST_HEAD:
            raise RefusedError(431, translated("The head of the request is too long."))
        if not self._place.is_called(header(scope, "host")):
            sentence = translated("The server has another name; it is at {address}", address=self._place.url)
            raise RefusedError(400, sentence)
        if scope.get("method", "GET") not in _METHODS:
            raise RefusedError(405, translated("A page can only be read."), {"allow": ", ".join(_METHODS)})
        own = {f"{scheme}://{header(scope, 'host').lower()}" for scheme in ("http", "https")}
        origin = header(scope, "origin").lower()
        if (origin or scope["type"] == "websocket") and origin not in own:
            raise RefusedError(403, translated("A page of another server may not ask this one."))
        elsewhere = header(scope, "sec-fetch-site") == "cross-site"
        if elsewhere and header(scope, "sec-fetch-mode") not in ("navigate", ""):
            raise RefusedError(403, translated("A page of another server may not ask this one."))


async def _answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()  # the wish to open the socket
    await response(scope, receive, send)
