"""Conformance cases: small workloads in YAML beside the log that the rules give, derived by hand in `reasoning`.

A folder holds `workload.yaml`, `steps.csv` and `applications.csv`, `sittings.csv` where a commission sits, `outings.csv`
where teams visit households, and `assignments.csv` where files have officers. The expected tables are never taken from an engine.

`hours` are written as in a scenario.

A pool has a number of `members`, or a list of them: `name`, `hours` where they differ from the pool's, and `absences`, each
with `from`, `to` and `hands_over`; also `paces`, each a `pace` in hundredths `from` an instant on, and `other_duties`, each
with `from` and `to`. It may have a `caseload`, a `discipline`, a limit as `escalate` and a `stand_in`: a role of the same
office, or several, of which the first that is there stands in on days without any member. Its counter is open in the hours of
the office, or in its `counter_hours`. An office may be `closed`: a list of stretches, each with `from` and `to`. A commission
has `sittings`: `dates`, each with `begin` and `cut_off` (default the beginning), `length` or `per_file`, `agenda`, `quorum`,
`at_least`, and `seats` by role, a list of
numbers or names each; with seats it has no `members`. With `visits_per_day` each member is a team. An application may have a
`priority` and a `settlement`, a route `day_of_receipt: included`.

`transfers` are ways of a `name` between a `sender` and a `receiver`, with a `lag`, or with `departures` and `travel`; a step of
kind `transfer` names its `way`, has work 0, and falls away for an application that has it in `falls_away`. `systems` have a
`capacity`, `hours` (default round the clock) and `outages`, each with `from` and `to`; a step of kind `system` may name its
`system`. A step of staff without an `office` is done in the one where the application arrives.

A step at a desk may need several `people` at one time.

An application passes every step of its route in order, or those of its `way`, a list of steps in which one may stand twice;
`work` and `hold` go along the way. It may have an `ending`, and be `inherited` from before the start. A step of kind
`applicant` may have an `applicant_deadline` and a `clock`; a step of staff is done by the officer of the file with
`same_member`, who may be assigned `at_once` (`assign`); `limit_from` names the step from whose end a limit counts. A route
may have an `extended_term`, a number of working days as `delivered_before`, and the step that makes the result `ready`
(default the last one of staff).

An application may have an `appointment`, which is the slot of its applicant; its pool may have a `grace`. By step of its way
it may have the `patience` of its applicant (null: as long as it takes), and as `returns` a list of how long after each giving
up he comes back.

An application that `objects_to` the answer to another one, given by its number, is handed in so long `after` it instead of
`submitted`. It stands behind all that object to nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from sim.calendar.duty import Absence, Duty, intervals, nights_of, shut, union
from sim.calendar.official_days import OfficialDays, load_days
from sim.calendar.opening_hours import OfficeHours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.law.legal_clock import OfficeClock
from sim.model.capacity import Capacity, Cover, Member, OfficePlan, Pool, Sittings, Window
from sim.model.slots import SlotGrid
from sim.model.systems import SystemPlan, system_of
from sim.model.transfers import TransferPlan
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET, instant, parse_duration, parse_limit
from sim.scenario.sitting_dates import Sitting
from tests.conformance.routes import check_keys, ending, positions, route_of, ways_taken

FOLDER = Path(__file__).parent
CASES = tuple(
    sorted((path.parent.name for path in FOLDER.glob("*/workload.yaml")), key=lambda name: int(name.split("_")[0]))
)
"""Names of all cases, by number."""

_KEYS = {"title", "calendar", "hours", "offices", "pools", "routes", "window", "applications", "reasoning"}
_OPTIONAL_KEYS = {"transfers", "systems"}
_POOL_KEYS = {
    "office", "role", "members", "hours", "set_aside", "caseload", "discipline", "stand_in", "sittings", "visits_per_day", "escalate",
    "counter_hours", "grace",
}  # fmt: skip
_MEMBER_KEYS = {"name", "hours", "absences", "paces", "other_duties"}
_PACE_KEYS = {"from", "pace"}
_ABSENCE_KEYS = {"from", "to", "hands_over"}
_SITTINGS_KEYS = {"dates", "length", "per_file", "agenda", "quorum", "seats", "at_least"}
_DATE_KEYS = {"begin", "cut_off"}
_APPLICATION_KEYS = {
    "submitted", "route", "office", "work", "hold", "priority", "settlement", "falls_away", "way", "ending", "inherited",
    "objects_to", "after", "appointment", "patience", "returns",
}  # fmt: skip
_OFFICE_KEYS = {"hours", "provider", "closed"}
_TRANSFER_KEYS = {"name", "sender", "receiver", "lag", "departures", "travel"}
_SYSTEM_KEYS = {"capacity", "hours", "outages"}
_OUTAGE_KEYS = {"from", "to"}


@dataclass(frozen=True)
class Case:
    """One case: what goes in, and the rows that have to come out, every cell as the CSV writes it."""

    name: str
    """Name of the folder."""
    title: str
    """The fact that it shows."""
    workload: Workload
    """The applications with their durations."""
    capacity: Capacity
    """The offices and pools."""
    steps: tuple[dict[str, str], ...]
    """Expected visits, ordered by application, step and visit."""
    applications: tuple[dict[str, str], ...]
    """Expected applications, by number."""
    sittings: tuple[dict[str, str], ...] | None
    """Expected sittings, in the order of beginning and pool; None where no commission sits."""
    assignments: tuple[dict[str, str], ...] | None
    """Expected officers of files, by application, pool and instant; None where no step is done by the officer of the file."""
    outings: tuple[dict[str, str], ...] | None
    """Expected days of visits, in the order of opening, pool and team; None where no team visits households."""


@cache
def load_case(name: str) -> Case:
    """Read one folder; raises ValueError where the files do not fit together."""
    folder = FOLDER / name
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(folder / "workload.yaml")
    if data.keys() - _OPTIONAL_KEYS != _KEYS:
        raise ValueError(f"{name}: missing or unknown keys {sorted((data.keys() - _OPTIONAL_KEYS) ^ _KEYS)}")
    capacity = _capacity(data)
    workload = _workload(data, capacity)
    sittings = folder / "sittings.csv"
    if sittings.exists() != any(pool.sittings for pool in capacity.pools):
        raise ValueError(f"{name}: sittings.csv goes with pools that have sittings")
    assignments = folder / "assignments.csv"
    if assignments.exists() != bool(workload.same_member.any()):
        raise ValueError(f"{name}: assignments.csv goes with steps that the officer of the file does")
    outings = folder / "outings.csv"
    if outings.exists() != any(pool.visits_per_day for pool in capacity.pools):
        raise ValueError(f"{name}: outings.csv goes with pools that have visits_per_day")
    return Case(
        name,
        data["title"],
        workload,
        capacity,
        _table(folder / "steps.csv"),
        _table(folder / "applications.csv"),
        _table(sittings) if sittings.exists() else None,
        _table(assignments) if assignments.exists() else None,
        _table(outings) if outings.exists() else None,
    )


def _capacity(data: Mapping[str, Any]) -> Capacity:
    days = load_days(data["calendar"])
    hours = {name: _working_time(week, days) for name, week in data["hours"].items()}
    at = {name: _open_hours(office, hours) for name, office in data["offices"].items()}
    names = list(data["offices"])
    offices = tuple(
        OfficePlan(name, name, OfficeClock.of(at[name][office["hours"]], days), names.index(office["provider"]))
        for name, office in data["offices"].items()
    )
    rosters = [
        _roster(pool, pool.get("hours", data["offices"][pool["office"]]["hours"]), at[pool["office"]])
        for pool in data["pools"]
    ]
    own = [[member.presence for member in roster] for roster in rosters]
    covers = [_covers(own[i], _stand_ins(pool, data["pools"]), own) for i, pool in enumerate(data["pools"])]
    pools = tuple(
        Pool(
            names.index(pool["office"]),
            pool["role"],
            len(roster),
            _anybody(own[i], covers[i], own),
            pool.get("set_aside", True),
            roster=roster if isinstance(pool.get("members"), list) else (),
            caseload=pool.get("caseload"),
            discipline=pool.get("discipline", "first_come"),
            escalate=parse_limit(pool["escalate"]) if "escalate" in pool else None,
            stand_ins=_stand_ins(pool, data["pools"]),
            covers=covers[i],
            sittings=_sittings(pool, data["pools"]),
            visits_per_day=pool.get("visits_per_day"),
            counter=at[pool["office"]][pool.get("counter_hours", data["offices"][pool["office"]]["hours"])],
            slots=SlotGrid(_array([]), _array([]), 0, parse_duration(pool["grace"])) if "grace" in pool else None,
        )
        for i, (pool, roster) in enumerate(zip(data["pools"], rosters, strict=True))
    )
    transfers = tuple(
        _transfer(given, at[given["sender"]][data["offices"][given["sender"]]["hours"]])
        for given in data.get("transfers", ())
    )
    return Capacity(offices, pools, transfers, _systems(data, hours, days))


def _open_hours(office: Mapping[str, Any], hours: Mapping[str, WorkingTime]) -> dict[str, WorkingTime]:
    """All hours by name as they are kept in one office: without the days on which it is closed."""
    check_keys(office, _OFFICE_KEYS)
    closed = office.get("closed", ())
    for stretch in closed:
        check_keys(stretch, _OUTAGE_KEYS)
    gaps = union((_instant(stretch["from"]), _instant(stretch["to"])) for stretch in closed)
    return {name: shut(time, gaps) for name, time in hours.items()}


def _transfer(given: Mapping[str, Any], hours: WorkingTime) -> TransferPlan:
    """A way with a lag, or with the instants at which a courier leaves."""
    check_keys(given, _TRANSFER_KEYS)
    if ("lag" in given) == ("departures" in given) or ("travel" in given) != ("departures" in given):
        raise ValueError(f"{given['name']} takes a lag, or departures with a travel")
    lag = parse_duration(given["lag"]) if "lag" in given else None
    leaves = _array([_instant(text) for text in given.get("departures", ())])
    travel = _durations([given.get("travel", 0)], 1)[0]
    return TransferPlan(given["sender"], given["receiver"], hours, lag, leaves, travel)


def _systems(data: Mapping[str, Any], hours: Mapping[str, WorkingTime], days: OfficialDays) -> tuple[SystemPlan, ...]:
    """The information systems that have a capacity, hours or outages."""
    always = _working_time({"every_day": "00:00-24:00"}, days)
    systems = []
    for name, given in data.get("systems", {}).items():
        for block, keys in ((given, _SYSTEM_KEYS), *((outage, _OUTAGE_KEYS) for outage in given.get("outages", ()))):
            check_keys(block, keys)
        outages = [(_instant(outage["from"]), _instant(outage["to"])) for outage in given.get("outages", ())]
        up = hours[given["hours"]] if "hours" in given else always
        systems.append(system_of(name, given.get("capacity"), up, outages, None))
    return tuple(systems)


def _roster(pool: Mapping[str, Any], post: str, hours: Mapping[str, WorkingTime]) -> tuple[Member, ...]:
    """The members of a pool one by one, be they named or only counted."""
    check_keys(pool, _POOL_KEYS)
    seats = pool.get("sittings", {}).get("seats", {})
    if ("members" in pool) == bool(seats):
        raise ValueError(f"{pool['role']} has either members or seats")
    members = pool.get("members", sum(len(who) for who in seats.values()))
    if isinstance(members, int):
        if "stand_in" in pool:
            raise ValueError(f"somebody stands in for {pool['role']}; list its members")
        return tuple(Member(str(i), hours[post]) for i in range(members))
    roster = []
    for member in members:
        check_keys(member, _MEMBER_KEYS)
        absences = tuple(_absence(absence) for absence in member.get("absences", ()))
        paces = tuple(_pace(given) for given in member.get("paces", ()))
        duties = tuple((_instant(duty["from"]), _instant(duty["to"])) for duty in member.get("other_duties", ()))
        at_post = hours[member.get("hours", post)]
        roster.append(Member(member["name"], at_post, absences, paces=paces, other_duties=duties))
    return tuple(roster)


def _pace(given: Mapping[str, Any]) -> tuple[int, int]:
    check_keys(given, _PACE_KEYS)
    return _instant(given["from"]), given["pace"]


def _absence(given: Mapping[str, Any]) -> Absence:
    check_keys(given, _ABSENCE_KEYS)
    return Absence(_instant(given["from"]), _instant(given["to"]), given["hands_over"])


def _sittings(pool: Mapping[str, Any], pools: Sequence[Mapping[str, Any]]) -> Sittings | None:
    """When a commission sits, and who has a seat in it from other pools of its office."""
    if "sittings" not in pool:
        return None
    given = pool["sittings"]
    for block, keys in ((given, _SITTINGS_KEYS), *((date, _DATE_KEYS) for date in given["dates"])):
        check_keys(block, keys)
    if ("length" in given) == ("per_file" in given):
        raise ValueError(f"{pool['role']} sits for a length or for so long per file")
    dates = tuple(Sitting(_instant(d["begin"]), _instant(d.get("cut_off", d["begin"]))) for d in given["dates"])
    here = {other["role"]: i for i, other in enumerate(pools) if other["office"] == pool["office"]}
    seats = tuple(
        (here[role], _number(pools[here[role]], member))
        for role, who in given.get("seats", {}).items()
        for member in who
    )
    length = parse_duration(given["length"]) if "length" in given else None
    per_file = parse_duration(given["per_file"]) if "per_file" in given else 0
    return Sittings(dates, length, per_file, given.get("agenda"), given["quorum"], seats, given.get("at_least", 0))


def _number(pool: Mapping[str, Any], member: int | str) -> int:
    """The number of a member in his pool, who is given by it or by name."""
    members = pool["members"]
    if isinstance(member, int):
        return range(members if isinstance(members, int) else len(members))[member]
    return [other["name"] for other in members].index(member)


def _stand_ins(pool: Mapping[str, Any], pools: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """The pools of the same office whose members stand in for a pool, the first before the second [positions]."""
    roles = pool.get("stand_in", [])
    here = {other["role"]: i for i, other in enumerate(pools) if other["office"] == pool["office"]}
    return tuple(here[role] for role in ([roles] if isinstance(roles, str) else roles))


def _covers(members: Sequence[Duty], stand_ins: Sequence[int], own: Sequence[Sequence[Duty]]) -> tuple[Cover, ...]:
    """On each civil day on which no member has any duty: the first of the stand-ins' pools of which somebody has."""
    if not stand_ins:
        return ()
    covers: list[Cover] = []
    for midnight in range(members[0].start, members[0].end, DAY):
        if _is_there(members, midnight):
            continue
        pool = next((i for i in stand_ins if _is_there(own[i], midnight)), None)
        if pool is None:
            continue
        begin = midnight
        if covers and (covers[-1].end, covers[-1].pool) == (midnight, pool):
            begin = covers.pop().start
        covers.append(Cover(begin, midnight + DAY, pool))
    return tuple(covers)


