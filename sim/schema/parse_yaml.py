"""YAML taken apart: plain data beside the line and column of every key and value.

YAML 1.2 through ruamel.yaml: `12:30` and `no` stay texts. Dates stay texts too; the models read them. Duplicate keys,
several documents, unreadable encodings, circles of aliases, tags, control characters and more entries or levels than
`size_caps` allows are faults, all of them at once where that is possible.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, StringMark
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from sim.errors import Fault, InputError
from sim.near_words import composed
from sim.quantities import shown
from sim.schema.size_caps import MOST_ENTRIES, MOST_LEVELS
from sim.schema.text_file import line_and_column_of, one_line
from sim.schema.yaml_file import Place, Where, YamlFile
from sim.translations.in_use import marked, translated

_LONGEST_NUMBER = 40  # signs; what is longer is no number that anybody means
_PLAIN_TAGS = frozenset(("null", "bool", "int", "float", "str", "map", "seq", "timestamp", "merge", "value"))
_LONG_TAG = re.compile(r"(?:^|[\s\[{,:-])(!\S{1000})", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# What the parser says (the first that is found holds), what a planner is told, and where: at the problem, or at the
# beginning of what was being read.
_PLAIN: tuple[tuple[str, str, str, bool], ...] = (
    (r"character '\\t'", marked("a tab stands here"), marked("indent with spaces"), False),
    (
        r"character '(.)' that cannot start",
        marked("a text cannot begin with {sign}"),
        marked("put it in quotes"),
        False,
    ),
    (
        "mapping values are not",
        marked("a ':' stands where none can"),
        marked("put the text in quotes, or mend the indentation"),
        False,
    ),
    (
        "sequence entries are not",
        marked("a list cannot begin here"),
        marked("put its first '-' on the next line"),
        False,
    ),
    (
        "but found '<block",
        marked("the indentation does not fit the lines above"),
        marked("begin keys of one block in one column"),
        False,
    ),
    (
        r"but found '([}\],])'",
        marked("{sign} closes nothing here"),
        marked("take it out, or mend the brackets before it"),
        False,
    ),
    (
        "<block end>|<document start>",
        marked("this text does not belong here"),
        marked("mend the quotes or the indentation"),
        False,
    ),
    (
        "could not find expected ':'",
        marked("the line has no ':'"),
        marked("write 'key: value', or indent a text that goes on"),
        True,
    ),
    ("unexpected end of stream", marked("the quote that opens here is never closed"), marked("close it"), True),
    (
        r"expected ',' or '(.)'",
        marked("the bracket that opens here is not closed with {sign}"),
        marked("close it, or mend the commas"),
        True,
    ),
    ("alphabetic or numeric", marked("a text cannot begin with '*' or '&'"), marked("put it in quotes"), True),
    (
        "chomping|comment or a line break",
        marked("a text cannot begin with '|' or '>'"),
        marked("put it in quotes"),
        True,
    ),
    ("mapping keys are not", marked("a text cannot begin with '? '"), marked("put it in quotes"), False),
    ("node content", marked("a value is missing before this place"), marked("write one"), False),
    ("URI|tag handle", marked("a text cannot begin with '!'"), marked("put it in quotes"), True),
    (
        "undefined alias",
        marked("the alias stands for nothing"),
        marked("put the text in quotes, or write the block out"),
        False,
    ),
    ("another document", marked("a second document begins here"), marked("keep one document in a file"), False),
    (
        "escape (?:character|sequence)",
        marked("in double quotes this '\\' sign is not known"),
        marked("use single quotes"),
        False,
    ),
)


_TAGS = "tag:yaml.org,2002:"
# What is wrong, what would do, and the number in it.
_TOO_MANY = (
    marked("too many entries, aliases written out"),
    marked("at most {most} are possible in a file"),
    MOST_ENTRIES,
)
_TOO_DEEP = (marked("the blocks are nested too deeply"), marked("nest at most {most} in one another"), MOST_LEVELS)


def parse_yaml(text: str, name: str, path: Path) -> YamlFile:
    """Parse the text of a YAML file with the places of its parts; raises InputError for what is no readable YAML mapping."""
    node = _compose(text, name)
    file = YamlFile(name, paths={name: path})
    if node is None:
        raise InputError(
            [
                Fault(
                    name,
                    1,
                    1,
                    translated("the file is empty"),
                    translated("start from a shipped scenario or regulation"),
                )
            ]
        )
    if not isinstance(node, MappingNode):
        raise InputError(
            [
                Fault(
                    name,
                    *_line_and_column(node),
                    translated("the file does not hold a block of keys"),
                    translated("begin with 'key: value'"),
                )
            ]
        )
    file.data = _Converter(file).convert(node, ())
    return file


def parse_value(text: str, name: str) -> YamlFile:
    """Parse a value given without a file, such as `3` or `{mean: 1 hour}`; its places have no line.

    Raises InputError for what cannot be taken apart.
    """
    file = YamlFile(name)
    try:
        node = _compose(text, name)
        if node is not None:
            file.data = _Converter(file).convert(node, ())
    except InputError as error:
        raise InputError(_without_lines(error.faults)) from None
    if not file.values:
        raise InputError(
            [Fault(name, 0, 0, translated("there is no value"), translated("write one, or null for nothing"))]
        )
    if file.faults:
        raise InputError(_without_lines(file.faults))
    return file


def _without_lines(faults: Iterable[Fault]) -> Iterator[Fault]:
    return (replace(fault, line=0, column=0) for fault in faults)


def _compose(text: str, name: str) -> Node | None:
    """The nodes of the only document of a text; raises InputError for what the parser cannot take apart."""
    if long := _LONG_TAG.search(text):  # the parser takes the square of its length
        line, column = line_and_column_of(text, long.start(1))
        raise InputError(
            [Fault(name, line, column, translated("a text cannot begin with '!'"), translated("put it in quotes"))]
        )
    try:
        return _parsed(text)
    except MarkedYAMLError as error:
        raise InputError([_plain_fault(name, error)]) from None
    except ReaderError as error:
        line, column = line_and_column_of(text, error.position)
        message = translated("an invisible sign stands here (number {number})", number=f"{int(error.character):x}")
        raise InputError([Fault(name, line, column, message, translated("take it out"))]) from None
    except _TooMuchError as error:
        raise InputError([Fault(name, *error.place, *error.sentence)]) from None
    except Exception:  # what the parser itself stumbles over; of such things only odd escapes are known
        odd = re.search(r"\\U(?!000|0010)[0-9A-Fa-f]{8}", text)
        line, column = line_and_column_of(text, odd.start()) if odd else (1, 1)
        raise InputError(
            [Fault(name, line, column, translated("not YAML"), translated("mend the odd signs here or further on"))]
        ) from None


@lru_cache(maxsize=32)
def _parsed(text: str) -> Node | None:
    """The nodes of a text, which nobody changes; kept, for parsing takes most of the time of reading a file once more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)  # the later anchor holds, as YAML says
        yaml = YAML(typ="safe", pure=True)
        yaml.Composer = _BoundedComposer
        node: Node | None = yaml.compose(text)
        return node


