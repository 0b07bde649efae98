"""One open page: what it asks for over its socket, and what it is answered."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from functools import partial
from typing import Any, Generic

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sim.errors import InputError, ModelError
from sim.translations.in_use import LANGUAGES, in_language, language, translated
from sim.web.jobs.outcome import JobState
from sim.web.server import limits
from sim.web.server.failures import ServerFailures
from sim.web.server.messages import (
    ReplayMessage,
    ReportMessage,
    SaveMessage,
    ShowMessage,
    StaffingMessage,
    read_message,
    serial_of,
)
from sim.web.server.outbox import Answer, Outbox, OverflowingError
from sim.web.server.site import Chosen, LongWork, ServedSite
from sim.web.server.visitors import asked_in
from sim.web.server.words import error_in_words

_TOO_MUCH, _IDLE, _FAILED = 1008, 1001, 1011
"""Why a socket is closed, as its protocol numbers reasons."""
_FAREWELL = 2.0
"""A browser that reads is told so long that the socket is closed [s]."""


class _EndedError(Exception):
    """The server closes the socket, for a reason that has a number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Session(Generic[Chosen]):
    """The talk with one page; nothing of it outlives the socket."""

    def __init__(
        self, socket: WebSocket, site: ServedSite[Chosen], failures: ServerFailures, browser: str = ""
    ) -> None:
        """Begin nothing yet; `browser` is the mark of the browser, whose other pages find reports that this one asked for."""
        self._socket, self._site, self._failures = socket, site, failures
        self._name = f"{browser}.{secrets.token_urlsafe(16)}"
        self._under_way: LongWork | None = None
        self._outbox = Outbox()
        self._allowance = limits.Allowance(limits.MESSAGES_A_SECOND, limits.MESSAGES_AT_ONCE)
        self._query: str | None = None
        self._lang, self._faults, self._shown_at = language(), 0, float("-inf")
        self._newest: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._saving = asyncio.Lock()

    async def talk(self) -> None:
        """Answer the page until either side ends it."""
        await self._socket.accept()
        build = self._site.build
        self._outbox.put("hello", lambda: {"kind": "hello", "build": build})
        self._over = asyncio.get_running_loop().create_future()
        sending = asyncio.create_task(self._outbox.send_all(self._send))
        ways = [sending, asyncio.create_task(self._listen()), self._over]
        code = 1000
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
        except _EndedError as ended:
            code = ended.code
        except OverflowingError:
            code = _TOO_MUCH
        except WebSocketDisconnect:
            pass
        except Exception as error:
            self._failures.note(error)
            code = _FAILED
        finally:
            everything = [*ways, *self._running]
            for task in everything:
                task.cancel()
            await asyncio.gather(*everything, return_exceptions=True)
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._close(code)

    async def _close(self, code: int) -> None:
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):  # the browser was quicker, or does not read
            async with asyncio.timeout(_FAREWELL):
                await self._socket.close(code)

    async def _send(self, answer: Answer) -> None:
        await self._socket.send_text(answer if isinstance(answer, str) else _json(answer))

    async def _listen(self) -> None:
        """Read what the page sends."""
        patience = limits.SILENT_SECONDS
        while True:
            try:
                async with asyncio.timeout(patience):
                    received = await self._socket.receive()
            except TimeoutError:
                raise _EndedError(_IDLE) from None
            if received["type"] != "websocket.receive":
                raise WebSocketDisconnect(received.get("code", 1000))
            if not self._allowance.take():
                raise _EndedError(_TOO_MUCH)
            with in_language(self._lang):
                self._read(received.get("text", received.get("bytes")))
            patience = limits.IDLE_SECONDS

    def _read(self, text: str | bytes | None) -> None:
        """Begin what a message asks for, or say what is wrong with it."""
        try:
            self._take(read_message(text))
        except InputError as error:
            self._fault(serial_of(text), error_in_words(error))
            self._faults += 1
            if self._faults > limits.MOST_FAULTS:
                raise _EndedError(_TOO_MUCH) from None

    def _take(self, message: Any) -> None:
        """Begin what a message asks for."""
        if isinstance(message, ShowMessage):
            asked = asked_in(message.query)
            self._query, self._lang = message.query, asked if asked in LANGUAGES else self._lang
            self._outbox.drop("figures")
            self._begin("show", self._show, message)
        elif isinstance(message, ReplayMessage):
            self._begin(f"replay {message.which}", self._replay, message)
        elif isinstance(message, SaveMessage):
            self._begin(None, self._save, message)
        elif isinstance(message, StaffingMessage | ReportMessage):
            self._begin(None, self._work, message)
        elif self._under_way is not None:
            self._under_way.stop()

    def _begin(self, kind: str | None, work: Callable[[Any], Coroutine[Any, Any, None]], message: Any) -> None:
        """Do something beside listening; what is done of the same kind is given up for it."""
        with in_language(self._lang):
            task = asyncio.create_task(self._done(work, message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        if kind is not None:
            if kind in self._newest:
                self._newest[kind].cancel()
            self._newest[kind] = task

    async def _done(self, work: Callable[[Any], Coroutine[Any, Any, None]], message: Any) -> None:
        """Do something, and say what is wrong with it."""
        try:
            await work(message)
        except (InputError, ModelError) as error:
            number = "" if error.__cause__ is None else f" {self._failures.note(error.__cause__)}"  # a fault of ours
            self._fault(message.serial, f"{error_in_words(error)}{number}")
        except OverflowingError as error:
            if not self._over.done():
                self._over.set_exception(error)
        except Exception as error:
            self._fault(message.serial, self._failures.note(error))

    def _fault(self, serial: int | None, text: str) -> None:
        self._put(("fault", serial), serial, lambda: {"kind": "fault", "serial": serial, "text": text})

    def _put(self, slot: Any, serial: int | None, make: Callable[[], Answer]) -> None:
        """Let an answer wait until it can be sent, and make it in the language in use now."""
        lang = language()

        def made() -> Answer:
            with in_language(lang):
                try:
                    return make()
                except Exception as error:
                    return {"kind": "fault", "serial": serial, "text": self._failures.note(error)}

        self._outbox.put(slot, made)

    def _choice(self) -> Chosen:
        """What is set on the page; raises InputError."""
        return self._site.choice(self._query or "")

    async def _show(self, message: ShowMessage) -> None:
        """Show figures of a choice as they come; a newer one cancels it."""
        await asyncio.sleep(max(self._shown_at + limits.SHOW_SECONDS - time.monotonic(), 0))
        self._shown_at = time.monotonic()
        choice = self._choice()
        try:
            async with asyncio.timeout(limits.SHOWN_SECONDS), aclosing(self._site.figures(choice)) as all_figures:
                async for figures in all_figures:
                    make = partial(self._figures, message.serial, figures, choice)
                    self._put("figures", message.serial, make)
        except TimeoutError:
            text = translated("The figures are refined no further: the time for it is over.")
            self._fault(message.serial, text)

    def _figures(self, serial: int, figures: Any, choice: Chosen) -> Answer:
        parts = self._site.parts(figures, choice)
        counts = {"replications": figures.replications, "wanted": figures.wanted}
        return {"kind": "figures", "serial": serial, **counts, "parts": dict(parts)}

    async def _replay(self, message: ReplayMessage) -> None:
        choice = self._choice()
        try:
            async with asyncio.timeout(limits.REPLAY_SECONDS):
                data = await self._site.replay(choice, message.which, message.month, language())
        except TimeoutError:
            self._fault(message.serial, translated("The replay takes too long, and was given up."))
            return
        head = _json({"kind": "replay", "serial": message.serial, "which": message.which})
        self._put(("replay", message.which), message.serial, lambda: f'{head[:-1]},"data":{data}}}')

    async def _save(self, message: SaveMessage) -> None:
        choice = self._choice()
        async with self._saving:
            html = await asyncio.to_thread(self._site.save, choice, message.name, language())
        self._put(
            ("saved", message.serial), message.serial, lambda: {"kind": "saved", "serial": message.serial, "html": html}
        )

    async def _work(self, message: StaffingMessage | ReportMessage) -> None:
        """Have long work done, and tell how far it is; who leaves ends it."""
        work = self._site.begin(self._choice(), message, self._name, language())
        self._under_way = work
        what = message.kind if isinstance(message, StaffingMessage) else message.what
        try:
            async for state in work.states():
                self._put(
                    ("work", message.serial), message.serial, partial(self._working, message.serial, what, work, state)
                )
        finally:
            work.stop()
            self._under_way = None

    def _working(self, serial: int, what: str, work: LongWork, state: JobState) -> Answer:
        counts = {"state": state.phase, "done": state.done, "total": state.total, "words": state.words}
        return {"kind": "work", "serial": serial, "what": what, **counts, "html": work.html(state)}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
