"""YAML with the place of everything: plain data beside the line and column of every key and value.

YAML 1.2 through ruamel.yaml: `12:30` and `no` stay texts. Dates stay texts too; the models read them. Duplicate keys,
several documents, unreadable encodings and circles of aliases are faults, all of them at once where that is possible.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from sim.errors import Fault, InputError

Where = tuple[str, ...]
_MOST_NODES = 200_000  # far above any honest file; an alias bomb passes it at once


@dataclass
class YamlFile:
    """The content of one YAML file and the places of its parts; paths are tuples of keys and list positions as text."""

    name: str
    """The file as the user named it."""
    data: Any = None
    """Plain dicts, lists, texts, numbers, booleans and None; all keys are texts."""
    values: dict[Where, tuple[int, int]] = field(default_factory=dict)
    """Line and column of every value [counted from 1]."""
    keys: dict[Where, tuple[int, int]] = field(default_factory=dict)
    """Line and column of every key [counted from 1]."""
    faults: list[Fault] = field(default_factory=list)
    """Duplicate keys and the like, which do not keep the rest from being read."""

    def fault(self, where: Where, message: str, repair: str = "", *, at_key: bool = False) -> Fault:
        """A fault at a path, or at the nearest block around it that is there."""
        path = where
        while path and path not in self.values:
            path = path[:-1]
        places = self.keys if at_key and path in self.keys else self.values
        line, column = places.get(path, (1, 1))
        return Fault(self.name, line, column, message, repair)


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read a YAML file with the places of its parts; raises InputError for what is no readable YAML mapping."""
    name = name or str(path)
    text = read_text(path, name)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"not YAML: {error.problem or error.context}".replace("\n", " ")
        raise InputError([Fault(name, line, column, message, "mend the punctuation or the indentation here")]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError([Fault(name, line, 1, f"not YAML: {error.reason}")]) from None
    except RecursionError:
        raise InputError([Fault(name, 1, 1, "not usable: the blocks are nested too deeply")]) from None
    except (YAMLError, YAMLStreamError) as error:
        raise InputError([Fault(name, 1, 1, f"not YAML: {str(error).splitlines()[0]}")]) from None
    if node is None:
        raise InputError([Fault(name, 1, 1, "the file is empty", "start from a shipped scenario or regulation")])
    if not isinstance(node, MappingNode):
        raise InputError([Fault(name, *_place(node), "the file does not hold a mapping", "begin with 'key: value'")])
    file = YamlFile(name)
    file.data = _Converter(file).convert(node, ())
    return file


def read_text(path: Path, name: str) -> str:
    """Read a UTF-8 text; raises InputError for a missing, unreadable or otherwise encoded file."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault(name, 0, 0, "there is no such file", _siblings(path))]) from None
    except IsADirectoryError:
        raise InputError([Fault(name, 0, 0, "this is a folder", "name a .yaml file in it")]) from None
    except OSError as error:
        raise InputError([Fault(name, 0, 0, f"the file cannot be read: {error.strerror}")]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        fault = Fault(name, line, column, f"not UTF-8: byte 0x{raw[error.start]:02x}", "save the file as UTF-8")
        raise InputError([fault]) from None


def _siblings(path: Path) -> str:
    try:
        others = sorted(p.name for p in path.parent.glob("*.yaml"))
    except OSError:
        others = []
    return f"beside it lie: {', '.join(others[:8])}" if others else "check the path"


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Converter:
    """Turns nodes into plain data and notes their places."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.open: set[int] = set()
        self.count = 0

    def convert(self, node: Node, where: Where) -> Any:
        """The plain value of a node at a path."""
        self.file.values[where] = _place(node)
        self.count += 1
        if id(node) in self.open or self.count > _MOST_NODES:
            message = "an alias stands inside its own anchor" if id(node) in self.open else "aliases blow the file up"
            raise InputError([Fault(self.file.name, *_place(node), message, "write the block out")])
        if isinstance(node, ScalarNode):
            return _scalar(node)
        self.open.add(id(node))
        value = self._mapping(node, where) if isinstance(node, MappingNode) else self._sequence(node, where)
        self.open.discard(id(node))
        return value

    def _sequence(self, node: SequenceNode, where: Where) -> list[Any]:
        return [self.convert(item, (*where, str(i))) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, place = str(key_node.value), _place(key_node)
            path = (*where, key)
            if not isinstance(key_node, ScalarNode):
                self.file.faults.append(Fault(self.file.name, *place, "a key is one word, not a block"))
            elif key in result:
                first = self.file.keys[path][0]
                message, repair = f"the key '{key}' is given twice, first in line {first}", "keep one of them"
                self.file.faults.append(Fault(self.file.name, *place, message, repair))
            else:
                self.file.keys[path] = place
                result[key] = self.convert(value_node, path)
        return result


def _scalar(node: ScalarNode) -> Any:
    """The value of a plain scalar by the core schema of YAML 1.2; dates and clock times stay texts."""
    text: str = node.value
    kind = node.tag.rpartition(":")[2] if isinstance(node.tag, str) else str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0) if text.lstrip("+-").startswith("0") and len(text) > 1 else int(text)
        if kind == "float":
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").replace(".NaN", "nan"))
    except ValueError:
        return text
    return text