class _TooMuchError(Exception):
    """A text has more entries or levels than a file may have; raised before the rest is taken apart."""

    def __init__(self, mark: StringMark, bound: tuple[str, str, int]) -> None:
        super().__init__(*bound)
        self.place = mark.line + 1, mark.column + 1
        self.sentence = _of_bound(*bound)


def _of_bound(message: str, repair: str, most: int) -> tuple[str, str]:
    """What is wrong where there is too much of something, and what would do."""
    return translated(message), translated(repair, most=most)


class _BoundedComposer(Composer):
    """Makes nodes of what the parser reads, until there are too many."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self._entries = self._levels = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next node, with all that is in it."""
        is_key = isinstance(parent, MappingNode) and index is None
        self._entries += not is_key
        self._levels += 1
        bound = _TOO_DEEP if self._levels > MOST_LEVELS + 1 else _TOO_MANY if self._entries > MOST_ENTRIES else None
        if bound is not None:
            raise _TooMuchError(self.parser.peek_event().start_mark, bound)
        node = super().compose_node(parent, index)
        self._levels -= 1
        return node


def _plain_fault(name: str, error: MarkedYAMLError) -> Fault:
    """What the parser says, in words for people who do not know it."""
    problem = str(error.problem or error.context)
    mark = error.problem_mark or error.context_mark
    message = translated("not YAML: {problem}", problem=one_line(problem))
    repair = translated("mend the punctuation or the indentation")
    for said, plain, would_do, at_beginning in _PLAIN:
        if match := re.search(said, problem):
            message, repair = translated(plain, sign="".join(map(shown, match.groups()))), translated(would_do)
            mark = error.context_mark if at_beginning and error.context_mark else mark
            break
    return Fault(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, message, repair)


