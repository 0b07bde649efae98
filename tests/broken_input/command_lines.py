"""Broken command lines: words and options that no command takes, and values outside of every range."""

from __future__ import annotations

from collections.abc import Iterator

from tests.broken_input.broken_input import BrokenInput
from tests.minimal import REGULATION, SCENARIO
from tests.study.authored import MORE

FILES = {
    "question.yaml": SCENARIO.encode(),
    "more.yaml": MORE.encode(),
    "small.yaml": REGULATION.encode(),
    "a file": b"",
    "a folder/x": b"",
}
"""What lies in the folder in which they are tried."""
_RUN = ("run", "question.yaml", "--replications", "2", "--no-strengthen", "--workers", "1")
_COMPARE = ("compare", "more.yaml", "more.yaml:busy", "--replications", "2", "--workers", "1")
_TIMELINE = ("timeline", "west_kazakhstan_2018_social_aid", "--route", "akim", "--submitted", "2018-03-06 15:40")
_LONG = "x" * 20_000
_NUMBERS = (
    "",
    " ",
    "x",
    "-1",
    "1.5",
    "1e3",
    "0x10",
    "nan",
    "inf",
    "9" * 25,
    "9" * 5000,
    "٣x",
    "1 2",
    "--",
    "1_0_",
    "½",
)
_NAMES = (
    "",
    " ",
    "nosuch",
    "../x",
    "/etc/passwd",
    "a/b",
    _LONG,
    "😀",
    "\x1b[31m",
    "\u202e",
    "con",
    "*",
    "--",
    "-",
    "%s",
    "\udcff",
)


def command_lines() -> Iterator[BrokenInput]:
    """All of them."""
    for mutation, lines in _lines().items():
        for number, words in enumerate(lines):
            yield BrokenInput("command line", mutation, number, tuple(words), FILES)


def _lines() -> dict[str, list[tuple[str, ...]]]:
    return {
        "no such command or option": _unknown(),
        "a number out of range": _numbers(),
        "no such name or file": _names(),
        "a setting that is none": [(*_RUN, "--set", setting) for setting in SETTINGS],
        "a day or a moment that is none": _moments(),
        "a place that cannot be written": _places(),
        "words that contradict each other": _contradictions(),
    }


def _unknown() -> list[tuple[str, ...]]:
    commands = (
        "check",
        "compare",
        "services",
        "calendar",
        "audit",
        "timeline",
        "load",
        "run",
        "trace",
        "new",
        "schema",
    )
    lines: list[tuple[str, ...]] = [
        (word,)
        for word in (
            "",
            "rum",
            "RUN",
            "--rum",
            "-x",
            "--",
            "-",
            "😀",
            _LONG,
            "\x1b[2J",
            "run check",
            "\udcff",
            "--version=1",
            "help",
            "--help=x",
        )
    ]
    for command in commands:
        lines += [
            (command, "--nosuch"),
            (command, "--lang", "de"),
            (command, "--format", "xml"),
            (command, "--format"),
            (command, "a", "b", "c", "-x"),
        ]
    needs = ("check", "compare", "timeline", "load", "run", "trace", "schema")
    return [
        *lines,
        *((command,) for command in needs),
        ("schema", "calendar"),
        ("schema", "scenario", "scenario"),
        ("run", "question.yaml", "more.yaml"),
    ]


def _numbers() -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    options = ("--replications", "--seed", "--workers", "--max-applications", "--only", "--logs")
    for i, option in enumerate(options):
        lines += [("run", "question.yaml", option, number) for number in _NUMBERS[i % 2 :]]
    lines += [("trace", "a folder", number) for number in _NUMBERS[::2]]
    lines += [("audit", "--year", number) for number in ("2011", "2028", "x", "-1", "9" * 30)]
    lines += [
        ("run", "question.yaml", "--replications", "1"),
        ("run", "question.yaml", "--replications", "100001"),
        ("run", "question.yaml", "--seed", str(2**63)),
        ("run", "question.yaml", "--workers", "0"),
        ("run", "question.yaml", "--max-applications", "1"),
        ("run", "question.yaml", "--only", "0"),
        ("compare", "question.yaml", "more.yaml", "--replications", "1"),
    ]
    return lines


