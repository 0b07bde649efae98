"""Every number of the command line has a range, and nothing that is written there is passed over."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from typer.models import OptionInfo, ParameterInfo

from sim.cli.all_commands import app
from tests.cli.test_faults import assert_refused, invoke
from tests.minimal import written


def options() -> Iterator[tuple[str, Any, ParameterInfo]]:
    """Every argument and option of every command: its name, its type and what is said about it."""
    for command in app.registered_commands:
        assert command.callback
        hints = get_type_hints(command.callback, include_extras=True)
        for name in inspect.signature(command.callback).parameters:
            kind, *said = get_args(hints[name]) if get_origin(hints[name]) is Annotated else (hints[name],)
            info = next(mark for mark in said if isinstance(mark, ParameterInfo))
            yield f"{command.name or command.callback.__name__} {name}", kind, info


ALL = list(options())
NUMBERS = [(name, info) for name, kind, info in ALL if kind in (int, float) or {int, float} & set(get_args(kind))]
FRACTIONS = {name for name, kind, _ in ALL if float in (kind, *get_args(kind))}
"""Options that take parts of a whole."""
READ = [(name, info) for name, _, info in ALL if info.parser is not None]


def test_all_options_are_walked() -> None:
    assert len(ALL) > 60
    assert {"run seed", "audit year", "trace application", "check most_applications"} <= {name for name, _ in NUMBERS}
    assert {"run replications", "run logs"} <= {name for name, _ in READ}
    assert get_origin(int | None) in (Union, types.UnionType), "numbers that may be left out are found"


@pytest.mark.parametrize(("name", "info"), NUMBERS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_number_of_the_command_line_has_a_range(name: str, info: ParameterInfo) -> None:
    assert info.min is not None, f"{name} has no lower bound"
    assert info.max is not None, f"{name} has no upper bound"


@pytest.mark.parametrize("number", ["0", "-1", "1" + "0" * 25, "9" * 5_000, "nan", "inf", "true", "1.5", " "])
def test_what_is_no_number_in_the_range_is_refused(number: str) -> None:
    for name, info in (*NUMBERS, *READ):
        if not isinstance(info, OptionInfo) or (number == "0" and info.min == 0):
            continue
        if number == "1.5" and name in FRACTIONS:
            continue
        command, option = name.split()
        words = [f"--{option.replace('_', '-')}", *(info.param_decls or ())]
        result = invoke(command, "nothing.yaml", *(["1"] if command == "trace" else []), words[-1], number)
        assert result.exit_code == 2, f"{name} takes {number[:40]}"
        assert words[-1] in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("run", "good.yaml", "--out", ""), "--out"),
        (("run", "good.yaml", "--variant", " "), "--variant"),
        (("run", "good.yaml", "--variant", "a", "--variant", "b"), "--variant"),
        (("run", "good.yaml", "--uncertain", "--uncertain"), "--uncertain"),
        (("run", "good.yaml", "--seed", "1", "--seed", "2"), "--seed"),
        (("check", "good.yaml", "--format", "json", "--format", "table"), "--format"),
        (("calendar", "kz", "--from", ""), "--from"),
        (("audit", ""), "service"),
        (("check", "good.yaml", " "), "files"),
        (("timeline", "south_kazakhstan_2012_social_aid", "--submitted", "", "--route", "akim"), "--submitted"),
    ],
)
def test_an_option_given_twice_or_with_nothing_behind_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], option: str
) -> None:
    written(tmp_path, name="good.yaml")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    result = invoke(*words)
    assert result.exit_code == 2
    assert f"'{option}'" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--seed", "x"), "'--seed': this is not a whole number"),
        (("--seed", "9" * 5000), "'--seed': this number is far too long"),
        (("--only", "0"), "'--only': at least 1 is possible"),
        (("--workers", "1025"), "'--workers': at most 1024 is possible"),
        (("--no-logs", "--logs", "3"), "--no-logs: it writes no tables, and --logs some; keep one of them"),
        (
            ("--only", "2", "--no-logs"),
            "--no-logs: --only writes the tables of its replication, and no others; take it",
        ),
    ],
)
def test_what_is_wrong_with_an_option_is_said_in_plain_words(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = invoke("run", written(tmp_path), "--out", tmp_path / "out", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_setting_may_be_given_several_times(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert invoke("check", path, "--set", "seed=1", "--set", "replications=2").exit_code == 0


def test_a_scenario_is_not_compared_with_itself(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert_refused(
        invoke("compare", path, path, "--out", tmp_path / "out"), f"{path}:1:1: it is compared with itself; name each"
    )
    assert not (tmp_path / "out").exists()
