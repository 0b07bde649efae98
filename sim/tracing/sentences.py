"""One file's life in sentences, in the order of time: what it waited for, who worked on it, which deadlines were kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.engine.steplog import StepOutcome, Truth
from sim.law.regulation import Regulation
from sim.measure.in_words import channel_name, people_from_one, role_name
from sim.model.objection_names import answers_of
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.quantities import NEVER, UNSET
from sim.study.study import Study
from sim.tracing.life import Life, VisitLife, WaitReason
from sim.tracing.moments import lasting, later, moment, on_both_clocks

_LONGEST_ACTION = 90
_MOST_BLAMED = 4
_REASONS: dict[WaitReason, str] = {
    "people": "for a free member",
    "officer": "for the officer of the file, a colleague being free",
    "closed": "with nobody on duty",
    "sitting": "for the sitting",
    "applicant": "for the applicant",
    "transfer": "for the courier",
    "system": "while the system was down",
}
_BLAMED = {
    "people": "waiting for people",
    "officer": "waiting for the officer of the file",
    "closed": "nobody on duty",
    "sitting": "waiting for a sitting",
    "applicant": "the applicant's time",
    "transfer": "on the way",
    "system": "systems that were down",
    "service": "work and hold",
}
_WHOSE_FILE = {"": "", "same": ", whose file it is,", "next": ", who takes the file over,"}


@dataclass(frozen=True)
class Sentence:
    """One thing that happened."""

    at: int
    """Moment [instant]; UNSET for the last sentence, which says how the application ended."""
    text: str
    """What happened, without the moment."""

    def __str__(self) -> str:
        return self.text if self.at == UNSET else f"{moment(self.at)}: {self.text}"


@dataclass(frozen=True)
class Names:
    """What roles and steps are called in a language; by their short names where there is no regulation."""

    lang: str = "en"
    regulations: Mapping[str, Regulation] | None = None
    readings: Mapping[tuple[str, str], str | None] | None = None

    @classmethod
    def of(cls, study: Study | None, lang: str = "en") -> Names:
        """The names that a study's regulations give."""
        if study is None:
            return cls(lang)
        readings = {
            (service, str(channel)): use.reading
            for service, stated in study.scenario.services.items()
            for channel, use in stated.routes.items()
        }
        return cls(lang, dict(study.regulations), readings)

    def role(self, service: str, role: str) -> str:
        """Full name of a role."""
        if self.regulations is None or not role:
            return role.replace("_", " ")
        regulation = self.regulations.get(service)
        of_service = {service: regulation} if regulation is not None and role in regulation.roles else None
        name = role_name(of_service or dict(self.regulations), role, self.lang)
        return name.replace("_", " ") if name == role else name

    def action(self, service: str, route: str, step: str) -> str:
        """What is done in a step, as the text has it; empty where there is none."""
        regulation = (self.regulations or {}).get(service)
        route = answers_of(route) or route
        channel = next((c for c in regulation.routes if c == route), None) if regulation else None
        if regulation is None or channel is None:
            return ""
        path = regulation.path(channel, (self.readings or {}).get((service, route)))
        known = {step_of_path.key: step_of_path for step_of_path in path} | regulation.branch_steps(channel)
        return known[step].step.action.text(self.lang) if step in known else ""


def life_sentences(life: Life, names: Names) -> tuple[Sentence, ...]:
    """The whole life in the order of time; the last sentence says how the application ended."""
    events = [*_beginning(life), *_result(life), *_visits(life, names), *_objection(life)]
    # In one second it is received, then what is over is ready, then the next step begins, in the order of the way.
    events.sort(key=lambda sentence: sentence.at)
    return (*events, Sentence(UNSET, _outcome_sentence(life, names)))


def title(life: Life) -> str:
    """The application, its service, route and stream, in one line."""
    kind = "" if life.counted else ", from before the start" if life.inherited else ", not counted"
    return (
        f"Application {life.application} of replication {life.replication}: {life.service.replace('_', ' ')}, "
        f"{channel_name(life.route)}, stream {life.stream}{kind}"
    )


def step_label(visit: VisitLife, service: str, names: Names) -> str:
    """A step with the role that does it: `step 3, head of the provider`."""
    step = visit.step
    if step.kind is Kind.TRANSFER:
        return f"way {step.key}"
    if step.kind is Kind.APPLICANT:
        return step.key
    return f"step {step.key}, {names.role(service, step.role)}"


