"""What a step takes: as stated, its whole limit, or a lead time; worked out by hand from a small regulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.law.load import load_regulation
from sim.law.regulation import PathStep
from sim.measure.offered_load import offered_load
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.model.workload import Workload
from sim.quantities import DAY, HOUR, MINUTE, Floats
from sim.random_streams import uniforms
from sim.scenario.distributions import Fixed
from sim.scenario.distributions_by_p90 import Lognormal
from sim.scenario.step_durations import LONGEST_DRAW, StepDuration, limits_as_work
from sim.shipped import shipped_regulations
from sim.study.assumption_list import assumptions
from sim.study.study import Study
from tests.minimal import loaded, regulation_text, scenario_text, service, with_changes

REGULATION = regulation_text(
    roles=("clerk", "chief", "board", "gate", "citizen"),
    provider="""
        - {n: 1, role: clerk, action: takes it in, limit: 10 minutes, applicant_present: true, source: "5.1"}
        - {n: 2, role: chief, action: looks it through, limit: 1 working day, source: "5.2"}
        - {n: 3, role: board, action: visits, limit: 10 calendar days, source: "5.3"}
        - {n: 4, role: clerk, action: writes it down, source: "5.4"}
        - {n: 5, role: chief, action: decides, limit: 15 working days, limit_from: 2, source: "5.5"}
        - {n: 6, role: clerk, action: hands it over, limit: 3 hours, source: "5.6"}
        - {n: 7, role: chief, action: closes it, limit: 5 working days, limit_from: 2, source: "5.7"}
    """,
    portal="""
        - {n: 1, role: citizen, action: signs it, source: "8.1"}
        - {n: 2, role: gate, action: checks it, limit: 30 minutes, source: "8.2"}
        - {n: 3, role: clerk, action: takes it in, source: "8.3"}
    """,
    join="""
        step: 3
        route: provider
        readings: {whole: {through: 7, note: all steps}}
        used: whole
        interpretation: The text does not say it
    """,
)
"""A service with limits of every kind."""
SCENARIO = scenario_text(
    "Lengths",
    period="{start: 2018-05-02, warm_up_until: 2018-05-10, end: 2018-07-02}",
    replications="2",
    seed="5",
    services=service("""
        provider:
          steps:
            1: {work: {distribution: exponential, mean: 4 minutes}}
            2: {work: {distribution: exponential, mean: 1 hour}, hold: {distribution: exponential, mean: 2 hours}}
            3: {work: {distribution: exponential, mean: 3 hours}}
            4: {work: {distribution: exponential, mean: 20 minutes}}
            5: {work: {distribution: exponential, mean: 2 hours}}
            6: {work: {distribution: exponential, mean: 1 minute}}
            7: {work: {distribution: exponential, mean: 5 minutes}}
        portal: {}
    """),
    systems="""
        gate: {response: 5 seconds}
    """,
    offices="""
        town:
          hours: department
          staff: {clerk: 3, chief: 9, board: 9}
    """,
    arrivals="""
        in_town: {service: aid, route: provider, office: town, rate: 8 per working day}
        online: {service: aid, route: portal, office: town, rate: 4 per day}
    """,
)
STEP_2 = "2: {work: {distribution: exponential, mean: 1 hour}, hold: {distribution: exponential, mean: 2 hours}}"
STEP_3 = "3: {work: {distribution: exponential, mean: 3 hours}}"
STEP_4 = "4: {work: {distribution: exponential, mean: 20 minutes}}"
STEP_5 = "5: {work: {distribution: exponential, mean: 2 hours}}"
STEP_7 = "7: {work: {distribution: exponential, mean: 5 minutes}}"
WORKING_DAY = 8 * HOUR
# Ten calendar days: ten times five sevenths of eight hours, to the second.
TEN_CALENDAR_DAYS = 205_714
# Of the fifteen working days from the end of step 2 the visit leaves so much; of the next five days nothing is left.
DECISION = 15 * WORKING_DAY - TEN_CALENDAR_DAYS


def study_of(folder: Path, *changes: tuple[str, str], regulation: str = REGULATION) -> Study:
    return loaded(folder, with_changes(SCENARIO, *changes), regulation)


def rows(workload: Workload, stream: str) -> tuple[np.ndarray, np.ndarray]:
    """Work and hold of a stream's applications [shape (n, steps)]."""
    numbers = np.flatnonzero(workload.stream == workload.streams.index(stream))
    at = np.array([np.arange(workload.first[n], workload.first[n + 1]) for n in numbers])
    return workload.work[at], workload.hold[at]


