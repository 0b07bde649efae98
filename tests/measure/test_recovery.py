"""When an office is back to normal: on daily series made by hand, and day by day against a naive count over a simulated log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from sim.calendar.official_days import load_days
from sim.engine.steplog import StepLog, Truth
from sim.experiment.replications import simulated
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.measure.intervals import mean_interval
from sim.measure.recovery import DailySeries, Recovery, Return, daily_series, recovery
from sim.model.capacity import Capacity, Window
from sim.model.model import Model, build_model
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import DAY, UNSET, instant
from sim.report.run.sentences import recovery_sentence
from sim.study.study import Study
from tests.people import study as small_study

# Monday 4 June to Sunday 1 July 2018: four weeks of five working days, without a holiday.
FIRST, WORKING_DAYS = date(2018, 6, 4), 20
DAYS = [FIRST + timedelta(days=k) for k in range(28) if k % 7 < 5]


def model() -> Model:
    """A model for what the recovery reads of it: official days and the window."""
    start, end = instant(FIRST), instant(FIRST + timedelta(days=28))
    window = Window(start, start, end, end + 7 * DAY)
    study = cast(Study, SimpleNamespace(days=load_days("kz")))
    return Model(study, Capacity((), ()), window, (), (), ())


def by_hand(backlog: Sequence[float], late: float = 0, days_late: float = 0) -> DailySeries:
    """A daily series with a backlog, its last value going on; its age is twice that."""
    curve = np.array([*backlog, *[backlog[-1]] * (WORKING_DAYS - len(backlog))], dtype=np.float64)
    return DailySeries(curve, 2 * curve, late, days_late)


NORMAL = by_hand([10])


def compared(*disturbed: list[float], undisturbed: list[DailySeries] | None = None) -> Recovery:
    series = [by_hand(backlog) for backlog in disturbed]
    return recovery(model(), "normal", series, undisturbed or [NORMAL] * len(series))


def back(*disturbed: list[float]) -> tuple[int | None, ...]:
    """The days on which daily series are back within a range that ends at 10."""
    found = compared(*disturbed)
    assert found.age.back == found.backlog.back
    return found.backlog.back


def test_the_days_are_the_official_working_days_of_the_period() -> None:
    assert list(compared([10]).days) == DAYS


@pytest.mark.parametrize(
    ("daily_backlog", "day"),
    [
        ([10, 30, 50, 40, 20, 10], 5),  # back within the range, at its very end
        ([10, 30, 50, 40, 20, 11, 9], 6),
        ([10], -1),  # never outside
        ([10, 9, 2, 0], -1),
        ([10, 30, 50, 40, 30], None),  # not by the horizon
        ([50, 10], 1),  # outside on the first day only
        ([10, 30, 5, 5, 5, 5, 5, 5, 20, 60, 30, 10], 11),  # the week within lies before the peak
        ([10, 60, 10, 9, 10, 9, 30, 10], 7),  # four days within are not enough
        ([10, 60, 10, 9, 10, 9, 10, 30, 10], 2),  # five days in a row are
        ([60, 30, 20, 15] + [12] * 14 + [10], 18),  # two days are left, and within
        ([10] * 19 + [30], None),  # the peak lies on the last day
        ([60] * 19 + [10], 19),  # the last day is within
        ([10, 60, 10, 10, 10, 60, 10], 6),  # the first of two equal peaks; three days between them
    ],
)
def test_back_is_the_first_day_from_the_peak_on_from_which_it_stays_within(
    daily_backlog: list[float], day: int | None
) -> None:
    assert back(daily_backlog) == (day,)


def test_each_replication_is_held_against_its_own_undisturbed_run_and_the_range_of_all() -> None:
    # 21 undisturbed runs with 0, 1, ..., 20 files: 95 % of them lie up to 19 (numpy's linear quantile, position 0.95 x 20).
    calm = [by_hand([files]) for files in range(21)]
    # With two files more on the first two days only those of 18, 19 and 20 leave it, by 20, 21 and 22 files; the last of
    # them is back where it is without the disturbance, above the range.
    busy = [by_hand([files + 2, files + 2, files]) for files in range(21)]
    found = recovery(model(), "normal", busy, calm).backlog
    assert (found.upper == 19).all()
    assert found.back == (-1,) * 18 + (2, 2, 2)
    assert found.recovered == 21
    assert found.disturbed[:3].tolist() == [12, 12, 10]
    assert (found.undisturbed == 10).all()


def test_nothing_is_back_before_it_has_left() -> None:
    # Of two undisturbed runs with 10 files one has none on the second day, on which the disturbance adds most and yet stays
    # within. It leaves the range on the ninth day, by 5, and is back on the tenth.
    calm = [by_hand([10, 0, 10]), by_hand([10])]
    busy = [by_hand([10, 9] + [10] * 6 + [15, 10]), by_hand([10])]
    found = recovery(model(), "normal", busy, calm).backlog
    assert found.upper[1] == pytest.approx(9.5)
    assert found.back == (9, -1)


def test_a_run_that_is_outside_of_itself_but_not_more_than_without_has_not_left() -> None:
    calm = [by_hand([files]) for files in range(21)]
    found = recovery(model(), "normal", calm, calm)
    assert found.backlog.back == found.age.back == (-1,) * 21
    assert found.moment(found.backlog, 0.95) is None
    # Fewer files than without: the last run is above the range, and has not left it for the disturbance.
    fewer = [by_hand([max(files - 1, 0)]) for files in range(21)]
    assert recovery(model(), "normal", fewer, calm).backlog.back == (-1,) * 21


def test_the_moment_in_half_and_in_19_of_20_of_the_replications() -> None:
    def of(back: Sequence[int | None]) -> tuple[date | None, date | None]:
        line = np.zeros(WORKING_DAYS)
        part = Return(line, line, line, tuple(back))
        found = compared([10])
        return found.moment(part, 0.5), found.moment(part, 0.95)

    # Twenty replications: the 10th and the 19th in the order of their days.
    assert of(list(range(19, -1, -1))) == (DAYS[9], DAYS[18])
    assert of([3] * 10 + [8] * 9 + [None]) == (DAYS[3], DAYS[8])
    assert of([3] * 9 + [8] * 9 + [None] * 2) == (DAYS[8], None)
    assert of([-1] * 10 + [4] * 9 + [19]) == (None, DAYS[4])
    assert of([None] * 20) == (None, None)
    # Of two replications half is one, and 19 of 20 are both; of three half is two.
    assert of([2, 7]) == (DAYS[2], DAYS[7])
    assert of([2, 7, None]) == (DAYS[7], None)


def sentence_of(back: Sequence[int | None], late: Sequence[float] = (0, 0), days_late: Sequence[float] = (0, 0)) -> str:
    """What a reader is told where backlog and age come back on these days."""
    line = np.zeros(WORKING_DAYS)
    part = Return(line, line, line, tuple(back))
    found = replace(
        compared([10]), backlog=part, age=part, late=mean_interval(late), days_late=mean_interval(days_late)
    )
    study = SimpleNamespace(name="surge")
    return recovery_sentence(cast(Results, SimpleNamespace(recovery=found, study=study)))


def test_the_sentence_says_by_when_or_that_it_is_not_by_the_end_of_the_period() -> None:
    head = "Recovery, against 'normal' with the same random numbers: "
    back = "the {} is back within its range by 2018-06-07 in half of the replications, "
    assert sentence_of([3] * 10 + [8] * 10) == (
        f"{head}{back.format('backlog')}by 2018-06-14 in 19 of 20; {back.format('age of the oldest file')}by 2018-06-14 in "
        "19 of 20 (20 paired replications). It made no answer late."
    )
    assert f"{back.format('backlog')}and in fewer than 19 of 20 by the end of the period, 2018-06-29;" in sentence_of(
        [3] * 10 + [8] * 8 + [None] * 2
    )
    never = (
        "in fewer than half of the replications is the {} back within its range by the end of the period, 2018-06-29"
    )
    assert f"{head}{never.format('backlog')}; {never.format('age of the oldest file')} (" in sentence_of(
        [None, None, 3]
    )
    assert "the backlog does not leave the range of that run in most replications;" in sentence_of([-1, -1, None])


def test_the_sentence_says_whom_it_made_late() -> None:
    assert sentence_of([3, 3], [4, 6], [10, 20]).endswith(
        "Whether it made answers late cannot be told with 2 replications (5, 95 % interval -8 to 18)."
    )
    assert sentence_of([3, 3], [40, 41], [10, 20]).endswith(
        "It made some 40 answers (95 % interval 34 to 47) late; the lateness of all together cannot be told from what it is "
        "without."
    )
    assert sentence_of([3, 3], [-40, -41], [-10, -20]).endswith(
        "With it 40 fewer answers (95 % interval 34 to 47) are late; the lateness of all together cannot be told from what it "
        "is without."
    )
    assert sentence_of([3, 3], [0, 0], [10, 20]).endswith("It made no answer late.")


def test_the_sentence_says_by_how_much_lateness_grew_or_shrank_where_that_can_be_told() -> None:
    assert sentence_of([3, 3], [40, 41], [15, 16]).endswith(
        "late; the lateness of all together grew by 16 working days (95 % interval 9 to 22)."
    )
    assert sentence_of([3, 3], [-40, -41], [-15, -16]).endswith(
        "are late; the lateness of all together shrank by 16 working days (95 % interval 9 to 22)."
    )
    assert sentence_of([3, 3], [0, 0], [15, 16]).endswith(
        "It made no answer late; the lateness of those late anyway grew by 16 working days (95 % interval 9 to 22)."
    )
    # By Student's t with one degree of freedom, 12.706: 15.5 -+ 12.706 x 0.5.


def test_late_answers_are_paired_by_replication() -> None:
    disturbed = [by_hand([10], late=12, days_late=40), by_hand([10], late=9, days_late=30)]
    calm = [by_hand([10], late=2, days_late=5), by_hand([10], late=1, days_late=5)]
    found = recovery(model(), "normal", disturbed, calm)
    # 10 and 8: mean 9, standard deviation sqrt(2), Student's t of one degree of freedom 12.7062.
    assert (found.late.mean, found.days_late.mean) == (9, 30)
    assert found.late.high - 9 == pytest.approx(12.7062 * np.sqrt(2) / np.sqrt(2), rel=1e-5)


# Day by day against a naive count.


def naive(log: StepLog, made: Model) -> tuple[list[int], list[int]]:
    """Backlog and age at the end of every working day: file by file and day by day."""
    backlog, age = [], []
    for day in filter(working, range(made.window.start // DAY, made.window.horizon // DAY)):
        pending = []
        for i in range(len(log.applications.received)):
            received, ready, ended = (
                int(log.applications.received[i]),
                int(log.applications.ready[i]),
                int(log.applications.ended[i]),
            )
            gone = ready if ready != UNSET else ended
            if received != UNSET and received < (day + 1) * DAY and (gone == UNSET or gone >= (day + 1) * DAY):
                pending.append(received)
        backlog.append(len(pending))
        # The act of midnight belongs to the next working day, one more than those that have passed.
        since = min(pending, default=0) // DAY
        age.append(sum(map(working, range(since + 1, day + 1))) + 1 if pending else 0)
    return backlog, age


def working(day: int) -> bool:
    return bool(load_days("kz").is_working(date(1970, 1, 1) + timedelta(days=day)))


BACKLOG = """backlog:
  before: {service: social_aid, route: provider, office: department, files: [
    {step: '4', count: 4, age: 6 working days}, {step: '6', count: 3, age: 9 working days}]}
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, StepLog]:
    """A month with more files than the executor can do, and some from before."""
    folder = tmp_path_factory.mktemp("recovery")
    stream = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 5 per working day}\n"
    made = build_model(small_study(folder, arrivals=stream + BACKLOG, start="2018-04-16", end="2018-05-21"))
    return next(simulated(made, 1))


