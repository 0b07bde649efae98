"""The server lets in whom it should, says in words whom and what it does not, and answers the page over its socket."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sim.web.server.place import ServerPlace
from tests.web.made_up_site import PATIENCE, RunningServer, answer, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with served(tmp_path_factory.mktemp("scenarios")) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that others than this machine could reach."""
    with served(tmp_path_factory.mktemp("guarded"), ServerPlace(0, ("office.example", "127.0.0.1"), False)) as running:
        yield running


def send(opened: object, **message: object) -> None:
    opened.send(json.dumps(message))  # type: ignore[attr-defined]


def until(condition: object) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.005)


def test_the_page_has_headers_that_keep_browsers_careful(server: RunningServer) -> None:
    found = server.get("/")
    assert found.status == 200
    policy = found.header("content-security-policy")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert found.header("x-content-type-options") == "nosniff"
    assert found.header("referrer-policy") == "no-referrer"
    assert found.header("cache-control") == "no-store"
    assert found.header("cross-origin-opener-policy") == "same-origin"
    assert found.header("cross-origin-resource-policy") == "same-origin"
    assert found.header("server") == ""
    cookie = found.header("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"sim_browser_{server.place.port}=" in cookie
    known = cookie.split(";")[0]
    assert server.get("/", Cookie=f"a[0]=é; {known}; b").header("set-cookie") == ""


@pytest.mark.parametrize(("query", "accepted", "lang"), [
    ("?lang=ru", "kk", "ru"), ("", "kk-KZ,ru;q=0.8", "kk"), ("", "de,ru;q=0.5,en;q=0.1", "ru"), ("", "", "en"), ("?lang=xx", "ru", "ru"),
    ("?lang=en&lang=kk", "ru", "kk"), ("", "ru;q=0", "en"), ("", ",;;q=", "en"),
])  # fmt: skip
def test_a_page_speaks_what_its_address_says_else_what_the_browser_prefers(
    server: RunningServer, query: str, accepted: str, lang: str
) -> None:
    assert f"<title>{lang}</title>" in server.get(f"/{query}", Accept_Language=accepted).text


def test_files_are_sent_again_only_when_they_changed(server: RunningServer) -> None:
    first = server.get("/static/style.css?whatever")
    assert (first.status, first.text, first.header("content-type")) == (200, "body {}", "text/css; charset=utf-8")
    mark = first.header("etag")
    again = server.get("/static/style.css", If_None_Match=f'"old", {mark}')
    assert (again.status, again.text) == (304, "")
    assert server.get("/static/style.css", If_None_Match='"old"').status == 200


def test_a_head_is_answered_without_a_body(server: RunningServer) -> None:
    found = server.get("/", "HEAD")
    assert (found.status, found.text) == (200, "")


def test_a_scenario_is_downloaded_as_a_file(server: RunningServer) -> None:
    found = server.get("/scenario.yaml?n=4")
    assert (found.status, found.text) == (200, "n: 4\n")
    assert found.header("content-disposition").endswith("; filename*=UTF-8''made_up.yaml")
    refused = server.get("/scenario.yaml?n=-4")
    assert refused.status == 400
    assert "It is too small; give more." in refused.text


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "There is no such page."), ("ru", "Такой страницы нет."), ("kk", "Мұндай бет жоқ.")]
)
def test_what_is_not_there_is_said_in_three_languages(server: RunningServer, lang: str, words: str) -> None:
    found = server.get(f"/nothing?lang={lang}")
    assert found.status == 404
    assert words in found.text
    assert f'<html lang="{lang}">' in found.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "PROPFIND"])
def test_a_page_can_only_be_read(server: RunningServer, method: str) -> None:
    found = server.get("/", method)
    assert found.status == 405
    assert found.header("allow") == "GET, HEAD"


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1:{port}.evil.example", "10.0.0.1:{port}", "", "[::1",
    "localhost:{port}@evil.example", "127.0.0.1:{port}:{port}", "localhost.:{port}",
])  # fmt: skip
def test_a_request_that_means_another_host_is_refused(server: RunningServer, host: str) -> None:
    for path in ("/", "/health", "/static/style.css"):
        found = server.get(path, Host=host.format(port=server.place.port))
        assert found.status == 400
        assert server.place.url in found.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_all_names_of_the_loopback_interface_will_do(server: RunningServer, host: str) -> None:
    assert server.get("/health", Host=host.format(port=server.place.port)).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "file://", ""])