def drawn(folder: Path, *changes: tuple[str, str], stream: str = "in_town") -> tuple[np.ndarray, np.ndarray]:
    work, hold = rows(draw_workload(build_model(study_of(folder, *changes)), 1), stream)
    assert len(work) > 100
    return work, hold


def path_of(folder: Path, regulation: str = REGULATION, channel: str = "provider") -> tuple[PathStep, ...]:
    file = folder / "small.yaml"
    file.write_text(regulation, encoding="utf-8")
    return load_regulation(file).path(channel)  # type: ignore[arg-type]  # a channel by its name


# Limits as durations.


def test_limits_are_working_time_of_eight_hours_a_day_and_five_days_in_seven(tmp_path: Path) -> None:
    assert limits_as_work(path_of(tmp_path)) == (
        10 * MINUTE,
        WORKING_DAY,
        TEN_CALENDAR_DAYS,
        None,
        DECISION,
        3 * HOUR,
        0,
    )


def test_a_week_of_calendar_days_is_five_working_days(tmp_path: Path) -> None:
    regulation = REGULATION.replace("10 calendar days", "7 calendar days")
    assert limits_as_work(path_of(tmp_path, regulation))[2] == 5 * WORKING_DAY


def test_a_milestone_after_a_milestone_spans_only_what_the_first_has_left(tmp_path: Path) -> None:
    # Twenty days from the end of step 2: ten calendar days, the decision until the end of day 15, three hours.
    regulation = REGULATION.replace("limit: 5 working days", "limit: 20 working days")
    assert limits_as_work(path_of(tmp_path, regulation))[6] == 5 * WORKING_DAY - 3 * HOUR


def test_a_milestone_that_counts_from_the_step_before_it_has_its_whole_limit(tmp_path: Path) -> None:
    regulation = REGULATION.replace("limit: 5 working days, limit_from: 2", "limit: 5 working days, limit_from: 6")
    assert limits_as_work(path_of(tmp_path, regulation))[6] == 5 * WORKING_DAY


def test_on_a_joined_route_a_milestone_counts_from_the_met_step(tmp_path: Path) -> None:
    path = path_of(tmp_path, channel="portal")
    assert [step.key for step in path] == ["1", "2", "3", *(f"provider.{n}" for n in range(2, 8))]
    assert limits_as_work(path)[3:] == limits_as_work(path_of(tmp_path))[1:]


def test_a_milestone_whose_first_step_the_route_does_not_pass_has_its_whole_limit(tmp_path: Path) -> None:
    path = path_of(tmp_path)
    assert limits_as_work(path[2:])[2] == 15 * WORKING_DAY


# Models of single steps.


def test_a_regulated_step_takes_its_whole_limit_as_work_and_no_hold(tmp_path: Path) -> None:
    before, held = drawn(tmp_path)
    work, hold = drawn(tmp_path, (STEP_2, "2: {model: regulated}"))
    assert (work[:, 1] == WORKING_DAY).all()
    assert (hold[:, 1] == 0).all()
    assert held[:, 1].min() >= 0
    assert held[:, 1].max() > HOUR
    # Everything else has the same luck as before.
    others = [0, 2, 3, 4, 5, 6]
    assert (work[:, others] == before[:, others]).all()
    assert (hold[:, others] == held[:, others]).all()