def test_the_daily_series_is_that_of_a_naive_count_day_by_day(loaded: tuple[Model, StepLog]) -> None:
    made, log = loaded
    found = daily_series(log, made)
    backlog, age = naive(log, made)
    assert max(backlog) > 20
    assert found.backlog.tolist() == backlog
    assert found.age.tolist() == age
    # 16-20, 23-28 April, 2-5, 10, 11, 14-18 May.
    assert len(backlog) == 22


def test_the_daily_series_of_files_that_end_otherwise(loaded: tuple[Model, StepLog]) -> None:
    """What was never received is nowhere, and what its applicant ends is there until he has."""
    made, log = loaded
    outcome = log.applications.outcome.copy()
    ready, received, ended = (
        column.copy() for column in (log.applications.ready, log.applications.received, log.applications.ended)
    )
    stopped, lost = [12, 15, 20], [14, 18, 30]
    received[stopped], ready[stopped], ready[lost] = UNSET, UNSET, UNSET
    outcome[stopped], outcome[lost] = ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.ended_by_applicant
    ended[lost] = received[lost] + 10 * DAY
    changed = replace(
        log, applications=replace(log.applications, outcome=outcome, ready=ready, received=received, ended=ended)
    )
    found = daily_series(changed, made)
    assert (found.backlog.tolist(), found.age.tolist()) == naive(changed, made)
    assert found.backlog.tolist() != daily_series(log, made).backlog.tolist()


