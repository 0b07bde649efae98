"""What is yet to be sent to one browser: of each kind the newest, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any

from sim.web.server.limits import MOST_UNSENT

Answer = Mapping[str, Any] | str
"""What is sent, as plain data or as the text of its JSON."""


class OverflowingError(Exception):
    """A browser asks, and does not read what it is answered."""


class Outbox:
    """Answers that wait until the browser has taken those before.

    A browser that is slow gets what is newest when it is ready: answers are made at the moment at which they are sent.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, Callable[[], Answer]] = {}
        self._filled = asyncio.Event()

    def put(self, slot: Hashable, make: Callable[[], Answer]) -> None:
        """Let an answer wait in a slot, in the place of what waits there; `make` makes it.

        Raises OverflowingError where too many wait.
        """
        if slot not in self._waiting and len(self._waiting) >= MOST_UNSENT:
            raise OverflowingError
        self._waiting[slot] = make
        self._filled.set()

    def drop(self, slot: Hashable) -> None:
        """Send nothing of a slot any more."""
        self._waiting.pop(slot, None)

    async def send_all(self, send: Callable[[Answer], Awaitable[None]]) -> None:
        """Send whatever comes, until it is cancelled."""
        while True:
            await self._filled.wait()
            while self._waiting:
                make = self._waiting.pop(next(iter(self._waiting)))
                await send(make())
            self._filled.clear()
