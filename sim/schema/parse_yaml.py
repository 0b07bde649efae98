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
from typing import Any

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

_LONGEST_NUMBER = 40  # signs; what is longer is no number that anybody means
_PLAIN_TAGS = frozenset(("null", "bool", "int", "float", "str", "map", "seq", "timestamp", "merge", "value"))
_LONG_TAG = re.compile(r"(?:^|[\s\[{,:-])(!\S{1000})", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# What the parser says (the first that is found holds), what a planner is told, and where: at the problem, or at the
# beginning of what was being read.
_PLAIN: tuple[tuple[str, str, str, bool], ...] = (
    (r"character '\\t'", "a tab stands here", "indent with spaces", False),
    (r"character '(.)' that cannot start", "a text cannot begin with {}", "put it in quotes", False),
    ("mapping values are not", "a ':' stands where none can", "put the text in quotes, or mend the indentation", False),
    ("sequence entries are not", "a list cannot begin here", "put its first '-' on the next line", False),
    (
        "but found '<block",
        "the indentation does not fit the lines above",
        "begin keys of one block in one column",
        False,
    ),
    (r"but found '([}\],])'", "{} closes nothing here", "take it out, or mend the brackets before it", False),
    ("<block end>|<document start>", "this text does not belong here", "mend the quotes or the indentation", False),
    ("could not find expected ':'", "the line has no ':'", "write 'key: value', or indent a text that goes on", True),
    ("unexpected end of stream", "the quote that opens here is never closed", "close it", True),
    (
        r"expected ',' or '(.)'",
        "the bracket that opens here is not closed with {}",
        "close it, or mend the commas",
        True,
    ),
    ("alphabetic or numeric", "a text cannot begin with '*' or '&'", "put it in quotes", True),
    ("chomping|comment or a line break", "a text cannot begin with '|' or '>'", "put it in quotes", True),
    ("mapping keys are not", "a text cannot begin with '? '", "put it in quotes", False),
    ("node content", "a value is missing before this place", "write one", False),
    ("URI|tag handle", "a text cannot begin with '!'", "put it in quotes", True),
    ("undefined alias", "the alias stands for nothing", "put the text in quotes, or write the block out", False),
    ("another document", "a second document begins here", "keep one document in a file", False),
    ("escape (?:character|sequence)", "in double quotes this '\\' sign is not known", "use single quotes", False),
)


_TAGS = "tag:yaml.org,2002:"
_TOO_MANY = ("too many entries, aliases written out", f"at most {MOST_ENTRIES} are possible in a file")
_TOO_DEEP = ("the blocks are nested too deeply", f"nest at most {MOST_LEVELS} in one another")


def parse_yaml(text: str, name: str, path: Path) -> YamlFile:
    """Parse the text of a YAML file with the places of its parts; raises InputError for what is no readable YAML mapping."""
    node = _compose(text, name)
    file = YamlFile(name, paths={name: path})
    if node is None:
        raise InputError([Fault(name, 1, 1, "the file is empty", "start from a shipped scenario or regulation")])
    if not isinstance(node, MappingNode):
        raise InputError(
            [Fault(name, *_line_and_column(node), "the file does not hold a block of keys", "begin with 'key: value'")]
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
        raise InputError([Fault(name, 0, 0, "there is no value", "write one, or null for nothing")])
    if file.faults:
        raise InputError(_without_lines(file.faults))
    return file


def _without_lines(faults: Iterable[Fault]) -> Iterator[Fault]:
    return (replace(fault, line=0, column=0) for fault in faults)


def _compose(text: str, name: str) -> Node | None:
    """The nodes of the only document of a text; raises InputError for what the parser cannot take apart."""
    if long := _LONG_TAG.search(text):  # the parser takes the square of its length
        line, column = line_and_column_of(text, long.start(1))
        raise InputError([Fault(name, line, column, "a text cannot begin with '!'", "put it in quotes")])
    try:
        return _parsed(text)
    except MarkedYAMLError as error:
        raise InputError([_plain_fault(name, error)]) from None
    except ReaderError as error:
        line, column = line_and_column_of(text, error.position)
        message = f"an invisible sign stands here (number {int(error.character):x})"
        raise InputError([Fault(name, line, column, message, "take it out")]) from None
    except _TooMuchError as error:
        raise InputError([Fault(name, *error.place, *error.sentence)]) from None
    except Exception:  # what the parser itself stumbles over; of such things only odd escapes are known
        odd = re.search(r"\\U(?!000|0010)[0-9A-Fa-f]{8}", text)
        line, column = line_and_column_of(text, odd.start()) if odd else (1, 1)
        raise InputError([Fault(name, line, column, "not YAML", "mend the odd signs here or further on")]) from None


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

    def __init__(self, mark: StringMark, sentence: tuple[str, str]) -> None:
        super().__init__(*sentence)
        self.place = mark.line + 1, mark.column + 1
        self.sentence = sentence


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
        sentence = _TOO_DEEP if self._levels > MOST_LEVELS + 1 else _TOO_MANY if self._entries > MOST_ENTRIES else None
        if sentence is not None:
            raise _TooMuchError(self.parser.peek_event().start_mark, sentence)
        node = super().compose_node(parent, index)
        self._levels -= 1
        return node


def _plain_fault(name: str, error: MarkedYAMLError) -> Fault:
    """What the parser says, in words for people who do not know it."""
    problem = str(error.problem or error.context)
    mark = error.problem_mark or error.context_mark
    message, repair = f"not YAML: {one_line(problem)}", "mend the punctuation or the indentation"
    for said, plain, would_do, at_beginning in _PLAIN:
        if match := re.search(said, problem):
            message, repair = plain.format(*(shown(group) for group in match.groups())), would_do
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
        self._stop_if(id(node) in self.open, node, "an alias stands inside its own anchor", "write the block out")
        self._stop_if(self.count > MOST_ENTRIES, node, *_TOO_MANY)
        self._stop_if(len(where) > MOST_LEVELS, node, *_TOO_DEEP)
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

    def _stop_if(self, refused: bool, node: Node, message: str, repair: str) -> None:
        """Refuse what keeps the rest from being read."""
        if refused:
            raise InputError([*self.file.faults, Fault(self.file.name, *_line_and_column(node), message, repair)])

    def _tell_tag(self, node: Node) -> None:
        """Tell of a tag that stands before a value; nothing else would come of it."""
        if (tag := str(node.tag)).rpartition(":")[2] not in _PLAIN_TAGS:
            written = "!!" + tag.removeprefix(_TAGS) if tag.startswith(_TAGS) else tag
            message = f"the tag {shown(written)} is not known here"
            self.file.faults.append(
                Fault(
                    self.file.name, *_line_and_column(node), one_line(message), "take it out, or put the text in quotes"
                )
            )

    def _refuse_signs(self, node: ScalarNode) -> None:
        """Refuse a text with half a sign, or with one that steers a machine and cannot be seen, such as a NUL."""
        self._stop_if(not _encodes(node.value), node, "the text holds half a sign", "take the '\\u' out")
        if found := _CONTROL.search(node.value):
            self._stop_if(
                True, node, f"an invisible sign stands in this text (number {ord(found[0]):x})", "take it out"
            )

    def _place(self, node: Node) -> Place:
        return Place(self.file.name, *_line_and_column(node))

    def _sequence(self, node: Node, where: Where) -> list[Any]:
        return [self.convert(item, (*where, str(i))) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, ScalarNode) or not _encodes(key_node.value):
                self.file.faults.append(Fault(*place[:3], "a key is one word", "write 'key: value'"))
                continue
            self._tell_tag(key_node)
            self._refuse_signs(key_node)
            key = composed(str(key_node.value))
            path = (*where, key)
            if key in result:
                first = self.file.keys[path].line
                message = f"the key {shown(key)} is given twice, first in line {first}"
                self.file.faults.append(Fault(*place[:3], one_line(message), "keep one of them"))
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
