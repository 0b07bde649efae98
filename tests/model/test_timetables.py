"""Timetables of the texts: who collects files for a step or takes them on from it, and what a scenario says instead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.errors import InputError
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.quantities import HOUR, MINUTE, civil
from sim.report.notes import note_sentence
from sim.study.explain import explained
from sim.study.loading import Reader, load_scenario

LAW = """\
regulation: small
title: A small service
region: Nowhere
year: 2018
act: {document: none, issuer: nobody, number: "1", date: 2018-05-22}
roles: {clerk: {kk: қызметкер}, packer: {kk: маман}, chief: {kk: басшы}}
routes:
  provider:
    title: At the office
    source: clause 5
    steps:
      - {n: 1, role: clerk, action: takes it in, limit: 10 minutes, applicant_present: true, source: "5.1"}
      - {n: 2, role: packer, action: collects, timetable: {times_per_day: 3, way: to}, source: "5.2"}
      - {n: 3, role: packer, action: packs, timetable: {times_per_day: 2, at_least: true}, source: "5.3"}
      - {n: 4, role: chief, action: decides, limit: 1 working day, source: "5.4"}
"""
QUESTION = """\
scenario: Timetables
period: {start: 2018-03-12, warm_up_until: 2018-03-12, end: 2018-04-02}
seed: 1
services:
  aid:
    regulation: small.yaml
    routes:
      provider:
        steps: {1: {work: 5 minutes}, 2: {work: 1 minute}, 3: {work: 1 minute}, 4: {work: 10 minutes}}
        TIMETABLES
TRANSFERS
offices:
  centre: {hours: plain, sends_to: town, staff: {clerk: 1, packer: 1}, title: Centre}
  town: {hours: plain, staff: {chief: 1}, title: Town}