@pytest.mark.parametrize(
    ("step", "number", "seconds"),
    [(STEP_3, 3, TEN_CALENDAR_DAYS), (STEP_5, 5, DECISION), (STEP_7, 7, 1)],
)
def test_a_regulated_step_in_calendar_days_or_with_a_milestone(
    tmp_path: Path, step: str, number: int, seconds: int
) -> None:
    work, _ = drawn(tmp_path, (step, f"{number}: {{model: regulated}}"))
    # A staffed step lasts at least a second, even where the steps before leave nothing.
    assert (work[:, number - 1] == seconds).all()


def test_in_a_lead_time_the_hold_is_what_the_drawn_work_leaves(tmp_path: Path) -> None:
    before, _ = drawn(tmp_path)
    block = "2: {model: lead_time, work: {distribution: exponential, mean: 5 hours}, share: 75 %}"
    work, hold = drawn(tmp_path, (STEP_2, block))
    # Five times the mean on the same luck is five times the work, up to the rounding.
    assert (abs(work[:, 1] - 5 * before[:, 1]) <= 5).all()
    lead_time = 6 * HOUR
    within = work[:, 1] <= lead_time
    assert 0 < within.sum() < len(work)
    assert (work[within, 1] + hold[within, 1] == lead_time).all()
    assert (hold[~within, 1] == 0).all()