def _beginning(life: Life) -> Iterator[Sentence]:
    term = ""
    if life.first_deadline != UNSET:
        term = f"; the term of {life.term} ends on {later(life.first_deadline, life.received)}"
    elif life.received != UNSET:
        term = "; no term is set"
    if life.delivery_deadline != UNSET:
        term += f"; the provider has to deliver the result by {later(life.delivery_deadline, life.received)}"
    if life.inherited:
        at_step = f" at step {life.visits[0].step.key}" if life.visits else ""
        yield Sentence(life.received, f"received before the start of the simulation, and lying{at_step} then{term}")
        return
    where = f"handed in ({life.handed_in_at})"
    if life.appointment != UNSET:
        late = life.submitted - life.appointment
        where += (
            ", at the time of the appointment" if not late else f", {lasting(late)} after the time of the appointment"
        )
    if life.parent != UNSET:
        where = f"the applicant objects to the answer to application {life.parent}; {where}"
    if life.received == life.submitted:
        yield Sentence(life.submitted, f"{where} and received{term}")
        return
    yield Sentence(life.submitted, where)
    if life.received != UNSET:
        yield Sentence(life.received, f"received{term}")


def _objection(life: Life) -> Iterator[Sentence]:
    if life.objection != UNSET:
        yield Sentence(life.objected, f"the applicant objects to the answer; see application {life.objection}")


def _visits(life: Life, names: Names) -> Iterator[Sentence]:
    passed: set[str] = set()
    for visit in life.visits:
        label = step_label(visit, life.service, names)
        if visit.office and visit.office != life.office:
            label += f" ({visit.office})"
        action = names.action(life.service, life.route, visit.step.key) if visit.step.key not in passed else ""
        passed.add(visit.step.key)
        if action:
            shown = action if len(action) <= _LONGEST_ACTION else f"{action[: _LONGEST_ACTION - 1].rstrip()}…"
            label += f" [{shown}]"
        if visit.step.kind is Kind.APPLICANT:
            yield from _applicant_visit(visit, label)
        else:
            yield from _visit(visit, label, life.service, names)


def _visit(visit: VisitLife, label: str, service: str, names: Names) -> Iterator[Sentence]:
    """The arrival at a step with the wait, then the work."""
    again = f" (visit {visit.number})" if visit.number > 1 else ""
    coming = f"{label}{again}: "
    if visit.came != UNSET:
        back = later(visit.queued, visit.came)
        yield Sentence(visit.came, f"{coming}nobody is at the counter for the rest of the day; comes back on {back}")
    if visit.outcome is StepOutcome.turned_away:
        yield Sentence(
            visit.queued,
            f"{coming}waits {_wait(visit)}, not served by closing at {later(visit.until, visit.queued)}; comes back",
        )
        return
    if visit.outcome in (StepOutcome.gave_up, StepOutcome.lost):
        back = "comes back later" if visit.outcome is StepOutcome.gave_up else "does not come back"
        yield Sentence(
            visit.queued, f"{coming}waits {_wait(visit)}, gives up at {later(visit.until, visit.queued)}; {back}"
        )
        return
    if visit.started == UNSET:
        yield Sentence(
            visit.queued, f"{coming}waits {_wait(visit)}, and still waits when the observation ends{_limit_kept(visit)}"
        )
        return
    done = f"{_done(visit, service, names)}{_limit_kept(visit)}"
    if visit.waited:
        yield Sentence(visit.queued, f"{coming}waits {_wait(visit)}")
        coming = f"{step_label(visit, service, names)}: "
    yield Sentence(visit.started, f"{coming}{done}")


def _wait(visit: VisitLife) -> str:
    """How long a visit waited, by reason where there are several."""
    reasons = dict(_REASONS)
    if visit.together == "sitting":
        reasons["people"] = "for a later sitting, an agenda being full or a sitting not held"
    elif visit.together == "outing":
        reasons["people"] = "for a team with room on its day"
    elif visit.step.kind is Kind.SYSTEM:
        reasons["people"] = "for a place in the system"
    elif visit.step.kind is Kind.APPLICANT:
        reasons["closed"] = "until the office opened"
    around_the_clock = visit.step.kind is Kind.SYSTEM
    whole = on_both_clocks(visit.waited if around_the_clock else visit.waited_in_hours, visit.waited)
    if len(visit.waits) == 1:
        return f"{whole} {reasons[next(iter(visit.waits))]}"
    in_order = dict.fromkeys(interval.what for interval in visit.intervals if interval.what in visit.waits)
    parts = (f"{lasting(visit.waits[reason], in_days=True)} {reasons[reason]}" for reason in in_order)
    return f"{whole}: {', '.join(parts)}" if visit.waits else whole


