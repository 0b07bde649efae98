"""Lateness from dates alone: found again where it is known, and nothing later is used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.forecast.lateness.foretell_lateness import LatenessModel, fit_lateness
from sim.quantities import DAY, UNSET
from sim.register.events.event_register import EventRegister
from tests.forecast.lateness.dates_register import DAYS, dates_register

CLERKS = (0.1, 0.3, 0.6)
CUT = 250 * DAY


@pytest.fixture(scope="module")
def register() -> EventRegister:
    return dates_register(1, 1500, CLERKS)[0]


@pytest.fixture(scope="module")
def model(register: EventRegister) -> LatenessModel:
    return fit_lateness(register, CUT)


def test_the_column_that_tells_cases_apart_is_found(model: LatenessModel) -> None:
    assert model.column == "clerk"
    assert model.evidence["clerk"] > 5 > model.evidence["coin"]


def test_the_chance_of_each_clerk_is_found_again(register: EventRegister, model: LatenessModel) -> None:
    later = np.flatnonzero(register.came >= CUT)
    forecast = model.foretell(register, later, 400)
    clerk = register.columns["clerk"].code[later]
    for number, chance in enumerate(CLERKS):
        low, high = (bound[clerk == number].mean() for bound in forecast.bounds)
        assert low < chance < high
        assert forecast.probability[clerk == number].mean() == pytest.approx(chance, abs=0.07)


def test_intervals_of_months_hold_what_was_seen(register: EventRegister, model: LatenessModel) -> None:
    later = np.flatnonzero(register.came >= CUT)
    forecast = model.foretell(register, later, 400)
    late = register.ready[later] > register.due[later]
    held = []
    for begin in range(250, DAYS - 30, 30):
        which = (register.came[later] >= begin * DAY) & (register.came[later] < (begin + 30) * DAY)
        share = forecast.share(which)
        held.append(share.low <= late[which].mean() <= share.high)
        assert share.high - share.low < 0.5
    assert all(held)


def test_open_files_are_foretold_from_their_age(register: EventRegister, model: LatenessModel) -> None:
    open_now = np.flatnonzero((register.came < CUT) & (register.ready >= CUT) & (register.due >= CUT))
    forecast = model.foretell(register, open_now, 400)
    late = register.ready[open_now] > register.due[open_now]
    probability = forecast.probability
    brier, constant = ((probability - late) ** 2).mean(), ((late.mean() - late) ** 2).mean()
    assert brier < 0.9 * constant
    assert probability.mean() == pytest.approx(late.mean(), abs=0.1)
    passed = (CUT - register.came[open_now]) / (register.due - register.came)[open_now]
    clerk = register.columns["clerk"].code[open_now]
    old, young = probability[(passed > 0.9) & (clerk == 1)], probability[(passed < 0.5) & (clerk == 1)]
    assert old.min() > young.max()


def test_a_file_whose_due_date_has_passed_is_late(register: EventRegister, model: LatenessModel) -> None:
    overdue = np.flatnonzero((register.due < CUT) & (register.ready >= CUT))
    assert model.foretell(register, overdue, 50).probability.min() == 1.0


def test_nothing_that_was_known_later_is_used(register: EventRegister, model: LatenessModel) -> None:
    later = register.ready >= CUT
    changed = replace(register, ready=np.where(later, UNSET, register.ready))
    other = fit_lateness(changed, CUT)
    assert np.array_equal(other.hazard.effects, model.hazard.effects)
    cases = np.flatnonzero(register.came >= CUT)[:20]
    assert np.array_equal(other.foretell(changed, cases, 50).draws, model.foretell(register, cases, 50).draws)
