"""The command serves the page from its first line to its end, and says in words what it cannot do."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from typer.testing import CliRunner
from websockets.sync.client import ClientConnection, connect

from sim.cli.consoles import stdout
from sim.cli.main import app
from sim.cli.serve import is_to_be_opened
from sim.errors import InputError
from sim.study.loading import load_scenario
from sim.web.server.place import USUAL_PORT, ServerPlace, open_place
from tests.translation.pseudo import told_in_signs, untranslated
from tests.web.hostile import addresses, messages, requests
from tests.web.made_up_site import RunningServer, answer
from tests.web.serve_command import ServedProcess, sim_serve

SCENARIO = "west_kazakhstan_social_aid"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedProcess]:
    folder = tmp_path_factory.mktemp("served")
    with sim_serve(SCENARIO, "--port", "0", "--processes", "1", folder=folder) as running:
        yield running


def opened(server: ServedProcess) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{server.port}/socket", origin=server.url.rstrip("/"), compression=None)  # type: ignore[arg-type]


def send(page: ClientConnection, **message: Any) -> None:
    page.send(json.dumps(message))


def got(server: ServedProcess, path: str, **headers: str) -> tuple[int, str]:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_the_page_is_there_when_its_address_is_printed(server: ServedProcess) -> None:
    status, page = got(server, "/?lang=ru")
    assert status == 200
    assert '<html lang="ru">' in page
    for name in re.findall(r'(?:src|href)="(/static/[^"?]+)', page):
        assert got(server, name)[0] == 200, name


@pytest.mark.parametrize(("query", "words"), [
    ("scenario=nothing", "there is no scenario"), ("variant=nothing", "no variant"), ("posts.nobody=3", "posts.nobody"),
    ("posts.department.executor=3&posts.department.executor=4", "twice"), ("posts.department.executor=999", "out of range"),
    ("lang=xx", "xx"), ("%ff", "cannot be read"), ("<script>alert(1)</script>=1", "&lt;script&gt;"),
])  # fmt: skip
def test_a_query_that_cannot_be_used_gives_the_page_and_says_why(server: ServedProcess, query: str, words: str) -> None:
    status, page = got(server, f"/?{query}")
    assert status == 200
    fault = re.search(r'<p id="fault"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert fault is not None
    assert words.lower() in fault[1].lower()
    assert "<script>alert" not in page


def test_a_change_is_answered_refined_replayed_and_saved(server: ServedProcess) -> None:
    query = "posts.department.executor=4"
    with opened(server) as page:
        send(page, kind="show", serial=1, query=f"{query}&lang=en")
        first = answer(page, "figures")
        assert {"answers", "status"} <= set(first["parts"])
        assert "backlog" not in first["parts"]
        while "backlog" not in (found := answer(page, "figures"))["parts"]:
            pass
        assert {"answers", "queues", "people", "backlog", "status"} <= set(found["parts"])
        send(page, kind="replay", serial=2, month="", which="alternative")
        found = answer(page, "replay")
        assert (found["serial"], found["which"]) == (2, "alternative")
        assert found["data"]["places"]
        send(page, kind="save", serial=3, name="four_people")
        assert "four_people.yaml" in answer(page, "saved")["html"]
        send(page, kind="save", serial=4, name="four_people")
        assert answer(page, "fault")["serial"] == 4
    study = load_scenario(str(server.folder / "four_people.yaml"))
    assert study.scenario.offices["department"].staff["executor"].count == 4
    status, text = got(server, f"/scenario.yaml?{query}")
    assert status == 200
    assert text == (server.folder / "four_people.yaml").read_text(encoding="utf-8") or f"extends: {SCENARIO}" in text
    assert got(server, "/scenario.yaml?posts.department.executor=999&lang=ru")[0] == 400


def test_long_work_begins_and_is_stopped(server: ServedProcess) -> None:
    with opened(server) as page:
        send(page, kind="show", serial=1, query="lang=en")
        send(page, kind="report", serial=2, what="alternative")
        assert answer(page, "work")["state"] in ("waiting", "running")
        send(page, kind="stop", serial=3)
        while (found := answer(page, "work"))["state"] != "stopped":
            assert found["state"] in ("waiting", "running")
        assert found["html"]
        send(page, kind="report", serial=4, what="comparison")  # of the scenario with itself
        assert answer(page, "fault")["serial"] == 4


def test_strangers_get_nothing_from_the_whole_server_either(server: ServedProcess) -> None:
    """What is held against a made-up site elsewhere: here with scenarios, choices and files behind it."""
    process = psutil.Process(server.process.pid)
    before, files = set(server.folder.rglob("*")), process.num_fds()
    running = RunningServer(ServerPlace(server.port, ("127.0.0.1",), True), server.url, None, [])  # type: ignore[arg-type]
    all_messages = list(messages())
    for begin in range(0, len(all_messages), 100):
        with opened(server) as page:
            for name, message in all_messages[begin : begin + 100]:
                page.send(message)
                text = answer(page, "fault")["text"]
                assert "failure" not in text, (name, text)
                assert ".py" not in text, (name, text)
    for address in addresses():
        back = running.raw(f"GET {address} HTTP/1.1\r\nHost: {running.host}\r\nConnection: close\r\n\r\n".encode())
        assert b"Traceback" not in back
        assert b"root:" not in back
        assert not back.startswith(b"HTTP/1.1 5"), address
    for _, sent in requests(running.host):
        running.raw(sent, 0.01)
    assert got(server, "/health")[0] == 200
    assert set(server.folder.rglob("*")) == before
    end = time.monotonic() + 20
    while process.num_fds() > files + 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert process.num_fds() <= files + 1


def test_it_ends_at_once_and_well_in_the_midst_of_everything(server: ServedProcess) -> None:
    """The last test of the server: nothing is told, nothing is left."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    with opened(server) as page, socket.create_connection(("127.0.0.1", server.port)) as half:
        half.sendall(b"GET / HTTP/1.1\r\n")
        send(page, kind="show", serial=1, query="posts.department.executor=5&lang=en")
        send(page, kind="report", serial=2, what="comparison")
        answer(page, "work")
        begin = time.monotonic()
        assert server.end(signal.SIGINT) == (0, "", "")
        assert time.monotonic() - begin < 10  # two seconds on a machine that has nothing else to do
    assert not psutil.wait_procs(children, timeout=10)[1]


