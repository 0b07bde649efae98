"""The warm-up that is found or stated: refusals one by one, the day, the warnings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.experiment.warm_up import stated_warm_up, with_found_warm_up
from sim.experiment.warm_up_warnings import warm_up_warnings
from sim.measure.offered_load import loads_by_quarter, offered_load
from sim.model.model import build_model
from sim.report.notes import note_sentence
from sim.report.run.warm_up import warm_up_sentence
from sim.study.study import pilot_size
from tests.experiment.warming import FOUND, LONG, PLACE, REPAIR, filling_pilot, quiet, weeks_by_hand
from tests.minimal import SCENARIO, faults_of, loaded

# Refusals.


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            ("    rate: 4 per week", "    rate: 4 per week\n    growth: 5 % per year"),
            "stream 'in_villages' grows (line 51)",
        ),
        (
            ("    rate: 4 per week", "    rate: 4 per week\n    growth: -5 % per year"),
            "stream 'in_villages' shrinks (line 51)",
        ),
        (
            ("    rate: 4 per week", "    rate: 4 per week\n    profile: {months: {may: 2}}"),
            "stream 'in_villages' has a profile over months (line 51)",
        ),
        (
            (
                "    rate: 1 per day",
                "    rate: 1 per day\n    campaigns: {law: {first_day: 2018-07-02, last_day: 2018-07-03, times: 3}}",
            ),
            "stream 'online' has the campaign 'law' (line 57)",
        ),
        (
            ("    rate: 1 per day", '    instants: ["2018-05-03 10:00"]'),
            "stream 'online' comes at given instants (line 56)",
        ),
        (
            ("    rate: 1 per day", "    history: {file: past.csv}"),
            "stream 'online' replays a history (line 56)",
        ),
    ],
)
def test_demand_that_is_not_steady_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    (tmp_path / "past.csv").write_text("handed_in\n2018-05-03 10:00\n", encoding="utf-8")
    assert change[0] in FOUND
    message = f"{PLACE}the warm-up cannot be found: {reason}, so nothing settles; {REPAIR}"
    assert faults_of(tmp_path, FOUND.replace(*change)) == [message]
    assert not faults_of(tmp_path, LONG.replace(*change)), "with a stated day all of that is possible"


def test_many_reasons_are_one_fault(tmp_path: Path) -> None:
    growing = FOUND.replace(
        "    rate: ",
        "    growth: 5 % per year\n    campaigns: {c: {first_day: 2018-07-02, "
        "last_day: 2018-07-03, times: 3}}\n    rate: ",
    )
    (fault,) = faults_of(tmp_path, growing)
    assert "stream 'in_town' grows (line 45), stream 'in_town' has the campaign 'c' (line 46), " in fault
    assert fault.endswith(f"and 3 more, so nothing settles; {REPAIR}")


@pytest.mark.parametrize(
    "profile",
    ["{weekdays: {monday: 2}}", '{hours: {"09:00-11:00": 2}}', "{months: {may: 1}, weekdays: {friday: 2}}"],
)
def test_shapes_of_the_week_and_the_day_are_no_season(tmp_path: Path, profile: str) -> None:
    scenario = FOUND.replace("    rate: 2 per working day", f"    rate: 2 per working day\n    profile: {profile}")
    assert scenario != FOUND
    assert not faults_of(tmp_path, scenario)


def test_a_backlog_stands_for_a_warm_up(tmp_path: Path) -> None:
    backlog = "backlog: {old: {service: aid, route: provider, office: town, files: [{step: '2', count: 3, age: 2 working days}]}}\n"
    assert faults_of(tmp_path, FOUND + backlog) == [
        f"{PLACE}a backlog and a warm-up are both given, and the one stands for the other; make 'warm_up_until' the start, "
        "2018-05-02, or take the backlog out"
    ]


def test_a_short_period_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    assert faults_of(tmp_path, FOUND.replace("end: 2018-11-01", "end: 2018-07-20")) == [
        f"{PLACE}a warm-up can be found in 15 working weeks or more, and the period has 10; end it 5 weeks later, or state "
        "the day on which the warm-up ends"
    ]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("mser5", "'mser5' is neither a day nor the word 'mser_5'; did you mean 'mser_5'?"),
        ("MSER-5", "'MSER-5' is neither a day nor the word 'mser_5'; did you mean 'mser_5'?"),
        ("soon", "'soon' is not a day; write 2018-07-02"),
        ("[1]", "a list does not fit here; write a day such as 2018-07-02, or mser_5 to have it found"),
    ],
)
def test_other_words_are_no_warm_up(tmp_path: Path, word: str, message: str) -> None:
    (fault,) = faults_of(tmp_path, FOUND.replace("mser_5", word))
    assert fault == f"{PLACE}{message}"


def test_an_end_before_the_start_is_told_as_such(tmp_path: Path) -> None:
    assert faults_of(tmp_path, FOUND.replace("end: 2018-11-01", "end: 2018-05-02")) == [
        "question.yaml:6:8: 'end' does not lie behind 'start', 2018-05-02; nothing would count"
    ]


BUSY = FOUND.replace("rate: 2 per working day", "rate: 14 per working day")
QUARTERS = "the warm-up cannot be found: town / chief has an expected load of 102% in quarter 2 of 2018, town / chief has an expected load of"


def test_a_pool_with_more_work_than_time_is_refused_with_the_place(tmp_path: Path) -> None:
    study = loaded(tmp_path, BUSY)
    with pytest.raises(InputError) as caught:
        with_found_warm_up(study, quiet)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column) == (str(tmp_path / "question.yaml"), 5, 18)
    assert fault.message.startswith(QUARTERS)
    assert fault.repair == REPAIR


@pytest.mark.parametrize("command", ["check", "run"])
def test_the_command_refuses_with_exit_code_2_and_writes_nothing(tmp_path: Path, command: str) -> None:
    loaded(tmp_path, BUSY)
    out = ["--out", str(tmp_path / "out")] if command == "run" else []
    result = CliRunner().invoke(app, [command, str(tmp_path / "question.yaml"), *out])
    assert result.exit_code == 2
    assert f"question.yaml:5:18: {QUARTERS}" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_load_of_a_quarter_is_that_of_its_months(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, FOUND))
    loads = {load.role: load for load in offered_load(model) if load.office == "town"}
    found = {(name, quarter): load for name, quarter, load in loads_by_quarter(model)}
    assert [q for name, q in found if name == "town / chief"] == [f"quarter {q} of 2018" for q in (2, 3, 4)]
    chief = loads["chief"]
    third = sum(chief.work_by_month[2:5]) / sum(chief.on_duty_by_month[2:5])
    assert chief.months[2:5] == ("2018-07", "2018-08", "2018-09")
    assert found["town / chief", "quarter 3 of 2018"] == pytest.approx(third)


# The day that is found, and a day that is stated; the pilots have numbers by hand.


def test_the_found_day_is_where_the_week_begins_and_holds_from_there_on(tmp_path: Path) -> None:
    study = loaded(tmp_path, FOUND)
    told: list[tuple[int, int, str]] = []
    ready, seen = with_found_warm_up(study, lambda *step: told.append(step), filling_pilot(1.5))
    assert seen is not None
    cut = seen.truncation
    assert cut is not None
    assert 5 <= cut.weeks <= 9
    assert seen.truncations is not None
    assert seen.truncations["in_progress"] == cut
    assert seen.counted_from == seen.settled_from == seen.weeks[cut.weeks] == ready.scenario.period.warm_up_until
    assert (seen.found, seen.replications) == (True, 3)
    assert told == [(i, 3, "pilot for the warm-up") for i in range(4)]
    window = build_model(ready).window
    assert window.warm_up_end == np.datetime64(seen.counted_from, "s").astype(int)
    assert build_model(study).window.warm_up_end == window.start, "before, all counts"


def test_a_pilot_has_fifty_replications_at_most(tmp_path: Path) -> None:
    study = loaded(tmp_path, FOUND.replace("replications: 3", "replications: 400"))
    _, seen = with_found_warm_up(study, quiet, filling_pilot(1.5))
    assert seen is not None
    assert seen.replications == pilot_size(study) == 50
    assert pilot_size(loaded(tmp_path, LONG)) == 0


def test_a_pilot_that_goes_on_filling_is_refused_and_says_how_much_longer(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        with_found_warm_up(loaded(tmp_path, FOUND), quiet, filling_pilot(40))
    assert str(caught.value) == (
        f"{tmp_path}/{PLACE}the warm-up cannot be found, since the period is too short: in a pilot of 3 replications work in "
        f"progress had not settled before week 17 of 25; end the period 7 weeks later at least, or {REPAIR}"
    )


def test_a_stated_day_needs_no_pilot(tmp_path: Path) -> None:
    study = loaded(tmp_path, LONG)
    assert with_found_warm_up(study, quiet, filling_pilot(40)) == (study, None)


def test_the_undisturbed_variant_gets_the_same_day(tmp_path: Path) -> None:
    leave = FOUND + "undisturbed: all_there\nvariants: {all_there: {changes: {target: 90 %}}}\n"
    ready, seen = with_found_warm_up(loaded(tmp_path, leave), quiet, filling_pilot(1.5))
    assert seen is not None
    assert ready.undisturbed is not None
    assert ready.undisturbed.scenario.period == ready.scenario.period


def test_a_stated_warm_up_that_is_too_short_gets_a_warning_that_says_how_much_longer(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG.replace("replications: 3", "replications: 8")))
    seen = stated_warm_up(model, list(filling_pilot(1.5)(model, 8)))
    assert seen is not None
    (part,) = seen.filling
    assert part.series == "in_progress"
    assert 0 < part.lacks.low < part.lacks.mean < part.lacks.high
    (warning,) = map(note_sentence, warm_up_warnings(model, seen))
    assert warning.startswith(
        "queues are still filling at the end of the warm-up, 2018-05-09: work in progress is lower just after it than later by "
    )
    assert f" files (99.7 % interval {part.lacks.low:.1f} to {part.lacks.high:.1f}); make it" in warning
    more = part.truncation.weeks - 1
    assert seen.weeks_before == 1
    assert warning.endswith(f"; make it {more} weeks longer, until {seen.weeks[part.truncation.weeks]}")


def test_a_share_in_time_that_still_falls_gets_a_warning_though_nothing_fills(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG))
    rng = np.random.default_rng(7)
    share = np.where(np.arange(25) < 7, 0.99, 0.8)
    seen = stated_warm_up(model, [weeks_by_hand(np.array([10.0]), model, rng, share) for _ in range(40)])
    assert seen is not None
    assert seen.truncations is not None
    assert (seen.truncations["in_time"].weeks, seen.truncation) == (7, seen.truncations["in_time"])
    (part,) = seen.filling
    assert (part.series, part.lacks.mean) == ("in_time", pytest.approx(0.19, abs=0.02))
    (warning,) = map(note_sentence, warm_up_warnings(model, seen))
    assert warning.startswith(
        "queues are still filling at the end of the warm-up, 2018-05-09: the share in time is higher just after it than later by "
    )
    assert warning.endswith("make it 6 weeks longer, until 2018-06-22")


def test_a_share_that_rises_is_no_queue_that_fills(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG))
    rng = np.random.default_rng(7)
    share = np.where(np.arange(25) < 7, 0.8, 0.99)
    seen = stated_warm_up(model, [weeks_by_hand(np.array([10.0]), model, rng, share) for _ in range(40)])
    assert seen is not None
    assert seen.truncations is not None
    assert seen.truncations["in_time"].weeks == 7
    assert not seen.filling


def test_a_run_that_never_settles_is_told_how_much_longer_it_should_be(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG))
    seen = stated_warm_up(model, list(filling_pilot(40)(model, 8)))
    (warning,) = map(note_sentence, warm_up_warnings(model, seen))
    assert warning.endswith("; make it 15 weeks longer at least, and the period 7 weeks")


def test_long_enough_a_warm_up_gets_no_warning(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG.replace("warm_up_until: 2018-05-09", "warm_up_until: 2018-06-29")))
    seen = stated_warm_up(model, list(filling_pilot(1)(model, 8)))
    assert seen is not None
    assert not seen.filling
    assert warm_up_warnings(model, seen) == ()
    assert (
        "After the warm-up none of them differs from later, as filling offices would make it, by more than chance."
        in warm_up_sentence(seen)
    )


def test_chance_gives_a_warning_seldom(tmp_path: Path) -> None:
    model = build_model(loaded(tmp_path, LONG))
    rng = np.random.default_rng(11)
    runs = ([weeks_by_hand(np.array([10.0]), model, rng) for _ in range(5)] for _ in range(200))
    assert sum(bool(warm_up_warnings(model, stated_warm_up(model, run))) for run in runs) <= 5


def test_where_nothing_settles_the_criterion_is_not_asked(tmp_path: Path) -> None:
    growing = LONG.replace("    rate: 4 per week", "    rate: 4 per week\n    growth: 5 % per year")
    for scenario, reason in (
        (growing, "stream 'in_villages' grows"),
        (BUSY.replace("mser_5", "2018-05-09"), "town / chief: expected load"),
        (SCENARIO, "the period has 4 weeks, and 15 are needed"),
    ):
        model = build_model(loaded(tmp_path, scenario))
        seen = stated_warm_up(model, list(filling_pilot(40)(model, 8)))
        assert seen is not None
        assert seen.truncations is seen.settled_from is None
        assert reason in warm_up_sentence(seen)
        assert not [note for note in warm_up_warnings(model, seen) if "filling" in note_sentence(note)]


def test_a_short_counted_period_gets_a_warning(tmp_path: Path) -> None:
    late = LONG.replace("warm_up_until: 2018-05-09", "warm_up_until: 2018-10-01")
    assert tuple(map(note_sentence, warm_up_warnings(build_model(loaded(tmp_path, late)), None))) == (
        "the counted period is short: 2018-10-01 to 2018-11-01 has 23 working days, fewer than the warm-up before it (103); end "
        "it 80 working days later at least",
    )
    brief = SCENARIO.replace("warm_up_until: 2018-05-09", "warm_up_until: 2018-05-02").replace(
        "2018-06-01", "2018-05-04"
    )
    assert tuple(map(note_sentence, warm_up_warnings(build_model(loaded(tmp_path, brief)), None))) == (
        "the counted period is short: 2018-05-02 to 2018-05-04 has 2 working days, fewer than the longest term (3); end it 1 "
        "working days later at least",
    )
