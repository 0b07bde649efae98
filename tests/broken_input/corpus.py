"""The corpus: which files are broken, by which mutations, and to which commands they are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from sim.cli.main import app
from tests.broken_input.binary_mutations import OF_RESULTS, OF_WORKBOOKS
from tests.broken_input.broken_input import BrokenInput, Files
from tests.broken_input.by_hand import by_hand
from tests.broken_input.table_mutations import OF_TABLES
from tests.broken_input.text_mutations import OF_TEXTS, Mutation
from tests.broken_input.valid_files import (
    OF_A_CALENDAR,
    OF_A_REGISTER,
    beside_scenarios,
    calendar,
    register,
    regulations,
    scenarios,
    workbook,
)
from tests.broken_input.yaml_mutations import OF_YAML
from tests.minimal import REGULATION, SCENARIO

RUN = ("--replications", "2", "--no-strengthen", "--workers", "1", "--out", "out")
"""Options of a run that a broken file does not keep from running."""
MAY = ("--from", "2018-05-01", "--to", "2018-05-31")
"""Options of a calendar, of which not all is shown."""
_SMALL = (
    "small",
    "layered",
    "register",
    "head_on_leave",
    "portal_outage",
    "commission_weekly_vs_daily",
    "reception_days",
)


MANY_BY_HAND = 800
"""Of those that are made by hand the first ones: the others are archives that unfold to much, and what the system has in odd places."""


def corpus(times: int) -> Iterator[BrokenInput]:
    """All broken files: each mutation of each kind of file `times` times, those of YAML's language twice as often."""
    yield from scenarios_of(times)
    yield from _regulations(times)
    yield from _calendars(times)
    yield from _registers(times)
    yield from _workbooks(2 * times)
    yield from _results(times)
    yield from by_hand()


def _mutated(kind: str, mutation: str, number: int, mutate: Mutation, raw: bytes) -> tuple[Random, bytes]:
    rng = Random(f"{kind}, {mutation}, {number}")
    return rng, mutate(rng, raw)


def scenarios_of(times: int) -> Iterator[BrokenInput]:
    """Broken files of scenarios."""
    texts = scenarios()
    for mutation, mutate in (OF_TEXTS | OF_YAML).items():
        for number in range(times * (2 if mutation in OF_YAML else 1)):
            choice = Random(f"scenario, {mutation}, {number}, which")
            text = texts[choice.choice(sorted(_SMALL if choice.random() < 0.6 else texts))]
            _, raw = _mutated("scenario", mutation, number, mutate, text.encode())
            command = choice.choice(
                (
                    ("check",),
                    ("check",),
                    ("check", "--explain"),
                    ("load",),
                    ("run", *RUN),
                    ("compare", "--routes", *RUN[:2], *RUN[3:]),
                    ("calendar", *MAY),
                )
            )
            words = (command[0], "mine.yaml", *command[1:])
            yield BrokenInput(
                "scenario", mutation, number, words, {**beside_scenarios(), "mine.yaml": raw}, "mine.yaml"
            )


def _regulations(times: int) -> Iterator[BrokenInput]:
    texts = regulations()
    for mutation, mutate in (OF_TEXTS | OF_YAML).items():
        for number in range(times):
            choice = Random(f"regulation, {mutation}, {number}, which")
            text = texts[choice.choice(sorted(texts))]
            _, raw = _mutated("regulation", mutation, number, mutate, text.encode())
            route = text.partition("\nroutes:\n")[2].partition(":")[0].strip()
            asked = ("--route", route, "--submitted", "2018-03-06 15:40")
            command = choice.choice((("check",), ("check",), ("audit",), ("timeline", *asked)))
            yield BrokenInput(
                "regulation", mutation, number, (command[0], "own.yaml", *command[1:]), {"own.yaml": raw}, "own.yaml"
            )


def _calendars(times: int) -> Iterator[BrokenInput]:
    for mutation, mutate in (OF_TEXTS | OF_TABLES).items():
        for number in range(times):
            rng, raw = _mutated("calendar", mutation, number, mutate, calendar())
            words = rng.choice(
                (
                    ("calendar", "own.csv", *MAY),
                    ("calendar", "own.csv", "--format", "json", *MAY),
                    ("check", "mine.yaml"),
                )
            )
            yield BrokenInput(
                "calendar", mutation, number, words, {"own.csv": raw, "mine.yaml": OF_A_CALENDAR.encode()}, "own.csv"
            )


def _registers(times: int) -> Iterator[BrokenInput]:
    text = OF_A_REGISTER.replace("REGISTER", "past.csv").encode()
    for mutation, mutate in (OF_TEXTS | OF_TABLES).items():
        for number in range(times):
            _, raw = _mutated("register (CSV)", mutation, number, mutate, register())
            yield BrokenInput(
                "register (CSV)",
                mutation,
                number,
                ("check", "mine.yaml"),
                {"past.csv": raw, "mine.yaml": text},
                "past.csv",
            )


def _workbooks(times: int) -> Iterator[BrokenInput]:
    text = OF_A_REGISTER.replace("REGISTER", "past.xlsx").encode()
    for mutation, mutate in OF_WORKBOOKS.items():
        for number in range(times):
            _, raw = _mutated("register (XLSX)", mutation, number, mutate, workbook())
            yield BrokenInput(
                "register (XLSX)",
                mutation,
                number,
                ("check", "mine.yaml"),
                {"past.xlsx": raw, "mine.yaml": text},
                "past.xlsx",
            )


def _results(times: int) -> Iterator[BrokenInput]:
    good = results()
    for mutation, mutate in OF_RESULTS.items():
        for number in range(times):
            rng = Random(f"results, {mutation}, {number}")
            files = mutate(rng, good)
            words = ("trace", "out", str(rng.randrange(3)), "--replication", rng.choice("12"))
            broken = "out/run.json" if mutation != "a file of the scenario is another" else "question.yaml"
            yield BrokenInput("results", mutation, number, words, files, broken)


@cache
def results() -> Files:
    """A folder of results as a run leaves it, with its scenario."""
    before = os.getcwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            Path("question.yaml").write_text(SCENARIO, encoding="utf-8")
            Path("small.yaml").write_text(REGULATION, encoding="utf-8")
            done = CliRunner().invoke(app, ["run", "question.yaml", *RUN])
            assert done.exit_code == 0, done.output
            return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}
        finally:
            os.chdir(before)


def few_files() -> Iterator[BrokenInput]:
    """A few of all kinds, which take little time even one after another."""
    mutated = (*scenarios_of(1), *_regulations(1), *_calendars(1), *_registers(1), *_workbooks(1))
    yield from (given for given in mutated[::3] if given.words[0] not in ("run", "compare"))
    yield from islice(by_hand(), 0, MANY_BY_HAND, 45)
