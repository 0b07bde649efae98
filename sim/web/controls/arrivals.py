"""How many applications come in a stream, as so many times what the scenario states."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sim.quantities import HIGHEST_RATE, LOWEST_RATE
from sim.scenario.amounts import Amount
from sim.scenario.demand import Stream
from sim.schema.yaml_file import YamlFile
from sim.study.study import Study
from sim.web.controls.adjustable import Adjustable, Unchangeable
from sim.web.controls.multiplied import PERCENT_STEP, Multiplied, MultipliedSetting, percent_values

_LEAST, _MOST = 0.25, 3.0


def arrivals_of(
    study: Study, file: YamlFile, expected: Mapping[str, float], most_applications: float
) -> Iterator[Adjustable | Unchangeable]:
    """The demand of every stream with a rate, its campaigns included.

    `expected` is how many applications each stream may bring, and the backlogs under the empty name; a stream does not grow so far
    that all together are more than `most_applications`.
    """
    total = sum(expected.values())
    for name, stream in study.scenario.arrivals.items():
        if stream.rate is None:
            yield Unchangeable("arrivals", (name,), "register" if stream.history is not None else "instants")
            continue
        rates = [stream.rate.value, *(each.rate.value for each in stream.campaigns.values() if each.rate is not None)]
        others = total - expected[name]

        def possible(
            times: float, rates: list[float] = rates, others: float = others, own: float = expected[name]
        ) -> bool:
            inside = all(LOWEST_RATE <= times * rate <= HIGHEST_RATE for rate in rates)
            return inside and (times < 1 or others + times * own <= most_applications)

        ends = percent_values(_LEAST, _MOST, possible)
        if ends is None:
            yield Unchangeable("arrivals", (name,), "fixed")
            continue
        yield Adjustable(
            key=f"arrivals.{name}",
            kind="arrivals",
            where=(name,),
            form="rate",
            stated=1.0,
            least=ends[0],
            most=ends[1],
            step=PERCENT_STEP,
            writer=Multiplied(tuple(_parts(file, name, stream))),
            amount=Amount(stream.rate.value, f"per {stream.rate.unit.replace('_', ' ')}"),
        )


def _parts(file: YamlFile, name: str, stream: Stream) -> Iterator[MultipliedSetting]:
    """The rates of a stream: its own, and those of campaigns that have one."""
    yield MultipliedSetting(
        f"arrivals.{name}.rate", json.dumps(str(file.at(("arrivals", name, "rate"))), ensure_ascii=False)
    )
    for campaign, each in stream.campaigns.items():
        if each.rate is not None:
            where = ("arrivals", name, "campaigns", campaign, "rate")
            yield MultipliedSetting(".".join(where), json.dumps(str(file.at(where)), ensure_ascii=False))
