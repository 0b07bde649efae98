"""Uncertain shares of one step in `routing`: what is drawn for them never comes to more than there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.amounts import Amount, parse_amount
from sim.schema.yaml_file import Where

LEAST_REST = 0.001
"""What drawn shares leave to the ordinary way at least, unless those that are stated leave nothing to it [share]."""
_BESIDE = ("refusals", "rework", "missing_documents")
"""What else may happen at the end of a step, by the key under which it is written."""


@dataclass(frozen=True)
class StatedShares:
    """What is stated for the end of one step."""

    routing: Mapping[str, float]
    """By path of a setting: the share of those who go elsewhere [0 to 1]."""
    beside: float
    """Share of what else may happen there [0 to 1]."""

    @classmethod
    def at(cls, data: Any, where: Where) -> StatedShares | None:
        """Of the step to which a setting belongs, given by its path in the data of a file; None for any other setting."""
        if len(where) != 7 or where[0] != "services" or where[4] != "routing":
            return None
        route = data
        for key in where[:4]:
            route = route.get(key) if isinstance(route, Mapping) else None
        if not isinstance(route, Mapping):
            return None
        stated = route["routing"][where[5]] if where[5] in route.get("routing", {}) else {}
        of_routing = {".".join((*where[:6], to)): _share(value) for to, value in stated.items()}
        return cls({".".join(where): 0.0, **of_routing}, sum(_beside(route, where[5])))

    def capped(self, drawn: Mapping[str, float]) -> dict[str, float]:
        """Drawn shares by path, all of them so much smaller that they and what is stated beside them have room [0 to 1]."""
        wanted = {path: share for path, share in drawn.items() if path in self.routing}
        others = self.beside + sum(share for path, share in self.routing.items() if path not in wanted)
        whole = self.beside + sum(self.routing.values()) >= 1 - 1e-9
        room, total = max(1 - others - (0.0 if whole else LEAST_REST), 0.0), sum(wanted.values())
        return {path: share * room / total if total > room else share for path, share in wanted.items()}


def share_of(amount: Amount) -> float:
    """An amount that is a share, as one [0 to 1]."""
    return amount.value / 100 if amount.unit == "%" else amount.value


def amount_of(share: float, unit: str) -> Amount:
    """A share as an amount in a unit."""
    return Amount(100 * share if unit == "%" else share, unit)


def _beside(route: Mapping[str, Any], step: str) -> Iterator[float]:
    """The shares of what else may happen at the end of a step."""
    for kind in _BESIDE:
        block = route.get(kind)
        chance = block.get(step) if isinstance(block, Mapping) else None
        if isinstance(chance, Mapping):
            yield _share(chance.get("probability"))


def _share(value: Any) -> float:
    """A share as it is written; 0 for what is none, which is a fault of its own."""
    try:
        return share_of(parse_amount(str(value)))
    except ValueError:
        return 0.0
