"""A whole fit of made-up offices: from events to roles, ways and work, from ends, and from dates alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.fitting.fit_office import fit_office
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedOffice
from sim.quantities import HOUR
from tests.fitting.made_office import MadeStep, dates_of, ends_of, gamma, made_register

STEPS = (
    MadeStep("take in", "window", gamma(600)),
    MadeStep("check", "clerk", gamma(3000)),
    MadeStep("sign", "head", gamma(900)),
)
STAFF = {"window": 1, "clerk": 2, "head": 1}


@pytest.fixture(scope="module")
def office() -> FittedOffice:
    return fit_office(made_register(1, 700, 1 / 1800, STEPS, STAFF), FitOptions())


def test_the_office_is_found_again(office: FittedOffice) -> None:
    assert sorted(len(role.members) for role in office.roles) == [1, 1, 2]
    assert office.hours.by_weekday["monday"] == "09:00-13:00, 14:00-18:00"
    assert len(office.routes) == 1
    steps = office.routes[0].steps
    assert [step.activity for step in steps] == ["take in", "check", "sign"]
    for step, mean in zip(steps, (600, 3000, 900), strict=True):
        assert step.work is not None
        assert step.work.mean.low < mean < step.work.mean.high
        assert step.hold is None
        assert step.role in {role.name for role in office.roles}
    assert office.source.startswith("made.csv, 700 cases, 2023-01 to 2023-")


def test_progress_is_told_and_the_same_register_gives_the_same_office(office: FittedOffice) -> None:
    told: list[str] = []
    again = fit_office(
        made_register(1, 700, 1 / 1800, STEPS, STAFF), FitOptions(progress=lambda what, done, of: told.append(what))
    )
    assert set(told) == {"people", "routes", "work"}
    assert again.routes[0].steps == office.routes[0].steps
    assert again.roles == office.roles


def test_paces_stand_with_the_members_who_have_them() -> None:
    register = made_register(3, 900, 1 / 1900, STEPS, STAFF, paces={"clerk_1": 1.6})
    paces = {m.name: m.pace.value for role in fit_office(register, FitOptions()).roles for m in role.members if m.pace}
    assert set(paces) == {"clerk_0", "clerk_1"}
    assert paces["clerk_1"] / paces["clerk_0"] == pytest.approx(1.6, rel=0.15)


def test_ends_alone_give_an_office_with_estimated_work() -> None:
    found = fit_office(ends_of(made_register(1, 700, 1 / 1800, STEPS, STAFF)), FitOptions())
    work = [step.work for step in found.routes[0].steps]
    assert all(w is not None and w.mean.known == "estimated" for w in work)
    assert work[1] is not None
    assert work[1].mean.value == pytest.approx(3000, rel=0.1)


@pytest.mark.parametrize("whole_days", [False, True])
def test_dates_alone_give_an_office_of_the_people_and_hours_that_are_stated(whole_days: bool) -> None:
    steps = (
        MadeStep("case", "clerk", gamma(HOUR), gamma(8 * HOUR, 1)),
        MadeStep("out", None, lambda rng, n: np.zeros(n)),
    )
    dates = dates_of(made_register(2, 600, 0.6 * 2 / HOUR, steps, {"clerk": 2}, receipts=True), whole_days=whole_days)
    with pytest.raises(InputError, match="--staff"):
        fit_office(dates, FitOptions())
    found = fit_office(dates, FitOptions(staff={"office": 2}, hours="09:00-13:00, 14:00-18:00"))
    assert [len(role.members) for role in found.roles] == [2]
    (route,) = found.routes
    (step,) = route.steps
    assert step.role == found.roles[0].name
    assert step.work is not None
    assert step.work.mean.known == "bounded"
    assert step.work.mean.low < HOUR < step.work.mean.high
    assert step.hold is not None
    assert step.hold.mean.value == pytest.approx(8 * HOUR, rel=0.3)
    assert route.arrivals.rate.value == pytest.approx(0.6 * 2 * 8, rel=0.15)


def test_hours_that_nobody_can_read_are_refused() -> None:
    steps = (MadeStep("case", "clerk", gamma(HOUR)),)
    dates = dates_of(made_register(2, 60, 0.6 / HOUR, steps, {"clerk": 1}, receipts=True))
    with pytest.raises(InputError, match="--hours"):
        fit_office(dates, FitOptions(staff={"office": 1}, hours="nine to five"))
