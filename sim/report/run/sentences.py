"""When the offices have recovered from what disturbed them, in a sentence."""

from __future__ import annotations

from dataclasses import replace

from sim.experiment.results import Results
from sim.measure.in_words import count_and_ends
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
        grew = _change_of(days)
        return f"It made no answer late{f'; the lateness of those late anyway {grew}' if days.significant else ''}."
    if not late.significant:
        mean, ends = count_and_ends(late)
        interval = f", 95 % interval {ends}" if ends else ""
        return f"Whether it made answers late cannot be told with {n} replications ({mean}{interval})."
    if late.mean < 0:
        return f"With it {_amount(_less(late), 'fewer answers')} are late; the lateness of all together {_change_of(days)}."
    return f"It made some {_amount(late, 'answers')} late; the lateness of all together {_change_of(days)}."


def _change_of(days: Estimate) -> str:
    """By how much the lateness of all answers grew or shrank, where the replications suffice to tell."""
    if not days.significant:
        return "cannot be told from what it is without"
    grew = days.mean > 0
    return f"{'grew' if grew else 'shrank'} by {_amount(days if grew else _less(days), 'working days')}"


def _less(value: Estimate) -> Estimate:
    """A change with the other sign."""
    return replace(value, mean=-value.mean, low=-value.high, high=-value.low)


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


def _amount(value: Estimate, unit: str) -> str:
    """A count with its interval: `358 answers (95 % interval 282 to 434)`."""
    mean, ends = count_and_ends(value)
    return f"{mean} {unit} (95 % interval {ends})" if ends else f"{mean} {unit}"