def test_a_socket_is_opened_by_a_page_of_the_server_alone(server: RunningServer, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, server.socket(Origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_others_may_not_load_what_the_server_has(server: RunningServer) -> None:
    assert server.get("/scenario.yaml?n=1", Origin="http://evil.example").status == 403
    assert server.get("/scenario.yaml?n=1", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert server.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200


def test_a_failure_is_a_number_on_the_page_and_one_line_on_standard_error(server: RunningServer) -> None:
    before = len(server.told)
    found = [server.get("/?fail"), server.get("/?fail&lang=ru")][0]
    assert server.get("/?fail").status == 500
    assert found.status == 500
    number = re.search(r"failure (\d+)", found.text)
    assert number is not None
    assert "RuntimeError" not in found.text
    told = server.told[before:]
    assert told == [f"failure {number[1]} of the server: RuntimeError: the page of the made-up site fails"]


def test_figures_come_until_they_are_final(server: RunningServer) -> None:
    with server.socket() as opened:
        assert answer(opened, "hello")["build"] == "made-up"
        send(opened, kind="show", serial=1, query="n=3&lang=en")
        while (found := answer(opened, "figures"))["replications"] < 3:
            pass
        assert found == {
            "kind": "figures", "serial": 1, "replications": 3, "wanted": 3, "parts": {"answers": "<p>3 of 3</p>"},
        }  # fmt: skip
    until(lambda: server.site.under_way == 0)


def test_a_newer_change_ends_the_simulation_of_the_one_before(server: RunningServer) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=1, query="n=99")
        assert answer(opened, "figures")["serial"] == 1
        send(opened, kind="show", serial=2, query="n=2")
        while answer(opened, "figures")["serial"] != 2:
            pass
        until(lambda: server.site.under_way == 0)


def test_of_many_changes_at_once_few_are_simulated_and_the_last_is_shown(server: RunningServer) -> None:
    server.site.begun.clear()
    with server.socket() as opened:
        for serial in range(1, 101):
            send(opened, kind="show", serial=serial, query=f"n={100 + serial}")
        while (found := answer(opened, "figures"))["replications"] < 200:
            pass
        assert found["serial"] == 100
        assert len(server.site.begun) < 50


def test_a_closed_page_ends_its_simulation(server: RunningServer) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=1, query="n=99")
        answer(opened, "figures")
        assert server.site.under_way == 1
    until(lambda: server.site.under_way == 0)


def test_two_pages_do_not_disturb_each_other(server: RunningServer) -> None:
    with server.socket() as one, server.socket() as other:
        send(one, kind="show", serial=1, query="n=2")
        send(other, kind="show", serial=1, query="n=4")
        assert answer(one, "figures")["wanted"] == 2
        assert answer(other, "figures")["wanted"] == 4


@pytest.mark.parametrize(
    ("query", "words"), [("n=-1", "It is too small; give more."), ("n=x", "It is no number; give one.")]
)
def test_a_choice_that_is_refused_is_said_in_words(server: RunningServer, query: str, words: str) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=7, query=query)
        found = answer(opened, "fault")
        assert (found["serial"], found["text"]) == (7, words)
        send(opened, kind="show", serial=8, query="n=1")
        assert answer(opened, "figures")["serial"] == 8


@pytest.mark.parametrize("number", [13, 14])
def test_what_fails_behind_the_socket_is_a_number_and_the_page_goes_on(server: RunningServer, number: int) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=1, query=f"n={number}&lang=ru")
        text = answer(opened, "fault")["text"]
        assert re.fullmatch(r"На сервере произошёл сбой \(№ \d+\)\.", text)
        send(opened, kind="show", serial=2, query="n=1")
        assert answer(opened, "figures")["serial"] == 2


def test_a_month_is_replayed_and_a_choice_saved(server: RunningServer) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=1, query="n=5")
        send(opened, kind="replay", serial=2, month="2018-09", which="base")
        assert answer(opened, "replay") == {
            "kind": "replay", "serial": 2, "which": "base", "data": {"month": "2018-09", "choice": 5, "lang": "en"},
        }  # fmt: skip
        send(opened, kind="save", serial=3, name="my_plan")
        assert answer(opened, "saved")["html"] == "<p>my_plan</p>"
        assert (server.site.folder / "my_plan.yaml").read_text(encoding="utf-8") == "n: 5\n"
        send(opened, kind="save", serial=4, name="../x")
        assert answer(opened, "fault")["text"] == "This is no plain name; use letters and digits."


def test_the_socket_speaks_the_language_of_what_is_shown(server: RunningServer) -> None:
    with server.socket(Accept_Language="kk") as opened:
        send(opened, kind="nothing", serial=1)
        assert answer(opened, "fault")["text"] == "Хабардың түрі белгісіз; бетті қайта жүктеңіз."
        send(opened, kind="show", serial=2, query="n=1&lang=ru")
        send(opened, kind="nothing", serial=3)
        assert answer(opened, "fault")["text"] == "Вид сообщения неизвестен; загрузите страницу заново."


def test_everything_that_is_to_be_saved_is_saved_and_said(server: RunningServer) -> None:
    with server.socket() as opened:
        send(opened, kind="show", serial=1, query="n=5")
        for number in range(8):
            send(opened, kind="save", serial=10 + number, name=f"plan_{number}")
        assert [answer(opened, "saved")["serial"] for _ in range(8)] == list(range(10, 18))
    assert len(list(server.site.folder.glob("plan_*.yaml"))) == 8