def _names() -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for i, name in enumerate(_NAMES):
        commands = (
            ("check", name), ("run", name), ("load", name), ("compare", "question.yaml", name), ("services", name), ("calendar", name), ("audit", name),
            ("timeline", name, "--route", "x", "--submitted", "2018-03-06 15:40"), ("trace", name, "1"), (*_RUN, "--variant", name), ("load", "more.yaml", "--variant", name),
            ("compare", f"more.yaml:{name}", "question.yaml"), ("compare", "more.yaml", "--routes", "--service", name), (*_TIMELINE[:3], name, *_TIMELINE[4:]), (*_TIMELINE, "--reading", name),
            ("new", "--scenario", name), ("new", "--service", name), ("calendar", "--hours", name),
        )  # fmt: skip
        lines += [words for j, words in enumerate(commands) if (i + j) % 3 == 0]
    return lines


SETTINGS = (
    "", " ", "=", "==", "seed", "seed=", "=7", "seed==7", ".=1", "seed.=1", ".seed=1", "..=1", "nosuch=1", "seed.x=1", "seed=x", "seed=-1", "seed=1e400", "seed=.nan",
    "seed=[1]", "seed={a: 1}", "seed=*x", "seed=&x [*x]", "seed=!!python/object:os.system x", "seed=!!binary aGk=", "seed=\t1", "seed=1\nseed: 2", "seed='", "seed=[", "seed={",
    "seed=1: 2", "seed=- - 1", "seed=|", "seed=@", "seed=`", "seed=%", "seed=9" + "9" * 5000, "extends=question.yaml", "variants.x.changes.seed=1", "offices=~", "offices={}", "offices.town=~",
    "offices.nosuch.staff.clerk=1", "offices.town.staff.nosuch=1", "offices.town.staff.clerk=0.5", "offices.town.staff.clerk=-1", "offices.town.staff.clerk=10001", "offices.town.hours=nosuch",
    "period.start=2018-02-30", "period.start=9999-12-31", "period.end=2018-05-01", "period.end=soon", "arrivals.in_town.rate=1", "arrivals.in_town.rate=1 per fortnight", "arrivals.in_town.rate=1e18 per day",
    "arrivals.in_villages.weights.2=1", "arrivals.in_villages.weights.x=1", "arrivals.in_villages.weights.-1=1", "services.aid.routes.provider.steps.1.work=10", "services.aid.routes.provider.steps.9.work=10 minutes",
    "services.aid.routes.provider.steps.2.hold=10^18 days", "calendar=../x.csv", "calendar=/etc/passwd", "services.aid.regulation=/etc/passwd", "services.aid.regulation=nosuch", _LONG, f"{_LONG}=1", f"seed={_LONG}",
    "a." * 5000 + "b=1", "seed=" + "[" * 5000, "seed=" + "{a: " * 2000, "Seed=1", "sееd=1", "target=95", "target=101 %", "replications=1", "replications=x", "replications=1000000", "\udcff=1", "seed=\udcff", "seed=\x1b[31m",
    "seed=\u202e", "seed=null", "offices.town.staff=[1]", "scenario={kk: 1}", "hours.short_day.weekdays=09:00", "hours.short_day.weekdays=18:00-09:00", "systems.gate.response=-1 s", "systems.gate=~",
)  # fmt: skip
"""Settings of which none can be made."""