def test_a_lead_time_in_calendar_days_is_a_share_of_the_working_days_in_them(tmp_path: Path) -> None:
    work, hold = drawn(tmp_path, (STEP_3, "3: {model: lead_time, work: 1 minute, share: 0.5}"))
    assert (work[:, 2] == MINUTE).all()
    assert (hold[:, 2] == TEN_CALENDAR_DAYS // 2 - MINUTE).all()


def test_a_met_step_takes_by_its_limit_what_the_route_says_that_it_meets(tmp_path: Path) -> None:
    work, hold = drawn(
        tmp_path,
        (STEP_2, "2: {model: regulated}"),
        (STEP_3, "3: {model: lead_time, work: 1 minute, share: 100 %}"),
        stream="online",
    )
    assert (work[:, 0] == 0).all()
    assert (work[:, 1] == 5).all()
    assert (work[:, 3] == WORKING_DAY).all()
    assert (hold[:, 4] == TEN_CALENDAR_DAYS - MINUTE).all()


def test_a_route_may_take_the_whole_limit_where_the_route_that_it_meets_does_not(tmp_path: Path) -> None:
    change = ("portal: {}", "portal: {steps: {provider.2: {model: regulated}}}")
    assert (drawn(tmp_path, change, stream="online")[0][:, 3] == WORKING_DAY).all()
    assert (drawn(tmp_path, change)[0] == drawn(tmp_path)[0]).all()


# The model of a whole scenario.


@pytest.mark.parametrize("stream", ["in_town", "online"])
def test_with_regulated_every_step_of_staff_takes_its_limit_and_those_without_keep_theirs(
    tmp_path: Path, stream: str
) -> None:
    before, _ = drawn(tmp_path, stream=stream)
    work, hold = drawn(tmp_path, ("seed: 5", "seed: 5\ndurations: regulated"), stream=stream)
    with_limit = {-7: 10 * MINUTE, -6: WORKING_DAY, -5: TEN_CALENDAR_DAYS, -3: DECISION, -2: 3 * HOUR, -1: 1}
    for position, seconds in with_limit.items():
        assert set(work[:, position].tolist()) == {seconds}
    assert (hold == 0).all()
    assert (work[:, -4] == before[:, -4]).all()
    # Neither the applicant nor the system is staff, whatever limit the text sets.
    assert (work[:, :-7] == before[:, :-7]).all()


def test_with_regulated_a_scenario_needs_work_only_for_steps_without_limit(tmp_path: Path) -> None:
    stated = SCENARIO[SCENARIO.index("        steps:\n") : SCENARIO.index("      portal: {}")]
    regulated = ("seed: 5", "seed: 5\ndurations: regulated")
    work, _ = drawn(tmp_path, (stated, f"        steps:\n          {STEP_4}\n"), regulated)
    assert (work == drawn(tmp_path, regulated)[0]).all()
    with pytest.raises(InputError) as error:
        study_of(tmp_path, (stated, "        steps: {}\n"), regulated)
    assert [fault.message for fault in error.value.faults] == ["step 4 of the route 'provider' (clerk) has no work"]


def test_with_regulated_and_limits_everywhere_a_scenario_runs_without_any_work(tmp_path: Path) -> None:
    stated = SCENARIO[SCENARIO.index("        steps:\n") : SCENARIO.index("      portal: {}")]
    regulation = REGULATION.replace("writes it down, ", "writes it down, limit: 1 hour, ")
    changes = ((stated, "        steps: {}\n"), ("seed: 5", "seed: 5\ndurations: regulated"))
    study = study_of(tmp_path, *changes, regulation=regulation)
    work, hold = rows(draw_workload(build_model(study), 1), "in_town")
    assert set(work[:, 3].tolist()) == {HOUR}
    assert (hold == 0).all()


# Draws.


def test_a_draw_is_the_quantile_at_the_uniform_of_its_address(tmp_path: Path) -> None:
    work, hold = drawn(tmp_path)
    n = len(work)
    u = uniforms(n, 5, 1, "in_town", "2", "work"), uniforms(n, 5, 1, "in_town", "2", "hold")
    assert work[:, 1].tolist() == np.maximum(np.rint(-HOUR * np.log1p(-u[0])), 1).astype(int).tolist()
    assert hold[:, 1].tolist() == np.rint(-2 * HOUR * np.log1p(-u[1])).astype(int).tolist()


def test_the_longest_draw_of_the_widest_distribution_still_fits_into_the_clock() -> None:
    wide = Lognormal.model_validate({"distribution": "lognormal", "median": "1 second", "p90": "25 minutes"})

    def highest(purpose: str) -> Floats:
        return np.full(3, 1 - 2.0**-53)

    work, hold = StepDuration(wide, wide).draw(highest)
    assert work.tolist() == hold.tolist() == [LONGEST_DRAW] * 3
    assert LONGEST_DRAW > 300 * 365.25 * DAY


def test_a_staffed_step_lasts_a_second_and_a_system_may_answer_at_once() -> None:
    nothing = Fixed.model_construct(value=0)
    assert StepDuration(nothing).draw(lambda _: np.full(2, 0.5))[0].tolist() == [1, 1]
    assert StepDuration(nothing, shortest=0).draw(lambda _: np.full(2, 0.5))[0].tolist() == [0, 0]
    assert (StepDuration(nothing).expected_work, StepDuration(nothing, shortest=0).expected_work) == (1, 0)


# Load.


def chiefs_work(folder: Path, *changes: tuple[str, str]) -> float:
    """Expected work of one chief per application of either stream [h], from the offered load."""
    model = build_model(study_of(folder, *changes))
    (load,) = [load for load in offered_load(model) if load.role == "chief"]
    base = build_model(study_of(folder, (STEP_2, "2: {work: 1 hour}"), (STEP_5, "5: {work: 1 hour}"), (STEP_7, "7: {work: 1 hour}")))  # fmt: skip
    (alike,) = [load for load in offered_load(base) if load.role == "chief"]
    return 3 * load.work_h / alike.work_h


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ((), 1 + 2 + 5 / 60),
        (((STEP_2, "2: {model: regulated}"),), 8 + 2 + 5 / 60),
        (((STEP_2, "2: {model: lead_time, work: 30 minutes, share: 80 %}"),), 0.5 + 2 + 5 / 60),
        (((STEP_5, "5: {work: {distribution: gamma, mode: 1 hour, p90: 4 hours}}"),), None),
        (((STEP_7, "7: {model: regulated}"),), 1 + 2 + 1 / HOUR),
        ((("seed: 5", "seed: 5\ndurations: regulated"),), 8 + DECISION / HOUR + 1 / HOUR),
    ],
)
def test_expected_work_is_that_of_the_model_without_the_hold(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], hours: float | None
) -> None:
    if hours is None:
        gamma = study_of(tmp_path, *changes).scenario.services["aid"].routes["provider"].steps["5"].work
        assert gamma is not None
        hours = 1 + gamma.mean_seconds / HOUR + 5 / 60
    assert chiefs_work(tmp_path, *changes) == pytest.approx(hours)


