"""Work, pace and lying of all steps, from a register that tells starts and ends or ends alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.fitting.fitted import FittedDuration, FittedNumber, Knowledge
from sim.fitting.work.durations import fit_duration
from sim.fitting.work.idle_time import idle_of_role
from sim.fitting.work.lying import LyingBounds, bounds_of_lying, lying_between, lying_outside
from sim.fitting.work.mean_intervals import inflation_of_variance
from sim.fitting.work.pace import RolePaces, paces_of_role
from sim.fitting.work.parts import OfficeParts
from sim.fitting.work.shared_time import PiecesOfWork, pieces_of_work
from sim.quantities import DAY, UNSET, Instants
from sim.register.events.event_register import NOBODY
from sim.translations.in_use import localized_number, translated

_MUCH_OVERLAP = 0.02


@dataclass(frozen=True)
class FittedWork:
    """What is fitted to the work of an office."""

    work: tuple[FittedDuration | None, ...]
    """By step: time of a member for it; None where nobody of the office does it."""
    hold: tuple[FittedDuration | None, ...]
    """By step: time for which a file lies besides; None where none shows."""
    pace: dict[int, FittedNumber]
    """By member [position of the resource]: his pace, where it can be told from 1."""
    start: Instants
    """By event: when it was begun, as told or as estimated [instant]."""
    notes: tuple[str, ...] = ()
    """What whoever uses the numbers should know."""


def work_from_starts(parts: OfficeParts, progress: Callable[[int, int], None] = lambda done, of: None) -> FittedWork:
    """Work of each step in the duty of whoever did it, pace of members, and lying that no queue explains."""
    register = parts.register
    pieces = pieces_of_work(register, register.start, parts.duties, parts.staffed)
    progress(1, 3)
    paces = paces_by_role(parts, pieces)
    work = tuple(_work_of(parts, pieces, k, paces) for k in range(parts.steps))
    progress(2, 3)
    hold = holds_of(parts, register.start)
    progress(3, 3)
    pace = {who: number for found in paces.values() for who, number in found.by_member.items()}
    return FittedWork(work, hold, pace, register.start, tuple(_said_of(pieces)))


def paces_by_role(parts: OfficeParts, pieces: PiecesOfWork) -> dict[int, RolePaces]:
    """By role: the paces of its members, from the pieces of work that they ended."""
    step, who = parts.step[pieces.event], parts.register.resource[pieces.event]
    role = parts.role_of_step[step]
    own = pieces.ended & (role == parts.role_of_resource[who])
    found = {}
    for k in np.unique(role[own]).tolist():
        rows = np.flatnonzero(own & (role == k))
        found[k] = paces_of_role(pieces.seconds[rows], step[rows], who[rows])
    return found


def _work_of(parts: OfficeParts, pieces: PiecesOfWork, step: int, paces: dict[int, RolePaces]) -> FittedDuration | None:
    """The work of one step at the pace of its role."""
    role = int(parts.role_of_step[step])
    rows = np.flatnonzero(parts.step[pieces.event] == step)
    ended = pieces.ended[rows]
    if role == NOBODY or not ended.any():
        return None
    seconds, who = pieces.seconds[rows], parts.register.resource[pieces.event[rows]]
    factor = 1.0
    if role in paces and paces[role].by_member:
        pace = np.ones(len(parts.duties))
        for member, number in paces[role].by_member.items():
            pace[member] = number.value
        seconds = seconds / pace[who]
        at_pace_one, mean = paces[role].step_factors.get(step, 1.0), float(seconds[ended].mean())
        told = float(pieces.seconds[rows][ended].mean())
        factor = at_pace_one * told / mean if mean > 0 else 1.0
    complete = seconds[ended] * factor
    return fit_duration(
        complete,
        seconds[~ended] * factor,
        resolution=parts.resolution,
        inflation=inflation_of_variance(complete, who[ended]),
    )


def holds_of(parts: OfficeParts, start: Instants, known: Knowledge = "measured") -> tuple[FittedDuration | None, ...]:
    """By step: for how long files lie besides the work on it and the queue behind it."""
    between: dict[int, list[LyingBounds]] = {}
    idle = _idle_by_role(parts, start)
    waited = parts.staffed & (start != UNSET) & (parts.enabled != UNSET) & (parts.step_before != NOBODY)
    waited &= start >= parts.enabled
    role = np.where(waited, parts.role_of_step[np.where(waited, parts.step, 0)], NOBODY)
    for k, stretches in idle.items():
        of_role = np.flatnonzero(waited & (role == k))
        bounds = bounds_of_lying(parts.enabled[of_role], start[of_role], stretches, parts.office)
        before = parts.step_before[of_role]
        for step in np.unique(before).tolist():
            rows = before == step
            between.setdefault(step, []).append(LyingBounds(bounds.low[rows], bounds.high[rows]))
    result: list[FittedDuration | None] = []
    for step in range(parts.steps):
        if parts.role_of_step[step] == NOBODY:
            result.append(_outside(parts, step))
            continue
        found = between.get(step, [])
        low, high = (np.concatenate([np.zeros(0), *(getattr(b, side) for b in found)]) for side in ("low", "high"))
        result.append(lying_between(LyingBounds(low, high), known))
    return tuple(result)


def _outside(parts: OfficeParts, step: int) -> FittedDuration | None:
    rows = np.flatnonzero((parts.step == step) & (parts.enabled != UNSET) & (parts.register.end != UNSET))
    return lying_outside(parts.enabled[rows], parts.register.end[rows])


def _idle_by_role(parts: OfficeParts, start: Instants) -> dict[int, tuple[Instants, Instants]]:
    """By role: when somebody of it was idle."""
    register = parts.register
    done = (register.resource != NOBODY) & (start != UNSET)
    events = np.flatnonzero(done)
    if not len(events):
        return {}
    end = np.where(register.end[events] == UNSET, register.seen_until, register.end[events])
    who = register.resource[events]
    role = parts.role_of_resource[who]
    span = int(start[events].min()) // DAY * DAY, register.seen_until
    result = {}
    for k in np.unique(role[role != NOBODY]).tolist():
        rows = np.flatnonzero(role == k)
        duties = {m: parts.duties[m] for m in np.flatnonzero(parts.role_of_resource == k).tolist()}
        result[k] = idle_of_role(start[events[rows]], end[rows], who[rows], duties, span)
    return result


def _said_of(pieces: PiecesOfWork) -> list[str]:
    if pieces.overlap < _MUCH_OVERLAP:
        return []
    return [
        translated(
            "members had more than one file begun in {share} % of the time in which they worked; each such file was given"
            " an equal part of it",
            share=localized_number(100 * pieces.overlap),
        )
    ]