def _is_there(members: Sequence[Duty], midnight: int) -> bool:
    return any(duty.elapsed(midnight, midnight + DAY) for duty in members)


def _anybody(members: Sequence[Duty], covers: Sequence[Cover], own: Sequence[Sequence[Duty]]) -> WorkingTime:
    """When a member is on duty, or on a covered day a stand-in."""
    if not covers and isinstance(members[0], WorkingTime) and all(duty is members[0] for duty in members):
        return members[0]
    start, end = members[0].start, members[0].end
    there = [stretch for duty in members for stretch in intervals(duty, start, end)]
    there += [i for cover in covers for duty in own[cover.pool] for i in intervals(duty, cover.start, cover.end)]
    nights = nights_of([*members, *(duty for cover in covers for duty in own[cover.pool])])
    return WorkingTime.from_intervals(start, end, union(there), nights)


def _working_time(week: Mapping[str, Any], days: OfficialDays) -> WorkingTime:
    """Hours as a scenario writes them, laid over the calendar."""
    return WorkingTime.from_hours(weekly_hours(OfficeHours.model_validate({"title": "hours", **week})), days)


def _workload(data: Mapping[str, Any], capacity: Capacity) -> Workload:
    routes = list(data["routes"])
    offices = list(data["offices"])
    pools = {(pool["office"], pool["role"]): i for i, pool in enumerate(data["pools"])}
    systems = list(data.get("systems", {}))
    ways = [way["name"] for way in data.get("transfers", ())]
    plans = tuple(route_of(name, route, systems) for name, route in data["routes"].items())
    work: list[int] = []
    hold: list[int] = []
    pool: list[int] = []
    transfer: list[int] = []
    position: list[int] = []
    first = [0]
    for application in data["applications"]:
        check_keys(application, _APPLICATION_KEYS)
        passed = positions(application, data["routes"][application["route"]]["steps"])
        steps = [data["routes"][application["route"]]["steps"][k] for k in passed]
        position += passed
        here = application["office"]
        pool += [pools[s.get("office", here), s["role"]] if s["kind"] in ("counter", "desk") else -1 for s in steps]
        transfer += ways_taken(application.get("falls_away", []), steps, ways)
        work += _durations(application["work"], len(steps))
        hold += _durations(application.get("hold", [0] * len(steps)), len(steps))
        first.append(len(pool))
    submitted, parents, after = _submissions(data["applications"])
    patience, returns_after = _patience(data["applications"], np.diff(first).tolist())
    priorities = _of_all("priority", data["applications"])
    settlements = _of_all("settlement", data["applications"])
    endings = [ending(application) for application in data["applications"]]
    inherited = [application.get("inherited", False) for application in data["applications"]]
    window = Window(*(_instant(data["window"][key]) for key in ("start", "warm_up_until", "horizon", "run_out_end")))
    return Workload(
        replication=1,
        window=window,
        streams=("by_hand",),
        routes=plans,
        submitted=_array(submitted),
        stream=np.zeros(len(submitted), dtype=np.int64),
        route=_array([routes.index(application["route"]) for application in data["applications"]]),
        office=_array([offices.index(application["office"]) for application in data["applications"]]),
        first=_array(first),
        pool=_array(pool),
        work=_array(work),
        hold=_array(hold),
        transfer=_array(transfer) if ways else None,
        settlement=_array([settlements.index(name) for name in settlements]) if settlements else None,
        priority=_array(priorities) if priorities else None,
        step=_array(position) if any("way" in application for application in data["applications"]) else None,
        ending=_array(endings) if any(endings) else None,
        inherited=np.array(inherited) if any(inherited) else None,
        parent=_array(parents) if any(parent != UNSET for parent in parents) else None,
        objects_after=_array(after) if any(parent != UNSET for parent in parents) else None,
        appointment=_appointments(data["applications"]),
        patience=patience,
        returns_after=returns_after,
    )