def test_late_answers_of_the_daily_series_are_those_of_the_counted_and_the_inherited(
    loaded: tuple[Model, StepLog],
) -> None:
    made, log = loaded
    late = [
        i
        for i in range(len(log.applications.received))
        if log.applications.in_time[i] == Truth.no and (log.applications.counted[i] or log.applications.inherited[i])
        and log.applications.deadline[i] <= log.followed_until
    ]  # fmt: skip
    days = 0
    for i in late:
        answered = int(log.applications.ready[i]) if log.applications.ready[i] != UNSET else log.observed_until
        due, until = int(log.applications.deadline[i]) // DAY, answered // DAY
        # Up to the day of the answer, which came before its close, or on the next working day.
        days += sum(map(working, range(due + 1, until + 1)))
        assert answered % DAY <= 18.5 * 3600
    found = daily_series(log, made)
    assert found.late == len(late) > 0
    assert found.days_late == days
    assert sum(log.applications.inherited[late]) > 0


# Whole runs, with the variant without the disturbance beside them.


def run_with(folder: Path, arrivals: str, changes: str, replications: int) -> Recovery:
    """A run that is compared with its variant `without`."""
    made = small_study(
        folder,
        arrivals=f"{arrivals}undisturbed: without\nvariants:\n  without:\n    title: Without\n    changes: {changes}\n",
        start="2018-04-02",
        end="2018-06-01",
        replications=replications,
    )
    found = run_study(made, strengthen=False).recovery
    assert found is not None
    return found