hours: {plain: {weekdays: "09:00-13:00, 14:00-18:00"}}
arrivals: {all: {service: aid, route: provider, office: centre, rate: 12 per working day}}
"""


def written(folder: Path, timetables: str = "", transfers: str = "") -> Path:
    (folder / "small.yaml").write_text(LAW, encoding="utf-8")
    text = QUESTION.replace("TIMETABLES", timetables).replace("TRANSFERS", transfers)
    (folder / "question.yaml").write_text(text, encoding="utf-8")
    return folder / "question.yaml"


def model_of(folder: Path, timetables: str = "", transfers: str = "") -> Model:
    return build_model(load_scenario(written(folder, timetables, transfers)))


def ways(model: Model) -> dict[str, set[str]]:
    """By way that is passed at all: the times of the day at which files leave on it."""
    found: dict[str, set[str]] = {}
    log = simulate(draw_workload(model, 1), model.capacity)
    steps = model.routes[0].steps
    for position, started in zip(log.visits.position.tolist(), log.visits.started.tolist(), strict=True):
        if " to " in steps[position].key and started >= 0:
            found.setdefault(steps[position].key, set()).add(f"{civil(started):%H:%M}")
    return found


def test_files_are_collected_for_a_step_and_sent_on_from_it_as_often_as_the_text_says(tmp_path: Path) -> None:
    """Eight open hours: a third is over at 11:40, two thirds at 15:20; half of them at 13:00, when the lunch begins."""
    model = model_of(tmp_path)
    assert [step.key for step in model.routes[0].steps] == ["1", "1 to 2", "2", "3", "3 to 4", "4"]
    assert ways(model) == {"1 to 2": {"11:40", "15:20", "18:00"}, "3 to 4": {"13:00", "18:00"}}
    assert [(way.sender, way.receiver) for way in model.capacity.transfers] == [
        ("centre", "centre"),
        ("centre", "town"),
    ]


def test_a_collected_file_waits_for_the_courier_and_no_longer(tmp_path: Path) -> None:
    model = model_of(tmp_path)
    visits = simulate(draw_workload(model, 1), model.capacity).visits
    way = np.flatnonzero((visits.position == 1) & (visits.finished >= 0))
    assert (visits.finished[way] == visits.started[way]).all(), "no way is stated"
    assert (visits.started[way] - visits.queued[way] == visits.wait_transfer_s[way]).all()
    assert (visits.queued[way + 1] == visits.finished[way]).all()
    assert 3 * HOUR < visits.wait_transfer_s[way].max() <= 3 * HOUR + 40 * MINUTE, "from 11:40 to 15:20"


@pytest.mark.parametrize(
    ("timetables", "expected"),
    [
        ("timetables: {2: {times_per_day: 1}}", {"1 to 2": {"18:00"}, "3 to 4": {"13:00"}}),
        ("timetables: {2: {times_per_day: 0}}", {"3 to 4": {"13:00", "18:00"}}),
        ("timetables: {2: {times_per_day: 0}, 3: {times_per_day: 0}}", {}),
        (
            "timetables: {3: {times_per_day: 8}}",
            {"1 to 2": {"11:40", "15:20", "18:00"}, "3 to 4": {"10:00", "12:00", "16:00"}},
        ),
    ],
)
def test_a_scenario_may_say_otherwise(tmp_path: Path, timetables: str, expected: dict[str, set[str]]) -> None:
    """What is collected at 18:00 is packed from 9:00 on, what is collected at 11:40 in the quarter of an hour after it."""
    assert ways(model_of(tmp_path, timetables)) == expected


def test_the_time_under_way_is_that_of_the_scenario(tmp_path: Path) -> None:
    model = model_of(tmp_path, "timetables: {3: {times_per_day: 2, travel: 30 minutes}}")
    assert [way.travel for way in model.capacity.transfers] == [0, 30 * MINUTE]


def test_a_stated_transfer_goes_before_the_timetable_between_the_offices_it_names(tmp_path: Path) -> None:
    post = "transfers: {post: {sender: centre, receiver: town, lag: 2 hours}}"
    model = model_of(tmp_path, transfers=post)
    assert [way.lag for way in model.capacity.transfers] == [None, 2 * HOUR]
    assert ways(model)["1 to 2"] == {"11:40", "15:20", "18:00"}


@pytest.mark.parametrize("times", [0, 1])
def test_a_timetable_that_a_stated_transfer_goes_before_is_told(times: int, tmp_path: Path) -> None:
    """Step 3 sends on from the centre to the town, by post; for step 2 files are collected within the centre."""
    stated = f"timetables: {{2: {{times_per_day: 4}}, 3: {{times_per_day: {times}}}}}"
    post = "transfers: {post: {sender: centre, receiver: town, lag: 2 hours}}"
    found, without = (
        [note for note in model_of(tmp_path, stated, transfers).warnings if note.key == "timetable_passed_over"]
        for transfers in (post, "")
    )
    assert [note_sentence(note) for note in found] == [
        "services.aid.routes.provider.timetables.3 changes nothing: between these offices 'post' under 'transfers' carries the files"
    ]
    assert without == []


def test_timetables_leave_every_draw_equal(tmp_path: Path) -> None:
    off = draw_workload(model_of(tmp_path, "timetables: {2: {times_per_day: 0}, 3: {times_per_day: 0}}"), 1)
    on = draw_workload(model_of(tmp_path), 1)
    assert on.transfer is not None
    assert off.transfer is None
    assert (on.submitted == off.submitted).all()
    assert (on.work[on.transfer == -1] == off.work).all()


def test_collecting_more_often_never_makes_a_file_later(tmp_path: Path) -> None:
    """The same arrivals, paired: a way that is served at all the times of another one and at others."""
    ready = []
    for times in (2, 4):
        model = model_of(tmp_path, f"timetables: {{2: {{times_per_day: {times}}}}}")
        ready.append(simulate(draw_workload(model, 1), model.capacity).applications.ready)
    seldom, often = ready
    assert (often <= seldom).all()
    assert (often < seldom).any()


def test_explain_shows_the_timetable_with_its_clause(tmp_path: Path) -> None:
    found = {s.path: (s.value, s.note) for s in explained(*Reader(str(written(tmp_path)), ()).study(None))}
    route = "services.aid.routes.provider.timetables"
    assert found[f"{route}.2"] == ("3 times a day", "5.2; a transfer that is stated goes before it")
    assert found[f"{route}.3"] == ("at least 2 times a day", "5.3; a transfer that is stated goes before it")
    stated = written(tmp_path, "timetables: {2: {times_per_day: 1}}")
    found = {s.path: (s.value, s.origin) for s in explained(*Reader(str(stated), ()).study(None))}
    assert found[f"{route}.2.times_per_day"] == ("1", "stated")
    assert found[f"{route}.2.travel"] == ("0", "default")
    assert found[f"{route}.3"] == ("at least 2 times a day", "default")


@pytest.mark.parametrize(
    ("timetables", "fault"),
    [
        (
            "{4: {times_per_day: 1}}",
            "the text has no timetable for a step '4' of the route 'provider'; known here: 2, 3",
        ),
        ("{2: {times_per_day: 25}}", "'25' is out of range; at most 24 is possible"),
        ("{2: {times_per_day: -1}}", "'-1' is out of range; at least 0 is needed"),
        ("{2: {times_per_day: 0, travel: 1 hour}}", "files that nobody carries are not under way; take 'travel' out"),
        ("{2: {travel: 1 hour}}", "'times_per_day' is missing"),
    ],
)
def test_a_timetable_that_the_text_or_the_day_has_no_room_for(tmp_path: Path, timetables: str, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(written(tmp_path, f"timetables: {timetables}"))
    (only,) = caught.value.faults
    assert fault in str(only)
    assert only.line == 10
