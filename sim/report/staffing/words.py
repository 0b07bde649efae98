"""People, costs, targets and their bounds in the words that all tables of staffings share."""

from __future__ import annotations

from collections.abc import Sequence

from sim.measure.digits import decimals, plain
from sim.measure.in_words import channel_name, percent
from sim.planning.staffing.find_staffing import StaffingAnswer
from sim.planning.staffing.targets import Judged, Target
from sim.planning.staffing.variables import StaffingSpace, Variable
from sim.report.parts import Medium
from sim.report.people_names import office_words, people_title, role_words
from sim.report.planning.words import target_in_words
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, language, localized_signs, translated


def wanted_text(study: Study, targets: Sequence[Target], medium: Medium) -> str:
    """Targets in a sentence."""
    texts = (target_in_words(study, target, short=medium == "terminal") for target in targets)
    return translated("Wanted: {targets}.", targets="; ".join(texts))


def cost_text(cost: float, space: StaffingSpace, *, unit: bool = False) -> str:
    """What a staffing costs, with its unit if that is asked for."""
    number = localized_signs(f"{cost:.10g}") if space.unit == "posts" else plain(cost, 0)
    if not unit:
        return number
    if space.unit == "posts":
        return translated("{number} posts", number=number)
    return translated("{number} tenge per month", number=number)


def office_of(study: Study, variable: Variable, medium: Medium) -> str:
    """The office of something that may change, with how many are alike."""
    office = office_words(study, variable.office, short=medium == "terminal")
    return (
        translated("{office} (each of {count})", office=office, count=variable.offices)
        if variable.offices > 1
        else office
    )


def who(answer: StaffingAnswer, variable: Variable, medium: Medium) -> str:
    """A role whose posts or sittings may change, beside its office."""
    return _counted(variable, role_words(answer.study, variable.role, short=medium == "terminal"))


def how_many(answer: StaffingAnswer, variable: Variable, number: float, medium: Medium) -> str:
    """A role with how many posts or sittings there are of it; on a page with its office where several have the role."""
    if medium == "page":
        role = people_title(answer.study, variable.office, variable.role, language())
        told = {"role": role, "number": number_in_words(number)}
        if variable.kind == "sittings":
            return translated("{role}, sittings a week: {number}", **told)
        return translated("{role}: {number}", **told)
    return _counted(variable, f"{role_words(answer.study, variable.role)} {number_in_words(number)}")


def _counted(variable: Variable, role: str) -> str:
    return translated("{role}, sittings a week", role=role) if variable.kind == "sittings" else role


def number_in_words(number: float) -> str:
    """A number of posts or of sittings a week."""
    return localized_signs(f"{number:.3g}")


def room(one: Judged) -> float:
    """How far a bound is from being missed [unit of the measure]."""
    left = one.bound - one.condition.target.value
    return left if one.condition.target.at_least else -left


def condition_text(study: Study, one: Judged, medium: Medium) -> str:
    """What is asked, in a row: its month instead of `every month`."""
    text = target_in_words(study, one.condition.target, month=False, short=medium == "terminal")
    return text if one.condition.month is None else f"{text}, {one.condition.name[-7:]}"


def bounded(one: Judged) -> tuple[str, str]:
    """A measure and the bound that decides, in the unit in which it is shown."""
    chosen = one.condition.target.measure
    if one.estimate.replications == 0:
        return "–", "–"
    digits = decimals(chosen.scale * abs(one.estimate.mean - one.bound), 1 if chosen.unit == "share" else 2)
    texts = (
        percent(value, digits) if chosen.unit == "share" else plain(value, digits)
        for value in (one.estimate.mean, one.bound)
    )
    mean, bound = texts
    if one.condition.target.at_least:
        return mean, translated("at least {bound}", bound=bound)
    return mean, translated("at most {bound}", bound=bound)


def route_text(study: Study, service: str, route: str, medium: Medium) -> str:
    """A route by its channel, with its service where there are several; on an English terminal both as files have them."""
    if medium == "terminal" and language() == ORIGINAL:
        return f"{service}/{route}"
    known = study.regulations.get(service)
    if known is None or len(study.regulations) == 1:
        return channel_name(route)
    return f"{known.title.text(language())}, {channel_name(route)}"


def own_step(route: str, step: str, medium: Medium) -> tuple[str, str]:
    """A route and its step by its number; a step of another route that is followed is that route's. An English terminal has both as
    files have them."""
    lender, dot, number = step.rpartition(".")
    if not (dot and number.isdecimal()) or (medium == "terminal" and language() == ORIGINAL):
        return route, step
    return lender, number
