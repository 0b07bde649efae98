"""Every number of every kind of file has a stated range, and every text is bounded; nothing stands for a number but a number."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
import pytest
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, ValidationError, create_model
from pydantic.fields import FieldInfo

from sim.law.regulation import Regulation
from sim.quantities import Limit, Rate
from sim.scenario.amounts import Amount
from sim.scenario.scenario import Scenario
from sim.tracing.recorded_run import _Recipe as Recipe

UNITS = (
    "", " second", " seconds", " minutes", " hours", " working days", " calendar days", " %", " % per year", " per hour",
    " per working day", " per year", ":00",
)  # fmt: skip
"""What may follow a number in a text."""
NO_NUMBERS = (
    True,
    False,
    "true",
    "yes",
    float("nan"),
    float("inf"),
    -float("inf"),
    ".nan",
    "nan",
    "inf",
    "1e999",
    [],
    {},
    "",
)
BEYOND = (10**25, -(10**25), 1e300, -1e300)
"""Numbers that no field takes."""


@dataclass(frozen=True)
class Leaf:
    """A place of a language at which one value stands."""

    path: str
    kind: Any
    """Its type."""
    whole: Any
    """Its type with what is said about it."""
    said: tuple[Any, ...]
    """What is said about it."""
    is_key: bool = False
    """Whether it is the key of a block of free names."""


def leaves(kind: Any, path: str, said: tuple[Any, ...], known: set[type], *, is_key: bool = False) -> Iterator[Leaf]:
    """Every place below a type at which one value stands; a block is walked once."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return (yield from leaves(args[0], path, (*said, *args[1:]), known, is_key=is_key))
    if origin in (Union, types.UnionType):
        for one in args:
            yield from leaves(one, path, said, known, is_key=is_key)
        return
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in known:
            known.add(kind)
            for name, field in kind.model_fields.items():
                yield from leaves(field.annotation, f"{kind.__name__}.{name}", tuple(field.metadata), known)
        return
    if origin is dict:
        yield from leaves(args[0], f"{path}[key]", (), known, is_key=True)
        yield from leaves(args[1], f"{path}[]", (), known)
        return
    if origin is not None and origin is not Literal and not any(isinstance(mark, BeforeValidator) for mark in said):
        for one in args:
            if one is not Ellipsis:
                yield from leaves(one, f"{path}[]", (), known)
        return
    yield Leaf(path, kind, Annotated[kind, *said] if said else kind, said, is_key)


LEAVES = [leaf for model in (Scenario, Regulation, Recipe) for leaf in leaves(model, model.__name__, (), set())]
NUMBERS = [leaf for leaf in LEAVES if leaf.kind in (int, float)]
MEASURED = [leaf for leaf in LEAVES if leaf.kind in (int, float, date, Limit, Rate, Amount)]
"""Numbers, and quantities that people write as text."""


def is_read(leaf: Leaf) -> bool:
    """Tell whether people write a value as text, such as a duration, which is read before it is a number."""
    return any(isinstance(mark, BeforeValidator) for mark in leaf.said)


def constraints(leaf: Leaf) -> tuple[Any, ...]:
    """What is said about a value, one by one."""
    inner = (mark.metadata if isinstance(mark, FieldInfo) else (mark,) for mark in leaf.said)
    return tuple(mark for marks in inner for mark in marks)


def takes(leaf: Leaf, value: Any) -> bool:
    """Tell whether a value is taken; a fault is the only other answer."""
    try:
        _holder(leaf)(value=value)
    except ValidationError:
        return False
    return True


@cache
def _holder(leaf: Leaf) -> type[BaseModel]:
    """A block with one key, at which what stands at a leaf may stand."""
    return create_model("Holder", __config__=ConfigDict(arbitrary_types_allowed=True), value=(leaf.whole, ...))


def test_all_languages_are_walked() -> None:
    assert len(NUMBERS) > 60
    assert len(MEASURED) > 100
    assert {"Regulation.year", "Step.n", "Scenario.seed", "Stream.weights[]", "Recipe.seed"} <= {
        leaf.path.replace("_Recipe", "Recipe") for leaf in NUMBERS
    }


@pytest.mark.parametrize("leaf", [leaf for leaf in NUMBERS if not is_read(leaf)], ids=lambda leaf: leaf.path)
def test_every_number_has_a_range_and_is_no_yes_or_no(leaf: Leaf) -> None:
    said = constraints(leaf)
    assert any(isinstance(mark, (annotated_types.Ge, annotated_types.Gt)) for mark in said), "no lower bound"
    assert any(isinstance(mark, (annotated_types.Le, annotated_types.Lt)) for mark in said), "no upper bound"
    assert leaf.is_key or any(isinstance(mark, Strict) and mark.strict for mark in said), "true would be 1"


@pytest.mark.parametrize("leaf", MEASURED, ids=lambda leaf: leaf.path)
def test_nothing_else_is_taken_for_a_number_and_no_number_is_beyond_all_measure(leaf: Leaf) -> None:
    texts = [f"{number:.0f}{unit}" for number in BEYOND for unit in UNITS]
    given = (*NO_NUMBERS, *BEYOND, *texts)
    for value in (text for text in given if isinstance(text, str)) if leaf.is_key else given:
        assert not takes(leaf, value), f"{value!r} is taken"


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf.kind is bool], ids=lambda leaf: leaf.path)
def test_yes_and_no_are_written_as_true_and_false(leaf: Leaf) -> None:
    assert takes(leaf, True)
    for value in (1, 0, 1.0, "yes", "on", "true"):
        assert not takes(leaf, value), f"{value!r} is taken"


# A record of a run has as many bytes as may be read at most.
TEXTS = [leaf for leaf in LEAVES if leaf.kind is str and not leaf.is_key and not leaf.path.startswith("_Recipe")]


@pytest.mark.parametrize("leaf", TEXTS, ids=lambda leaf: leaf.path)
def test_every_text_is_bounded(leaf: Leaf) -> None:
    assert not takes(leaf, "x" * 10_001)
