"""Mutations of YAML files as people mistake themselves: of values, keys, numbers with units, names and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tests.broken_input.text_mutations import Mutation

JUNK = (
    "~", "''", "' '", "true", "no", "-1", "0", "1", "1.5", "-0.0", "1e400", "-1e400", ".nan", ".inf", "-.inf", "1e-320", "0o17", "0x1F", "010",
    "1_000", "99999999999999999999", "9" * 300, "12:30:45", "25:00-26:00", "2018-02-30", "2018-13-01", "0000-00-00", "2018-05-02T25:00",
    "9999-12-31", "1800-01-01", "soon", "[]", "{}", "[~]", "[[[[1]]]]", "{a: {b: {c: 1}}}", "{~: 1}", "{1: 2}", "[1, 2, 3]", "? x", "*nowhere",
    "&x 1", "&x [*x]", "<<", "{<<: {a: 1}}", "!!binary aGk=", "!!binary '%%%'", "!!python/object:os.system {}", "!!python/none ''", "!!set {a}",
    "!!omap [a: 1]", "!!timestamp 2018-01-01", "!!int abc", "!!float x", "!!bool 7", "!local 3", "! 3", "!!str 3", '"\\0"', '"\\ud800"', '"\\U00110000"',
    '"\\x1b[31m"', '"\\u202e"', "\U0001f600", "con", "nul.yaml", "../../etc/passwd", "/etc/passwd", "~root", "%s%n%x", "${HOME}", "{{ 7 * 7 }}",
    "'; DROP TABLE x'", "<script>", "10^18 days", "1e30 hours", "-3 days", "3 fortnights", "3", "3 days 4", "days 3", "3,5 days", "3.days", "½ day",
    "٣ days", "３ days", "3 дня", "three days", "110 %", "-5 %", "1e9 per day", "0 per day", "-1 per week", "5 per", "per day", "nan %", "inf days",
    "0 minutes", "1e-300 seconds", "999999 years", "A" * 5000, "а" * 5000, "x: y: z", "@home", "`x`", "%YAML", "- - - -", "|", ">", "\"", "'", "1 2",
)  # fmt: skip
"""What stands in the place of a value."""
_RUSSIAN = (
    "начало",
    "конец",
    "услуги",
    "маршрут",
    "сотрудники",
    "часы",
    "шаг",
    "срок",
    "қызмет",
    "мерзім",
    "бөлім",
    "күн",
)


@dataclass(frozen=True)
class _Spot:
    """A key or value of a file, by its first and last sign."""

    start: int
    end: int
    is_key: bool
    value: tuple[int, int] | None = None
    """Of a key: where its value stands."""
    single: bool = True
    """Whether it is a value in one piece."""


@lru_cache(maxsize=64)
def _spots(text: str) -> tuple[_Spot, ...]:
    node: Node = YAML(typ="safe", pure=True).compose(text)

    def within(at: Node) -> Iterator[_Spot]:
        if isinstance(at, MappingNode):
            for key, value in at.value:
                span = (value.start_mark.index, value.end_mark.index)
                yield _Spot(key.start_mark.index, key.end_mark.index, is_key=True, value=span)
                yield from within(value)
        elif isinstance(at, SequenceNode):
            for item in at.value:
                yield from within(item)
        if at is not node:
            single = isinstance(at, ScalarNode)
            yield _Spot(at.start_mark.index, at.end_mark.index, is_key=False, single=single)

    return tuple(within(node))


def _put(text: str, start: int, end: int, new: str) -> bytes:
    """The text with something else between two places; the line feed at the end of a block stays."""
    old = text[start:end]
    return (text[:start] + new + old[len(old.rstrip()) :] + text[end:]).encode()


def _values(text: str, pattern: str = "") -> list[_Spot]:
    single = [spot for spot in _spots(text) if not spot.is_key and spot.single and spot.end > spot.start]
    return [spot for spot in single if re.search(pattern, text[spot.start : spot.end])] or single


def _keys(text: str) -> list[_Spot]:
    return [spot for spot in _spots(text) if spot.is_key]


def junk_for_a_value(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text))
    return _put(text, spot.start, spot.end, rng.choice(JUNK))


def junk_for_a_block(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    blocks = [spot for spot in _spots(text) if not spot.is_key and not spot.single]
    spot = rng.choice(blocks)
    return _put(text, spot.start, spot.end, rng.choice(JUNK))


def junk_for_a_key(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_keys(text))
    return _put(text, spot.start, spot.end, rng.choice(JUNK))


def key_misspelt(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_keys(text))
    key = text[spot.start : spot.end]
    at = rng.randrange(len(key))
    wrong = rng.choice(
        (
            key[:at] + key[at + 1 :],
            key[:at] + "x" + key[at:],
            key.upper(),
            key + " ",
            f"{key} {key}",
            key.replace("_", "-") + "s",
        )
    )
    return _put(text, spot.start, spot.end, wrong or "x")


def key_in_another_language(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_keys(text))
    return _put(text, spot.start, spot.end, rng.choice(_RUSSIAN))


def key_and_value_missing(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_keys(text))
    assert spot.value is not None
    return _put(text, spot.start, spot.value[1], "")


def key_twice(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_keys(text))
    before = text.rfind("\n", 0, spot.start) + 1
    indent = text[before : spot.start] if not text[before : spot.start].strip() else ""
    return (text[: spot.start] + text[spot.start : spot.end] + ": 1\n" + indent + text[spot.start :]).encode()


def value_missing(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text))
    return _put(text, spot.start, spot.end, "")


def number_otherwise(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text, r"^\d"))
    number = re.match(r"[\d.]+", text[spot.start : spot.end])
    end = spot.start + (number.end() if number else 1)
    of = text[spot.start : end]
    wrong = rng.choice(
        (
            f"-{of}",
            "0",
            f"{of}e6",
            f"{of}000000",
            f"{of}.5",
            f"{of},5",
            f"{of}{of}",
            "10" * 12,
            f"1e{rng.randrange(400)}",
            "nan",
            f"+{of}",
            f"{of} {of}",
        )
    )
    return _put(text, spot.start, end, wrong)


def unit_otherwise(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text, r"^[\d.]+ \w"))
    first = text[spot.start : spot.end].split(" ")[0]
    wrong = rng.choice(
        (
            first,
            f"{first} %",
            f"{first} days",
            f"{first} per day",
            f"{first} fortnights",
            f"{first}h",
            f"{first} рабочих дня",
            f"{first} minute per day",
            f"{first} -",
            f"{first} people",
        )
    )
    return _put(text, spot.start, spot.end, wrong)


def name_otherwise(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text, r"^[a-z_0-9]+(\.yaml)?$"))
    of = text[spot.start : spot.end]
    other = rng.choice(_values(text, r"^[a-z_]+$"))
    return _put(
        text,
        spot.start,
        spot.end,
        rng.choice((of[:-1] or "x", of + "s", text[other.start : other.end], of.upper(), f"{of}/{of}", f"../{of}")),
    )


def day_otherwise(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text, r"\d{4}-\d\d-\d\d|\d\d:\d\d"))
    days = (
        "2018-02-29",
        "2018-06-31",
        "0001-01-01",
        "9999-12-31",
        "1999-12-31",
        "2031-01-01",
        "02.05.2018",
        "2018-5-2",
        "25:61",
        "09:00-",
        "18:00-09:00",
        "2018-05-02 99:99",
        "09:00-13:00, 12:00-14:00",
        "2018-W05-1",
        "yesterday",
    )
    return _put(text, spot.start, spot.end, rng.choice(days))


def value_as_list_or_block(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    spot = rng.choice(_values(text))
    of = text[spot.start : spot.end]
    return _put(
        text,
        spot.start,
        spot.end,
        rng.choice((f"[{of}]", f"[{of}, {of}]", f"{{value: {of}}}", f"{{{of}: {of}}}", f"[[{of}]]")),
    )


def block_from_elsewhere(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    to, source = rng.choice(_spots(text)), rng.choice(_spots(text))
    piece = " ".join(text[source.start : source.end].split())[:300]
    return _put(text, to.start, to.end, piece)


OF_YAML: dict[str, Mutation] = {
    "junk for a value": junk_for_a_value,
    "junk for a block": junk_for_a_block,
    "junk for a key": junk_for_a_key,
    "a key is misspelt": key_misspelt,
    "a key in another language": key_in_another_language,
    "a key and its value are missing": key_and_value_missing,
    "a key stands twice": key_twice,
    "a value is missing": value_missing,
    "a number is another": number_otherwise,
    "a unit is another": unit_otherwise,
    "a name is another": name_otherwise,
    "a day or an hour is another": day_otherwise,
    "a value is a list or a block": value_as_list_or_block,
    "a block from elsewhere": block_from_elsewhere,
}
"""Mutations of YAML files, by name."""
