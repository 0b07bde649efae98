"""Work from a register that tells only when each event ended: when it may have begun, and what of that time was work."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sim.calendar.duty import Duty, open_intervals
from sim.fitting.fitted import FittedDuration, FittedNumber
from sim.fitting.work.durations import fit_duration
from sim.fitting.work.fit_work import FittedWork, holds_of
from sim.fitting.work.parts import OfficeParts
from sim.fitting.work.work_with_delay import tell_work_from_delay
from sim.quantities import UNSET, Flags, Floats, Instants
from sim.register.events.event_register import NOBODY
from sim.translations.in_use import marked, translated

_ALIKE = 1.63
"""Distance of two samples that 1 % of samples of one distribution exceed, times the root of their harmonic count."""
_NEAR, _FARTHEST = 0.08, 0.35
"""Samples this near are alike however many they are, and farther ones are not however few [probability]."""
_LEAST_GAPS = 5
_DOUBT, _DOUBT_UNSEEN = (0.7, 1.2), (0.4, 1.6)
"""How much further an interval reaches down and up where work is told from delays by their shapes: where files are seen that
lay before a member was free, and where none is."""
_BUSY = marked("from the end before, of the member or the file, to the end of the step (Fracca et al. 2022)")
_TOLD_APART = marked("gaps between the ends of a member (Fracca et al. 2022), work told from delays by their shapes")


@dataclass(frozen=True)
class Gaps:
    """The time that each event may have taken at most, from the ends before it."""

    begin: Instants
    """By event: the earliest moment at which its member can have begun it; UNSET where none is known [instant]."""
    seconds: Floats
    """By event: time on duty from there to its end [s]."""
    queued: Flags
    """By event: whether its file lay there before its member was free, so that he need not have waited for it."""
    fresh: Flags
    """By event: whether its file came when its member was free."""


def gaps_of(parts: OfficeParts) -> Gaps:
    """The time that each event may have taken: from the last end before it, of its member or of its file, in his duty.

    After Fracca, de Leoni, Asnicar & Turco 2022, Estimating activity start timestamps in the presence of waiting times via
    process simulation, CAiSE 2022.
    """
    register = parts.register
    end, who = register.end, register.resource
    done = np.flatnonzero((who != NOBODY) & (end != UNSET))
    order = done[np.lexsort((done, end[done], who[done]))]
    free = np.full(len(end), UNSET, dtype=np.int64)
    free[order[1:]] = np.where(who[order[1:]] == who[order[:-1]], end[order[:-1]], UNSET)
    came = parts.enabled
    begin = np.maximum(free, came)
    usable = parts.staffed & (end != UNSET) & (begin != UNSET) & (begin <= end)
    seconds = np.zeros(len(end))
    for member, duty in enumerate(parts.duties):
        rows = np.flatnonzero(usable & (who == member))
        seconds[rows] = duty.elapsed_many(begin[rows], end[rows])
    known = usable & (came != UNSET)
    # A member of whom nothing is seen before a file came counts as free: whatever he did lies before the register.
    return Gaps(np.where(usable, begin, UNSET), seconds, known & (came <= free), known & (came > free))


def work_from_ends(parts: OfficeParts, progress: Callable[[int, int], None] = lambda done, of: None) -> FittedWork:
    """Work of each step where only ends are told, and how long files lie besides; all with intervals that say how little is known."""
    gaps = gaps_of(parts)
    # The first file that a member is seen with has an end before it of its case only.
    found = []
    for step in range(parts.steps):
        found.append(_work_of(parts, gaps, step))
        progress(step + 1, parts.steps + 1)
    start = _estimated_starts(parts, gaps, found)
    hold = holds_of(parts, start, "estimated")
    progress(parts.steps + 1, parts.steps + 1)
    return FittedWork(tuple(work for work, _ in found), hold, {}, start, tuple(_said(found)))


def _work_of(parts: OfficeParts, gaps: Gaps, step: int) -> tuple[FittedDuration | None, bool]:
    """The work of one step, and whether gaps are taken for work as they are."""
    rows = (parts.step == step) & (gaps.begin != UNSET)
    if parts.role_of_step[step] == NOBODY or not rows.any():
        return None, False
    queued, fresh = gaps.seconds[rows & gaps.queued], gaps.seconds[rows & gaps.fresh]
    unknown = gaps.seconds[rows & ~gaps.queued & ~gaps.fresh]
    if min(len(queued), len(fresh)) >= _LEAST_GAPS and _alike(queued, fresh):
        return _as_they_are(queued, fresh, parts.resolution), True
    kinds = [kind for kind in (queued, fresh, unknown) if len(kind) >= _LEAST_GAPS]
    everything = gaps.seconds[rows]
    if not kinds or not (everything > 0).any():
        return _of_few(everything), False
    return _told_apart(kinds, everything, seen=len(queued) + len(fresh) >= _LEAST_GAPS), False


def _alike(queued: Floats, fresh: Floats) -> bool:
    """Whether files that lay there took as long as those that came: then neither has a delay in it."""
    bound = max(_ALIKE * math.sqrt(1 / len(queued) + 1 / len(fresh)), _NEAR)
    at = np.concatenate([queued, fresh])
    of_queued, of_fresh = (np.searchsorted(np.sort(gaps), at, side="right") / len(gaps) for gaps in (queued, fresh))
    return float(np.abs(of_queued - of_fresh).max()) <= min(bound, _FARTHEST)


def _as_they_are(queued: Floats, fresh: Floats, resolution: float) -> FittedDuration:
    fitted = fit_duration(
        np.concatenate([queued, fresh]), np.zeros(0), resolution=resolution, known="estimated", method=translated(_BUSY)
    )
    means = sorted((float(queued.mean()), float(fresh.mean())))
    mean = replace(fitted.mean, low=min(fitted.mean.low, means[0]), high=max(fitted.mean.high, means[1]))
    return replace(fitted, mean=mean)


def _told_apart(kinds: list[Floats], everything: Floats, *, seen: bool) -> FittedDuration:
    """Work told from delays by their shapes: between the least and the most of what models of delays leave open.

    Where it is never seen when a file lay before a member was free, all gaps together look like longer work as well, so the
    middle of the interval is taken.
    """
    from scipy.special import gammaincinv

    models = tell_work_from_delay(kinds)
    best, most = models[0], float(everything.mean())
    below, above = _DOUBT if seen else _DOUBT_UNSEEN
    low = min(model.mean * math.exp(-1.96 * model.error) for model in models) * below
    high = min(max(model.mean * math.exp(1.96 * model.error) for model in models) * above, most)
    low = min(low, high)
    value = min(max(best.mean, low), high) if seen else math.sqrt(max(low, 0.25) * max(high, 0.25))
    number = FittedNumber(value, low, high, len(everything), translated(_TOLD_APART), "estimated")
    u = (np.arange(200) + 0.5) / 200
    form = max(best.form, 0.3)
    sample = np.asarray(gammaincinv(form, u)) / form
    p90 = value * float(gammaincinv(form, 0.9)) / form
    scaled = sample * value / sample.mean()
    distribution = fit_duration(scaled, np.zeros(0))
    return replace(distribution, mean=number, distribution="gamma", p90=p90, distance=0.0)


def _of_few(everything: Floats) -> FittedDuration:
    """Work of a step of which hardly an event is known: half of what it may have taken, with a wide interval."""
    most = max(float(np.median(everything)), 1.0)
    number = FittedNumber(most / 2, most / 10, most, len(everything), translated(_TOLD_APART), "estimated")
    return FittedDuration(number, "exponential", most / 2 * math.log(10), (round(most / 2),), 0.0)


def _estimated_starts(parts: OfficeParts, gaps: Gaps, found: list[tuple[FittedDuration | None, bool]]) -> Instants:
    """By event: when it was begun, as far as ends and the work tell; UNSET where it has no member or no end."""
    register = parts.register
    start = np.where(parts.staffed & (register.end != UNSET), register.end, UNSET)
    mean = np.zeros(len(start))
    for step, (work, exact) in enumerate(found):
        if work is not None:
            mean[parts.step == step] = math.inf if exact else work.mean.value
    for member, duty in enumerate(parts.duties):
        rows = np.flatnonzero((start != UNSET) & (register.resource == member))
        if not len(rows):
            continue
        end = register.end[rows]
        worked = duty.worked_many(end)
        back = np.where(np.isfinite(mean[rows]), np.minimum(mean[rows], worked), worked).astype(np.int64)
        earliest = _instants_at(duty, worked - back)
        latest = np.where(gaps.begin[rows] == UNSET, earliest, np.maximum(gaps.begin[rows], earliest))
        start[rows] = np.minimum(latest, end)
    return np.asarray(start, dtype=np.int64)


def _instants_at(duty: Duty, worked: Instants) -> Instants:
    """The instants of a duty before which so much of it has passed, behind breaks and nights [s, instants]."""
    opens, closes = open_intervals(duty, duty.start, duty.end)
    before = np.concatenate([[0], np.cumsum(closes - opens)])
    k = np.clip(np.searchsorted(before, worked, side="right") - 1, 0, len(opens) - 1)
    return np.asarray(opens[k] + worked - before[k], dtype=np.int64)


def _said(found: list[tuple[FittedDuration | None, bool]]) -> list[str]:
    done = [exact for work, exact in found if work is not None]
    if not done or all(done):
        return []
    return [
        translated(
            "the register tells only when steps ended; of {count} of {all} steps work is told from delays by their shapes,"
            " and is known only within wide bounds",
            count=len(done) - sum(done),
            all=len(done),
        )
    ]