# Faults.


def faults_of(folder: Path, *changes: tuple[str, str]) -> list[str]:
    try:
        study_of(folder, *changes)
    except InputError as error:
        return [str(fault).removeprefix(f"{folder}/question.yaml:") for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (STEP_4, "4: {model: regulated}", ["14:22: step 4 has no limit, so 'model: regulated' does not say what it takes; state 'work' without a model"]),
        (STEP_4, "4: {model: lead_time, work: 1 hour, share: 80 %}", ["14:22: step 4 has no limit, so 'model: lead_time' does not say what it takes; state 'work' without a model"]),
        (STEP_2, "2: {model: lead_time, work: 1 hour, hold: 2 hours, share: 80 %}", ["12:53: the hold of a lead time is what the work leaves of it; take 'hold' out, or take 'model' out"]),
        (STEP_2, "2: {model: lead_time, work: 1 hour}", ["12:11: the key 'share' is missing in '2' (line 12); add it"]),
        (STEP_2, "2: {model: lead_time, share: 80 %}", ["12:11: the key 'work' is missing in '2' (line 12); add it"]),
        (STEP_2, "2: {model: lead_time}", ["12:11: the key 'share' is missing in '2' (line 12); add it", "12:11: the key 'work' is missing in '2' (line 12); add it"]),
        (STEP_2, "2: {model: lead_time, work: 1 hour, share: }", ["12:47: a share such as '80 %' is needed here, and nothing is given; fill it, or take the key out"]),
        (STEP_2, "2: {model: lead_time, work: 1 hour, share: 120 %}", ["12:54: '120 %' is not a share between 0 and 1; write 0.95 or 95 %"]),
        (STEP_2, "2: {model: regulated, work: 1 hour}", ["12:39: 'work' is given although the whole limit is work; take it out, or take 'model' out"]),
        (STEP_2, "2: {model: regulated, work: 1 hour, hold: 1 hour, share: 80 %}", [
            "12:39: 'work' is given although the whole limit is work; take it out, or take 'model' out",
            "12:53: 'hold' is given although the whole limit is work; take it out, or take 'model' out",
            "12:68: 'share' is given although the whole limit is work; take it out, or take 'model' out",
        ]),
        (STEP_2, "2: {work: 1 hour, share: 80 %}", ["12:36: a share of the limit belongs to a lead time; add 'model: lead_time', or take 'share' out"]),
        (STEP_2, "2: {hold: 30 parsecs}", ["12:11: the key 'work' is missing in '2' (line 12); add it", "12:21: '30 parsecs' is not a duration; write '25 minutes' (units: seconds, minutes, hours, working days)"]),
        (STEP_2, "2: {model: regulatd}", ["12:22: 'regulatd' is not known for 'model'; did you mean 'regulated'?"]),
        (STEP_2, "2: {work: }", ["12:15: a duration or a distribution is needed here, and nothing is given; fill it, or take the key out"]),
        ("portal: {}", "portal: {steps: {2: {work: 1 minute, hold: 1 hour}}}", ["18:50: step 2 is not done by staff, so nobody holds the file; take 'hold' out, or count it in 'work'"]),
        ("portal: {}", "portal: {steps: {1: {work: 0 minutes, hold: 1 hour}}}", ["18:51: step 1 is not done by staff, so nobody holds the file; take 'hold' out, or count it in 'work'"]),
        ("portal: {}", "portal: {steps: {2: {model: regulated}}}", ["18:35: step 2 is not done by staff, so its limit is nobody's work; take the block out, or state the response time as 'work'"]),
        ("seed: 5", "seed: 5\ndurations: regulatd", ["5:12: 'regulatd' is not known for 'durations'; did you mean 'regulated'?"]),
    ],
)  # fmt: skip
def test_a_block_that_does_not_fit_its_model_or_its_step(tmp_path: Path, old: str, new: str, faults: list[str]) -> None:
    assert faults_of(tmp_path, (old, new)) == faults


