"""Late answers by office and month are those that the figures count, and one replication stands for all."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiment.late_by_month import late_by_month
from sim.experiment.results import Results
from sim.experiment.typical_replication import late_of_replication, typical_replication
from sim.measure.late_applications import late_applications
from sim.measure.time_series import due_months
from sim.scenario.office_titles import titles_of_offices


@pytest.fixture(scope="module")
def results() -> Results:
    study = sim.load_scenario("karaganda_department", changes=["replications=3"])
    return sim.run(study, strengthen=False, keep_logs=True)


def test_offices_and_months_sum_to_the_late_answers_of_all_routes(results: Results) -> None:
    rows = late_by_month(results.model, results.over_time)
    assert sum(row.late.mean for row in rows) == pytest.approx(results.figures.whole["late"].mean)
    cohort = sum(row["cohort"].mean for row in results.figures.routes.values())
    assert sum(row.due.mean for row in rows) == pytest.approx(cohort)
    for row in rows:
        assert 0 <= row.late.mean <= row.due.mean
        assert row.late.mean <= row.late.high <= max(row.due.high, row.late.mean)


def test_an_office_and_a_month_have_the_late_applications_of_each_replication(results: Results) -> None:
    months, offices = due_months(results.model), results.model.capacity.offices
    for log, curves in zip(results.logs, results.over_time, strict=True):
        counted = np.zeros_like(curves.month_late)
        names = [office.name for office in offices]
        for one in late_applications(log, results.model):
            counted[names.index(one.office), months.index(one.month)] += 1
        assert curves.month_late.tolist() == counted.tolist()


def test_the_table_has_titles_of_offices_and_the_months_of_all(results: Results) -> None:
    table = results.late_by_month("ru")
    assert table.groupby("office")["month"].nunique().nunique() == 1
    labels = table.drop_duplicates("office").set_index("office")["label"]
    assert labels["department"] == "Районный отдел занятости и социальных программ"
    assert labels["rural_akim 3"] == "Аппарат акима сельского округа (3)"
    assert table["due"].groupby(table["month"]).sum().iloc[-1] > 0  # no month behind the last due answer


def test_the_summary_has_the_offices_and_months_in_which_any_answer_was_late(results: Results) -> None:
    rows = sim.summary(results)["late_by_month"]
    assert sum(row["late"]["mean"] for row in rows) == pytest.approx(results.figures.whole["late"].mean)
    assert all(row["late"]["mean"] > 0 for row in rows)
    assert {"office", "month", "due", "late"} == set(rows[0])


def test_the_typical_replication_is_nearest_to_the_mean(results: Results) -> None:
    counts = [late_of_replication(results, number) for number in (1, 2, 3)]
    assert counts == [len(late_applications(log, results.model)) for log in results.logs]
    distances = [abs(count - np.mean(counts)) for count in counts]
    assert typical_replication(results) == 1 + int(np.argmin(distances))


def test_named_offices_have_their_own_titles_and_others_that_of_their_kind() -> None:
    titles = titles_of_offices(sim.load_scenario("aktogay_2013").scenario, "en")
    assert titles["aiyrtas"] == "Office of the akim of Aiyrtas rural district"
    assert titles["department"] == "Department of employment and social programmes of Aktogay district"
    assert len(set(titles.values())) == len(titles)
