"""What the reader ought to know of a warm-up: queues that still fill behind it, and a counted period that is short."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.warm_up import FILLING_CONFIDENCE, WarmUp
from sim.model.model import Model
from sim.study.checks.warm_up import weeks_text


def warm_up_warnings(model: Model, warm_up: WarmUp | None) -> tuple[str, ...]:
    """What the reader ought to know: queues that still fill after a stated warm-up, and a counted period that is short."""
    return (*(_still_filling(warm_up) if warm_up is not None else ()), *_short(model))


def _still_filling(seen: WarmUp) -> Iterator[str]:
    if not seen.filling:
        return
    lower = " and ".join(
        f"{part.what} is lower just after it than later by {part.lacks.mean:.1f} {part.unit} "
        f"({100 * FILLING_CONFIDENCE:.0f} % interval {part.lacks.low:.1f} to {part.lacks.high:.1f})"
        for part in seen.filling
    )
    cut = max((part.truncation for part in seen.filling), key=lambda truncation: truncation.weeks)
    more = weeks_text(cut.weeks - seen.weeks_before)
    repair = f"make it {more} longer, until {seen.weeks[cut.weeks]}"
    if not cut.settled:
        repair = f"make it {more} longer at least, and the period {weeks_text(cut.lacking)}"
    yield f"queues are still filling at the end of the warm-up, {seen.counted_from}: {lower}; {repair}"


def _short(model: Model) -> Iterator[str]:
    """A counted period in which the start, or what is under way at its ends, weighs much."""
    study = model.study
    period, days = study.scenario.period, study.days
    before = int(days.working[(period.start - days.first).days : (period.counted_from - days.first).days].sum())
    counted = int(days.working[(period.counted_from - days.first).days : (period.end - days.first).days].sum())
    term = study.longest_term_days
    than = f"the warm-up before it ({before})" if before > term else f"the longest term ({term})"
    if counted < max(before, term):
        yield (
            f"the counted period is short: {period.counted_from} to {period.end} has {counted} working days, fewer than "
            f"{than}; end it {max(before, term) - counted} working days later at least"
        )
