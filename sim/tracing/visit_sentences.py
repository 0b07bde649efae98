"""The visits of a life in sentences: the wait with its reasons, the work, and whether the limit was kept."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.steplog import StepOutcome, Truth
from sim.measure.in_words import people_from_one
from sim.model.route import Kind
from sim.quantities import NEVER, UNSET
from sim.schema.in_words import limit_text
from sim.tracing.life import Life, VisitLife, WaitReason
from sim.tracing.moments import lasting, later, on_both_clocks, working_time
from sim.tracing.names import Names, step_label, step_number
from sim.tracing.search_sentences import applicant_sentences
from sim.tracing.sentence import Sentence
from sim.translations.in_use import marked, translated

_LONGEST_ACTION = 90
_REASONS: dict[WaitReason, str] = {
    "people": marked("{length} for a free member"),
    "officer": marked("{length} for the officer of the file, a colleague being free"),
    "closed": marked("{length} with nobody on duty"),
    "sitting": marked("{length} for the sitting"),
    "applicant": marked("{length} for the applicant"),
    "transfer": marked("{length} for the courier"),
    "system": marked("{length} while the system was down"),
}
_LATER_SITTING = marked("{length} for a later sitting, an agenda being full or a sitting not held")
_LATER_TEAM = marked("{length} for a team with room on its day")
_PLACE_IN_SYSTEM = marked("{length} for a place in the system")
_OFFICE_OPENS = marked("{length} until the office opened")


def visit_sentences(life: Life, names: Names) -> Iterator[Sentence]:
    """What every visit waited for, and what was done in it; not yet in the order of time."""
    passed: set[str] = set()
    for visit in life.visits:
        label = step_label(visit, life.service, names)
        if visit.office and visit.office != life.office:
            label += f" ({names.office(visit.office)})"
        action = names.action(life.service, life.route, visit.step.key) if visit.step.key not in passed else ""
        passed.add(visit.step.key)
        if action:
            shown = action if len(action) <= _LONGEST_ACTION else f"{action[: _LONGEST_ACTION - 1].rstrip()}…"
            label += f" [{shown}]"
        if visit.step.kind is Kind.APPLICANT:
            yield from applicant_sentences(visit, label, wait_in_words(visit))
        else:
            yield from _visit(visit, label, life.service, names)


def _visit(visit: VisitLife, label: str, service: str, names: Names) -> Iterator[Sentence]:
    """The arrival at a step with the wait, then the work."""
    step = translated("{step} (visit {number})", step=label, number=visit.number) if visit.number > 1 else label
    if visit.came != UNSET:
        yield Sentence(
            visit.came,
            translated(
                "{step}: nobody is at the counter for the rest of the day; comes back on {moment}",
                step=step,
                moment=later(visit.queued, visit.came),
            ),
        )
    if unserved := _unserved(visit, step):
        yield Sentence(visit.queued, unserved)
        return
    limit = _limit_kept(visit)
    wait = wait_in_words(visit)
    if visit.started == UNSET:
        text = translated("{step}: waits {wait}, and still waits when the observation ends", step=step, wait=wait)
        yield Sentence(visit.queued, "; ".join([text, *limit]))
        return
    done = "; ".join([*_done(visit, service, names), *limit])
    if visit.waited:
        yield Sentence(visit.queued, translated("{step}: waits {wait}", step=step, wait=wait))
        step = step_label(visit, service, names)
    yield Sentence(visit.started, f"{step}: {done}")


def _unserved(visit: VisitLife, step: str) -> str:
    """A visit to a hall in which nobody served the applicant; empty for every other visit."""
    facts = {"step": step, "wait": wait_in_words(visit), "moment": later(visit.until, visit.queued)}
    if visit.outcome is StepOutcome.turned_away:
        return translated("{step}: waits {wait}, not served by closing at {moment}; comes back", **facts)
    if visit.outcome is StepOutcome.gave_up:
        return translated("{step}: waits {wait}, gives up at {moment}; comes back later", **facts)
    if visit.outcome is StepOutcome.lost:
        return translated("{step}: waits {wait}, gives up at {moment}; does not come back", **facts)
    return ""


def wait_in_words(visit: VisitLife) -> str:
    """How long a visit waited, by reason where there are several."""
    reasons = dict(_REASONS)
    if visit.together == "sitting":
        reasons["people"] = _LATER_SITTING
    elif visit.together == "outing":
        reasons["people"] = _LATER_TEAM
    elif visit.step.kind is Kind.SYSTEM:
        reasons["people"] = _PLACE_IN_SYSTEM
    elif visit.step.kind is Kind.APPLICANT:
        reasons["closed"] = _OFFICE_OPENS
    around_the_clock = visit.step.kind is Kind.SYSTEM
    whole = on_both_clocks(visit.waited if around_the_clock else visit.waited_in_hours, visit.waited)
    if len(visit.waits) == 1:
        return translated(reasons[next(iter(visit.waits))], length=whole)
    in_order = dict.fromkeys(interval.what for interval in visit.intervals if interval.what in visit.waits)
    parts = (translated(reasons[reason], length=lasting(visit.waits[reason], in_days=True)) for reason in in_order)
    return f"{whole}: {', '.join(parts)}" if visit.waits else whole


def _done(visit: VisitLife, service: str, names: Names) -> tuple[str, ...]:
    """The work of a visit, with the hold, from its beginning to its end; then whether it was handed over."""
    over = _over(visit)
    if visit.step.kind is Kind.TRANSFER:
        length = lasting(visit.until - visit.started, in_days=True)
        return (", ".join([translated("on the way for {length}", length=length), *over]),)
    if visit.step.kind is Kind.SYSTEM:
        length = lasting(visit.until - visit.started, in_days=True)
        return (", ".join([translated("answered in {length}", length=length), *_unfinished(visit)]),)
    clauses = _work(visit, _performer(visit, service, names))
    if visit.outcome is StepOutcome.handed_over:
        moment = later(visit.finished, visit.started)
        handed = translated("handed over to the queue ({moment}), as the member is absent for long", moment=moment)
        return ", ".join(clauses), handed
    if visit.hold_s:
        clauses.append(translated("then held for {length} of working time", length=lasting(visit.hold_s)))
    return (", ".join([*clauses, *over]),)


def _over(visit: VisitLife) -> list[str]:
    """When a visit was over."""
    if visit.finished == UNSET:
        return _unfinished(visit)
    return [translated("until {moment}", moment=later(visit.finished, visit.started))]


def _unfinished(visit: VisitLife) -> list[str]:
    return [translated("not finished when the observation ended")] if visit.finished == UNSET else []


def _work(visit: VisitLife, who: str) -> list[str]:
    """What was done with the file, and by whom; `who` is empty where that goes without saying."""
    if visit.together == "sitting":
        if visit.work_ended == UNSET:
            return [translated("dealt with in the sitting of some time")]
        length = lasting(visit.work_ended - visit.started)
        return [translated("dealt with in the sitting of {length}", length=length)]
    if visit.together == "outing":
        if not who:
            return [translated("visited by the team, back at the close of the day")]
        return [translated("visited by {who}, back at the close of the day", who=who)]
    length = lasting(visit.work_s)
    if visit.step.kind is Kind.COUNTER:
        served = (
            translated("served by {who} for {length}", who=who, length=length)
            if who
            else translated("served for {length}", length=length)
        )
        return [served, translated("in the same stay")] if visit.goes_on else [served]
    if visit.finished == UNSET:
        worked = translated("worked on by {who}", who=who) if who else translated("worked on")
    else:
        worked = (
            translated("worked on by {who} for {length}", who=who, length=length)
            if who
            else translated("worked on for {length}", length=length)
        )
    return [worked, *_interruptions(visit)]


def _performer(visit: VisitLife, service: str, names: Names) -> str:
    """Who worked on the file; empty where the role has one member without a name."""
    named = bool(visit.member) and not visit.member.isdigit()
    who = people_from_one(visit.member) if visit.member else ""
    if visit.stand_in:
        role = names.role(service, visit.stand_in)
        return translated("{person}, who stands in,", person=f"{role} {who}" if who else role)
    if not who or (visit.members <= 1 and not named):
        return ""
    if not named:
        who = translated("team {number}", number=who) if visit.together else translated("member {number}", number=who)
    if visit.officer == "same":
        return translated("{person}, whose file it is,", person=who)
    if visit.officer == "next":
        return translated("{person}, who takes the file over,", person=who)
    return who


def _interruptions(visit: VisitLife) -> list[str]:
    """How long the work was set aside, by reason."""
    counter, seat = (
        sum(interval.end - interval.begin for interval in visit.intervals if interval.what == kind)
        for kind in ("set_aside", "seat")
    )
    if counter and seat:
        return [
            translated(
                "set aside {counter} for applicants at the counter and {sitting} for a sitting",
                counter=lasting(counter),
                sitting=lasting(seat),
            )
        ]
    if counter:
        return [translated("set aside {length} for applicants at the counter", length=lasting(counter))]
    return [translated("set aside {length} for a sitting", length=lasting(seat))] if seat else []


def _limit_kept(visit: VisitLife) -> list[str]:
    """Whether the limit of the step was kept, and by how much; nothing without a limit."""
    if visit.deadline == UNSET or visit.step.limit is None:
        return []
    return [f"{_limit(visit)}: {_kept(visit)}"]


def _limit(visit: VisitLife) -> str:
    """The limit of the step, from when it counts and until when."""
    assert visit.step.limit is not None
    moment = later(visit.deadline, visit.queued if visit.started == UNSET else visit.started)
    facts = {"limit": limit_text(visit.step.limit), "moment": moment, "step": step_number(visit.counted_from)}
    if visit.on_the_wall:
        if visit.counted_from:
            return translated("limit {limit} from the end of step {step}", limit=facts["limit"], step=facts["step"])
        return translated("limit {limit}", limit=facts["limit"])
    if visit.counted_from:
        return translated("limit {limit} from the end of step {step}, until {moment}", **facts)
    return translated("limit {limit}, until {moment}", limit=facts["limit"], moment=moment)


def _kept(visit: VisitLife) -> str:
    """Whether the limit was kept."""
    seconds = abs(visit.margin_s)
    margin = lasting(seconds) if visit.on_the_wall else working_time(seconds)
    if visit.in_time is Truth.yes:
        if visit.deadline == NEVER:
            return translated("kept")
        return translated("kept with {margin} to spare", margin=margin) if seconds else translated("kept to the second")
    if visit.in_time is not Truth.no:
        return translated("not over yet")
    if visit.finished == UNSET:
        if seconds:
            return translated("missed by {margin} so far", margin=margin)
        return translated("missed after the close of business so far")
    return (
        translated("missed by {margin}", margin=margin) if seconds else translated("missed after the close of business")
    )
