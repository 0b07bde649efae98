"""What a search for a staffing may change: posts of a role and sittings of a commission, each level with its cost and settings."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from sim.errors import InputError
from sim.experiment.changed_studies import ChangedStudies
from sim.measure.offered_load import PoolLoad
from sim.planning.staffing.half_posts import half_hours
from sim.planning.staffing.sittings import sitting_levels
from sim.planning.staffing.staff_blocks import StaffBlock, new_names, staff_of_blocks, whole_posts
from sim.scenario.office_list import Offices
from sim.scenario.staff import Staff
from sim.scenario.staffing import PostRange, SittingRange
from sim.study.study import Study

Staffing = tuple[int, ...]
"""A staffing: by variable the position of its level."""
VariableKind = Literal["posts", "sittings", "counter hours", "days", "sitting days"]
"""What can be changed: how many posts there are, how often a commission sits; of a roster the hours of a counter, the days on which
people are there, the days and the hour of sittings."""
_BUSY = 0.85
"""The search begins where no role has a higher load than this in any month."""


def with_level(staffing: Staffing, i: int, level: int) -> Staffing:
    """A staffing with another level of one variable."""
    return (*staffing[:i], level, *staffing[i + 1 :])


@dataclass(frozen=True)
class Level:
    """One value that a variable may have."""

    value: float
    """Posts in each office, or sittings a week."""
    cost: float
    """What it costs in all offices [posts, or tenge per month]."""
    changes: tuple[str, ...] = ()
    """The settings that bring it, each as `PATH=VALUE`; none where it is what the scenario has."""
    text: str = ""
    """Of a roster: the hours and days."""


@dataclass(frozen=True)
class Variable:
    """Something that a search may change, in all offices of a kind that are alike."""

    kind: VariableKind
    """What is counted or chosen."""
    office: str
    """Short name of the kind of offices, or of the one office."""
    role: str
    """Short name of the role or commission."""
    offices: int
    """How many offices get it."""
    levels: tuple[Level, ...]
    """The levels by rising value."""
    now: float
    """The value that the scenario has."""
    load: float
    """Of posts: how many people the work of the busiest month and office would keep busy all the time [people]; else 0."""
    plenty: Level
    """Of posts so many that hardly anybody waits for them, whatever the bounds are; of sittings the most that may be."""

    @property
    def start(self) -> int:
        """The level at which a search begins: the lowest at which people are not too busy, and of sittings the present one."""
        wanted = self.load / _BUSY if self.kind == "posts" else self.now
        return next((i for i, level in enumerate(self.levels) if level.value >= wanted), len(self.levels) - 1)


@dataclass(frozen=True)
class StaffingSpace:
    """All staffings that may be tried."""

    variables: tuple[Variable, ...]
    """What may be changed."""
    fixed_cost: float
    """What the posts cost that stay as they are [posts, or tenge per month]."""
    unit: Literal["posts", "tenge per month"]
    """Unit of costs."""

    @property
    def top(self) -> Staffing:
        """The staffing with most of everything."""
        return tuple(len(variable.levels) - 1 for variable in self.variables)

    @property
    def bottom(self) -> Staffing:
        """The staffing with least of everything."""
        return (0,) * len(self.variables)

    @property
    def size(self) -> int:
        """How many staffings there are."""
        return math.prod(len(variable.levels) for variable in self.variables)

    @cached_property
    def order_costs(self) -> tuple[tuple[float, ...], ...]:
        """By variable and level: what it costs, and so little more for each level that of two equal costs the lower one wins."""
        steps = [b - a for variable in self.variables for a, b in pairwise([level.cost for level in variable.levels])]
        little = 1e-6 * min((step for step in steps if step > 0), default=1.0)
        return tuple(tuple(level.cost + k * little for k, level in enumerate(v.levels)) for v in self.variables)

    def order_cost(self, staffing: Staffing) -> float:
        """By what staffings are ordered from the cheapest on: the cost of what may be changed, with ties decided [unit]."""
        return sum(costs[i] for costs, i in zip(self.order_costs, staffing, strict=True))

    def cost(self, staffing: Staffing) -> float:
        """What a staffing costs, that of the posts included that stay as they are [unit]."""
        return self.fixed_cost + sum(level.cost for level in self.levels(staffing))

    def levels(self, staffing: Staffing) -> list[Level]:
        """The level of each variable."""
        return [variable.levels[i] for variable, i in zip(self.variables, staffing, strict=True)]

    def changes(self, staffing: Staffing) -> tuple[str, ...]:
        """The settings that bring a staffing."""
        return tuple(dict.fromkeys(change for level in self.levels(staffing) for change in level.changes))


def staffing_space(study: Study, loads: Sequence[PoolLoad]) -> StaffingSpace:
    """The staffings that may be tried of a study, by its block `staffing`, given its expected load.

    Roles without any expected work stay as they are, and so do commissions that sit where the block does not name them. Without a stated bound a
    role gets so many posts at most that hardly anybody waits for it: its load and four times its square root, and one more
    (square-root staffing; Borst, Mandelbaum and Reiman, Operations Research 52 (2004), 17-34).
    """
    scenario, rules = study.scenario, study.scenario.staffing
    variables: list[Variable] = []
    fixed_cost = 0.0
    for block in staff_of_blocks(scenario):
        # How many sit matters for a quorum alone.
        unsaid = PostRange(fixed=block.staff.sittings is not None)
        posts = rules.posts.get(block.name, {}).get(block.role, unsaid)
        load = _peak_load(loads, block)
        price = block.offices * (1.0 if not rules.pays else posts.pay or 0.0)
        if block.staff.sittings is not None:
            sits = rules.sittings.get(block.name, {}).get(block.role, SittingRange(fixed=True))
            if not sits.fixed:
                variables.append(_sittings(block, block.staff, sits))
            if block.staff.sittings.seats:
                continue
        if posts.fixed or not load:
            fixed_cost += block.staff.size * price
            continue
        levels = tuple(_post_levels(study, block, posts, _values(posts, block.staff, load), price))
        most = max(_enough(load), block.staff.size, math.ceil(levels[-1].value))
        (plenty,) = _post_levels(study, block, posts, [most], price)
        now = block.staff.size
        variables.append(Variable("posts", block.name, block.role, block.offices, levels, now, load, plenty))
    return StaffingSpace(tuple(variables), fixed_cost, "tenge per month" if rules.pays else "posts")


def possible(space: StaffingSpace, changed: ChangedStudies) -> StaffingSpace:
    """A space less the levels that the scenario does not allow, such as fewer people than seats in a commission."""
    variables, fixed_cost = [], space.fixed_cost
    for variable in space.variables:
        levels = tuple(level for level in variable.levels if not level.changes or _allowed(level, changed))
        if [level.changes for level in levels] == [()]:
            fixed_cost += levels[0].cost
        else:
            variables.append(replace(variable, levels=levels or (variable.plenty,)))
    return replace(space, variables=tuple(variables), fixed_cost=fixed_cost)


def _allowed(level: Level, changed: ChangedStudies) -> bool:
    """Tell whether the scenario can be read with a level."""
    try:
        changed.with_settings(level.changes)
    except InputError:
        return False
    return True


def unlimited(space: StaffingSpace) -> StaffingSpace:
    """The one staffing with so many posts that hardly anybody waits for them, and as many sittings as may be."""
    return replace(space, variables=tuple(replace(variable, levels=(variable.plenty,)) for variable in space.variables))


def _peak_load(loads: Sequence[PoolLoad], block: StaffBlock) -> float:
    """People whom the work of the busiest month in the busiest office of a block would keep busy; of months with nobody there
    that of the whole period."""
    mine = [load for load in loads if load.role == block.role and load.office in block.sites]
    months = [month * load.on_staff for load in mine for month in load.by_month if not math.isinf(month)]
    return max(months, default=0.0)


def _enough(load: float) -> int:
    """The number of posts with which hardly anybody waits for them."""
    return math.ceil(load + 4 * math.sqrt(load)) + 1


def _values(posts: PostRange, staff: Staff, load: float) -> list[float]:
    """The numbers of posts that may be tried; who has a shift of his own stays unless fewer posts are asked for."""
    in_shifts = any(member.hours for member in (staff.members or {}).values())
    least = float(staff.size) if in_shifts and "at_least" not in posts.model_fields_set else posts.at_least
    most = max(posts.at_most or max(_enough(load), staff.size), least)
    step = 0.5 if posts.half_posts else 1.0
    return [least + i * step for i in range(int((most - least) / step) + 1)]


def _post_levels(
    study: Study, block: StaffBlock, posts: PostRange, values: Sequence[float], price: float
) -> Iterator[Level]:
    """The levels of the posts of a block."""
    for value in values:
        whole, half = int(value), value % 1 > 0
        if half:
            changes = tuple(_with_half_post(study, block, posts, whole))
        elif value == block.staff.size:
            changes = ()
        else:
            changes = tuple(whole_posts(block, whole))
        yield Level(value, value * price, changes)


def _with_half_post(study: Study, block: StaffBlock, posts: PostRange, count: int) -> Iterator[str]:
    """The settings that give a staff so many whole posts and a half one, each member by name."""
    if posts.half_post_hours:
        halves: Sequence[str] = posts.half_post_hours
    else:
        usual = block.staff.hours or (Offices.of(study.scenario).sites[block.sites[0]].hours,)
        halves = [f"half_of_{name}" for name in usual]
        for name, half in zip(usual, halves, strict=True):
            yield f"hours={json.dumps({half: half_hours(study.hours[name])}, ensure_ascii=False)}"
    names = list(block.staff.members or ())
    members: dict[str, dict[str, object] | None] = dict.fromkeys(names[count:])
    members |= {name: {} for name in new_names(names, count - len(names))}
    members[next(iter(new_names([*names, *members], 1, "half post")))] = {"hours": list(halves)}
    if block.staff.members is None:
        yield f"{block.path}.count=null"
    yield f"{block.path}.members={json.dumps(members, ensure_ascii=False)}"


def _sittings(block: StaffBlock, staff: Staff, sits: SittingRange) -> Variable:
    """The variable of a commission's sittings."""
    assert staff.sittings is not None
    price = (sits.pay or 0.0) * 52 / 12 * block.offices
    levels = tuple(
        Level(often, often * price, tuple(f"{block.path}.sittings.{key}={value}" for key, value in changed))
        for often, changed in sitting_levels(staff.sittings)
        if sits.at_least <= often <= sits.at_most
    )
    now = next(often for often, changed in sitting_levels(staff.sittings) if not changed)
    return Variable("sittings", block.name, block.role, block.offices, levels, now, 0.0, levels[-1])
