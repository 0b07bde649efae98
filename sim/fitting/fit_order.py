"""In which order waiting files are taken: rules of order held against the choices that a register shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedNumber, FittedOrder
from sim.fitting.waiting_files import RoleQueue
from sim.quantities import UNSET, Flags, Floats, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister
from sim.translations.in_use import marked, translated

_CHOICES = 800
"""So many choices of a role are looked at, spread evenly over the register."""
_PAIRS = 60
"""Of one choice at most so many files left lying are compared with the one taken."""
_Rule = tuple[FittedOrder, str | None]
"""A rule of order, and the column that it goes by."""
_FIRST_COME: _Rule = ("first_come", None)
_EXPLAINS = 0.65
"""A rule that explains fewer of the pairs is none; a coin explains half [share]."""
_BETTER = 0.02
"""Another rule takes the place of first come from so much more agreement on [share]."""
_VALUES = 12
"""A column with more values gives no classes of priority."""
_SAME = 0.8
"""From so much of the way from chance to certainty on, a file stays with its member [share]."""
_COUNTED = marked("pairs of a file taken and one left lying, by start")
_BY_END = marked("pairs of a file ended and one still lying, since starts are unknown")


@dataclass(frozen=True)
class OrderFound:
    """The order of a queue, and what else the choices show."""

    order: FittedOrder
    """The rule that explains most."""
    agreement: FittedNumber
    """Share of the pairs that it explains."""
    column: str | None
    """The column that gives the priority, where that is the rule."""
    oldest_case: bool
    """Whether the age of the case explains more than the wait in the queue, and no due date is known."""
    same_member: FittedNumber | None
    """How surely one member does all steps of his role on a case: 0 as chance has it, 1 always; None: it cannot be told."""


@dataclass(frozen=True)
class _Pairs:
    """Choices between two files."""

    choice: Integers
    """The choice to which the pair belongs."""
    one: Integers
    """The file that was taken [position]."""
    other: Integers
    """The file that was left lying [position]."""


def fit_order(register: EventRegister, files: RoleQueue, members: int) -> OrderFound:
    """The order in which a role takes its files.

    At each start the file taken is held against each that waited then; a rule explains the pair if it puts the file taken
    first. Ranked are first come (by the end of the step before, or by receipt), the due date, and classes by each column of
    the register with first come inside a class. Intervals allow for pairs of one choice belonging together.
    """
    same = _same_member(files, members)
    bound = same is not None and same.low > _SAME
    pairs = _pairs(files, bound)
    starts_known = bool((register.start[files.event] != UNSET).any()) if len(files.event) else False
    method = translated(_COUNTED if starts_known else _BY_END)
    case = register.case[files.event]
    ranks: dict[_Rule, Floats | Instants] = {_FIRST_COME: files.enabled}
    due = register.due[case]
    if (due != UNSET).any():
        ranks["earliest_deadline", None] = np.where(due == UNSET, np.iinfo(np.int64).max, due)
    elif (files.came != files.enabled).any():
        ranks["earliest_deadline", "came"] = files.came
    found = {rule: _agreement(pairs, rank, method) for rule, rank in ranks.items()}
    for name, column in register.columns.items():
        if len(column.values) <= _VALUES and (rank := _classes(column.code[case], files.enabled, pairs)) is not None:
            found["priority", name] = _agreement(_held_back(pairs), rank, method)
    best = _FIRST_COME
    for rule, number in found.items():
        if number.value > found[best].value + _BETTER and number.low > found[_FIRST_COME].high:
            best = rule
    number = found[best]
    order: FittedOrder = best[0]
    if number.count == 0:  # nothing ever waited beside another file
        return OrderFound("first_come", number, None, False, same)
    if number.value < _EXPLAINS:
        order = "none"
    column_name = best[1] if order == "priority" else None
    return OrderFound(order, number, column_name, order == "earliest_deadline" and best[1] == "came", same)


def _pairs(files: RoleQueue, bound: bool) -> _Pairs:
    """Pairs of a file that was taken and one that waited then, for choices spread over the register."""
    n = len(files.taken)
    picked = np.unique(np.linspace(0, n - 1, min(n, _CHOICES)).astype(np.int64)) if n > 1 else np.zeros(0, np.int64)
    choices, ones, others = [], [], []
    rng = np.random.default_rng(1)
    for number, i in enumerate(picked.tolist()):
        at = files.taken[i]
        later = int(np.searchsorted(files.taken, at, "right"))
        waiting = later + np.flatnonzero(files.enabled[later:] < at)
        if bound:  # another member's files are no choice of his
            free = (files.bound_to[waiting] == NOBODY) | (files.bound_to[waiting] == files.by[i])
            waiting = waiting[free]
        if len(waiting) > _PAIRS:
            waiting = rng.choice(waiting, _PAIRS, replace=False)
        choices.append(np.full(len(waiting), number))
        ones.append(np.full(len(waiting), i))
        others.append(waiting)
    if not choices:
        nothing = np.zeros(0, dtype=np.int64)
        return _Pairs(nothing, nothing, nothing)
    return _Pairs(np.concatenate(choices), np.concatenate(ones), np.concatenate(others))


def _held_back(pairs: _Pairs) -> _Pairs:
    """The pairs of every second choice, on which classes that the other ones showed are tested."""
    kept = pairs.choice % 2 == 1
    return _Pairs(pairs.choice[kept], pairs.one[kept], pairs.other[kept])


def _classes(code: Integers, enabled: Instants, pairs: _Pairs) -> Floats | None:
    """Ranks by classes of a column, the class first that wins most pairs against others; None where classes never meet."""
    values = int(code.max(initial=NOBODY)) + 2
    one, other = code[pairs.one] + 1, code[pairs.other] + 1
    meets = (one != other) & (pairs.choice % 2 == 0)
    if meets.sum() < 30 or values < 2:
        return None
    won = np.bincount(one[meets], minlength=values)
    lost = np.bincount(other[meets], minlength=values)
    place = np.argsort(np.argsort(-(won + 1) / (won + lost + 2), kind="stable"), kind="stable")
    span = float(enabled.max() - enabled.min()) + 1
    return np.asarray(place[code + 1] * span + (enabled - enabled.min()))


def _agreement(pairs: _Pairs, rank: Floats | Instants, method: str) -> FittedNumber:
    """Share of the pairs in which the file taken does not rank behind the other, with its interval by choices."""
    explained = rank[pairs.one] <= rank[pairs.other]
    return _clustered(explained, pairs.choice, method)


def _clustered(explained: Flags, choice: Integers, method: str) -> FittedNumber:
    """A share with the interval of clusters of unequal size (W. Cochran: Sampling Techniques, 1977, ratio estimates)."""
    n = len(explained)
    if not n:
        return FittedNumber(1.0, 0.0, 1.0, 0, method, "asked")
    _, cluster = np.unique(choice, return_inverse=True)
    size = np.bincount(cluster).astype(np.float64)
    hits = np.bincount(cluster, weights=explained)
    k = len(size)
    share = float(hits.sum() / n)
    if k < 2:
        return FittedNumber(share, 0.0, 1.0, k, method)
    error = np.sqrt(k / (k - 1) * float(((hits - share * size) ** 2).sum())) / n
    # Where everything agrees, no more than the rule of three can be said.
    low = min(share - 1.96 * error, share - (3 / k if share == 1 else 0))
    return FittedNumber(share, max(0.0, float(low)), min(1.0, float(share + 1.96 * error)), k, method)


def _same_member(files: RoleQueue, members: int) -> FittedNumber | None:
    """How much surer than by chance a case stays with the member who had it before (Cohen's kappa)."""
    again = (files.bound_to != NOBODY) & (files.by != NOBODY)
    n = int(again.sum())
    if members < 2 or n < 20:
        return None
    took = np.bincount(files.by[files.by != NOBODY]).astype(np.float64)
    had = np.bincount(files.bound_to[again], minlength=len(took)).astype(np.float64)
    by_chance = float((had[: len(took)] / had.sum() * took / took.sum()).sum())
    same = float((files.by[again] == files.bound_to[again]).mean())
    if by_chance >= 1:
        return None
    kappa = (same - by_chance) / (1 - by_chance)
    error = np.sqrt(max(same * (1 - same), 1 / n) / n) / (1 - by_chance)
    method = translated("share of later steps done by the member of the step before, beyond chance (Cohen's kappa)")
    return FittedNumber(kappa, float(max(-1.0, kappa - 1.96 * error)), float(min(1.0, kappa + 1.96 * error)), n, method)
