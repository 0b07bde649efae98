"""What a search for a staffing has found, in sentences."""

from __future__ import annotations

from sim.measure.in_words import count
from sim.planning.staffing.delays import Delay
from sim.planning.staffing.find_staffing import StaffingAnswer
from sim.planning.staffing.roster import RosterAnswer
from sim.report.parts import Medium
from sim.report.people_names import role_words
from sim.report.run.causes import REASON_WORDS
from sim.report.short_words import whole
from sim.report.staffing.words import cost_text, own_step, route_text
from sim.translations.in_use import counted, marked, of_hundred, translated


def staffing_sentence(answer: StaffingAnswer, medium: Medium) -> str:
    """The cheapest staffing with its cost, or why there is none."""
    return _found(answer) if answer.winner is not None else _nothing_does(answer, medium)


def _nothing_does(answer: StaffingAnswer, medium: Medium) -> str:
    """Why there is no staffing."""
    held = "" if answer.forbids is None else f" {_held_up(answer, answer.forbids, medium)}"
    if answer.floor.met:
        return translated("No staffing within the bounds of the scenario does, though more people would.") + held
    if answer.dropped:
        return translated("No staffing was found that does for sure.") + held
    if all(one.met or one.condition.target.keeps(one.estimate.mean) for one in answer.floor.judged):
        return _not_told(answer.replications, medium)
    if any(not one.met and one.condition.target.measure.figure == "utilisation" for one in answer.floor.judged):
        return translated(
            "No staffing that was tried does, not even so many people that hardly anybody waits for them; still more would be less busy, "
            "and were not tried."
        )
    if any(variable.kind == "sittings" for variable in answer.space.variables):
        told = translated(
            "No staffing can: not even staff without limit, with as many sittings as may be and couriers as they are."
        )
    else:
        told = translated("No staffing can: not even staff without limit, with sittings and couriers as they are.")
    return told + held


def _not_told(replications: int, medium: Medium) -> str:
    """That too few replications tell nothing; a page names no option of a command."""
    if medium == "page":
        return counted(
            "Whether any staffing does cannot be told from {count} replication: staff without limit meets the targets on "
            "average, not for sure. More replications may tell it.",
            "Whether any staffing does cannot be told from {count} replications: staff without limit meets the targets on "
            "average, not for sure. More replications may tell it.",
            replications,
            count=replications,
        )
    return counted(
        "Whether any staffing does cannot be told from {count} replication: staff without limit meets the targets on "
        "average, not for sure. More replications (--replications) may tell it.",
        "Whether any staffing does cannot be told from {count} replications: staff without limit meets the targets on "
        "average, not for sure. More replications (--replications) may tell it.",
        replications,
        count=replications,
    )


def _held_up(answer: StaffingAnswer, delay: Delay, medium: Medium) -> str:
    """What holds up late answers, as a sentence."""
    share = of_hundred(f"{100 * delay.share:.0f}")
    if delay.step is None:
        return translated("The term is shorter than what its steps may take ({share} of the lateness).", share=share)
    service, of_route, key = delay.step
    route, step = own_step(of_route, key, medium)
    at = {
        "step": step,
        "route": route_text(answer.study, service, route, medium),
        "reason": translated(REASON_WORDS[delay.reason]),
        "share": share,
    }
    if not delay.role:
        return translated("What forbids it is step {step} of {route}: {reason}; {share} of the lateness.", **at)
    role = role_words(answer.study, delay.role, short=medium == "terminal")
    return translated(
        "What forbids it is step {step} of {route} ({role}): {reason}; {share} of the lateness.", role=role, **at
    )


def _found(answer: StaffingAnswer) -> str:
    """The cheapest staffing in a sentence."""
    winner = answer.winner
    assert winner is not None
    cost = cost_text(winner.cost, answer.space, unit=True)
    if answer.present is None:
        proven = marked("The cheapest staffing that does: {cost}; nothing cheaper does.")
        cut_short = marked(
            "The cheapest staffing that does: {cost}; the search was cut short, so something cheaper may do."
        )
        return translated(proven if answer.proven else cut_short, cost=cost)
    proven = marked("The cheapest staffing that does: {cost}; now {now}; nothing cheaper does.")
    cut_short = marked(
        "The cheapest staffing that does: {cost}; now {now}; the search was cut short, so something cheaper may do."
    )
    now = cost_text(answer.present.cost, answer.space)
    return translated(proven if answer.proven else cut_short, cost=cost, now=now)


def how_found(answer: StaffingAnswer) -> str:
    """How the answer was found."""
    staffings, replications = answer.simulated
    sentences = [
        counted(
            "Simulated: {count} staffing, {replications} replications in all.",
            "Simulated: {count} staffings, {replications} replications in all.",
            staffings,
            count=whole(staffings),
            replications=whole(replications),
        )
    ]
    if answer.winner is not None:
        told = translated(
            "Figures of staffings are of {count} replications that the search has not used.", count=answer.replications
        )
        sentences.append(told)
    else:
        sentences.append(translated("Figures of staffings are of {count} replications.", count=answer.replications))
    if answer.dropped:
        sentences.append(
            counted(
                "{count} staffing met the targets in the search and not in these, and was dropped.",
                "{count} staffings met the targets in the search and not in these, and was dropped.",
                len(answer.dropped),
            )
        )
    return " ".join(sentences)


def roster_sentence(answer: RosterAnswer) -> str:
    """What the best roster brings, in a sentence."""
    if answer.best.staffing == answer.now.staffing:
        return translated("No other days or hours are better for sure; the roster can stay as it is.")
    late = {"late": count(answer.best.late, interval=True), "now": count(answer.now.late, interval=True)}
    if answer.fewer.low > 0 or answer.fewer.high < 0:
        return translated("With the same people: {late} late answers; now {now}.", **late)
    return translated("With the same people: {late} late answers; now {now}, a difference that is not sure.", **late)


def how_roster_found(answer: RosterAnswer) -> str:
    """How a roster was found."""
    rosters, replications = answer.simulated
    return counted(
        "Simulated: {count} roster, {replications} replications in all. Late answers and targets are of {judged} "
        "replications that the search has not used.",
        "Simulated: {count} rosters, {replications} replications in all. Late answers and targets are of {judged} "
        "replications that the search has not used.",
        rosters,
        count=whole(rosters),
        replications=whole(replications),
        judged=answer.replications,
    )
