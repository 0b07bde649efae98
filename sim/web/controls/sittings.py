"""How often commissions sit, how many files an agenda has, and how long a sitting takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sim.planning.staffing.sittings import sitting_levels
from sim.planning.staffing.staff_blocks import StaffBlock, staff_of_blocks
from sim.scenario.amounts import parse_amount
from sim.scenario.sittings import SittingRule
from sim.schema.size_caps import MOST_FILES_OF_ROLE
from sim.schema.yaml_file import YamlFile
from sim.study.study import Study
from sim.web.controls.adjustable import Adjustable, Form, Unchangeable
from sim.web.controls.multiplied import PERCENT_STEP, Multiplied, MultipliedSetting, duration_range
from sim.web.controls.posts import place_key

_LONGEST_PAUSE = 10
"""Working days from one sitting to the next at most, unless the scenario has more."""
_FILES, _TIMES = 60, 3
"""So many files can be chosen for an agenda at least, and so many times as many as it has."""
_LEAST, _MOST = 0.5, 2.0


@dataclass(frozen=True)
class _Weekdays:
    """Writes on how many weekdays a commission sits."""

    path: str
    rule: SittingRule

    def settings(self, value: float) -> tuple[str, ...]:
        """The weekdays, spread over the week."""
        changed = next(changed for often, changed in sitting_levels(self.rule) if often == value)
        return tuple(f"{self.path}.{key}={text}" for key, text in changed)


@dataclass(frozen=True)
class _WholeNumber:
    """Writes a whole number."""

    path: str

    def settings(self, value: float) -> tuple[str, ...]:
        """The number at its path."""
        return (f"{self.path}={round(value)}",)


def sittings_of(study: Study, file: YamlFile) -> Iterator[Adjustable | Unchangeable]:
    """What may be changed about the sittings of every commission that sits."""
    for block in staff_of_blocks(study.scenario):
        if (rule := block.staff.sittings) is None:
            continue
        yield _often(block, rule)
        yield _agenda(block, rule)
        yield from _time(block, rule, file)


def _often(block: StaffBlock, rule: SittingRule) -> Adjustable:
    path, often = f"{block.path}.sittings", [count for count, _ in sitting_levels(rule)]
    every = rule.every is not None
    return Adjustable(
        key=place_key("sittings", block),
        kind="sittings",
        where=(block.name, block.role),
        form="every" if every else "weekdays",
        stated=float(rule.every or len(rule.weekdays or ())),
        least=1.0,
        most=float(max(_LONGEST_PAUSE, rule.every)) if rule.every is not None else often[-1],
        step=1.0,
        writer=_WholeNumber(f"{path}.every") if every else _Weekdays(path, rule),
        offices=block.offices,
    )


def _agenda(block: StaffBlock, rule: SittingRule) -> Adjustable | Unchangeable:
    where = (block.name, block.role)
    if rule.agenda is None:
        return Unchangeable("agenda", where, "unbounded")
    most = min(max(_FILES, _TIMES * rule.agenda), MOST_FILES_OF_ROLE)
    return Adjustable(
        place_key("agenda", block), "agenda", where, "files", float(rule.agenda), 1.0, float(most), 1.0,
        _WholeNumber(f"{block.path}.sittings.agenda"), offices=block.offices,
    )  # fmt: skip


def _time(block: StaffBlock, rule: SittingRule, file: YamlFile) -> Iterator[Adjustable | Unchangeable]:
    """The time of a sitting: as a whole, or for each file."""
    key: Form = "length" if rule.length is not None else "per_file"
    where = (*block.path.split("."), "sittings", key)
    stated = str(file.at(where))
    written = json.dumps(stated, ensure_ascii=False)
    ends = duration_range(written, _LEAST, _MOST)
    if ends is None:
        return
    yield Adjustable(
        place_key("sitting_time", block), "work", (block.name, block.role), key, 1.0, *ends, PERCENT_STEP,
        Multiplied((MultipliedSetting(".".join(where), written),)), parse_amount(stated), block.offices,
    )  # fmt: skip
