"""How an application ended, in one sentence; of a late one also the steps to blame for the lateness."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.engine.steplog import Truth
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import NEVER, UNSET
from sim.tracing.life import Life
from sim.tracing.moments import lasting, moment, working_days, working_time
from sim.tracing.names import Names, step_label
from sim.translations.in_use import marked, translated

_MOST_BLAMED = 4
_NO_ANSWER_DUE = {
    ApplicationOutcome.stopped_before_receipt: marked("Stopped before receipt: a check failed, so no answer is due."),
    ApplicationOutcome.returned: marked("The papers were given back, so no answer is due."),
    ApplicationOutcome.ended_by_applicant: marked(
        "Ended by the applicant, who did not bring the documents in time, so no answer is due."
    ),
    ApplicationOutcome.lost: marked("Lost: the applicant gave up waiting and did not come back, so no answer is due."),
}
"""How applications end to which no answer is due."""
_REASONS = {
    "people": marked("waiting for people {length}"),
    "officer": marked("waiting for the officer of the file {length}"),
    "closed": marked("nobody on duty {length}"),
    "sitting": marked("waiting for a sitting {length}"),
    "applicant": marked("the applicant's time {length}"),
    "transfer": marked("on the way {length}"),
    "system": marked("systems that were down {length}"),
    "service": marked("work and hold {length}"),
}
"""What the time of a step that is to blame went to."""


def outcome_sentence(life: Life, names: Names) -> str:
    """How the application ended; of a late one also the steps to blame for the lateness."""
    if life.outcome in _NO_ANSWER_DUE:
        return translated(_NO_ANSWER_DUE[life.outcome])
    if life.outcome is ApplicationOutcome.refused:
        ending = translated("Refused with reasons")
    elif life.outcome is ApplicationOutcome.assigned:
        ending = translated("Answered")
    else:
        ending = translated("Still open when the observation ended on {moment}", moment=moment(life.observed_until))
    if life.received == UNSET:
        return translated("{ending}: not received until then.", ending=ending)
    if life.in_time is Truth.unknown:
        if life.deadline == UNSET:
            return f"{ending}."
        return translated("{ending}; the term ends on {moment}.", ending=ending, moment=moment(life.deadline))
    return _in_time(life, ending) if life.in_time is Truth.yes else _late(life, ending, names)


def _in_time(life: Life, ending: str) -> str:
    if life.deadline == NEVER:
        return translated("{ending} in time, for the term ends on {moment}.", ending=ending, moment=moment(NEVER))
    if life.spare_days:
        days = working_days(life.spare_days)
        return translated("{ending} in time, {days} before the end of the term.", ending=ending, days=days)
    if life.spare_s:
        return translated(
            "{ending} in time, on its last day, {length} of working time before the end of the term.",
            ending=ending,
            length=lasting(life.spare_s),
        )
    return translated("{ending} in time, on its last day, at the end of the term.", ending=ending)


def _late(life: Life, ending: str, names: Names) -> str:
    days, still_open = working_days(-life.spare_days), life.ready == UNSET
    if life.lateness_s:
        hours = working_time(life.lateness_s)
        late = (
            translated("{ending}: late by {days} ({hours}) so far.", ending=ending, days=days, hours=hours)
            if still_open
            else translated("{ending}: late by {days} ({hours}).", ending=ending, days=days, hours=hours)
        )
    else:
        late = (
            translated("{ending}: late by {days}, after the close of business so far.", ending=ending, days=days)
            if still_open
            else translated("{ending}: late by {days}, after the close of business.", ending=ending, days=days)
        )
    blamed = _blamed(life, names)
    return f"{late} {blamed}" if blamed else late


def _blamed(life: Life, names: Names) -> str:
    """The steps that are to blame for the lateness, with the reasons."""
    if not life.blamed:
        return ""
    roles = {visit.step.key: step_label(visit, life.service, names) for visit in life.visits}
    nobody = (
        translated("no step since the start of the simulation")
        if life.inherited
        else translated("the term, shorter than the steps")
    )
    parts = []
    for part in life.blamed[:_MOST_BLAMED]:
        step, length = roles.get(part.step, part.step) or nobody, lasting(part.seconds)
        causes = blamed_reasons(part.reasons)
        parts.append(f"{step}: {length} ({causes})" if causes else f"{step}: {length}")
    if rest := sum(part.seconds for part in life.blamed[_MOST_BLAMED:]):
        parts.append(translated("other steps: {length}", length=lasting(rest)))
    return translated("To blame: {steps}.", steps="; ".join(parts))


def blamed_reasons(reasons: Mapping[str, float], length_in_words: Callable[[int], str] = lasting) -> str:
    """What the time of a step that is to blame went to, most first; reasons of less than a second are left out [s]."""
    in_order = sorted(reasons.items(), key=lambda item: -item[1])
    return ", ".join(
        translated(_REASONS[name], length=length_in_words(round(length))) for name, length in in_order if round(length)
    )
