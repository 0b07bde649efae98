"""The rooms stay as they are meant: few files at the top, short functions, one home for every name, a word on every door."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

HOUSE = Path(sim.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))
ROOMS = sorted(path.parent for path in HOUSE.glob("*/__init__.py"))
MOST_FILES = 12
"""Files at the top of the package, without the library that is built there."""
MOST_LINES = 400
"""Lines of a module."""
MOST_LINES_OF_A_FUNCTION = 60
MOST_PARAMETERS = 7
"""Parameters of a function, `self` and `cls` left out."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(module: Path) -> str:
    return str(module.relative_to(HOUSE))


def by_place() -> dict[str, list[Path]]:
    """The modules of each room, and those of the ground."""
    places: dict[str, list[Path]] = defaultdict(list)
    for module in MODULES:
        within = module.relative_to(HOUSE).parts
        places[within[0] if len(within) > 1 else "ground"].append(module)
    return places


PLACES = by_place()
"""A test for each room: one for each module takes longer than the reading of it."""


def functions(module: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def test_the_top_of_the_package_holds_few_files() -> None:
    files = [path.name for path in HOUSE.iterdir() if path.is_file() and not path.name.startswith("_native")]
    assert len(files) <= MOST_FILES, files


@pytest.mark.parametrize("place", PLACES)
def test_a_module_can_be_read_in_one_go(place: str) -> None:
    for module in PLACES[place]:
        assert_read_in_one_go(module)


def assert_read_in_one_go(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, module
    for function in functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= MOST_LINES_OF_A_FUNCTION, f"{module}: {function.name} has {lines} lines"
        given = function.args
        names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        names += [argument.arg for argument in (given.vararg, given.kwarg) if argument is not None]
        parameters = [name for name in names if name not in ("self", "cls")]
        said = f"{module}: {function.name} has the parameters {', '.join(parameters)}"
        assert len(parameters) <= MOST_PARAMETERS, said


def public_names(module: Path) -> Iterator[str]:
    """The classes, functions, constants and types that a module offers to others."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | Function):
            yield node.name
        for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
            yield from (name.id for name in ast.walk(target or ast.Pass()) if isinstance(name, ast.Name))


def test_every_public_name_has_one_home() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for name in public_names(module):
            if not name.startswith("_"):
                homes[name].append(name_of(module))
    homes.pop("run", None)  # each engine answers to the same call, and to no other
    homes.pop("Variant", None)  # a block of a scenario, and the option that names it
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_door_of_a_room_says_what_comes_in_what_goes_out_and_what_it_must_not_know(room: Path) -> None:
    door = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert "In come" in door or "In comes" in door
    assert "out go" in door
    assert door.count(".") >= 3


PRINTING = HOUSE / "cli" / "consoles.py"
"""The one module that prints."""
_PRINTERS = {"print", "secho", "echo", "from_markup", "print_exception", "input"}


@pytest.mark.parametrize("place", PLACES)
def test_everything_is_printed_through_one_place_that_takes_text_as_text(place: str) -> None:
    """Elsewhere there is neither a console of rich, which reads markup, nor `print`, nor a standard stream."""
    for module in PLACES[place]:
        if module != PRINTING:
            assert_prints_nothing(module)


def assert_prints_nothing(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in _PRINTERS, f"{module}: {node.func.id}(...) in line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PRINTERS:
            through = ast.unparse(node.func.value)
            assert (through, node.func.attr) in {("stdout", "print"), ("stderr", "print")}, (
                f"{module}: line {node.lineno}"
            )
            assert not [word.arg for word in node.keywords if word.arg in ("markup", "emoji", "highlight")], module
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ("sys.stdout", "sys.stderr", "sys.__stdout__"), (
                f"{module}: line {node.lineno}"
            )
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rich"):
            taken = {alias.name for alias in node.names}
            assert not taken & {"Console", "Progress", "print", "Markdown", "inspect", "pretty"}, (
                f"{module}: line {node.lineno}"
            )
            assert node.module != "rich.markup", f"{module}: line {node.lineno}"