def _moments() -> list[tuple[str, ...]]:
    junk = (
        "",
        " ",
        "soon",
        "2018-02-30",
        "2018-13-01",
        "31.12.2018",
        "2018-1-1",
        "20180101",
        "9999-12-31",
        "0001-01-01",
        "2018-03-06T25:00",
        "-1",
        "1e9",
        _LONG,
        "😀",
        "2018-03-06 15:40:99",
        "٢٠١٨-٠٣-٠٦",
        "2018-03-06 15:40 +99:00",
    )
    lines: list[tuple[str, ...]] = [(*_TIMELINE[:5], moment) for moment in junk]
    lines += [("calendar", "--from", moment) for moment in junk[::2]]
    lines += [("calendar", "--to", moment) for moment in junk[1::2]]
    return [*lines, ("calendar", "--from", "2018-02-01", "--to", "2018-01-01"), (*_TIMELINE[:5], "2040-01-01 10:00")]


def _places() -> list[tuple[str, ...]]:
    places = (
        "",
        " ",
        "a file",
        "a file/x",
        "question.yaml",
        "/proc/x",
        "/dev/null",
        "/dev/full",
        "/dev/null/x",
        _LONG,
        "a" * 300,
        "/",
        "\udcff\x00"[:0] or "/sys/x",
    )
    lines: list[tuple[str, ...]] = [(*_RUN, "--out", place) for place in places if place != "/"]
    lines += [(*_COMPARE, "--out", place) for place in places[2:6]]
    pictures = (
        "",
        "x",
        "x.txt",
        "x.SVGZ",
        "a folder",
        "a folder/x",
        "/proc/x.svg",
        "nowhere/x.svg",
        f"{_LONG}.svg",
        "/dev/full.svg",
        "a file/x.svg",
        ".svg/",
    )
    lines += [(*_TIMELINE, "--plot", picture) for picture in pictures]
    lines += [
        ("new", place, "--scenario", "head_on_leave")
        for place in (
            "question.yaml",
            "a folder",
            "a file/x.yaml",
            "nowhere/x.yaml",
            "/proc/x.yaml",
            f"{_LONG}.yaml",
            "",
        )
    ]
    return lines


def _contradictions() -> list[tuple[str, ...]]:
    return [
        ("run", "question.yaml", "--seed", "1", "--seed", "2"), ("run", "question.yaml", "--out", "a", "--out", "b"), ("run", "question.yaml", "--only", "1", "--uncertain"),
        ("run", "question.yaml", "--uncertain"), ("run", "question.yaml", "--no-logs", "--logs", "3"), ("run", "question.yaml", "--only", "4"), ("compare", "question.yaml"),
        ("compare", "question.yaml", "question.yaml"), ("compare", "question.yaml", "--routes", "--variants"), ("compare", "question.yaml", "--variants"), ("compare", "more.yaml", "more.yaml:busy", "--service", "aid"),
        ("compare", "more.yaml", "question.yaml", "--routes"), ("compare", "more.yaml:busy:no_portal", "more.yaml"), ("compare", "more.yaml:", "more.yaml"), ("compare", ":busy", "more.yaml"),
        ("new",), ("new", "x.yaml"), ("new", "x.yaml", "--scenario", "head_on_leave", "--service", "west_kazakhstan_2018_social_aid"), ("check", "question.yaml", "--variant", "busy"),
        ("check", "small.yaml", "--set", "seed=7"), ("check", "small.yaml", "--variant", "x"), ("services", "small.yaml"), ("calendar", "small.yaml"), ("run", "small.yaml"), ("load", "small.yaml"),
        ("trace", "question.yaml", "1"), ("trace", "a folder", "1"), ("trace", "nowhere", "1"), ("audit", "question.yaml"), ("timeline", "question.yaml", "--route", "x", "--submitted", "2018-03-06 15:40"),
        ("check", "question.yaml", "--variant", "busy", "--variant", "no_portal"), ("calendar", "--compare-library", "own.csv"), (*_TIMELINE[:5], "2018-03-06 15:40", "--route", "provider"),
    ]  # fmt: skip
