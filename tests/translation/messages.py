"""The texts that the code asks for, by the room that asks for them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.extract import extract
from typer.main import get_command

import sim
from sim.cli.help_texts import paragraphs
from sim.cli.main import app

PACKAGE = Path(sim.__file__).parent
KEYWORDS = {"translated": (1,), "counted": (1, 2), "marked": (1,)}
"""The functions of `sim.translations.in_use` that name a text, and which of their arguments are templates."""
_TEMPLATE_OPTIONS = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}

MessageId: TypeAlias = str | tuple[str, ...]
"""A template, or those for one and for many."""


@dataclass
class Asked:
    """Where a text is asked for."""

    files: set[str] = field(default_factory=set)
    """Files of the package that ask for the text, such as `report/run/routes.py`."""

    @property
    def room(self) -> str:
        """The room in whose catalogue the text stands: the first in the alphabet."""
        return min(file.split("/")[0] if "/" in file else "ground" for file in self.files)


class TemplateError(Exception):
    """A text is asked for by something that no catalogue can hold."""


def asked_messages() -> dict[MessageId, Asked]:
    """Every text that the sources of the package ask for; raises TemplateError where one is put together while the code runs."""
    messages: dict[MessageId, Asked] = {}
    for file, message in _of_help():
        messages.setdefault(message, Asked()).files.add(file)
    for file in source_files():
        found = _of_module(file) if file.suffix == ".py" else _of_template(file)
        for message in found:
            messages.setdefault(message, Asked()).files.add(file.relative_to(PACKAGE).as_posix())
    return messages


def _of_help() -> Iterator[tuple[str, str]]:
    """What commands and their options say of themselves in a help, as the command line has it, each with the module that has the command."""
    group: Any = get_command(app)
    for command in (group, *group.commands.values()):
        file = f"{command.callback.__module__.removeprefix('sim.').replace('.', '/')}.py"
        texts = [command.help, command.short_help, command.epilog, *(parameter.help for parameter in command.params)]
        for text in filter(None, texts):
            yield from ((file, paragraph) for paragraph in paragraphs(inspect.cleandoc(text)))


def source_files() -> Iterator[Path]:
    """Modules and templates of the package, in order."""
    yield from sorted(path for kind in ("*.py", "*.jinja") for path in PACKAGE.rglob(kind))


def _of_module(file: Path) -> Iterator[MessageId]:
    """The templates in a module; Babel's own reader sees none inside an f-string."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            parts = [_constant(node.args[position - 1], file) for position in KEYWORDS[node.func.id]]
            texts = tuple(part for part in parts if part is not None)
            if texts:
                yield texts[0] if len(KEYWORDS[node.func.id]) == 1 else texts


def _constant(node: ast.expr, file: Path) -> str | None:
    """A template that stands in a call; None where a constant stands for it that is marked elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, (ast.JoinedStr, ast.BinOp)):
        raise TemplateError(f"{file}:{node.lineno}: a template is put together here; give it fields with names")
    return None


def _of_template(file: Path) -> Iterator[MessageId]:
    with file.open("rb") as source:
        for _, found, _, _ in extract("jinja2.ext:babel_extract", source, KEYWORDS, options=_TEMPLATE_OPTIONS):
            yield tuple(found) if isinstance(found, (list, tuple)) else found