def _done(visit: VisitLife, service: str, names: Names) -> str:
    """The work of a visit, with the hold, from its beginning to its end."""
    over = "" if visit.finished == UNSET else f", until {later(visit.finished, visit.started)}"
    unfinished = ", not finished when the observation ended" if visit.finished == UNSET else ""
    if visit.step.kind is Kind.TRANSFER:
        return f"on the way for {lasting(visit.until - visit.started, in_days=True)}{over}{unfinished}"
    if visit.step.kind is Kind.SYSTEM:
        return f"answered in {lasting(visit.until - visit.started, in_days=True)}{unfinished}"
    performer = _performer(visit, service, names)
    if visit.together == "sitting":
        length = lasting(visit.work_ended - visit.started) if visit.work_ended != UNSET else "some time"
        text = f"dealt with in the sitting of {length}"
    elif visit.together == "outing":
        text = f"visited{performer or ' by the team'}, back at the close of the day"
    elif visit.step.kind is Kind.COUNTER:
        stay = ", in the same stay" if visit.goes_on else ""
        text = f"served{performer} for {lasting(visit.work_s)}{stay}"
    else:
        amount = "" if visit.finished == UNSET else f" for {lasting(visit.work_s)}"
        text = f"worked on{performer}{amount}{_interruptions(visit)}"
    if visit.outcome is StepOutcome.handed_over:
        return f"{text}; handed over to the queue ({later(visit.finished, visit.started)}), as the member is absent for long"
    if visit.hold_s:
        text += f", then held for {lasting(visit.hold_s)} of working time"
    return f"{text}{over}{unfinished}"


def _performer(visit: VisitLife, service: str, names: Names) -> str:
    """Who worked on the file; empty where the role has one member without a name."""
    named = bool(visit.member) and not visit.member.isdigit()
    if visit.stand_in:
        number = f" {people_from_one(visit.member)}" if visit.member else ""
        return f" by {names.role(service, visit.stand_in)}{number}, who stands in,"
    if not visit.member or (visit.members <= 1 and not named):
        return ""
    kind = "" if named else "team " if visit.together else "member "
    return f" by {kind}{people_from_one(visit.member)}{_WHOSE_FILE[visit.officer]}"


def _interruptions(visit: VisitLife) -> str:
    """How long the work was set aside, by reason."""
    interruptions = []
    for kind, reason in (("set_aside", "applicants at the counter"), ("seat", "a sitting")):
        seconds = sum(interval.end - interval.begin for interval in visit.intervals if interval.what == kind)
        if seconds:
            interruptions.append(f"{lasting(seconds)} for {reason}")
    return f", set aside {' and '.join(interruptions)}" if interruptions else ""


def _limit_kept(visit: VisitLife) -> str:
    """Whether the limit of the step was kept, and by how much."""
    if visit.deadline == UNSET or visit.step.limit is None:
        return ""
    at = visit.queued if visit.started == UNSET else visit.started
    since = f" from the end of step {visit.counted_from}" if visit.counted_from else ""
    until = "" if visit.on_the_wall else f", until {later(visit.deadline, at)}"
    limit = f"; limit {visit.step.limit}{since}{until}: "
    margin = lasting(abs(visit.margin_s)) + ("" if visit.on_the_wall else " of working time")
    if visit.in_time is Truth.yes:
        kept = f"kept with {margin} to spare" if visit.margin_s else "kept to the second"
        return limit + ("kept" if visit.deadline == NEVER else kept)
    if visit.in_time is Truth.no:
        missed = f"missed by {margin}" if visit.margin_s else "missed after the close of business"
        return limit + missed + (" so far" if visit.finished == UNSET else "")
    return f"{limit}not over yet"


def _applicant_visit(visit: VisitLife, label: str) -> Iterator[Sentence]:
    """The applicant looks for documents, or comes for the result."""
    search = visit.search
    if search is None:
        yield Sentence(visit.queued, f"{label}: the result lies ready for the applicant")
        if visit.started != UNSET:
            yield Sentence(visit.started, f"{label}: the applicant comes for it after {_wait(visit)}")
        return
    asked = f"{label}: the applicant is asked for documents"
    if search.by != UNSET:
        asked += f", to be brought by {later(search.by, visit.queued)}"
    if search.stood:
        asked += "; the clock of the term stands still meanwhile"
    elif search.rule == "stops" and search.term:
        asked += "; the term is over already"
    elif search.rule == "extended" and search.term:
        asked += f"; the extended term of {search.term} holds from now on, until {later(search.deadline, visit.queued)}"
    elif search.term:
        asked += "; the term runs on"
    yield Sentence(visit.queued, asked)
    if visit.outcome is StepOutcome.not_brought:
        yield Sentence(visit.finished, f"{label}: not brought after {_wait(visit)}, which ends the file")
    elif visit.started != UNSET:
        brought = f"{label}: brought after {_wait(visit)}" if visit.waited else f"{label}: brought at once"
        if search.rule == "stops" and search.term and search.not_counted:
            brought += f"; the term now ends on {later(search.deadline, visit.started)}"
        yield Sentence(visit.started, brought)
    else:
        yield Sentence(visit.until, f"{label}: not brought after {_wait(visit)}, when the observation ends")


