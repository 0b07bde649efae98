"""Choices by chance over what is served."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sim.web.choice import Choice
from sim.web.served import ServedScenario


def any_choice(chosen: random.Random, served: Sequence[ServedScenario], count: int | None = None) -> Choice:
    """A choice by chance: a scenario, one of its variants or none, and so many controls at any of their other values."""
    scenario = chosen.choice(served)
    variant = chosen.choice([*scenario.cases])
    controls = scenario.cases[variant].adjustable
    number = chosen.randint(0, min(8, len(controls))) if count is None else min(count, len(controls))
    taken = set(chosen.sample([*controls], number))
    values = tuple(
        (key, chosen.choice([value for value in one.values if value != one.stated]))
        for key, one in controls.items()
        if key in taken
    )
    return Choice(scenario.key, variant, values)
