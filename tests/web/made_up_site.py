"""A site that simulates nothing, and a server of it in a thread, for tests of what stands before the pages."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from websockets.sync.client import ClientConnection, connect

from sim.errors import refusal
from sim.web.jobs.outcome import JobState
from sim.web.server.failures import ServerFailures
from sim.web.server.place import ServerPlace, open_place
from sim.web.server.serving import Serving, serve_site
from sim.web.simulation.paired_figures import CaseFigures, PairedFigures

PATIENCE = 20.0
"""How long a test waits for what must come [s]."""


@dataclass(frozen=True)
class MadeUpFile:
    """A file that browsers load."""

    content: bytes
    media_type: str
    mark: str


@dataclass(frozen=True)
class MadeUpReport:
    """A report."""

    page: bytes = b"<!DOCTYPE html><script>alert(1)</script>"
    file_name: str = "report.html"


@dataclass
class MadeUpWork:
    """Work that is waited for until it is stopped."""

    session: str
    serial: int
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def states(self) -> AsyncIterator[JobState]:
        yield JobState("waiting", 0, 2)
        yield JobState("running", 1, 2, "half")
        await self.stopped.wait()
        yield JobState("stopped", 1, 2)

    def html(self, state: JobState) -> str:
        return f"<p>{state.phase}</p>"

    def stop(self) -> None:
        self.stopped.set()


@dataclass
class MadeUpSite:
    """A site whose choices are numbers: `n=3` is simulated in three steps, `n=-1` is refused, `n=13` fails, `n=99` has
    no end, `n=15` is long."""

    folder: Path
    build: str = "made-up"
    under_way: int = 0
    """Simulations that are not closed."""
    begun: list[int] = field(default_factory=list)
    """Choices whose simulation was begun, in order."""
    works: list[MadeUpWork] = field(default_factory=list)
    """The long work that was begun, in order."""

    def page(self, query: str, lang: str) -> str:
        if query == "fail":
            raise RuntimeError("the page of the made-up site fails")
        return f"<!DOCTYPE html><title>{lang}</title>"

    def file(self, name: str) -> MadeUpFile | None:
        return MadeUpFile(b"body {}", "text/css; charset=utf-8", "abc") if name == "style.css" else None

    def choice(self, query: str) -> int:
        try:
            number = int(parse_qs(query, max_num_fields=50).get("n", ["1"])[-1])
        except ValueError:
            raise refusal("n", "it is no number", "give one") from None
        if number < 0:
            raise refusal("n", "it is too small", "give more")
        return number

    async def figures(self, choice: int) -> AsyncGenerator[PairedFigures, None]:
        self.begun.append(choice)
        self.under_way += 1
        try:
            if choice == 13:
                raise RuntimeError("this number fails")
            for done in range(1, choice + 1):
                await asyncio.sleep(0)
                yield PairedFigures(done, choice, True, CaseFigures(), CaseFigures(), {})
                if choice == 99:
                    await asyncio.Event().wait()
        finally:
            self.under_way -= 1

    def parts(self, figures: PairedFigures, choice: int) -> Mapping[str, str]:
        if choice == 14:
            raise RuntimeError("this number cannot be shown")
        more = "x" * 40_000_000 if choice == 15 else ""
        return {"answers": f"<p>{figures.replications} of {choice}</p>{more}"}

    async def replay(self, choice: int, which: str, month: str, lang: str) -> str:
        return json.dumps({"month": month, "choice": choice, "lang": lang})

    def begin(self, choice: int, asked: Any, session: str, lang: str) -> MadeUpWork:
        if self.works and not self.works[-1].stopped.is_set():
            raise refusal("-", "something is under way", "stop it")
        self.works.append(MadeUpWork(session, asked.serial))
        return self.works[-1]

    def report(self, identity: str, browser: str) -> MadeUpReport | None:
        known = [work for work in self.works if identity == f"report{work.serial}"]
        return MadeUpReport() if known and browser and known[0].session.startswith(f"{browser}.") else None

    def scenario_file(self, choice: int, lang: str) -> tuple[str, str]:
        return "made_up", f"n: {choice}\n"

    def save(self, choice: int, name: str, lang: str) -> str:
        if not name.isidentifier() or len(name) > 60:
            raise refusal("name", "this is no plain name", "use letters and digits")
        (self.folder / f"{name}.yaml").write_text(f"n: {choice}\n", encoding="utf-8")
        return f"<p>{name}</p>"


@dataclass
class RunningServer:
    """A server that can be asked."""

    place: ServerPlace
    url: str
    site: MadeUpSite
    told: list[str]
    """What it wrote on standard error."""

    @property
    def host(self) -> str:
        return f"{self.place.names[0]}:{self.place.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answered:
        """The answer to a request; underscores in names of headers stand for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=PATIENCE)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": self.host} | given)
            response = connection.getresponse()
            return Answered(response.status, dict(response.headers.items()), response.read().decode())
        finally:
            connection.close()

    def raw(self, sent: bytes, patience: float = 0.2) -> bytes:
        """What comes back for bytes as they are, until the server ends the connection or is silent [s]."""
        back = b""
        with socket.create_connection(("127.0.0.1", self.place.port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(sent)
                connection.settimeout(patience)
                while part := connection.recv(65536):
                    back += part
            except (TimeoutError, ConnectionError, BlockingIOError):
                pass
        return back

    @contextmanager
    def socket(self, **headers: str) -> Iterator[ClientConnection]:
        """A socket as a page of the server opens it."""
        given = {"Origin": f"http://{self.host}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        with connect(
            f"ws://{self.host}/socket",
            sock=socket.create_connection(("127.0.0.1", self.place.port), timeout=PATIENCE),
            additional_headers=given,
            open_timeout=PATIENCE,
            compression=None,
        ) as opened:
            yield opened


@dataclass(frozen=True)
class Answered:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers.items() if key.lower() == name), "")


def answer(opened: ClientConnection, kind: str) -> Any:
    """The next answer of a kind on a socket."""
    while True:
        found = json.loads(opened.recv(timeout=PATIENCE))
        if found["kind"] == kind:
            return found


@contextmanager
def served(folder: Path, place: ServerPlace | None = None, lang: str = "en") -> Iterator[RunningServer]:
    """A server of a made-up site; `place` says how it takes itself to be reached."""
    listening, own = open_place(port=0)
    place = ServerPlace(own.port, place.names, place.is_loopback, place.takes_numbers) if place else own
    site, told = MadeUpSite(folder), list[str]()
    ready, address = threading.Event(), list[str]()
    loop, ended = asyncio.new_event_loop(), asyncio.Event()

    def be_ready(url: str) -> None:
        address.append(url)
        ready.set()

    serving = Serving(listening, place, lang, be_ready, ServerFailures(told.append))
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve_site(site, serving, ended)))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield RunningServer(place, address[0], site, told)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        loop.close()
