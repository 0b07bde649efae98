"""Probabilities that files will be late, and shares of groups of them, with intervals from chance and ignorance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from sim.forecast.lateness.known_terms import KnownTerms, group_codes, known_terms, months_from
from sim.forecast.lateness.term_hazard import TermHazard, fit_term_hazard
from sim.quantities import Flags, Floats, Integers
from sim.random_streams import generator
from sim.register.events.event_register import EventRegister

LATENESS_DRAWS: Final = 2000
"""Draws of what the effects may be."""
LEAST_ANSWERS: Final = 30
"""Cases whose due date has passed, or that ended before it, which a fit needs at least."""
_MOST_VALUES: Final = 200
_LEAST_FILLED: Final = 0.9
_TAILS: Final = (2.5, 97.5)


@dataclass(frozen=True)
class LateShare:
    """Share late of some cases, as it is foretold."""

    cases: int
    """How many cases."""
    share: float
    """Expected share that will be late [probability]."""
    low: float
    """Lower end of the 95 % interval of the share that will be seen."""
    high: float
    """Upper end of it."""


@dataclass(frozen=True)
class LatenessForecast:
    """How likely each of some cases is late: draws of its probability."""

    case: Integers
    """By row: the case [position in the register]."""
    draws: Floats
    """By row and draw: probability that it will be late [shape (cases, draws)]."""
    seed: int
    """Seed of what is drawn."""

    @cached_property
    def probability(self) -> Floats:
        """By row: probability that it will be late."""
        return np.asarray(self.draws.mean(axis=1))

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """By row: ends of the 95 % interval of that probability, from ignorance."""
        low, high = np.percentile(self.draws, _TAILS, axis=1)
        return low, high

    def share(self, which: Flags) -> LateShare:
        """Share late of some rows, with the interval of what will be seen."""
        number = int(which.sum())
        if not number:
            return LateShare(0, 0.0, 0.0, 0.0)
        chances = generator(self.seed, 0, "lateness", "seen").random((number, self.draws.shape[1]))
        seen = (chances < self.draws[which]).mean(axis=0)
        low, high = np.percentile(seen, _TAILS)
        return LateShare(number, float(self.draws[which].mean()), float(low), float(high))


@dataclass(frozen=True)
class LatenessModel:
    """What was known of lateness at an instant, fitted."""

    terms: KnownTerms
    """What was known."""
    column: str | None
    """Column of the register whose values tell cases apart; None: none does."""
    evidence: Mapping[str, float]
    """By column that was tried: logarithm of the marginal likelihood over that of no column."""
    hazard: TermHazard
    """The fitted hazard."""
    seed: int
    """Seed of what is drawn."""

    def foretell(self, register: EventRegister, case: Integers, draws: int = LATENESS_DRAWS) -> LatenessForecast:
        """How likely cases are late; of those that are open at the instant, given how far their terms have passed."""
        random = generator(self.seed, 0, "lateness", "effects")
        effects = self.hazard.draws(random.standard_normal((len(self.hazard.effects), draws)))
        came = register.came[case]
        months = months_from(came, self.terms.at)
        ahead = random.standard_normal((max(1, int(months.max(initial=0)) + 1), draws)) * self.hazard.spread[2]
        of_month = np.where(
            (months < 0)[:, None], self.hazard.by_month(np.minimum(months, -1), effects), ahead[np.maximum(months, 0)]
        )
        group = group_codes(register, self.column)[0][case]
        term = (register.due - register.came)[case].astype(np.float64)
        passed = np.clip((self.terms.at - came) / np.maximum(term, 1.0), 0.0, 1.0)
        return LatenessForecast(case, self._late(group, of_month, passed, effects), self.seed)

    def _late(self, group: Integers, of_month: Floats, passed: Floats, effects: Floats) -> Floats:
        """Probability of passing through all that is left of the term [shape (cases, draws)]."""
        edges = self.hazard.edges
        late = np.ones(of_month.shape)
        for part, (begin, end) in enumerate(pairwise(edges)):
            left = np.clip((end - np.maximum(passed, begin)) / (end - begin), 0.0, 1.0)
            eta = self.hazard.by_part(part, group, effects) + of_month
            late *= np.exp(-left[:, None] * np.logaddexp(0.0, eta))
        return late


def fit_lateness(
    register: EventRegister, at: int, seed: int = 1, columns: Sequence[str] | None = None
) -> LatenessModel:
    """Fit lateness to what was known at an instant; of the columns, that one tells cases apart under which the known is likeliest."""
    terms = known_terms(register, at)
    tried = usable_columns(register, terms) if columns is None else tuple(columns)
    fits: dict[str | None, TermHazard] = {}
    for column in (None, *tried):
        codes, values = group_codes(register, column)
        fits[column] = fit_term_hazard(terms, codes[terms.case], values)
    best = max(fits, key=lambda column: fits[column].evidence)
    evidence = {column: fits[column].evidence - fits[None].evidence for column in tried}
    return LatenessModel(terms, best, evidence, fits[best], seed)


def usable_columns(register: EventRegister, terms: KnownTerms) -> tuple[str, ...]:
    """Columns that may tell cases apart: filled for nearly all of the known cases, with two values or more and not too many."""
    found = []
    for name, column in register.columns.items():
        code = column.code[terms.case]
        seen = len(np.unique(code[code >= 0]))
        few = 2 <= seen <= len(code) // 4 and len(column.values) <= _MOST_VALUES
        if few and (code >= 0).mean() >= _LEAST_FILLED:
            found.append(name)
    return tuple(found)
