"""What is received after an hour counts on the next working day: said by a regulation, or over it by a scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.law.load import load_regulation
from sim.law.timeline import LawfulOffices, chain
from sim.measure.time_series import elapsed_days
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.quantities import civil, instant, parse_moment
from sim.tracing.file_life import file_life
from tests.minimal import REGULATION, loaded

LATE = """\
scenario: One application late on its day
period: {start: 2018-05-14, warm_up_until: 2018-05-14, end: 2018-06-01}
replications: 2
services:
  aid:
    regulation: small.yaml
    routes: {provider: {steps: {1: {work: 10 minutes}, 2: {work: 1 hour}}}}
offices:
  town:
    hours: department
    staff: {clerk: 1, chief: 1}
arrivals:
  all: {service: aid, route: provider, office: town, instants: ["2018-05-14 17:30"]}
"""
OF_SCENARIO = LATE + 'received_until: "17:00"\n'
OF_REGULATION = REGULATION + 'legal_clock: {received_until: "17:00"}\n'


@pytest.mark.parametrize(
    ("scenario", "regulation", "due"),
    [
        (LATE, REGULATION, "2018-05-17"),  # three working days after Monday
        (OF_SCENARIO, REGULATION, "2018-05-18"),
        (LATE, OF_REGULATION, "2018-05-18"),
        (LATE + 'received_until: "18:00"\n', OF_REGULATION, "2018-05-17"),
    ],
)
def test_the_term_counts_from_the_next_day_in_tables_and_lives(
    tmp_path: Path, scenario: str, regulation: str, due: str
) -> None:
    """Received on Monday at 17:30 and ready on Tuesday: on the first working day of the term, or on the day of receipt."""
    model = build_model(loaded(tmp_path, scenario, regulation))
    log = simulate(draw_workload(model, 1), model.capacity)
    assert str(civil(int(log.applications.received[0]))) == "2018-05-14 17:30:00"
    assert str(civil(int(log.applications.deadline[0]))) == f"{due} 18:30:00"
    elapsed = 0 if due == "2018-05-18" else 1
    assert str(civil(int(log.applications.ready[0]))) == "2018-05-15 09:10:00"
    assert elapsed_days(log, model, model.routes[0], np.array([0])).tolist() == [elapsed]
    life = file_life(log, model, 0)  # type: ignore[arg-type] # a log has all that a recorded one has
    assert (life.deadline, life.elapsed_days) == (int(log.applications.deadline[0]), elapsed)


def test_a_timeline_counts_so_as_well(tmp_path: Path) -> None:
    submitted = np.array([parse_moment("2018-05-14 16:59"), parse_moment("2018-05-14 17:01")])
    path = tmp_path / "small.yaml"
    path.write_text(OF_REGULATION, encoding="utf-8")
    made = chain(load_regulation(path), "provider", submitted, LawfulOffices.of_year(2018))
    assert [str(civil(int(due)).date()) for due in made.term_deadlines] == ["2018-05-17", "2018-05-18"]
    assert made.days.tolist() == [1, 0]
    assert instant(civil(int(made.received[1]))) == submitted[1], "the true instant stays"
