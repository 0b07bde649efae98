"""Targets that runs have to meet, as people write them: `term compliance >= 95 %`, `wait_min of department.employee <= 20`."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.steplog import StepLog, Truth
from sim.errors import Fault, InputError, refusal
from sim.measure.chosen import ChosenMeasure, read_measure
from sim.measure.figures import measure
from sim.measure.intervals import Estimate
from sim.measure.time_series import counted_months
from sim.model.model import Model
from sim.quantities import HOUR, MINUTE, Flags, Floats, instant, parse_share, shown
from sim.translations.in_use import marked, translated

SURE = 0.95
"""How sure it has to be that all targets are met together."""
_SIGNS = {">=": operator.ge, "≥": operator.ge, "<=": operator.le, "≤": operator.le}
_WRITTEN = re.compile(
    r"(?P<measure>.*?)\s*(?P<sign>>=|<=|≥|≤|=>|=<|>|<|=)\s*(?P<value>.*?)(?P<every>\s+every\s+month)?\s*"
)
_OPTION = "--target"
_BY_MONTH = ("in_time", "late")
"""Figures that can be asked of every month: those of answers, by the month in which the application was received."""


@dataclass(frozen=True)
class Target:
    """A bound that a measure has to keep, over the whole counted period or in each of its months."""

    measure: ChosenMeasure
    """What has to keep it."""
    at_least: bool
    """Whether the measure has to be so large at least; else at most."""
    value: float
    """The bound [unit of the measure; of a share between 0 and 1]."""
    every_month: bool = False
    """Whether it has to be kept by the applications of each month of the counted period, by the day of their receipt."""

    def __str__(self) -> str:
        """The target as it is read again."""
        number = f"{self.value * self.measure.scale:.10g}" + (" %" if self.measure.unit == "share" else "")
        every = " every month" if self.every_month else ""
        return f"{self.measure.text} {'>=' if self.at_least else '<='} {number}{every}"

    def keeps(self, value: float) -> bool:
        """Tell whether a value is on the right side."""
        return value >= self.value if self.at_least else value <= self.value


_MORE_IS_BETTER = marked("of '{measure}' more is better, and {given} asks for the contrary")
_LESS_IS_BETTER = marked("of '{measure}' less is better, and {given} asks for the contrary")


def read_target(text: str, model: Model, option: str = _OPTION) -> Target:
    """The target that a text names: `MEASURE [of PLACE] >= VALUE [every month]`, or with `<=`.

    Raises InputError, named by the option that has the text, for what cannot be read, is not known or has another unit.
    """
    found = _WRITTEN.fullmatch(text.strip())
    example = translated("write such as 'term compliance >= 95 %'")
    if found is None or not found["measure"] or not found["value"]:
        raise refusal(option, translated("{given} is no target", given=shown(text)), example)
    if found["sign"] not in _SIGNS:
        wanted = ">=" if ">" in found["sign"] else "<="
        raise refusal(
            option,
            translated("the sign '{found}' is not known here", found=found["sign"]),
            translated("write '{wanted}'", wanted=wanted),
        )
    chosen = read_measure(found["measure"], model, option)
    at_least = _SIGNS[found["sign"]] is operator.ge
    if chosen.better != "neither" and at_least != (chosen.better == "more"):
        right = "<=" if at_least else ">="
        raise refusal(
            option,
            translated(
                _MORE_IS_BETTER if chosen.better == "more" else _LESS_IS_BETTER,
                measure=chosen.text,
                given=shown(text),
            ),
            translated("write '{sign}'", sign=right),
        )
    every = bool(found["every"])
    if every and (chosen.figure not in _BY_MONTH or chosen.table not in ("whole", "routes")):
        message = translated("'{text}' is not known month by month", text=chosen.text)
        raise refusal(
            option,
            message,
            translated("ask it of the whole period, or ask for term compliance or late answers of routes"),
        )
    return Target(chosen, at_least, _value(found["value"], chosen, option), every)


def read_targets(texts: Sequence[str], model: Model, option: str = _OPTION) -> tuple[Target, ...]:
    """The targets that texts name; without any the share in time that the scenario wants.

    Raises InputError with every fault, and where neither names a target.
    """
    if not texts:
        share = model.study.scenario.target
        if share is None:
            message = translated("no target is given, and the scenario has none")
            raise refusal(
                option, message, translated("add --target 'term compliance >= 95 %', or 'target: 95 %' to the scenario")
            )
        return (read_target(f"in_time >= {share!r}", model, option),)
    targets: list[Target] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            targets.append(read_target(text, model, option))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(dict.fromkeys(targets))


def _value(text: str, chosen: ChosenMeasure, option: str) -> float:
    """The bound of a target."""
    if chosen.unit == "share":
        try:
            return parse_share(text)
        except ValueError as error:
            message, _, repair = str(error).partition("; ")
            raise refusal(option, message, repair) from None
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(.*)", text)
    unit = " ".join(found[2].split()) if found else ""
    times = {"": 1.0, chosen.unit: 1.0, chosen.unit.removesuffix("s"): 1.0, chosen.shown_unit: 1.0}
    if chosen.unit.endswith("hours"):
        times |= dict.fromkeys(("minute", "minutes"), MINUTE / HOUR) | dict.fromkeys(("hour", "hours"), 1.0)
    if chosen.unit == "minutes":
        times |= dict.fromkeys(("hour", "hours"), HOUR / MINUTE)
    if found is None or unit not in times:
        number = found[1] if found else "20"
        raise refusal(
            option,
            translated("{given} is no value of '{text}'", given=shown(text), text=chosen.text),
            translated("write such as '{number} {unit}'", number=number, unit=chosen.unit),
        )
    return float(found[1]) * times[unit]


@dataclass(frozen=True)
class Condition:
    """One thing that is held against a bound: a target over the whole period, or in one month."""

    target: Target
    """The target."""
    month: int | None
    """Which month of the counted period, from 0; None for the whole period."""
    name: str
    """The target, and the month as 2018-07."""


class Conditions:
    """All that targets ask of a study; made of the model of the scenario, it holds for other staffings of it as well."""

    def __init__(self, targets: Sequence[Target], model: Model) -> None:
        months = counted_months(model)
        self.targets = tuple(targets)
        self.each = tuple(
            condition
            for target in targets
            for condition in (
                [
                    Condition(target, i, f"{str(target).removesuffix(' every month')} in {month:%Y-%m}")
                    for i, month in enumerate(months)
                ]
                if target.every_month
                else [Condition(target, None, str(target))]
            )
        )
        self._borders = np.array([instant(month) for month in months[1:]], dtype=np.int64)

    def values(self, log: StepLog, model: Model) -> Floats:
        """What is held against the bounds in one replication, and of how much each is a share or a mean; NaN where there is
        none [shape (conditions, 2); units of the measures]."""
        rows = [self._of_answers(condition, log, model) for condition in self.each]
        if any(row is None for row in rows):
            figures = measure(log, model)
            rows = [
                c.target.measure.value_and_size(figures) if row is None else row
                for c, row in zip(self.each, rows, strict=True)
            ]
        return np.array(rows, dtype=np.float64)

    def judged(self, values: Floats, sure: float = SURE) -> tuple[Judged, ...]:
        """Every condition over some replications [values of shape (replications, conditions, 2)], at a level that holds for
        all together (Bonferroni)."""
        tail = (1 - sure) / len(self.each)
        result = []
        for i, condition in enumerate(self.each):
            sizes = values[:, i, 1][~np.isnan(values[:, i, 1])]
            size = float(sizes.mean()) if len(sizes) else math.nan
            estimate = condition.target.measure.estimate(values[:, i, 0], size, level=1 - 2 * tail)
            result.append(Judged(condition, estimate))
        return tuple(result)

    def _of_answers(self, condition: Condition, log: StepLog, model: Model) -> tuple[float, float] | None:
        """A share in time or a number of late answers, straight from the log, which takes a hundredth of the time of all figures;
        None for other measures."""
        chosen = condition.target.measure
        if chosen.figure not in _BY_MONTH or chosen.table not in ("whole", "routes"):
            return None
        mine = self._answers(chosen, condition.month, log, model)
        late = float((log.applications.in_time[mine] == Truth.no).sum())
        count = float(mine.sum())
        if chosen.figure == "late":
            return late, math.nan
        return (1 - late / count if count else math.nan), count

    def _answers(self, chosen: ChosenMeasure, month: int | None, log: StepLog, model: Model) -> Flags:
        """The applications of which a measure is taken."""
        if chosen.table == "whole":
            mine = log.cohort & ~log.objections
        else:
            routes = [i for i, plan in enumerate(model.routes) if plan.key in chosen.keys]
            mine = log.cohort & np.isin(log.applications.route, routes)
        if month is not None:
            mine = mine & (np.searchsorted(self._borders, log.applications.received, side="right") == month)
        return np.asarray(mine, dtype=np.bool_)


@dataclass(frozen=True)
class Judged:
    """A condition over some replications."""

    condition: Condition
    """What is asked."""
    estimate: Estimate
    """The measure, with an interval whose ends are one-sided bounds at the level that holds for all conditions together."""

    @property
    def bound(self) -> float:
        """The one-sided bound that has to be on the right side [unit of the measure]."""
        return self.estimate.low if self.condition.target.at_least else self.estimate.high

    @cached_property
    def met(self) -> bool:
        """Whether it is met for sure: the bound is on the right side, or no replication has the measure at all."""
        return self.estimate.replications == 0 or self.condition.target.keeps(self.bound)

    @cached_property
    def missed(self) -> bool:
        """Whether it is missed for sure: even the other end of the interval is on the wrong side."""
        if self.estimate.replications == 0:
            return False
        other = self.estimate.high if self.condition.target.at_least else self.estimate.low
        return not (self.condition.target.keeps(other) or math.isnan(other)) or math.isinf(self.estimate.mean)


def refuse_unmeasured(conditions: Sequence[Condition], figures: Sequence[Estimate]) -> None:
    """Raise InputError for targets whose measure no replication has, in no month: that they are met would say nothing."""
    measured = {c.target for c, figure in zip(conditions, figures, strict=True) if figure.replications}
    unmeasured = dict.fromkeys(condition.target for condition in conditions if condition.target not in measured)
    if unmeasured:
        raise InputError(
            Fault(
                "--target",
                0,
                0,
                translated("no replication has '{text}'", text=target.measure.text),
                translated("choose another measure"),
            )
            for target in unmeasured
        )
