"""More applications than one replication may have are told where most of them come from, whatever brings them."""

from __future__ import annotations

from pathlib import Path

import pytest
from faulty_demand import DEMAND, written

from sim.errors import InputError
from sim.loading import load_scenario

RATE = "rate: 4 per working day"
GROWTH = "growth: 5 % per year"
SURGE = "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per working day}"
LISTED = "instants: [2018-05-03 09:00, 2018-05-04 10:30]"
PER_MONTH = "rate: 40 per month"
OLD = '{step: "4", count: 3, age: 3 working days}'


def most(folder: Path, allowed: int, *slips: tuple[str, str]) -> list[str]:
    """The faults of the scenario with some changes where one replication may have so many applications."""
    text = DEMAND
    for old, new in slips:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = written(folder, text)
    try:
        load_scenario(path, most_applications=allowed)
    except InputError as error:
        return [str(fault).removeprefix(f"{path}:") for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("old", "new", "allowed", "place"),
    [
        (RATE, "rate: 400000 per working day", 2_000_000, "54:11"),
        (GROWTH, "growth: 1000 % per year", 2_500, "54:11"),
        ("rate: 3 per working day}", "rate: 2000 per working day}", 10_000, "62:66"),
        ("times: 2}", "times: 1000}", 20_000, "63:66"),
        (PER_MONTH, "rate: 1000000 per hour", 2_000_000, "69:11"),
        (OLD, OLD.replace("count: 3", "count: 1000000"), 1_000_000, "80:28"),
    ],
)
def test_more_applications_than_allowed_are_told_where_most_of_them_come_from(
    tmp_path: Path, old: str, new: str, allowed: int, place: str
) -> None:
    (fault,) = most(tmp_path, allowed, (old, new))
    assert fault.startswith(f"{place}: up to ")
    assert fault.endswith(
        " applications are too many for one replication, and most of them come from here; "
        f"at most {allowed} are possible, unless more are allowed with --max-applications"
    )
    assert most(tmp_path, 10**12, (old, new)) == []


def test_every_part_of_the_demand_counts(tmp_path: Path) -> None:
    """What is taken out, or comes more often, moves the upper bound by as many applications."""

    def bound(*slips: tuple[str, str]) -> int:
        (fault,) = most(tmp_path, 1, *slips)
        return int(fault.split("up to ")[1].split(" ")[0])

    listed = f"  listed: {{service: aid, route: portal, office: town, {LISTED}}}\n"
    assert bound() - bound((listed, "")) == 2
    assert bound() - bound((OLD, OLD.replace("count: 3", "count: 1"))) == 2
    growing = bound((GROWTH, "growth: 1000 % per year"))
    assert growing > 1.5 * bound()
    assert bound((GROWTH, "growth: -50 % per year")) <= bound()
    campaigns = bound(("rate: 3 per working day}", "rate: 103 per working day}")) - bound()
    assert campaigns == 5 * 100


def test_a_campaign_counts_only_within_the_run(tmp_path: Path) -> None:
    long = SURGE.replace("first_day: 2018-05-14", "first_day: 1800-01-01").replace("rate: 3", "rate: 1000")
    assert most(tmp_path, 20_000, (SURGE, long)) == []