def _line_and_column(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Converter:
    """Turns nodes into plain data and notes their places."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.open: set[int] = set()
        self.scalars: dict[int, Any] = {}
        self.count = 0

    def convert(self, node: Node, where: Where, place: Place | None = None) -> Any:
        """The plain value of a node at a path; `place` stands in for the one of a value that is left empty."""
        empty = isinstance(node, ScalarNode) and not node.value and node.style is None
        self.file.values[where] = place if place and empty else self._place(node)
        self.count += 1
        if id(node) in self.open:
            self._stop(node, translated("an alias stands inside its own anchor"), translated("write the block out"))
        if self.count > MOST_ENTRIES:
            self._stop(node, *_of_bound(*_TOO_MANY))
        if len(where) > MOST_LEVELS:
            self._stop(node, *_of_bound(*_TOO_DEEP))
        self._tell_tag(node)
        if isinstance(node, ScalarNode):
            if id(node) not in self.scalars:  # a long text behind many aliases is looked at once
                self._refuse_signs(node)
                self.scalars[id(node)] = _scalar(node)
            return self.scalars[id(node)]
        self.open.add(id(node))
        value = self._mapping(node, where) if isinstance(node, MappingNode) else self._sequence(node, where)
        self.open.discard(id(node))
        return value

    def _stop(self, node: Node, message: str, repair: str) -> NoReturn:
        """Refuse what keeps the rest from being read."""
        raise InputError([*self.file.faults, Fault(self.file.name, *_line_and_column(node), message, repair)])

    def _tell_tag(self, node: Node) -> None:
        """Tell of a tag that stands before a value; nothing else would come of it."""
        if (tag := str(node.tag)).rpartition(":")[2] not in _PLAIN_TAGS:
            written = "!!" + tag.removeprefix(_TAGS) if tag.startswith(_TAGS) else tag
            message = translated("the tag {given} is not known here", given=shown(written))
            self.file.faults.append(
                Fault(
                    self.file.name,
                    *_line_and_column(node),
                    one_line(message),
                    translated("take it out, or put the text in quotes"),
                )
            )

    def _refuse_signs(self, node: ScalarNode) -> None:
        """Refuse a text with half a sign, or with one that steers a machine and cannot be seen, such as a NUL."""
        if not _encodes(node.value):
            self._stop(node, translated("the text holds half a sign"), translated("take the '\\u' out"))
        if found := _CONTROL.search(node.value):
            message = translated("an invisible sign stands in this text (number {number})", number=f"{ord(found[0]):x}")
            self._stop(node, message, translated("take it out"))

    def _place(self, node: Node) -> Place:
        return Place(self.file.name, *_line_and_column(node))

    def _sequence(self, node: Node, where: Where) -> list[Any]:
        return [self.convert(item, (*where, str(i))) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, ScalarNode) or not _encodes(key_node.value):
                self.file.faults.append(
                    Fault(*place[:3], translated("a key is one word"), translated("write 'key: value'"))
                )
                continue
            self._tell_tag(key_node)
            self._refuse_signs(key_node)
            key = composed(str(key_node.value))
            path = (*where, key)
            if key in result:
                first = self.file.keys[path].line
                message = translated(
                    "the key {given} is given twice, first in line {first}", given=shown(key), first=first
                )
                self.file.faults.append(Fault(*place[:3], one_line(message), translated("keep one of them")))
            else:
                self.file.keys[path] = place
                result[key] = self.convert(value_node, path, place)
        return result


def _encodes(text: str) -> bool:
    """Tell whether a text can be written to a file: an escape in double quotes can make half a sign."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _scalar(node: ScalarNode) -> Any:
    """The value of a plain scalar by the core schema of YAML 1.2; dates and clock times stay texts."""
    text = composed(str(node.value))
    if len(text) > _LONGEST_NUMBER:
        return text
    kind = str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text, 0) if re.match(r"[-+]?0[xob]", text) else int(text)
        if kind == "float":
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
    return text
