"""What moves in the draws of a stream over several offices when one of them keeps other hours, or another one comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from tests.people import study

RATES = ("6 per working day", "30 per week", "1 per hour", "120 per month")
STAFF = "".join(
    f"      {role}: 1\n" for role in ("employee", "head", "executor", "precinct_commission", "special_commission")
)


def drawn(folder: Path, rate: str, **hours: str) -> dict[str, set[tuple[int, ...]]]:
    """By office, each with its hours: the instant of every application, and the work that is drawn for it."""
    names = "".join(f"      {name}: {{hours: {kept}}}\n" for name, kept in hours.items())
    offices = f"  rural:\n    hours: department\n    names:\n{names}    staff:\n{STAFF}"
    arrivals = f"arrivals:\n  all: {{service: social_aid, route: provider, office: rural, rate: {rate}}}\n"
    model = build_model(study(folder, offices=offices, arrivals=arrivals, end="2018-05-01"))
    workload = draw_workload(model, 1)
    found: dict[str, set[tuple[int, ...]]] = {name: set() for name in hours}
    for i, (office, submitted) in enumerate(zip(workload.office.tolist(), workload.submitted.tolist(), strict=True)):
        work = workload.work[workload.first[i] : workload.first[i + 1]].tolist()
        found[model.capacity.offices[office].name].add((submitted, *work))
    return found


@pytest.mark.parametrize("rate", RATES)
def test_other_hours_of_one_office_move_its_own_instants_alone(tmp_path: Path, rate: str) -> None:
    before = drawn(tmp_path, rate, a="department", b="department")
    after = drawn(tmp_path, rate, a="department", b="mornings")
    assert before["a"] == after["a"]
    both = {row[1:] for row in before["b"]} & {row[1:] for row in after["b"]}
    assert both, "who comes in other hours is the same applicant with the same work"
    assert before["b"] != after["b"]


@pytest.mark.parametrize("rate", RATES)
def test_a_second_office_takes_its_share_and_moves_nobody_else(tmp_path: Path, rate: str) -> None:
    alone = drawn(tmp_path, rate, a="department")["a"]
    for hours in ("department", "six_days"):
        two = drawn(tmp_path, rate, a="department", b=hours)
        assert two["a"] < alone, "those who stay come when they came, with the work that they had"
        gone = {row[1:] for row in alone - two["a"]}
        assert len(gone & {row[1:] for row in two["b"]}) > 0.95 * len(gone)
