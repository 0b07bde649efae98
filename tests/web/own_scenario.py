"""A scenario of a planner's own in which much stands that changes may trip over."""

from __future__ import annotations

from pathlib import Path

REGISTER = "Дата поступления\n" + "".join(f"{day:02}.06.2018 10:{day:02}\n" for day in range(4, 29))
"""Applications of a month, as a register has them."""
DISTRICT = """\
extends: commission_weekly_vs_daily
scenario: {kk: "Аудан: \\"біз\\"", ru: 'Район # 1', en: "District: ours\\u202e"}
period: {start: 2018-05-02, warm_up_until: 2018-06-04, end: 2018-08-01}
replications: 2
offices:
  department:
    staff:
      executor:
        members: [Асель, Болат, Василий]
        absences: [{reason: leave, member: Болат, first_day: 2018-06-11, last_day: 2018-06-15}]
      head:
        count: 1
        count_changes: [{from: 2018-06-18, count: 2, source: An order}, {from: 2018-07-02, count: 0}]
        stand_in: executor
        source: An order
      special_commission:
        sittings: {seats: {executor: [Асель, Болат], employee: 1, head: ~}, quorum: 2}
  rural_akim:
    count: ~
    names:
      north: {title: {en: North, ru: Север, kk: Солтүстік}}
      south: {staff: {akim_specialist: 2}}
services:
  social_aid:
    routes:
      provider:
        steps:
          1: {work: 12 seconds}
          2: {work: {distribution: empirical, values: [1 second, 2 minutes 30 seconds]}}
          3: {work: {distribution: lognormal, mean: 2 seconds, p90: 4 seconds}}
          7: {work: 0 seconds}
      akim:
        steps:
          7: {model: lead_time, hold: ~, share: 40 %}
          9: {model: regulated, work: ~}
arrivals:
  at_the_department:
    rate: 2 per working day
    source: The register of 2017
    campaigns: {summer: {first_day: 2018-06-04, last_day: 2018-06-08, rate: 3 per working day}}
  at_the_akims: {rate: ~, weights: {north: 2, south: 1}, instants: ["2018-06-05 10:00", "2018-06-06 11:00"]}
  from_the_register: {service: social_aid, route: provider, office: department, history: {file: old/register.csv}}
assumptions: ~
variants:
  twice_a_week: ~
  daily: ~
  short_agenda: ~
  longer: {changes: {period: {end: 2018-09-03}}}
  other_numbers: {changes: {seed: 5}}
  newer: {title: {en: A new register}, changes: {arrivals: {from_the_register: {history: {file: new/register.csv}}}}}
  all_seats: {changes: {offices: {department: {staff: {special_commission: {sittings: {seats: {executor: [Асель, Болат, Василий]}}}}}}}}
  fewer: {changes: {offices: {department: {staff: {executor: {members: {Василий: ~}}, head: {count: 2}}}}}}
"""
"""A district with members by name, a headcount that changes, seats, offices by name, short durations, a register and instants."""


def own_district(folder: Path) -> Path:
    """Write the district with its registers into a folder, and tell its file."""
    for name in ("old", "new"):
        (folder / name).mkdir(parents=True)
        (folder / name / "register.csv").write_text(
            REGISTER if name == "old" else REGISTER[:200].rpartition("\n")[0], encoding="utf-8"
        )
    path = folder / "district.yaml"
    path.write_text(DISTRICT, encoding="utf-8")
    return path