def test_a_server_for_others_prints_a_token_and_is_ended_from_outside() -> None:
    with sim_serve(SCENARIO, "--host", "0.0.0.0", "--port", "0", "--processes", "1", "--lang", "kk") as running:
        address = urlsplit(running.url)
        assert re.fullmatch(r"token=[\w-]{43}", address.query)
        assert got(running, "/", Host=f"localhost:{running.port}")[0] == 403
        assert got(running, f"/?{address.query}", Host=f"localhost:{running.port}")[0] == 303
        assert got(running, f"/?{address.query}", Host="evil.example")[0] == 400
        assert running.end(signal.SIGTERM) == (0, "", "")


def said(*words: str) -> str:
    """What the command says that does not come to serve anything."""
    result = CliRunner().invoke(app, ["serve", *words])
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def test_a_port_that_is_named_has_to_be_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"the port {port} is in use" in said(SCENARIO, "--port", str(port))


def test_without_a_port_the_next_free_one_is_taken() -> None:
    first, place = open_place()
    with first:
        second, next_place = open_place()
        with second:
            assert place.port >= USUAL_PORT
            assert next_place.port > place.port


@pytest.mark.parametrize(("words", "told"), [
    (["no_such_scenario"], "no_such_scenario"), ([SCENARIO, "--host", "no.such.host.invalid"], "there is no host"),
    ([SCENARIO, "--host", "192.0.2.7"], "is no address of this machine"), ([SCENARIO, "--folder", "/no/such/folder"], "there is no folder"),
])  # fmt: skip
def test_what_cannot_be_served_is_said_in_words(words: list[str], told: str) -> None:
    assert told in said(*words, "--port", "0")


@pytest.mark.parametrize("words", [
    ["--host", "no.such.host.invalid"], ["--host", "192.0.2.7"], ["--folder", "/no/such/folder"],
])  # fmt: skip
def test_what_cannot_be_served_is_said_in_every_language(words: list[str]) -> None:
    assert not untranslated(
        told_in_signs("serve", SCENARIO, "--port", "0", *words).stderr, (SCENARIO, "no", "such", "host", "invalid")
    )


@pytest.mark.parametrize(("asked", "address", "terminal", "is_opened"), [
    (None, "http://127.0.0.1:1/", True, True), (None, "http://127.0.0.1:1/", False, False), (None, "http://10.0.0.1:1/?token=x", True, False),
    (True, "http://10.0.0.1:1/?token=x", False, True), (False, "http://127.0.0.1:1/", True, False),
])  # fmt: skip
def test_a_browser_is_started_where_a_person_sits(
    monkeypatch: pytest.MonkeyPatch, asked: bool | None, address: str, terminal: bool, is_opened: bool
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(stdout.console, "_force_terminal", terminal)
    assert is_to_be_opened(asked, address) is is_opened


def test_without_the_extra_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> ModuleSpec | None:
        return None if name == "uvicorn" else find_spec(name)

    monkeypatch.setattr("importlib.util.find_spec", found)
    assert "pip install 'sim[web]'" in said(SCENARIO)


@pytest.mark.parametrize(("place", "host", "called"), [
    (ServerPlace(80, ("127.0.0.1",), True), "127.0.0.1", True), (ServerPlace(81, ("127.0.0.1",), True), "127.0.0.1", False),
    (ServerPlace(81, ("office",), False), "OFFICE:99", True), (ServerPlace(81, ("office",), False), "10.0.0.1:81", False),
    (ServerPlace(81, ("office",), False, True), "10.0.0.1:81", True), (ServerPlace(81, ("office",), False, True), "[fe80::1]:81", True),
    (ServerPlace(81, ("office",), False, True), "10.0.0.1.evil.example:81", False), (ServerPlace(81, ("office",), False), "", False),
])  # fmt: skip
def test_a_place_knows_its_names(place: ServerPlace, host: str, called: bool) -> None:
    assert place.is_called(host) is called


@pytest.mark.parametrize(
    ("host", "is_loopback"), [("127.0.0.1", True), ("localhost", True), ("127.0.0.9", True), ("0.0.0.0", False)]
)
def test_only_the_loopback_interface_needs_no_token(host: str, is_loopback: bool) -> None:
    listening, place = open_place(host, 0)
    with listening:
        assert place.is_loopback is is_loopback


def test_ipv6_stands_in_brackets() -> None:
    try:
        listening, place = open_place("::1", 0)
    except InputError:
        pytest.skip("this machine has no IPv6")
    with listening:
        assert place.url == f"http://[::1]:{place.port}/"
        assert place.is_called(f"[::1]:{place.port}")
