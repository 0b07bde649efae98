"""When the offices have recovered from what disturbed them, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.experiment.results import Results
from sim.measure.in_words import count_and_ends
from sim.measure.intervals import Estimate
from sim.measure.recovery import Recovery, Return
from sim.translations.in_use import counted, localized_day, marked, translated


def recovery_sentence(results: Results) -> str:
    """When the offices have recovered and how many answers the disturbance made late; empty where no variant is undisturbed."""
    recovery = results.recovery
    if recovery is None:
        return ""
    n = len(recovery.backlog.back)
    backlog = _return_sentence(recovery, recovery.backlog, _BACKLOG)
    age = _return_sentence(recovery, recovery.age, _AGE)
    first = counted(
        "Recovery, against '{variant}' with the same random numbers: {backlog}; {age} ({count} paired replication).",
        "Recovery, against '{variant}' with the same random numbers: {backlog}; {age} ({count} paired replications).",
        n,
        variant=recovery.undisturbed.removeprefix(f"{results.study.name}-"),
        backlog=backlog,
        age=age,
    )
    return f"{first} {_late_answers_sentence(recovery, n)}"


@dataclass(frozen=True)
class _Returns:
    """What is said of one quantity that comes back."""

    never_left: str
    rarely_back: str
    half_back: str
    back: str


_BACKLOG = _Returns(
    marked("the backlog does not leave the range of that run in most replications"),
    marked(
        "in fewer than half of the replications is the backlog back within its range by the end of the period, {last}"
    ),
    marked(
        "the backlog is back within its range by {half} in half of the replications, and in fewer than {nearly} by the end of the "
        "period, {last}"
    ),
    marked("the backlog is back within its range by {half} in half of the replications, by {most} in {nearly}"),
)
_AGE = _Returns(
    marked("the age of the oldest file does not leave the range of that run in most replications"),
    marked(
        "in fewer than half of the replications is the age of the oldest file back within its range by the end of the period, {last}"
    ),
    marked(
        "the age of the oldest file is back within its range by {half} in half of the replications, and in fewer than {nearly} by the "
        "end of the period, {last}"
    ),
    marked(
        "the age of the oldest file is back within its range by {half} in half of the replications, by {most} in {nearly}"
    ),
)


def _late_answers_sentence(recovery: Recovery, n: int) -> str:
    """How many answers the disturbance made late, where the replications suffice to tell."""
    late, days = recovery.late, recovery.days_late
    if _is_zero(late):
        if not days.significant:
            return translated("It made no answer late.")
        if days.mean > 0:
            return translated(
                "It made no answer late; the lateness of those late anyway grew by {days}.", days=_days(days)
            )
        return translated(
            "It made no answer late; the lateness of those late anyway shrank by {days}.", days=_days(_less(days))
        )
    if not late.significant:
        mean, ends = count_and_ends(late)
        if not ends:
            return translated(
                "Whether it made answers late cannot be told with {replications} replications ({mean}).",
                replications=n,
                mean=mean,
            )
        return translated(
            "Whether it made answers late cannot be told with {replications} replications ({mean}, 95 % interval {interval}).",
            replications=n,
            mean=mean,
            interval=ends,
        )
    fewer = late.mean < 0
    answers = _fewer_answers(_less(late)) if fewer else _answers(late)
    if not days.significant:
        template = _FEWER_UNTOLD if fewer else _MORE_UNTOLD
        return translated(template, answers=answers)
    grew = days.mean > 0
    template = (_FEWER_GREW if grew else _FEWER_SHRANK) if fewer else (_MORE_GREW if grew else _MORE_SHRANK)
    return translated(template, answers=answers, days=_days(days if grew else _less(days)))


_MORE_GREW = marked("It made some {answers} late; the lateness of all together grew by {days}.")
_MORE_SHRANK = marked("It made some {answers} late; the lateness of all together shrank by {days}.")
_MORE_UNTOLD = marked(
    "It made some {answers} late; the lateness of all together cannot be told from what it is without."
)
_FEWER_GREW = marked("With it {answers} are late; the lateness of all together grew by {days}.")
_FEWER_SHRANK = marked("With it {answers} are late; the lateness of all together shrank by {days}.")
_FEWER_UNTOLD = marked(
    "With it {answers} are late; the lateness of all together cannot be told from what it is without."
)


def _less(value: Estimate) -> Estimate:
    """A change with the other sign."""
    return replace(value, mean=-value.mean, low=-value.high, high=-value.low)


_ENOUGH = 20
"""Of fewer replications none may be missing where 19 of 20 are meant."""


def _return_sentence(recovery: Recovery, part: Return, said: _Returns) -> str:
    """When a quantity is back within the range of the undisturbed run, in half and in nearly all of the replications."""
    if part.day(0.5) == -1:
        return translated(said.never_left)
    half, most = recovery.moment(part, 0.5), recovery.moment(part, 0.95)
    last = localized_day(recovery.days[-1])
    if half is None:
        return translated(said.rarely_back, last=last)
    nearly = (
        translated("19 of 20")
        if len(part.back) >= _ENOUGH
        else translated("all {replications}", replications=len(part.back))
    )
    if most is None:
        return translated(said.half_back, half=localized_day(half), nearly=nearly, last=last)
    return translated(said.back, half=localized_day(half), most=localized_day(most), nearly=nearly)


def _is_zero(value: Estimate) -> bool:
    return value.mean == value.low == value.high == 0


def _answers(value: Estimate) -> str:
    """A count of answers with its interval: `358 answers (95 % interval 282 to 434)`."""
    mean, ends = count_and_ends(value)
    if not ends:
        return translated("{mean} answers", mean=mean)
    return translated("{mean} answers (95 % interval {interval})", mean=mean, interval=ends)


def _fewer_answers(value: Estimate) -> str:
    mean, ends = count_and_ends(value)
    if not ends:
        return translated("{mean} fewer answers", mean=mean)
    return translated("{mean} fewer answers (95 % interval {interval})", mean=mean, interval=ends)


def _days(value: Estimate) -> str:
    mean, ends = count_and_ends(value)
    if not ends:
        return translated("{mean} working days", mean=mean)
    return translated("{mean} working days (95 % interval {interval})", mean=mean, interval=ends)
