"""Who comes with the opening every day is a stream of its own, which is no matter of chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.fitting.fit_office import fit_office
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedOffice
from sim.fitting.scenario_files.scenario_files import files_of_office
from sim.register.events.read_event_register import read_event_register
from sim.schema.parse_yaml import parse_value
from tests.worlds.office import MadeOffice, Staff, Step, Work
from tests.worlds.truth import write_register

HOURS = ((9.0, 13.0), (14.0, 18.0))
OFFICE = MadeOffice(
    "opening",
    HOURS,
    {"window": Staff(1), "head": Staff(1)},
    (Step("take_in", "window", Work("gamma", 10, 0.7)), Step("sign", "head", Work("gamma", 30, 0.7))),
    "on_the_clock",
    72.0,
)


def fitted(folder: Path, office: MadeOffice) -> FittedOffice:
    write_register(office, folder / "register.csv.gz", 300)
    return fit_office(read_event_register(folder / "register.csv.gz"), FitOptions())


def test_one_that_comes_at_each_opening_is_a_stream_of_its_own(tmp_path: Path) -> None:
    office = fitted(tmp_path, OFFICE)
    (route,) = office.routes
    assert route.arrivals.regular == pytest.approx(1 / OFFICE.cases_a_day, rel=0.15)
    content = parse_value(files_of_office(office, "made").scenario, "made").data
    streams, others = content["arrivals"], f"{route.name}_at_opening"
    assert streams[others]["process"] == "deterministic"
    assert streams[others]["rate"] == "1 per working day"
    assert streams[others]["profile"]["hours"]["09:00-09:01"] == 1
    rates = [float(stream["rate"].split()[0]) for stream in streams.values()]
    assert sum(rates) == pytest.approx(route.arrivals.rate.value, rel=1e-3)
    uncertain = content["assumptions"][f"rate_{route.name}"]
    assert uncertain["paths"] == [f"arrivals.{route.name}.rate"]


def test_without_such_cases_there_is_one_stream(tmp_path: Path) -> None:
    office = fitted(tmp_path, replace(OFFICE, coming="in_office_hours", gap=60.0))
    content = parse_value(files_of_office(office, "made").scenario, "made").data
    assert list(content["arrivals"]) == [office.routes[0].name]
