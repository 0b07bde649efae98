"""Whatever strangers send, the server answers in words or not at all, goes on, and nothing is left of it."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sim.web.server import limits, session
from tests.web.hostile import SHOW, addresses, messages, requests
from tests.web.made_up_site import RunningServer, answer, served

MESSAGES = list(messages())
ADDRESSES = list(addresses())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with served(tmp_path_factory.mktemp("outside") / "scenarios") as running:
        running.site.folder.mkdir()
        yield running


def inside(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def assert_well(server: RunningServer) -> None:
    """The server answers, has told no failure, and has written nothing."""
    assert server.get("/health").status == 200
    assert server.told == []
    assert inside(server.site.folder.parent) == {"scenarios"}


def test_there_are_hundreds_of_them() -> None:
    assert len(MESSAGES) >= 150
    assert len(ADDRESSES) >= 80
    assert len({name for name, _ in MESSAGES}) == len(MESSAGES)


def test_messages_that_cannot_be_used_are_answered_in_words(server: RunningServer) -> None:
    for lang in ("en", "ru"):
        for begin in range(0, len(MESSAGES), 100):
            with server.socket(Accept_Language=lang) as opened:
                answer(opened, "hello")
                for name, message in MESSAGES[begin : begin + 100]:
                    opened.send(message)
                    text = answer(opened, "fault")["text"]
                    assert 10 < len(text) < 2_000, name
                    assert not re.search(r"Traceback|pydantic|ValueError|\.py\b", text), name
                    assert bool(re.search("[а-яё]{3}", text)) == (lang == "ru") or "n" in message[:60], name
                opened.send(json.dumps(SHOW))
                assert answer(opened, "figures")["serial"] == 1
    assert_well(server)


def test_too_many_of_them_close_the_socket(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_FAULTS", 5)
    with server.socket() as opened, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # the sixth
        for _ in range(50):
            opened.send("{")
            answer(opened, "fault")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert_well(server)


def test_serials_may_be_anything_and_the_newest_message_counts(server: RunningServer) -> None:
    with server.socket() as opened:
        for serial in (5, 5, 4, 0, 2**53 - 1, 3):
            opened.send(json.dumps(SHOW | {"serial": serial}))
        while answer(opened, "figures")["serial"] != 3:
            pass
        opened.send(json.dumps({"kind": "stop", "serial": 2}))
        opened.send(json.dumps({"kind": "replay", "serial": 9, "month": "", "which": "base"}))
        assert answer(opened, "replay")["serial"] == 9


@pytest.mark.parametrize("part", range(4))
def test_addresses_that_lead_nowhere_are_answered_in_words(server: RunningServer, part: int) -> None:
    for address in ADDRESSES[part::4]:
        for method in ("GET", "HEAD", "POST"):
            sent = f"{method} {address} HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n\r\n".encode()
            back = server.raw(sent)
            status = int(back.split(b" ", 2)[1]) if back else 400
            assert 400 <= status < 500, (address, status)
            assert b"Traceback" not in back
            assert b"root:" not in back
            assert b"\r\nSet-Cookie" not in back, address
    assert_well(server)


def test_broken_requests_are_refused_or_cut_off(server: RunningServer) -> None:
    named = dict(requests(server.host))
    with ThreadPoolExecutor(8) as threads:  # most of the time is spent on waiting whether more comes
        answers = dict(zip(named, threads.map(server.raw, named.values()), strict=True))
    for name, back in answers.items():
        if back and not name.startswith(("socket, ", "HTTP/9")):  # a page in a later version is a page
            assert re.match(rb"HTTP/1\.1 4\d\d ", back), (name, back[:100])
        assert b"Traceback" not in back, name
        assert b"Internal" not in back, name
    assert_well(server)


def test_nothing_grows(server: RunningServer) -> None:
    def once() -> None:
        for _, sent in requests(server.host):
            server.raw(sent, 0.001)
        with server.socket() as opened:
            for _, message in MESSAGES[:150]:
                opened.send(message)
                answer(opened, "fault")

    process = psutil.Process()
    once()
    before, files, threads = process.memory_info().rss, process.num_fds(), threading.active_count()
    for _ in range(3):
        once()
    end = time.monotonic() + 10
    while process.num_fds() > files and time.monotonic() < end:
        time.sleep(0.02)
    assert process.num_fds() <= files
    assert threading.active_count() <= threads
    assert process.memory_info().rss - before < 20_000_000
    assert server.site.under_way == 0
    assert_well(server)


def test_who_sends_too_slowly_is_cut_off(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.2)
    head = f"GET /health HTTP/1.1\r\nHost: {server.host}\r\n".encode()
    for beginning in (b"", head, head + b"\r\n", head + b"Content-Length: 9\r\n\r\n12"):
        with socket.create_connection(("127.0.0.1", server.place.port), timeout=10) as connection:
            connection.sendall(beginning)
            begin = time.monotonic()
            end = None
            while end is None:
                try:
                    if not connection.recv(65536):
                        end = time.monotonic()
                except ConnectionError:
                    end = time.monotonic()
            assert end - begin < 5
    assert_well(server)


def test_a_socket_on_which_nobody_asks_is_closed(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SILENT_SECONDS", 0.1)
    with server.socket() as opened, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012
        while True:
            opened.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001


def test_only_so_many_pages_are_open(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SOCKETS_OF_ADDRESS", 3)
    with ExitStack() as stack:
        for _ in range(3):
            answer(stack.enter_context(server.socket()), "hello")
        with pytest.raises(InvalidStatus, match="503"):
            stack.enter_context(server.socket())
    assert_well(server)


def test_a_browser_that_does_not_read_gets_the_newest_figures_later(server: RunningServer) -> None:
    """What it has not read in time is not kept for it: of 20,000 figures few are sent, and the last of them."""
    with server.socket() as opened:
        opened.send(json.dumps(SHOW | {"query": "n=20000"}))
        time.sleep(0.3)
        seen = []
        while not seen or seen[-1]["replications"] < 20_000:
            seen.append(answer(opened, "figures"))
        assert [one["replications"] for one in seen] == sorted(one["replications"] for one in seen)
    assert_well(server)


def test_a_browser_that_asks_and_never_reads_is_cut_off(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "END_SECONDS", 0.2)
    monkeypatch.setattr(session, "_FAREWELL", 0.1)
    files = psutil.Process().num_fds()
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    head = f"GET /socket HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.place.port)) as connection:
        connection.sendall(head + b"Connection: Upgrade\r\nUpgrade: websocket\r\n" + key + b"\r\n")
        connection.recv(4096)
        connection.sendall(frame(json.dumps(SHOW | {"query": "n=15"})))
        for serial in range(150):
            connection.sendall(frame(json.dumps({"kind": "nothing", "serial": serial})))
        end = time.monotonic() + 20
        while psutil.Process().num_fds() > files + 1 and time.monotonic() < end:
            time.sleep(0.02)
        assert psutil.Process().num_fds() == files + 1  # its own end is left
    assert server.site.under_way == 0
    assert_well(server)


def frame(text: str) -> bytes:
    """A message as browsers send it, under a mask of zeros."""
    return bytes([0x81, 0x80 | len(text)]) + bytes(4) + text.encode()