def _result(life: Life) -> Iterator[Sentence]:
    if life.in_time is Truth.no:
        yield Sentence(life.deadline, "the term ends, and the result is not ready")
    if life.ready == UNSET:
        return
    handed = " and handed out" if life.handed_out == life.ready else ""
    days = ""
    if life.term_in_force is not None and life.term_in_force.unit == "working_days":
        count, term = life.elapsed_days, life.term_in_force.value
        days = ", on the day of receipt" if not count else f", on working day {count} of {term}"
        days = f", on working day {count} of a term of {term}" if count > term else days
    answer = "the reasoned refusal" if life.outcome is ApplicationOutcome.refused else "the result"
    yield Sentence(life.ready, f"{answer} is ready{handed}{days}")
    if life.delivered not in (UNSET, life.ready) or life.delivery_deadline != UNSET:
        yield from _delivery(life)
    if life.handed_out not in (UNSET, life.ready):
        yield Sentence(life.handed_out, f"{answer} is handed out")


def _delivery(life: Life) -> Iterator[Sentence]:
    if life.delivered == UNSET:
        return
    text = "delivered to the State Corporation"
    if life.delivery_deadline != UNSET:
        kept = life.delivered <= life.delivery_deadline
        margin = _working_days(abs(life.delivery_days))
        text += f"; deadline {later(life.delivery_deadline, life.delivered)}: "
        text += ("kept" + (f" by {margin}" if life.delivery_days else "")) if kept else f"missed by {margin}"
    yield Sentence(life.delivered, text)


def _outcome_sentence(life: Life, names: Names) -> str:
    """How the application ended, in one sentence; of a late one also the steps to blame for the lateness."""
    if life.outcome is ApplicationOutcome.stopped_before_receipt:
        return "Stopped before receipt: a check failed, so no answer is due."
    if life.outcome is ApplicationOutcome.returned:
        return "The papers were given back, so no answer is due."
    if life.outcome is ApplicationOutcome.ended_by_applicant:
        return "Ended by the applicant, who did not bring the documents in time, so no answer is due."
    if life.outcome is ApplicationOutcome.lost:
        return "Lost: the applicant gave up waiting and did not come back, so no answer is due."
    ending = {ApplicationOutcome.refused: "Refused with reasons", ApplicationOutcome.assigned: "Answered"}.get(
        life.outcome, f"Still open when the observation ended on {moment(life.observed_until)}"
    )
    if life.received == UNSET:
        return f"{ending}: not received until then."
    if life.in_time is Truth.unknown:
        return f"{ending}." if life.deadline == UNSET else f"{ending}; the term ends on {moment(life.deadline)}."
    if life.in_time is Truth.yes:
        if life.deadline == NEVER:
            return f"{ending} in time, for the term ends on {moment(NEVER)}."
        if life.spare_days:
            return f"{ending} in time, {_working_days(life.spare_days)} before the end of the term."
        spare = f"{lasting(life.spare_s)} of working time before" if life.spare_s else "at"
        return f"{ending} in time, on its last day, {spare} the end of the term."
    so_far = " so far" if life.ready == UNSET else ""
    hours = f" ({lasting(life.lateness_s)} of working time)" if life.lateness_s else ", after the close of business"
    return f"{ending}: late by {_working_days(-life.spare_days)}{hours}{so_far}.{_blame(life, names)}"


def _blame(life: Life, names: Names) -> str:
    if not life.blamed:
        return ""
    roles = {visit.step.key: step_label(visit, life.service, names) for visit in life.visits}
    parts = []
    for part in life.blamed[:_MOST_BLAMED]:
        nobody = "no step since the start of the simulation" if life.inherited else "the term, shorter than the steps"
        step = roles.get(part.step, part.step) or nobody
        reasons = sorted(part.reasons.items(), key=lambda item: -item[1])
        causes = ", ".join(f"{_BLAMED[name]} {lasting(round(length))}" for name, length in reasons if round(length))
        parts.append(f"{step}: {lasting(part.seconds)}" + (f" ({causes})" if causes else ""))
    if rest := sum(part.seconds for part in life.blamed[_MOST_BLAMED:]):
        parts.append(f"other steps: {lasting(rest)}")
    return f" To blame: {'; '.join(parts)}."


def _working_days(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"
