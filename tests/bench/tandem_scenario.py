"""The tandem as a planner would write it: a regulation, a calendar and a scenario file, from which it is loaded and drawn."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tandem import MEMBERS, OPEN_SHARE, PER_HOUR, UTILISATION

from sim.quantities import HOUR
from sim.study.loading import load_scenario
from sim.study.study import Study

FIRST = date(2012, 1, 2)
_PER_DAY = PER_HOUR * 24
"""Applications on each day of the week, if all days were alike [count]."""

_REGULATION = """\
regulation: tandem
title: Seven steps, one after the other
region: Nowhere
year: 2012
act: {{document: none, issuer: nobody, number: "1", date: 2012-01-01}}
roles:
{roles}
routes:
  provider:
    title: At the office
    source: clause 1
    steps:
{steps}
"""
_SCENARIO = """\
scenario: Tandem with office hours
calendar: weeks.csv
period: {{start: {start}, warm_up_until: {start}, end: {end}, run_out: 60 working days}}
replications: 3
seed: 1
hours: {{office: {{weekdays: "09:00-13:00, 14:00-18:00"}}}}
services:
  aid:
    regulation: tandem.yaml
    routes:
      provider:
        steps:
{work}
offices:
  town:
    hours: office
    staff: {{{staff}}}
arrivals:
  everybody: {{service: aid, route: provider, rate: {rate:.4f} per hour, office: town}}
"""


def tandem_study(folder: Path, applications: int) -> Study:
    """The tandem with about so many applications a replication, written into a folder and loaded from there."""
    return load_scenario(tandem_files(folder, applications), most_applications=10 * applications)


def tandem_files(folder: Path, applications: int) -> Path:
    """Write the files of the tandem with about so many applications a replication, and give that of the scenario.

    Applications come in the open hours, Mon-Fri 9-13 and 14-18, as many in a week as `tandem` has round the clock.
    """
    end = FIRST + timedelta(days=round(applications / _PER_DAY))
    numbers = range(1, len(MEMBERS) + 1)
    means = [UTILISATION * members * OPEN_SHARE * HOUR / PER_HOUR for members in MEMBERS]
    roles = "\n".join(f"  role_{k}: {{kk: қызметкер {k}}}" for k in numbers)
    steps = "\n".join(f"      - {{n: {k}, role: role_{k}, action: acts, source: '{k}'}}" for k in numbers)
    durations = [f"{{distribution: exponential, mean: {round(mean)} seconds}}" for mean in means]
    work = "\n".join(f"          {k}: {{work: {duration}}}" for k, duration in zip(numbers, durations, strict=True))
    staff = ", ".join(f"role_{k}: {members}" for k, members in zip(numbers, MEMBERS, strict=True))
    (folder / "weeks.csv").write_text(
        f"# from: 2012-01-01\n# to: {end.year + 1}-12-31\ndate,working,kind,name_en,name_kk,name_ru\n", encoding="utf-8"
    )
    (folder / "tandem.yaml").write_text(_REGULATION.format(roles=roles, steps=steps), encoding="utf-8")
    path = folder / "scenario.yaml"
    rate = PER_HOUR / OPEN_SHARE
    path.write_text(_SCENARIO.format(start=FIRST, end=end, work=work, staff=staff, rate=rate), encoding="utf-8")
    return path