# What the report says of them.


def said(folder: Path, *changes: tuple[str, str]) -> dict[str, str]:
    steps = "services.aid.routes.provider.steps."
    return {a.where.removeprefix(steps): a.numbers for a in assumptions(study_of(folder, *changes))}


def test_assumptions_say_what_of_a_limit_is_work(tmp_path: Path) -> None:
    numbers = said(
        tmp_path,
        (STEP_2, "2: {model: regulated, assumption: At worst}"),
        (STEP_3, "3: {model: lead_time, work: {distribution: erlang, mean: 3 hours, stages: 2}, share: 80 %}"),
        (STEP_4, "4: {work: {distribution: empirical, values: [3 hours, 5 minutes, 1 hour]}, hold: 30 minutes}"),
        (STEP_5, "5: {model: regulated}"),
        (STEP_7, "7: {work: {distribution: lognormal, median: 5 minutes, p90: 10 minutes}}"),
    )
    calendar_days = "limit of 10 calendar days (five in seven days taken as working days)"
    assert numbers["1"] == "work exponential (mean 4 min)"
    assert numbers["2"] == "the whole limit of 1 working day is work"
    assert numbers["3"] == f"work erlang (mean 3 h, stages 2); the rest of 80 % of the {calendar_days} is hold"
    assert numbers["4"] == "work empirical (3 values from 5 min to 3 h), hold 30 min"
    between = "from the end of step 2, less the limits of the steps between,"
    assert numbers["5"] == f"the whole limit of 15 working days {between} is work"
    assert numbers["7"] == "work lognormal (median 5 min, p90 10 min)"
    assert numbers["services.aid.routes.provider.steps"].startswith("step 3: five in seven calendar days")
    assert numbers["services.aid.routes.portal.steps"].startswith("step provider.3: five in seven calendar days")
    assert "durations" not in numbers


def test_calendar_days_are_an_assumption_only_where_they_are_taken_as_a_duration(tmp_path: Path) -> None:
    assert not any("calendar days" in numbers for numbers in said(tmp_path).values())
    sourced = said(tmp_path, (STEP_3, "3: {model: regulated, source: clause 5}"))
    assert "3" not in sourced
    assert "five in seven" in sourced["services.aid.routes.provider.steps"]


def test_a_regulated_scenario_says_so_and_that_stated_durations_are_not_used(tmp_path: Path) -> None:
    numbers = said(tmp_path, ("seed: 5", "seed: 5\ndurations: regulated"))
    assert numbers["durations"] == "every step of staff that has a limit takes the whole of it as work"
    assert numbers["1"] == "the whole limit of 10 minutes is work; the stated durations are not used"
    assert numbers["4"] == "work exponential (mean 20 min)"


def test_every_regulation_that_is_shipped_can_be_taken_at_its_limits() -> None:
    for name in shipped_regulations():
        regulation = load_regulation(name)
        for channel in regulation.routes:
            path = regulation.path(channel)
            for step, seconds in zip(path, limits_as_work(path), strict=True):
                assert (seconds is None) == (step.limit is None)
                assert seconds is None or 0 <= seconds <= 90 * WORKING_DAY