def test_long_work_is_told_of_until_it_is_stopped(server: RunningServer) -> None:
    browser = "b" * 22
    mark = f"sim_browser_{server.place.port}={browser}"
    with server.socket(Cookie=mark) as opened:
        send(opened, kind="staffing", serial=1, share=95)
        while (found := answer(opened, "work"))["state"] != "running":
            pass
        assert found == {
            "kind": "work", "serial": 1, "what": "staffing", "state": "running", "done": 1, "total": 2, "words": "half",
            "html": "<p>running</p>",
        }  # fmt: skip
        send(opened, kind="report", serial=2, what="comparison")
        assert answer(opened, "fault") == {"kind": "fault", "serial": 2, "text": "Something is under way; stop it."}
        send(opened, kind="stop", serial=3)
        assert answer(opened, "work")["state"] == "stopped"
        send(opened, kind="report", serial=4, what="comparison")
        assert answer(opened, "work")["what"] == "comparison"
        assert not server.site.works[-1].stopped.is_set()
    until(lambda: server.site.works[-1].stopped.is_set())


def test_a_report_is_for_the_browser_that_asked_for_it(server: RunningServer) -> None:
    name = f"sim_browser_{server.place.port}"
    with server.socket(Cookie=f"{name}={'c' * 22}") as opened:
        send(opened, kind="report", serial=77, what="alternative")
        answer(opened, "work")
    found = server.get("/result/report77", Cookie=f"{name}={'c' * 22}")
    assert found.status == 200
    assert "sandbox allow-scripts" in found.header("content-security-policy")
    assert "allow-same-origin" not in found.header("content-security-policy")
    assert "connect-src" not in found.header("content-security-policy")
    for other in (f"{name}={'d' * 22}", f"{name}=", ""):
        assert server.get("/result/report77", Cookie=other).status == 404
    assert server.get("/result/nothing", Cookie=f"{name}={'c' * 22}").status == 404


def test_who_sends_far_too_much_is_closed(server: RunningServer) -> None:
    with server.socket() as opened, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # until it is
        while True:
            send(opened, kind="stop", serial=1)
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1008
    assert server.get("/health").status == 200


def test_too_large_a_message_closes_the_socket(server: RunningServer) -> None:
    with server.socket() as opened, pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # when it is read
        opened.send(json.dumps({"kind": "show", "serial": 1, "query": "n" * 20_000}))
        answer(opened, "fault")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


# ---- with a token


def test_nothing_is_told_without_the_token(guarded: RunningServer) -> None:
    for path in ("/", "/health", "/static/style.css", "/scenario.yaml", "/socket", "/result/x", "/nothing"):
        assert guarded.get(path).status == 403, path
    with pytest.raises(InvalidStatus) as refused, guarded.socket():
        pass
    assert refused.value.response.status_code == 403


def test_the_address_with_the_token_opens_the_page_once_and_for_all(guarded: RunningServer) -> None:
    token = guarded.url.partition("token=")[2]
    assert len(token) == 43  # 256 bits
    opened = guarded.get(f"/?token={token}&n=3&lang=ru")
    assert (opened.status, opened.header("location")) == (303, "/?n=3&lang=ru")
    settings = opened.header("set-cookie")
    assert settings.endswith("; HttpOnly; SameSite=Strict; Path=/")
    assert settings.startswith(f"sim_token_{guarded.place.port}=")
    cookie = settings.split(";")[0]
    assert guarded.get("/", Cookie=cookie).status == 200
    assert guarded.get("/static/style.css", Cookie=cookie).status == 200
    assert guarded.get(f"/?token={token}", Cookie=cookie).header("location") == "/"
    with guarded.socket(Cookie=cookie) as socket:
        assert answer(socket, "hello")["kind"] == "hello"
    assert token not in guarded.get("/nothing", Cookie=cookie).text
    assert guarded.get("/", Cookie=cookie[:-1]).status == 403


def test_wrong_tokens_are_answered_slowly_and_soon_no_more(guarded: RunningServer) -> None:
    begin = time.monotonic()
    found = [guarded.get(f"/?token={'x' * 43}").status for _ in range(9)]
    assert set(found) == {403, 429}
    assert found[-1] == 429
    assert time.monotonic() - begin > 1.0
    token = guarded.url.partition("token=")[2]
    assert guarded.get(f"/?token={token}").status == 303  # the right one opens all the same


def test_a_link_leads_nowhere_else(guarded: RunningServer) -> None:
    token = guarded.url.partition("token=")[2]
    for path in (
        f"//evil.example/?token={token}",
        f"/%2f/evil.example?token={token}",
        f"/\\evil.example?token={token}",
    ):
        assert guarded.get(path).header("location") in ("", "/")


def test_a_named_host_is_called_by_its_name_alone(guarded: RunningServer) -> None:
    assert guarded.get("/", Host="evil.example").status == 400
    assert guarded.get("/", Host="office.example:9999").status == 403  # another port may be forwarded to this one
