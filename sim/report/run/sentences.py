"""When the offices have recovered from what disturbed them, in a sentence."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.intervals import Estimate
from sim.measure.recovery import Recovery, Return


def recovery_sentence(results: Results) -> str:
    """When the offices have recovered and how many answers the disturbance made late; empty where no variant is undisturbed."""
    recovery = results.recovery
    if recovery is None:
        return ""
    name = recovery.undisturbed.removeprefix(f"{results.study.name}-")
    n = len(recovery.backlog.back)
    parts = [
        _return_sentence(recovery, recovery.backlog, "backlog"),
        _return_sentence(recovery, recovery.age, "age of the oldest file"),
    ]
    return (
        f"Recovery, against '{name}' with the same random numbers: {'; '.join(parts)} ({n} paired replications). "
        f"{_late_answers_sentence(recovery, n)}"
    )


def _late_answers_sentence(recovery: Recovery, n: int) -> str:
    """How many answers the disturbance made late, where the replications suffice to tell."""
    late, days = recovery.late, recovery.days_late
    if _is_zero(late):
        more = "" if _is_zero(days) else f"; those late anyway are so by {_more(days, 'working days')} more"
        return f"It made no answer late{more}."
    if not (late.low > 0 or late.high < 0):
        interval = f"{late.mean:.1f}, 95 % interval {late.low:.1f} to {late.high:.1f}"
        return f"Whether it made answers late cannot be told with {n} replications ({interval})."
    return f"It made {_more(late, 'answers')} late; their lateness together grew by {_more(days, 'working days')}."


_ENOUGH = 20
"""Of fewer replications none may be missing where 19 of 20 are meant."""


def _return_sentence(recovery: Recovery, part: Return, quantity: str) -> str:
    """When a quantity is back within the range of the undisturbed run, in half and in nearly all of the replications."""
    if part.day(0.5) == -1:
        return f"the {quantity} does not leave the range of that run in most replications"
    half, most = recovery.moment(part, 0.5), recovery.moment(part, 0.95)
    end = f"by the end of the period, {recovery.days[-1]}"
    nearly = "19 of 20" if len(part.back) >= _ENOUGH else f"all {len(part.back)}"
    if half is None:
        return f"in fewer than half of the replications is the {quantity} back within its range {end}"
    if most is None:
        return f"the {quantity} is back within its range by {half} in half of the replications, and in fewer than {nearly} {end}"
    return f"the {quantity} is back within its range by {half} in half of the replications, by {most} in {nearly}"


def _is_zero(value: Estimate) -> bool:
    return value.mean == value.low == value.high == 0


def _more(value: Estimate, unit: str) -> str:
    return f"{value.mean:.1f} {unit} (95 % interval {value.low:.1f} to {value.high:.1f})"
