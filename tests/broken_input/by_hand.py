"""Files that somebody wrote to do harm, and odd things where a file should be."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from tests.broken_input import hand_made_tables
from tests.broken_input.broken_input import BrokenInput, Files
from tests.broken_input.valid_files import OF_A_CALENDAR, OF_A_REGISTER, beside_scenarios, calendar, workbook
from tests.minimal import REGULATION, SCENARIO

_LARGE = 720_000
"""Nearly as large as a file may be [bytes]."""
_LISTS = "[*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]"


def by_hand() -> Iterator[BrokenInput]:
    """All of them."""
    for mutation, texts in SCENARIOS.items():
        for number, text in enumerate(texts()):
            raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
            files = {**beside_scenarios(), "mine.yaml": raw}
            yield BrokenInput("by hand: scenario", mutation, number, ("check", "mine.yaml"), files, "mine.yaml")
    for number, text in enumerate(_regulations()):
        yield BrokenInput(
            "by hand: regulation",
            "odd numbers and texts",
            number,
            ("check", "own.yaml"),
            {"own.yaml": text.encode()},
            "own.yaml",
        )
    for number, raw in enumerate(_calendars()):
        files = {"own.csv": raw, "mine.yaml": OF_A_CALENDAR.encode()}
        words = ("calendar", "own.csv", "--to", "2018-01-31") if number % 2 else ("check", "mine.yaml")
        yield BrokenInput("by hand: calendar", "odd days and heads", number, words, files, "own.csv")
    for mutation, name, raws in hand_made_tables.REGISTERS:
        scenario = OF_A_REGISTER.replace("REGISTER", name).encode()
        for number, raw in enumerate(raws()):
            yield BrokenInput(
                "by hand: register", mutation, number, ("check", "mine.yaml"), {name: raw, "mine.yaml": scenario}, name
            )
    yield from _layers()
    yield from _odd_places()
    yield from _other_kinds()
    yield from hand_made_tables.results()


def _with(old: str, new: str) -> str:
    assert SCENARIO.count(old) == 1, old
    return SCENARIO.replace(old, new)


def _behind(text: str) -> str:
    return f"{SCENARIO}{text}\n"


def _aliases() -> Iterator[str]:
    names = "abcdefghij"
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"{name}: &{name} {_LISTS.format(before)}" for before, name in pairwise(names)]
    yield _behind("\n".join(lines))
    yield _behind("x: &x {" + "y: " + "z" * 50_000 + "}\n" + "\n".join(f"a{i}: *x" for i in range(9_000)))
    yield _behind("x: &x [" + "1, " * 5_000 + "1]\ny: [" + "*x, " * 100 + "*x]")
    yield _with("seed: 7", "seed: &s [*s]")
    yield _with("seed: 7", "seed: &s {a: *s}")
    yield _behind("\n".join(f"a{i}: &x{i} 1" for i in range(15_000)))
    yield _with("seed: 7", "seed: *s")
    yield _behind("a: &a {b: 1}\n<<: *a")
    yield _behind("x: &x {<<: *x}")
    yield _behind("m0: &m0 {a: 1}\n" + "\n".join(f"m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}]}}" for i in range(1, 60)))
    yield _with("title", "title") if "title" in SCENARIO else _with("seed: 7", "<<: {seed: 7, seed: 8}")
    yield _with("seed: 7", "<<: [{seed: 7}]")


def _nested() -> Iterator[str]:
    for depth in (60, 400, 3_000, 100_000):
        yield _behind(f"x: {'[' * depth}{']' * depth}")
        yield _behind(f"x: {'{a: ' * depth}1{'}' * depth}")
        yield _behind("x:\n" + "\n".join(f"{' ' * min(i, 900)}- " for i in range(min(depth, 900))))
        yield _behind(f"x: {'[' * depth}")
        yield _behind(f"x: {'- ' * depth}1")
        yield _behind("? " * depth + "x")
    yield _behind("\n".join(f"{' ' * i}a{i}:" for i in range(1_200)))


def _many() -> Iterator[str]:
    yield _behind("\n".join(f"k{i}: 1" for i in range(19_000)))
    yield _behind("\n".join(f"k{i}: 1" for i in range(70_000)))
    yield _behind("\n".join("seed: 1" for _ in range(19_000)))
    offices = "\n".join(f"  o{i}: {{hours: nowhere, staff: {{clerk: 1}}}}" for i in range(3_000))
    yield _with("offices:\n", f"offices:\n{offices}\n")
    yield _with("offices:\n", "offices:\n" + "\n".join(f"  o{i}: {{hours: department}}" for i in range(8_000)) + "\n")
    yield _with("offices:\n", "offices:\n" + "\n".join(f"  o{i}: x" for i in range(15_000)) + "\n")
    streams = "\n".join(f"  s{i}: {{service: aid, route: nowhere, office: town, rate: 1}}" for i in range(3_000))
    yield _with("arrivals:\n", f"arrivals:\n{streams}\n")
    services = "\n".join(f"  s{i}: {{regulation: small.yaml, routes: {{provider: {{}}}}}}" for i in range(5_000))
    yield _with("services:\n", f"services:\n{services}\n")
    yield _behind("variants:\n" + "\n".join(f"  v{i}: {{changes: {{seed: x}}}}" for i in range(90)))
    yield _behind("variants:\n" + "\n".join(f"  v{i}: {{changes: {{seed: {i}}}}}" for i in range(101)))
    yield _behind("variants:\n" + "\n".join(f"  v{i}: {{changes: {{seed: x}}}}" for i in range(6_000)))
    uncertain = "\n".join(f"  a{i}: {{path: seed, values: [1, 2]}}" for i in range(4_000))
    yield _behind(f"assumptions:\n{uncertain}")
    yield _with("weights: [1, 2.5]", f"weights: [{', '.join(['1'] * 19_000)}]")
    yield _with("weights: [1, 2.5]", f"weights: [{', '.join(['x'] * 19_000)}]")
    steps = "\n".join(f"          {i}: {{work: x}}" for i in range(3, 9_000))
    yield _with("          1: {work: 10 minutes}\n", f"          1: {{work: 10 minutes}}\n{steps}\n")
    absences = ", ".join("{from: 2018-05-02, to: x}" for _ in range(4_000))
    yield _with("        count: 2\n        hours: short_day", f"        count: 2\n        absences: [{absences}]")


def _long() -> Iterator[str]:
    for signs in (
        "a",
        "é",
        "[",
        "{",
        "- ",
        "? ",
        "&",
        "*",
        "!",
        "%",
        "'",
        '"',
        "|",
        ">",
        ": ",
        "a:",
        ",",
        "\t",
        "\\",
        "#",
        "~",
        "-",
        "a: ",
        "x\n",
        "\n",
        " ",
        "'a",
        "@",
        "…",
        "😀",
        "!!",
        "a: b: ",
        "- a\n",
        "a: |\n ",
        "---\n",
        "...\n",
        "<<: ",
    ):
        yield signs * (_LARGE // len(signs.encode()))
        yield _behind(f"x: {signs * (_LARGE // 2 // len(signs.encode()))}")
    yield _behind("k" * _LARGE + ": 1")
    yield _behind("x: " + "9" * _LARGE)
    yield _behind("x: " + "1 " * (_LARGE // 2))
    yield _with("seed: 7", "seed: " + "9" * 100_000)
    yield _with("rate: 2 per working day", f"rate: {'9' * 100_000} per working day")
    yield _with("rate: 2 per working day", f"rate: 2 {'per ' * 50_000}")
    yield _with("09:00-13:00, 14:00-18:00", "09:00-09:01, " * 30_000 + "14:00-18:00")
    yield _with("target: 95 %", f"target: {'9' * 100_000} %")
    yield _with("hold: 1 hour", f"hold: {' ' * 200_000}x 1 hour")
    yield "a" * 1_100_000


def _signs() -> Iterator[str | bytes]:
    for sign in ("\x00", "\x01", "\x1b", "\x7f", "\x85", "\x9b", "\ufffe", "\ud800", "\udfff", "\U0010ffff"):
        yield _with("A small question", f"A {sign} question") + "seed: x\n"
        yield _with("A small question", f'"A \\u{min(ord(sign), 65535):04x} question"') + "x: y\n"
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "cp037", "utf-7"):
        yield _with("A small question", "Сұрақ").encode(codec, "replace")
    yield b"\xef\xbb\xbf" + _with("seed: 7", "sede: 7").encode()
    yield b"\xef\xbb\xbf" * 3 + SCENARIO.encode()
    for end in (b"\r", b"\r\n", b"\n\r", b"\x0b", b"\xc2\x85", b"\xe2\x80\xa8"):
        yield _with("seed: 7", "sede: 7").encode().replace(b"\n", end)
    yield _with("seed: 7", "\tseed: 7")
    yield _with("  start: 2018-05-02", "\tstart: 2018-05-02")
    yield _with("  start: 2018-05-02", " \tstart: 2018-05-02")
    yield b"\xff" * 1000
    yield b"\x00" * 1000
    yield b"\xc3\x28\xa0\xa1" * 100
    yield bytes(range(256))
    yield b"\x89PNG\r\n\x1a\n" + bytes(100)
    yield b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    yield b"\x7fELF" + bytes(200)
    yield b"#!/bin/sh\nrm -rf /\n"
    yield b"<?xml version='1.0'?><scenario/>"
    yield b'{"scenario": "json", "seed": NaN}'
    yield b"[scenario]\nname = toml\n"


def _language() -> Iterator[str]:
    for head in (
        "%YAML 9.9\n---\n",
        "%TAG ! tag:x,2018:\n---\n",
        "%FOO bar\n---\n",
        "%YAML 1.1\n%YAML 1.2\n---\n",
        "--- !!python/object:os.system\n",
        "--- &x\n",
        "...\n",
        "--- |\n",
        "--- >-\n",
        "!!map\n",
    ):
        yield head + _with("seed: 7", "sede: 7")
    tags = (
        "!!python/object/apply:os.system ['touch harm']", "!!python/object/new:os.system ['touch harm']", "!!python/name:os.system", "!!python/module:os", "!!binary aGk=",
        "!!js/function 'x'", "!include /etc/passwd", "!ENV ${HOME}", "!!set {a, b}", "!!omap [a: 1]", "!!pairs [a: 1]", "!<tag:yaml.org,2002:int> 7", "!!int '7'", "!!str 7",
        "!!null 7", "!!float 7", "!!bool yes", "!!timestamp 2018-01-01", "!!seq 7", "!!map 7", "!!merge 7",
    )  # fmt: skip
    for tag in tags:
        yield _with("seed: 7", f"seed: {tag}\nx: y")
        yield _with("A small question", f"{tag}\nx: y")
        yield _with("  aid:\n", f"  ? {tag}\n  :\n")
    yield _behind("---\nscenario: b")
    yield _behind("...\nscenario: b")
    for key in (
        "2018-05-02",
        "1",
        "1.5",
        "true",
        "~",
        "null",
        "[a]",
        "{a: 1}",
        "''",
        "' '",
        "|",
        "? a",
        "&x a",
        "*x",
        "<<",
        "=",
        "😀",
        "con",
        "../x",
        "a/b",
        "a.b",
        "a b",
        '"a\\nb"',
        '"\\0"',
        "a" * 300,
        "__class__",
        "model_config",
        "self",
        "%s",
        "{0}",
    ):
        yield _with("  town:\n", f"  {key}:\n")
        yield _behind(f"{key}: 1")
        yield _with("  aid:\n", f"  {key}:\n")
        yield _with("  in_town:\n", f"  {key}:\n")


def _numbers() -> Iterator[str]:
    junk = (
        "1e400",
        "-1e400",
        ".nan",
        ".inf",
        "-.inf",
        "1e-320",
        "0o17",
        "0x7fffffffffffffff",
        "10^18",
        "99999999999999999999999",
        "-1",
        "1_000",
        "12:30:45",
        "1e19",
        "٣",
        "³",
        "½",
        "true",
        "[7]",
        "'7'",
    )
    for value in junk:
        yield _with("seed: 7", f"seed: {value}") + "x: y\n"
        yield _with("replications: 3", f"replications: {value}") + "x: y\n"
        yield _with("      clerk: 1\n", f"      clerk: {value}\n") + "x: y\n"
        yield _with("weights: [1, 2.5]", f"weights: [1, {value}]") + "x: y\n"
        yield _with("    count: 2\n    hours", f"    count: {value}\n    hours") + "x: y\n"
    for value in (
        "10^18 days",
        "1e18 days",
        f"{'9' * 18} days",
        "1e-18 seconds",
        "-1 hour",
        "1 hour 1",
        "hour",
        "1e999 hours",
        "nan hours",
        "inf hours",
        "0x10 hours",
        "1_0 hours",
        "1 hоur",
        "1\u00a0hour\u00a0x",
        "1 working hour",
        "10 minutes per day",
        "1/0 hours",
        "1e5 weeks",
        "1 year",
        "1 month",
        "100000 days",
        "3651 days",
    ):
        yield _with("hold: 1 hour", f"hold: {value}")
        yield _with("{work: 10 minutes}", f"{{work: {value}}}") + "x: y\n"
        yield _with("mean: 60 minutes", f"mean: {value}") + "x: y\n"
    for value in (
        "1e18 per day",
        "1e-320 per day",
        "-1 per day",
        "0/0 per day",
        "nan per week",
        "inf per year",
        "1 per second",
        "1e9 per minute",
        "per day",
        "2 per working",
        "2 per 3 days",
        "2 per day per day",
        "99999999999999999999 per day",
    ):
        yield _with("rate: 2 per working day", f"rate: {value}") + "x: y\n"
    for value in ("1e400 %", "-1 %", "101 %", "nan %", "0 %", "100 %%", "95", "0.95", "95 percent", "9" * 400 + " %"):
        yield _with("target: 95 %", f"target: {value}") + "x: y\n"
    for start, end in (
        ("2018-06-01", "2018-05-02"),
        ("0001-01-01", "9999-12-31"),
        ("2012-01-01", "2027-12-31"),
        ("1900-01-01", "1900-02-01"),
        ("2018-02-29", "2018-03-01"),
        ("2018-05-02", "2018-05-02"),
        ("-2018-05-02", "2018-06-01"),
        ("2018-05-02T00:00:00Z", "2018-06-01"),
        ("20180502", "2018-06-01"),
        ("2018-5-2", "2018-6-1"),
    ):
        yield SCENARIO.replace("2018-05-02", start).replace("2018-06-01", end) + "x: y\n"


def _references() -> Iterator[str]:
    names = (
        "../small.yaml", "/etc/passwd", "/dev/zero", "/dev/stdin", "/proc/self/environ", "~/small.yaml", "C:\\small.yaml", "\\\\server\\x.yaml", "file:///etc/passwd",
        "http://localhost/x.yaml", "small.yaml/", "small.yaml/x.yaml", "./../x/small.yaml", "con", "nul.yaml", "aux.csv", ".", "..", "", "x" * 300, "x" * 5000 + ".yaml",
        '"small\\0.yaml"', '"small\\n.yaml"', "mine.yaml", "small.yaml ", "SMALL.YAML", "😀.yaml", "*.yaml", "$(id).yaml", "a/b/c/d.yaml", "question.yaml", "past.csv",
    )  # fmt: skip
    for name in names:
        shown = name if name.startswith('"') else json.dumps(name)
        yield _with("regulation: small.yaml", f"regulation: {shown}") + "x: y\n"
        yield _with("calendar: kz", f"calendar: {shown}") + "x: y\n"
        yield f"extends: {shown}\nscenario: x\nx: y\n"
        yield OF_A_REGISTER.replace("REGISTER", shown) + "x: y\n"


SCENARIOS: dict[str, Callable[[], Iterator[str | bytes]]] = {
    "anchors and aliases": _aliases,
    "deep nesting": _nested,
    "very many entries": _many,
    "very long lines and texts": _long,
    "signs and encodings": _signs,
    "directives, tags and keys": _language,
    "numbers, quantities and days": _numbers,
    "names of other files": _references,
}
"""Texts of scenarios, by what is odd in them."""


def _regulations() -> Iterator[str]:
    changes = (
        ("year: 2018", ("year: true", "year: 99999", "year: -1", "year: 1e3", "year: .nan", "year: 2018.5", "year: '2018'", "year:")),
        ("issuer: nobody", ("issuer: ''", "issuer: ' '", "issuer: []", "issuer: 7", "issuer: ~", "issuer: !!binary aGk=", "issuer: '\u202e'")),
        ('number: "1"', ("number: 1e400", "number: []", "number: ''", "number: {a: 1}")),
        ("date: 2018-05-22", ("date: 2018-02-30", "date: 0001-01-01", "date: 9999-12-31", "date: soon", "date: 1e9", "date: [2018]")),
        ("n: 2, role: chief", ("n: 10000000000000000000000000, role: chief", "n: 1, role: chief", "n: -1, role: chief", "n: x, role: chief", "n: 2.5, role: chief", "n: true, role: chief", "n: 2, role: nobody", "n: 2, role: []")),
        ("limit: 10 minutes", ("limit: 10^18 days", "limit: 0 minutes", "limit: -1 day", "limit: nan days", "limit: 1e300 minutes", "limit: 10", "limit: soon", "limit: []", f"limit: {'9' * 5000} minutes")),
        ("regulation: small", ("regulation: ../x", "regulation: ''", "regulation: 7\nregulation: 8", "regulation: [a]", f"regulation: {'a' * 5000}", "regulation: con")),
        ("step: 2\n", ("step: 99\n", "step: -1\n", "step: x\n", "step: []\n", "step: 1e400\n")),
        ("through: 2", ("through: 99", "through: 0", "through: x", "through: ~")),
        ("used: whole", ("used: half", "used: []", "used: ''")),
        ("limit: 3 working days", ("limit: 3 solar days", "limit: 10^18 working days", "limit: 0 working days", "limit: 3", "limit: ~")),
    )  # fmt: skip
    for old, others in changes:
        assert REGULATION.count(old) == 1, old
        for new in others:
            yield REGULATION.replace(old, new) + "x: y\n"
    step = "        - {n: %d, role: clerk, action: a, source: '1'}\n"
    head = REGULATION.partition("      steps:\n")
    yield head[0] + head[1] + "".join(step % i for i in range(3, 4_000)) + head[2]
    yield head[0] + head[1] + "".join(step % 1 for _ in range(4_000)) + head[2]
    yield REGULATION.replace("roles:\n", "roles:\n" + "".join(f"  r{i}: {{kk: x}}\n" for i in range(9_000)))
    yield REGULATION.replace(
        "routes:\n", "routes:\n" + "".join(f"  r{i}: {{title: x, source: y, steps: []}}\n" for i in range(4_000))
    )


def _calendars() -> Iterator[bytes]:
    good = calendar().decode()
    head = "date,working,kind,name_en,name_kk,name_ru\n"
    for first, last in (
        ("1000-01-01", "9999-12-31"),
        ("2018-01-01", "2017-01-01"),
        ("x", "y"),
        ("", ""),
        ("2018-01-01", "2118-02-01"),
        ("1899-01-01", "1901-01-01"),
        ("2199-01-01", "2201-01-01"),
        ("2018-13-01", "2018-12-31"),
        ("2018", "2019"),
    ):
        yield f"# from: {first}\n# to: {last}\n{head}".encode()
    span = "# from: 2018-01-01\n# to: 2018-12-31\n"
    for row in (
        "2018-05-02,0",
        "2018-05-02,0,holiday,a,b,c\n2018-05-02,1,worked,a,b,c",
        "2018-05-02,1,holiday,a,b,c",
        "2018-05-02,0,worked,a,b,c",
        "2018-05-02,yes,holiday,a,b,c",
        "2018-05-02,0,feast,a,b,c",
        "2019-05-02,0,holiday,a,b,c",
        "02.05.2018,0,holiday,a,b,c",
        ",,,,,",
        '"2018-05-02,0,holiday',
        "2018-05-02\x00,0,holiday,a,b,c",
        "=1+1,0,holiday,a,b,c",
        "2018-05-02,0,holiday," + "a" * 200_000,
    ):
        yield f"{span}{head}{row}\n{row}x\n".encode()
    yield (span + head + "2018-05-02,0,feast,a,b,c\n" * 30_000).encode()
    yield (span + head + "x\n" * 300_000).encode()
    yield (span + ",".join(["date"] * 100_000) + "\n").encode()
    yield ("# from: 2018-01-01\n" * 40_000).encode()
    yield (span + head + '"\n' * 100_000).encode()
    yield good.replace("date,", "day,").encode()
    yield good.encode("utf-16")
    yield good.encode("utf-16")[:-1]
    yield good.replace("\n", "\r").encode()
    yield b"PK\x03\x04" + bytes(100)
    yield workbook()
    yield b"\x00" * 100
    yield b"a" * 1_100_000


def _layers() -> Iterator[BrokenInput]:
    """Chains of `extends`, and variants."""

    def chain(length: int, last: str) -> Files:
        files = {f"l{i}.yaml": f"extends: l{i + 1}.yaml\nscenario: layer {i}\n".encode() for i in range(length)}
        return {
            "mine.yaml": b"extends: l0.yaml\nscenario: x\n",
            **files,
            f"l{length}.yaml": last.encode(),
            "small.yaml": REGULATION.encode(),
        }

    layers: tuple[Files, ...] = (
        chain(1_200, SCENARIO),
        chain(9, SCENARIO),
        chain(3, "extends: mine.yaml\nscenario: circle\n"),
        chain(2, "extends: l2.yaml\nscenario: itself\n"),
        chain(2, "scenario: nothing\n"),
        chain(2, REGULATION),
        chain(2, ""),
        chain(2, SCENARIO.replace("seed: 7", "sede: 7")),
        chain(2, "extends: nowhere\nscenario: x\n"),
        chain(5, SCENARIO + "\n".join(f"k{i}: 1" for i in range(15_000))),
        {"mine.yaml": b"extends: mine.yaml\nscenario: x\n"},
        {"mine.yaml": b"extends: [a, b]\nscenario: x\n"},
        {"mine.yaml": b"extends: 7\nscenario: x\n"},
        {"mine.yaml": b"extends: small.yaml\nscenario: x\n", "small.yaml": REGULATION.encode()},
        {f"{'l' if i else 'mine'}{i or ''}.yaml": (f"extends: l{i + 1}.yaml\nscenario: x\nvariants:\n" + "\n".join(f"  v{i}x{j}: {{changes: {{seed: {j}}}}}" for j in range(40)) + "\n").encode() for i in range(4)} | {"l4.yaml": SCENARIO.encode(), "small.yaml": REGULATION.encode()},
    )  # fmt: skip
    for number, files in enumerate(layers):
        yield BrokenInput("by hand: scenario", "layers over layers", number, ("check", "mine.yaml"), files, "mine.yaml")


def _odd_places() -> Iterator[BrokenInput]:
    """Pipes, devices, folders and links where a file should be, given by name or named by a file."""

    def fifo(name: str) -> Callable[[Path], None]:
        return lambda folder: os.mkfifo(folder / name)

    def link(name: str, to: str) -> Callable[[Path], None]:
        return lambda folder: os.symlink(to, folder / name)

    def directory(name: str) -> Callable[[Path], None]:
        return lambda folder: (folder / name).mkdir()

    odd = {
        "a pipe": fifo, "a folder": directory, "a link to itself": lambda name: link(name, name), "a link to nothing": lambda name: link(name, "nothing"),
        "a link to a device": lambda name: link(name, "/dev/zero"), "a link to another folder": lambda name: link(name, "/etc/hostname"),
        "a link to the folder": lambda name: link(name, "."),
    }  # fmt: skip
    places: tuple[tuple[str, tuple[str, ...], Files], ...] = (
        ("mine.yaml", ("check", "mine.yaml"), {}),
        ("mine.yaml", ("run", "mine.yaml", "--replications", "2"), {}),
        ("own.yaml", ("audit", "own.yaml"), {}),
        ("own.csv", ("calendar", "own.csv"), {}),
        ("own.csv", ("check", "mine.yaml"), {"mine.yaml": OF_A_CALENDAR.encode()}),
        ("small.yaml", ("check", "mine.yaml"), {"mine.yaml": SCENARIO.encode()}),
        ("base.yaml", ("check", "mine.yaml"), {"mine.yaml": b"extends: base.yaml\nscenario: x\n"}),
        ("past.csv", ("check", "mine.yaml"), {"mine.yaml": OF_A_REGISTER.replace("REGISTER", "past.csv").encode()}),
        ("out", ("trace", "out", "1"), {}),
        ("out/run.json", ("trace", "out", "1"), {"out/x": b""}),
    )
    for mutation, make in odd.items():
        for number, (name, words, files) in enumerate(places):
            if (mutation, name) not in (("a folder", "out"), ("a link to the folder", "out")):
                yield BrokenInput("by hand: odd places", mutation, number, words, files, name, make(name))
    for number, device in enumerate(
        ("/dev/zero", "/dev/null", "/dev/stdin", "/proc/self/mem", "/dev/full", "/etc", "/proc/self/fd/0", "/dev/tty")
    ):
        yield BrokenInput(
            "by hand: odd places", "a device", number, ("check", device), {device.strip("/"): b""}, device
        )
        yield BrokenInput(
            "by hand: odd places", "a device", number + 10, ("calendar", f"{device}.csv"), {}, f"{device}.csv"
        )


def _other_kinds() -> Iterator[BrokenInput]:
    """A file of one kind where another belongs."""
    files: Files = {
        **beside_scenarios(),
        "mine.yaml": SCENARIO.encode(),
        "own.csv": calendar(),
        "past.xlsx": workbook(),
        "x.json": b"{}",
    }
    pairs = (
        ("check", "own.csv"), ("check", "past.xlsx"), ("check", "past.csv"), ("run", "small.yaml"), ("run", "own.csv"), ("run", "past.xlsx"), ("audit", "mine.yaml"),
        ("audit", "own.csv"), ("audit", "past.xlsx"), ("calendar", "past.csv"), ("calendar", "past.xlsx"), ("calendar", "small.yaml"), ("load", "small.yaml"),
        ("load", "past.xlsx"), ("trace", "mine.yaml", "1"), ("compare", "mine.yaml", "small.yaml"), ("compare", "mine.yaml", "past.xlsx"), ("check", "x.json"), ("load", "own.csv"),
        ("timeline", "mine.yaml", "--route", "provider", "--submitted", "2018-03-06 15:40"), ("timeline", "past.xlsx", "--route", "x", "--submitted", "2018-03-06 15:40"),
    )  # fmt: skip
    for number, words in enumerate(pairs):
        broken = words[2] if words[0] == "compare" else words[1]
        yield BrokenInput("by hand: odd places", "a file of another kind", number, words, files, broken)