def test_with_no_disturbance_both_runs_are_equal_and_it_never_left(tmp_path: Path) -> None:
    stream = "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 4 per working day}\n"
    found = run_with(tmp_path, stream, "{target: 90 %}", 3)
    for part in (found.backlog, found.age):
        assert part.back == (-1,) * 3
        assert part.recovered == 3
        assert part.disturbed.tolist() == part.undisturbed.tolist()
        assert (found.moment(part, 0.5), found.moment(part, 0.95)) == (None, None)
    for more in (found.late, found.days_late):
        # Of three replications none differs: one answer more or less in 1 - 0.025^(1/3) = 0.7076 of them at most.
        assert (more.mean, more.low, more.high) == (
            0,
            pytest.approx(-0.7076, abs=1e-4),
            pytest.approx(0.7076, abs=1e-4),
        )


def test_a_surge_of_three_days_is_felt_and_gone_at_last(tmp_path: Path) -> None:
    stream = (
        "arrivals:\n  all: {service: social_aid, route: provider, office: department, rate: 2 per working day, campaigns: "
        "{days: {first_day: 2018-04-09, last_day: 2018-04-11, rate: 15 per working day}}}\n"
    )
    found = run_with(tmp_path, stream, "{arrivals: {all: {campaigns: {days: }}}}", 4)
    before, first = found.days.index(date(2018, 4, 6)), found.days.index(date(2018, 4, 9))
    for part in (found.backlog, found.age):
        # Up to the surge the very same files are there.
        assert part.disturbed[: before + 1].tolist() == part.undisturbed[: before + 1].tolist()
        assert all(day is None or day > first for day in part.back)
    assert found.backlog.disturbed.max() > found.backlog.undisturbed.max() + 20
    assert found.backlog.recovered >= 3
    assert found.late.mean > 5
    assert found.days_late.mean > found.late.mean
