"""Real permits with due dates: which are late, foretold from what was known on 1 April 2011 alone."""

from __future__ import annotations

import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.forecast.lateness.foretell_lateness import fit_lateness
from sim.forecast.lateness.known_terms import answered
from sim.quantities import UNSET, instant
from sim.register.events.event_options import EventOptions
from sim.register.events.read_event_register import read_event_register

REGISTERS = Path(os.environ.get("SIM_REGISTERS", Path(__file__).parents[3] / "shared" / "reference" / "registers"))
PERMITS = REGISTERS / "receipt.csv.gz"
KNOWN = instant(date(2011, 4, 1))
MONTHS = [instant(date(2011, month, 1)) for month in range(4, 11)]
CONSTANT = 0.2135
"""Brier score of the best constant on the same cases, known only afterwards."""


@pytest.mark.skipif(
    not PERMITS.exists(), reason="the register of permits is not in the repository; SIM_REGISTERS names its folder"
)
def test_permits_are_foretold_better_than_by_the_best_constant_and_months_lie_in_their_intervals() -> None:
    register = read_event_register(PERMITS, EventOptions(odd="told", time_zone="UTC"))
    model = fit_lateness(register, KNOWN)
    assert model.column == "case:responsible"
    ended = answered(register)
    settled = (ended != UNSET) | (register.due <= register.seen_until)
    late = (ended == UNSET) | (ended > register.due)
    cases = np.flatnonzero(settled & (register.came >= MONTHS[0]) & (register.came < MONTHS[-1]))
    forecast = model.foretell(register, cases)
    assert ((forecast.probability - late[cases]) ** 2).mean() < CONSTANT - 0.03
    off = []
    for begin, end in pairwise(MONTHS):
        which = (register.came[cases] >= begin) & (register.came[cases] < end)
        share, seen = forecast.share(which), late[cases][which].mean()
        assert share.low <= seen <= share.high
        off.append(abs(share.share - seen))
    assert np.mean(off) < 0.06
    # A month of these cases differs from its true share by 4 to 8 points through chance alone.
    assert sum(difference < 0.05 for difference in off) >= 3
