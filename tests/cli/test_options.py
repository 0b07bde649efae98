"""A command that takes its options as one object has the parameters that typer reads."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import dataclass
from typing import Annotated, get_type_hints

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.options import takes


@dataclass(frozen=True)
class Greeting:
    name: Annotated[str, typer.Argument(help="Whom.")]
    times: Annotated[int, typer.Option(min=1, help="How often.")] = 1
    loud: Annotated[bool, typer.Option("--loud", help="In capitals.")] = False


def greeting() -> tuple[typer.Typer, list[Greeting]]:
    app, given = typer.Typer(), []

    @app.command()
    @takes(Greeting)
    def greet(options: Greeting) -> None:
        """Greet somebody."""
        given.append(options)

    assert list(inspect.signature(greet).parameters) == ["name", "times", "loud"]
    assert get_type_hints(greet) == {"name": str, "times": int, "loud": bool}
    return app, given


def test_a_command_gets_one_object_with_defaults_for_what_is_not_given() -> None:
    app, given = greeting()
    assert CliRunner().invoke(app, ["Aigul", "--loud"]).exit_code == 0
    assert given == [Greeting("Aigul", loud=True)]


@pytest.mark.parametrize("words", [[], ["Aigul", "--times", "0"], ["Aigul", "--other"]])
def test_bounds_and_required_arguments_hold(words: list[str]) -> None:
    app, given = greeting()
    assert CliRunner().invoke(app, words).exit_code == 2
    assert not given


@pytest.mark.parametrize(("words", "absent"), [
    (["--help"], {"numpy", "pandas", "scipy", "matplotlib", "simpy"}),
    (["services"], {"pandas", "scipy", "matplotlib", "simpy"}),
])  # fmt: skip
def test_commands_do_not_wait_for_packages_that_they_do_not_use(words: list[str], absent: set[str]) -> None:
    code = (
        "import sys\nfrom sim.cli.main import app\ntry:\n    app(sys.argv[1:])\nfinally:\n"
        f"    print('loaded:', *sorted({absent!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "loaded:"
