"""The protocols of the server with a mind for strangers: who sends slowly, sends rubbish, or does not read, is cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sim.web.server import limits

_MOST_FRAMES = 64
"""Frames of one message."""
_MOST_UNREAD = 4_000_000
"""Bytes that wait for a browser; who lets more wait and asks on is cut off."""
_CONTROL_A_SECOND, _CONTROL_AT_ONCE = 5.0, 100.0
"""How often the other side may ask whether somebody is there."""


class CarefulHttp(H11Protocol):
    """HTTP in which each request has to be there in time, and only the socket's own address becomes a socket."""

    _deadline: asyncio.TimerHandle | None = None
    _left_unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, so far as there are not too many."""
        super().connection_made(transport)
        if len(self.connections) > limits.MOST_CONNECTIONS:
            transport.abort()
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that has ended."""
        self._wait_no_more()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over to the protocol of sockets."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no HTTP; where an answer has begun, only end it."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # whatever is answered to what came before the rubbish, nobody takes it
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response("This is not HTTP as this server speaks it.")
        else:
            self.transport.abort()

    def _should_upgrade(self) -> bool:
        """Whether a request opens a socket as browsers do; others are answered as pages."""
        sent = Counter(name for name, _ in self.headers)
        found: dict[bytes, bytes] = dict(self.headers)
        return (
            self.scope["path"] == "/socket"
            and self.scope["method"] == "GET"
            and self._get_upgrade() == b"websocket"
            and found.get(b"sec-websocket-version") == b"13"
            and sent[b"sec-websocket-key"] == sent[b"upgrade"] == 1
            and not {b"content-length", b"transfer-encoding"} & set(found)
        )

    def _wait(self) -> None:
        self._wait_no_more()
        self._deadline = self.loop.call_later(limits.REQUEST_SECONDS, self._too_late)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        """End a connection on which neither a request came in time nor an answer is under way."""
        unread = self.transport.get_write_buffer_size()
        is_at_work = self.cycle is not None and not self.cycle.response_complete
        is_read = 0 < unread != self._left_unread
        self._left_unread = unread
        if (is_at_work and not unread) or is_read:
            self._wait()
        else:
            self.transport.abort()


class CarefulSocket(WebSocketsSansIOProtocol):
    """The protocol of sockets with bounds for what it has none: frames of a message, questions whether somebody is there."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._control = limits.Allowance(_CONTROL_A_SECOND, _CONTROL_AT_ONCE)

    async def run_asgi(self) -> None:
        """Talk with the page; who does not read even the end of it is cut off some time after it."""
        await super().run_asgi()
        self.loop.call_later(limits.END_SECONDS, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """End a connection on which nobody says that he is there."""
        super().keepalive_timeout()
        self.transport.abort()

    def handle_cont(self, event: Any) -> None:
        """Take the next frame of a message."""
        if len(self.frames) >= _MOST_FRAMES:
            self.transport.abort()
            return
        super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer whether somebody is there."""
        if self._control.take() and self.transport.get_write_buffer_size() < _MOST_UNREAD:
            super().handle_ping()
        else:
            self.transport.abort()

    def handle_pong(self, event: Any) -> None:
        """Take note that somebody is there."""
        if self._control.take():
            super().handle_pong(event)
        else:
            self.transport.abort()
