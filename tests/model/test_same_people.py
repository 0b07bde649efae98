"""People who do the work of two roles are one pool: one file at a time, the counter before the desk, and the oldest file first."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.simulate import simulate
from sim.measure.offered_load import offered_load
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import civil
from sim.report.notes import note_sentence
from tests.minimal import loaded

ONE_PERSON = """\
scenario: One person for everything
period: {start: 2018-05-14, warm_up_until: 2018-05-14, end: 2018-06-01}
replications: 2
services:
  aid:
    regulation: small.yaml
    routes: {provider: {steps: {1: {work: 10 minutes}, 2: {work: 1 hour}}}}
offices:
  town:
    hours: department
    staff:
      clerk: {members: [aigul]}
      chief: {same_people_as: clerk}
arrivals:
  all: {service: aid, route: provider, office: town, instants: ["2018-05-14 09:00", "2018-05-14 10:00", "2018-05-14 10:05"]}
"""


def model_of(folder: Path, text: str = ONE_PERSON) -> Model:
    """The model of a scenario beside the minimal regulation."""
    return build_model(loaded(folder, text))


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_she_serves_the_counter_first_and_goes_on_with_the_oldest_file(tmp_path: Path, engine: str) -> None:
    """Her file of 09:10 rests for those who come at 10:00 and 10:05, and their files wait until it is done.

    By hand: 09:00 to 09:10 the first at the counter, his file from 09:10 on; 10:00 to 10:10 the second and 10:10 to 10:20 the
    third at the counter; what is left of the first file, ten minutes, to 10:30; the second file to 11:30, the third to 12:30.
    """
    model = model_of(tmp_path)
    log = simulate(draw_workload(model, 1), model.capacity, engine=engine)  # type: ignore[arg-type] # named by the test
    course = [
        (int(application), f"{civil(int(started)):%H:%M}", f"{civil(int(finished)):%H:%M}")
        for application, started, finished in zip(
            log.visits.application, log.visits.started, log.visits.finished, strict=True
        )
    ]
    assert course == [
        (0, "09:00", "09:10"),
        (0, "09:10", "10:30"),
        (1, "10:00", "10:10"),
        (1, "10:30", "11:30"),
        (2, "10:10", "10:20"),
        (2, "11:30", "12:30"),
    ]


def test_both_roles_are_one_pool_with_the_load_of_both(tmp_path: Path) -> None:
    (tmp_path / "apart").mkdir()
    text = ONE_PERSON.replace("instants: [", "rate: 3 per working day}\n#")
    together = model_of(tmp_path, text)
    apart = model_of(tmp_path / "apart", text.replace("{same_people_as: clerk}", "1"))
    assert [pool.role for pool in together.capacity.pools] == ["clerk"]
    assert [load.role for load in offered_load(together)] == ["clerk"]
    assert sum(load.load for load in offered_load(apart)) == pytest.approx(offered_load(together)[0].load)


def test_the_same_name_in_another_office_is_another_person(tmp_path: Path) -> None:
    text = ONE_PERSON.replace(
        "arrivals:", "  branch:\n    hours: department\n    staff: {clerk: {members: [aigul]}}\narrivals:"
    )
    told = [note for note in model_of(tmp_path, text).warnings if note.key == "same_names"]
    assert [note.facts for note in told] == [{"names": ["aigul"], "offices": ["town", "branch"]}]


def test_a_post_that_no_regulation_names_may_have_the_people(tmp_path: Path) -> None:
    text = ONE_PERSON.replace(
        "      clerk: {members: [aigul]}", "      all_round: 2\n      clerk: {same_people_as: all_round}"
    )
    model = model_of(tmp_path, text.replace("as: clerk", "as: all_round"))
    assert [(pool.role, pool.members) for pool in model.capacity.pools] == [("all_round", 2)]


def test_who_is_there_only_while_the_office_is_closed_is_told(tmp_path: Path) -> None:
    """The office closes at 18:30; whoever keeps the evening at a desk works then, and a note says so."""
    text = ONE_PERSON.replace("services:", 'hours: {evening: {weekdays: "18:30-20:00"}}\nservices:', 1)
    text = text.replace("{same_people_as: clerk}", "{members: {dana: {hours: evening}, marat: }}")
    told = [note for note in model_of(tmp_path, text).warnings if note.key == "outside_the_office"]
    assert [note.facts["members"] for note in told] == [["dana"]]
    assert note_sentence(told[0]) == (
        "town / chief: 1 of 2 members is only there while the office is closed; check the hours"
    )
    assert not [note for note in model_of(tmp_path).warnings if note.key == "outside_the_office"]