def _appointments(applications: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.int64]] | None:
    """The slot of each application, UNSET without one; None where none has one."""
    slots = [_instant(one["appointment"]) if "appointment" in one else UNSET for one in applications]
    if any(_instant(one["appointment"]) > _instant(one["submitted"]) for one in applications if "appointment" in one):
        raise ValueError("somebody comes before his appointment")
    return _array(slots) if any(slot != UNSET for slot in slots) else None


def _patience(
    applications: Sequence[Mapping[str, Any]], steps: Sequence[int]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]] | None, np.ndarray[Any, np.dtype[np.int64]] | None]:
    """By row: how long the applicant waits, and how long after each giving up he comes back; None where nobody gives up."""
    if not any("patience" in one for one in applications):
        return None, None
    patience: list[int] = []
    returns: list[list[int]] = []
    for one, count in zip(applications, steps, strict=True):
        lasts = one.get("patience", [None] * count)
        patience += [UNSET if value is None else parse_duration(value) for value in lasts]
        returns += [[parse_duration(value) for value in of_step] for of_step in one.get("returns", [[]] * count)]
    widest = max(map(len, returns))
    return _array(patience), np.array([row + [UNSET] * (widest - len(row)) for row in returns], dtype=np.int64)


def _of_all(key: str, applications: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What every application has under a key, or nothing where none has it."""
    found = [application[key] for application in applications if key in application]
    if len(found) not in (0, len(applications)):
        raise ValueError(f"some applications have a {key} and some have none")
    return found


def _durations(given: Sequence[int | str], steps: int) -> list[int]:
    if len(given) != steps:
        raise ValueError(f"{given} are not {steps} durations")
    return [parse_duration(value) if isinstance(value, str) else value for value in given]


def _submissions(applications: Sequence[Mapping[str, Any]]) -> tuple[list[int], list[int], list[int]]:
    """When each is handed in, the one to whose answer it objects, and how long after that; UNSET and 0 where it does not apply."""
    submitted = [_instant(one["submitted"]) if "submitted" in one else UNSET for one in applications]
    parents = [one.get("objects_to", UNSET) for one in applications]
    first = [at for at in submitted if at != UNSET]
    if submitted[: len(first)] != sorted(first) or parents[len(first) :] != sorted(parents[len(first) :]):
        raise ValueError("applications are not in the order of their numbers")
    if any((parent == UNSET) != (number < len(first)) or parent >= number for number, parent in enumerate(parents)):
        raise ValueError("an application is submitted, or it objects to an earlier one")
    return submitted, parents, _durations([one.get("after", 0) for one in applications], len(applications))


def _instant(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def _array(values: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def _table(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
