"""Addresses, requests and messages that no page sends, by kinds, for tests of what a server makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

SHOW = {"kind": "show", "serial": 1, "query": "n=1"}
_WRONG = (None, True, -1, 1.5, 2**53, 10**400, "1", "", "\u0000", [], {}, [[]], {"a": 1}, "x" * 9000)


def messages() -> Iterator[tuple[str, str | bytes]]:
    """Messages that cannot be used, each with a name."""
    yield from _broken_json()
    yield from _binary()
    for field in SHOW:
        for i, value in enumerate(_WRONG):
            if (field == "query" and isinstance(value, str) and len(value) < 9000) or (
                field == "serial" and value == 1
            ):
                continue
            yield f"{field} {i}", json.dumps(SHOW | {field: value})
        yield f"without {field}", json.dumps({key: value for key, value in SHOW.items() if key != field})
    for kind in (
        "Show",
        "show ",
        "hello",
        "figures",
        "work",
        "__proto__",
        "eval",
        "kill",
        "shutdown",
        "пуск",
        "\u202eshow",
    ):
        yield f"kind {kind!a}", json.dumps(SHOW | {"kind": kind})
    for extra in ("__class__", "lang", "path", "kind2", "Serial", "\u0000", "x" * 3000):
        yield f"extra {extra[:9]!a}", json.dumps(SHOW | {extra: 1})
    for month in (
        "2018-13",
        "2018-00",
        "2018-9",
        "18-09",
        "2018-09-01",
        "../2018",
        "2018-09\n",
        "²018-09",
        201809,
        None,
        ["2018-09"],
    ):
        yield f"month {month!a}", json.dumps({"kind": "replay", "serial": 1, "month": month, "which": "base"})
    for which in ("both", "", None, 0, ["base"], {"base": 1}, "BASE"):
        yield f"which {which!a}", json.dumps({"kind": "replay", "serial": 1, "month": "2018-09", "which": which})
    for share in ("95", 0, -5, 101, 1e308, None, True, [95], "NaN"):
        yield f"share {share!a}", json.dumps({"kind": "staffing", "serial": 1, "share": share})
    yield "share NaN", '{"kind":"staffing","serial":1,"share":NaN}'
    yield "share Infinity", '{"kind":"staffing","serial":1,"share":Infinity}'
    yield "share 1e999", '{"kind":"staffing","serial":1,"share":1e999}'
    for what in ("run", "", None, 5, ["comparison"]):
        yield f"what {what!a}", json.dumps({"kind": "report", "serial": 1, "what": what})
    for name in (
        *(
            "../x",
            "/etc/passwd",
            "..",
            ".",
            "",
            " ",
            "a/b",
            "a\\b",
            "C:x",
            "C:\\x",
            "\\\\host\\x",
            "x\u0000y",
            "x\n",
            "~",
            "~/x",
        ),
        *("%2e%2e%2fx", "x.yaml", "-x y", "x" * 150, "x" * 300, "＿..／x", "con.", "x;rm", "\u202ex", None, 5, ["x"]),
    ):
        yield f"name {name!a:.30} {len(str(name))}", json.dumps({"kind": "save", "serial": 1, "name": name})
    for query in (
        "n=-1",
        "n=x",
        "n=1e9",
        "n=" + "9" * 8000,
        "n=%00",
        "n=%ff%fe",
        "n=" + "٣٤x",
        "&".join(["n=x"] * 40),
        "n=1&" * 60,
    ):
        yield f"query {query:.12}", json.dumps(SHOW | {"query": query})


def _broken_json() -> Iterator[tuple[str, str]]:
    for i, text in enumerate((
        *("", " ", "{", "}", "[", "null", "true", "0", '"show"', "[]", "{}", "[{}]", "{'kind':'show'}", "kind=show", "<x/>", "\ufeff{}"),
        *('{"kind":"show"', '{"kind":"show",}', '{"kind":"show","serial":1,"query":"n=1"}x', '{"kind":"show""serial":1}', "\u0000", "NaN"),
        *('{"kind":"show","serial":1,"query":"\\ud800"}', '{"kind":"show","serial":1,"query":"\\udc00\\ud800"}', '{"\\ud800":1}'),
        *('{"kind":"show","serial":01,"query":""}', '{"kind":"show","serial":1,"query":"\n"}', '{"kind":"show","serial":1e5,"query":""}'),
        *('{"kind":"show","serial":-0.0,"query":""}', '{"kind":"show","serial":' + "9" * 5000 + ',"query":""}', "9" * 15_000),
    )):  # fmt: skip
        yield f"broken {i}", text
    yield "deep lists", "[" * 16_000
    yield "deep blocks", '{"a":' * 3_000
    yield "deep and whole", "[" * 8_000 + "]" * 8_000
    yield "deep inside", '{"kind":"show","serial":1,"query":' + "[" * 7_000 + "]" * 7_000 + "}"
    yield "deep unknown", '{"kind":"show","serial":1,"query":"n=1","x":' + "[" * 7_000 + "]" * 7_000 + "}"
    yield "many keys", json.dumps({f"k{i}": i for i in range(900)})


def _binary() -> Iterator[tuple[str, bytes]]:
    yield "binary JSON", json.dumps(SHOW).encode()
    yield "binary nothing", b""
    yield "binary bytes", bytes(range(256)) * 20


def addresses() -> Iterator[str]:
    """Addresses that lead nowhere, out of the folder, or to a refusal, as they stand in a request."""
    for name in (
        *("../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cwindows%5cwin.ini"),
        *("%252e%252e%252fetc%252fpasswd", "..%c0%af..%c0%afetc/passwd", "%c0%ae%c0%ae/etc/passwd", "/etc/passwd", "%2fetc%2fpasswd"),
        *("C:%5cwindows%5cwin.ini", "C:/windows/win.ini", "%5c%5chost%5cshare", "style.css%00", "style.css%00.js", "style.css/", "style.css%2f"),
        *("style.css/../page.js", "./style.css", "STYLE.CSS", "style.css;x", "style%2Ecss%20", "page.html.jinja", "__init__.py", "", "."),
        *("..", "%", "%zz", "%u002e", "con", "nul", "aux.css", "style.css::$DATA", "~root", "*", "%ff%fe", "%e2%80%ae", "x" * 3000),
    ):  # fmt: skip
        yield f"/static/{name}"
    for identity in ("", "x", "../x", "%2e%2e%2f", "x" * 2000, "%00", "report1%00", "*", "__proto__"):
        yield f"/result/{identity}"
    yield from (
        *("/nothing", "//", "//etc/passwd", "///", "/..", "/../", "/./", "/%2e%2e/", "/.git/config", "/.env", "/admin", "/index.php"),
        *("/socket", "/socket/", "/health/", "/scenario.yaml/", "/scenario.yaml?n=x", "/scenario.yaml?n=-5", "/scenarios/x.yaml"),
        *("/Static/style.css", "/\\", "/%5c", "/%00", "/%0d%0aSet-Cookie:%20x=y", "/%0d%0a%0d%0aHTTP/1.1%20200", "*", "/;", "/?" + "n=1&" * 3000),
        *("/" + "a" * 9000, "/" + "a/" * 4000, "/?x=" + "%00" * 2800, "http://evil.example/", "http://127.0.0.1/", "file:///etc/passwd"),
    )  # fmt: skip


def requests(host: str) -> Iterator[tuple[str, bytes]]:
    """Requests that are broken, in the wrong language, or abuse the way to a socket, each with a name; bytes as they are sent."""
    head = f"Host: {host}\r\n".encode()
    lines = {
        "rubbish": b"\x00\x01\x02\xff" * 50,
        "nothing": b"",
        "empty lines": b"\r\n" * 100,
        "TLS": bytes.fromhex("16030100c8010000c40303") + b"\x00" * 190,
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/0.9": b"GET /\r\n\r\n",
        "HTTP/9": b"GET / HTTP/9.9\r\n" + head + b"\r\n",
        "no host": b"GET / HTTP/1.1\r\n\r\n",
        "no host, old": b"GET / HTTP/1.0\r\n\r\n",
        "two hosts": b"GET / HTTP/1.1\r\n" + head + b"Host: evil.example\r\n\r\n",
        "no version": b"GET /nothing \r\n" + head + b"\r\n",
        "spaces": b"GET   /nothing   HTTP/1.1\r\n" + head + b"\r\n",
        "no method": b" / HTTP/1.1\r\n" + head + b"\r\n",
        "odd method": b"G\x00T / HTTP/1.1\r\n" + head + b"\r\n",
        "small method": b"get / HTTP/1.1\r\n" + head + b"\r\n",
        "long method": b"G" * 5000 + b" / HTTP/1.1\r\n" + head + b"\r\n",
        "raw letters": "GET /страница HTTP/1.1\r\n".encode() + head + b"\r\n",
        "folded header": b"GET /nothing HTTP/1.1\r\n" + head + b"X: a\r\n b\r\n\r\n",
        "header without name": b"GET / HTTP/1.1\r\n" + head + b": x\r\n\r\n",
        "header without colon": b"GET / HTTP/1.1\r\n" + head + b"nonsense\r\n\r\n",
        "null in header": b"GET / HTTP/1.1\r\n" + head + b"X: a\x00b\r\n\r\n",
        "huge header": b"GET / HTTP/1.1\r\n" + head + b"X: " + b"a" * 60_000 + b"\r\n\r\n",
        "many headers": b"GET / HTTP/1.1\r\n" + head + b"".join(b"X%d: a\r\n" % i for i in range(500)) + b"\r\n",
        "endless header": b"GET / HTTP/1.1\r\n" + head + b"X: " + b"a" * 200_000,
        "half a request": b"GET / HTTP/1.1\r\nHo",
        "length is no number": b"GET /nothing HTTP/1.1\r\n" + head + b"Content-Length: x\r\n\r\n",
        "length below nothing": b"GET /nothing HTTP/1.1\r\n" + head + b"Content-Length: -1\r\n\r\n",
        "huge length": b"GET /nothing HTTP/1.1\r\n" + head + b"Content-Length: 99999999999999999999\r\n\r\nabc",
        "two lengths": b"GET /nothing HTTP/1.1\r\n" + head + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "length and chunks": b"POST / HTTP/1.1\r\n"
        + head
        + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "bad chunks": b"POST / HTTP/1.1\r\n" + head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "odd encoding": b"POST / HTTP/1.1\r\n" + head + b"Transfer-Encoding: gzip\r\n\r\n",
        "large body": b"POST / HTTP/1.1\r\n" + head + b"Content-Length: 300000\r\n\r\n" + b"a" * 300_000,
        "expects": b"POST / HTTP/1.1\r\n" + head + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\n" + head + b"\r\n",
        "other protocol": b"GET /socket HTTP/1.1\r\n" + head + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "pipelined": b"".join(b"GET /nothing HTTP/1.1\r\n" + head + b"\r\n" for _ in range(30)),
    }
    yield from lines.items()
    own = f"http://{host}".encode()
    upgrade = {
        b"Connection": b"Upgrade", b"Upgrade": b"websocket", b"Sec-WebSocket-Version": b"13",
        b"Sec-WebSocket-Key": b"dGhlIHNhbXBsZSBub25jZQ==", b"Origin": own,
    }  # fmt: skip
    abuses: dict[str, dict[bytes, bytes]] = {
        "no key": {b"Sec-WebSocket-Key": b""}, "short key": {b"Sec-WebSocket-Key": b"eA=="}, "key is no base64": {b"Sec-WebSocket-Key": b"\xff"},
        "old version": {b"Sec-WebSocket-Version": b"8"}, "version is no number": {b"Sec-WebSocket-Version": b"x"},
        "foreign page": {b"Origin": b"http://evil.example"}, "no page": {b"Origin": b""}, "page without name": {b"Origin": b"null"},
        "with a body": {b"Content-Length": b"5"}, "with chunks": {b"Transfer-Encoding": b"chunked"},
        "extension": {b"Sec-WebSocket-Extensions": b"permessage-deflate; ;;=" * 30},
        "odd extension": {b"Sec-WebSocket-Extensions": b"\xff\xfe"}, "odd protocol": {b"Sec-WebSocket-Protocol": b",,\xff,"},
    }  # fmt: skip
    for name, changes in abuses.items():
        fields = b"".join(key + b": " + value + b"\r\n" for key, value in (upgrade | changes).items())
        for path in (b"/socket", b"/", b"/socket%00"):
            yield f"socket, {name}, {path.decode()}", b"GET " + path + b" HTTP/1.1\r\n" + head + fields + b"\r\n"
    fields = b"".join(key + b": " + value + b"\r\n" for key, value in upgrade.items())
    opened = b"GET /socket HTTP/1.1\r\n" + head + fields + b"\r\n"
    yield "socket by another method", opened.replace(b"GET", b"POST", 1)
    yield "socket, unmasked", opened + b"\x81\x02{}"
    yield "socket, reserved bits", opened + b"\xf1\x80\x00\x00\x00\x00"
    yield "socket, unknown frame", opened + b"\x8f\x80\x00\x00\x00\x00"
    yield "socket, large question", opened + b"\x89\xfe\x01\x00" + b"\x00" * 300
    yield "socket, huge frame", opened + b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"
    yield "socket, no UTF-8", opened + b"\x81\x82\x00\x00\x00\x00\xff\xfe"
    yield "socket, endless frames", opened + b"\x01\x80\x00\x00\x00\x00" + b"\x00\x80\x00\x00\x00\x00" * 5_000
    yield "socket, many questions", opened + b"\x89\x80\x00\x00\x00\x00" * 5_000
    yield "socket, half a frame", opened + b"\x81\xfe\x10"
    yield "socket, odd end", opened + b"\x88\x81\x00\x00\x00\x00\x01"
