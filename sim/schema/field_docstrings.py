"""The docstrings under the fields of a block, read from the source of its class when somebody asks for them.

pydantic reads them while it makes the classes, which costs each command that reads a file a tenth of a second.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import zip_longest

from pydantic import BaseModel


@cache
def field_docstrings(block: type[BaseModel]) -> dict[str, str]:
    """The docstring of every field of a block by the name of the field; fields without one are left out."""
    docstrings: dict[str, str] = {}
    for parent in reversed(block.__mro__):
        if issubclass(parent, BaseModel) and parent is not BaseModel:
            docstrings |= _of_class(parent)
    return {name: text for name, text in docstrings.items() if text and name in block.model_fields}


def _of_class(block: type[BaseModel]) -> dict[str, str]:
    """The docstring of every field that a class itself declares; an empty text where it has none."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(block))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        field.target.id: _docstring(below)
        for field, below in zip_longest(body, body[1:])
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def _docstring(statement: ast.stmt | None) -> str:
    """The text of a statement that is a text alone; an empty text for any other."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        text = statement.value.value
        return inspect.cleandoc(text) if isinstance(text, str) else ""
    return ""
