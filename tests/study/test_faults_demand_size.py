"""More applications than one replication may have are told where most of them come from, whatever brings them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from sim.cli.main import app
from sim.errors import InputError
from sim.model.model import build_model
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.loading import load_scenario
from tests.minimal import with_changes
from tests.study.faulty_demand import DEMAND, written

RATE = "rate: 4 per working day"
GROWTH = "growth: 5 % per year"
SURGE = "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per working day}"
LISTED = "instants: [2018-05-03 09:00, 2018-05-04 10:30]"
PER_MONTH = "rate: 40 per month"
OLD = '{step: "4", count: 3, age: 3 working days}'


def most(folder: Path, allowed: int, *slips: tuple[str, str]) -> list[str]:
    """The faults of the scenario with some changes where one replication may have so many applications."""
    path = written(folder, with_changes(DEMAND, *slips))
    try:
        load_scenario(path, most_applications=allowed)
    except InputError as error:
        return [str(fault).removeprefix(f"{path}:") for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("old", "new", "allowed", "place"),
    [
        (RATE, "rate: 400000 per working day", 2_000_000, "54:11"),
        (GROWTH, "growth: 1000 % per year", 700, "54:11"),
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
    assert fault.startswith(f"{place}: ")
    assert fault.endswith(
        " applications could be in one replication, which is too many, and most of them come from here; "
        f"at most {allowed} are possible, unless more are allowed with --max-applications"
    )
    assert most(tmp_path, 10**12, (old, new)) == []


def test_every_part_of_the_demand_counts(tmp_path: Path) -> None:
    """What is taken out, or comes more often, moves the upper bound by as many applications."""

    def bound(*slips: tuple[str, str]) -> int:
        (fault,) = most(tmp_path, 1, *slips)
        return bound_of(fault)

    listed = f"  listed: {{service: aid, route: portal, office: town, {LISTED}}}\n"
    assert bound() - bound((listed, "")) == 2
    assert bound() - bound((OLD, OLD.replace("count: 3", "count: 1"))) == 2
    growing = bound((GROWTH, "growth: 1000 % per year"))
    assert growing > 1.2 * bound()
    assert bound((GROWTH, "growth: -50 % per year")) <= bound()
    campaigns = bound(("rate: 3 per working day}", "rate: 103 per working day}")) - bound()
    assert campaigns == 5 * 100
    times = bound(("times: 2}", "times: 3}")) - bound()
    assert times == bound() - bound(("news: {first_day: 2018-05-21, last_day: 2018-05-25, times: 2}", "")) > 0


def bound_of(fault: str) -> int:
    return int(fault.split(": ")[1].split(" ")[0])


@pytest.mark.parametrize(
    "said",
    [
        "rate: 3 per hour",
        "rate: 40 per working day",
        "rate: 200 per week",
        "rate: 800 per month",
        "rate: 9000 per year",
        "rate: 3 per hour\n    profile: {weekdays: {monday: 3, friday: 0}, hours: {'09:00-10:00': 4}}",
        "rate: 800 per month\n    profile: {months: {may: 2, june: 3, august: 0}}",
        "rate: 9000 per year\n    profile: {months: {may: 0, january: 5}, weekdays: {monday: 2}}",
        "rate: 800 per month\n    growth: 300 % per year",
        "rate: 800 per month\n    growth: -50 % per year",
        "rate: 800 per month\n    campaigns: {law: {first_day: 2018-05-07, last_day: 2018-05-20, times: 4}}",
        "rate: 1 per month\n    campaigns: {law: {first_day: 2018-05-07, last_day: 2018-05-20, rate: 9 per hour}}",
    ],
)
@pytest.mark.parametrize(
    "channels",
    ["    channels:\n      provider: {share: 60 %, office: rural}\n      portal: {share: 40 %, office: town}\n",
     "    route: provider\n    office: town\n",
     "    route: portal\n    office: town\n",
     "    route: provider\n    office: rural\n    per_office: true\n"],
)  # fmt: skip
def test_what_could_be_is_near_what_is_expected(tmp_path: Path, said: str, channels: str) -> None:
    """Within some hundredths: the offices of a channel are alike, and a profile of hours is left out."""
    head = DEMAND[: DEMAND.index("arrivals:\n")].replace(
        "end: 2018-06-01}", "end: 2019-06-01, run_out: 20 working days}"
    )
    fed = "".join(
        f"  {route}: {{service: aid, route: {route}, office: town, instants: [2018-05-03 09:00]}}\n"
        for route in ("provider", "portal")
    )
    path = written(tmp_path, f"{head}arrivals:\n  people:\n    service: aid\n{channels}    {said}\n{fed}")
    with pytest.raises(InputError) as error:
        load_scenario(path, most_applications=1)
    model = build_model(load_scenario(path))
    wanted = sum(plan.expected(model.window.start, model.window.run_out_end) for plan in model.streams)
    assert 0.99 * wanted - 1 < bound_of(str(error.value)) < 1.02 * wanted + 1


def test_a_campaign_counts_only_within_the_run(tmp_path: Path) -> None:
    long = SURGE.replace("first_day: 2018-05-14", "first_day: 1900-01-01").replace("rate: 3", "rate: 1000")
    assert most(tmp_path, 20_000, (SURGE, long)) == []


@pytest.mark.parametrize("command", ["check", "load"])
def test_the_option_that_the_fault_names_is_known_to_the_commands(tmp_path: Path, command: str) -> None:
    path = written(tmp_path, DEMAND.replace(RATE, "rate: 40000 per month"))
    refused = CliRunner().invoke(app, [command, str(path), "--max-applications", "100"])
    assert refused.exit_code == 2
    assert "at most 100 are possible, unless more are allowed with --max-applications" in refused.stderr
    assert CliRunner().invoke(app, [command, str(path)]).exit_code == 0


def test_the_default_is_the_same_for_all_commands() -> None:
    for command in get_command(app).commands.values():  # type: ignore[attr-defined]  # a group of commands
        defaults = [option.default for option in command.params if option.name == "most_applications"]
        assert defaults in ([], [MOST_APPLICATIONS])
