"""A comparison in words: one plain sentence per finding, and the labels of its tables."""

from __future__ import annotations

import math
from dataclasses import replace

from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import Difference
from sim.experiment.comparison.measures import MEASURE_NAMES, Measure, MeasuredPlace
from sim.measure.digits import before_and_after, decimals, plain
from sim.measure.figures import Key
from sim.measure.in_words import FEW, channel_name, number, role_name, route_name, whole_days
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.report.levers.table import short_table
from sim.report.parts import Medium, TextTable
from sim.visible_text import visible

SCALE: dict[Measure, float] = {"in_time": 100, "utilisation": 100, "gave_up": 100}
"""By measure that is a share: what it is multiplied with where it is shown."""
UNITS: dict[Measure, str] = {
    "in_time": "points",
    "late": "citizens",
    "lateness_h": "working hours",
    "median_days": "working days",
    "p95_days": "working days",
    "queue_median_h": "working hours",
    "utilisation": "points",
    "wait_min": "minutes",
    "gave_up": "points",
}
"""Units of differences."""


def place_name(comparison: Comparison, place: MeasuredPlace, lang: str = "en") -> str:
    """What a place is called in tables."""
    if place.kind == "whole":
        return "all routes"
    if place.kind == "route":
        return "" if comparison.of_routes else route_name(place.key, several=_several(comparison))
    kind, role = place.key
    if lang == "en":
        return f"{kind.replace('_', ' ')} / {role.replace('_', ' ')}"
    return f"{role_name(comparison.cases[0].study.regulations, role, lang)} ({kind})"


def case_name(comparison: Comparison, case: int, lang: str = "en") -> str:
    """What a case is called: a channel, the title of a variant, or the name of a scenario as words."""
    compared = comparison.cases[case]
    if comparison.of_routes:
        return channel_name(compared.name)
    study = compared.study
    variant = study.scenario.variants[study.variant].title if study.variant else None
    in_words = variant.text(lang) if variant is not None else ""
    return visible(in_words if lang != "en" and in_words else compared.title)


def measure_label(measure: Measure, *, unit: bool = True) -> str:
    """What a measure is called in tables, with its unit in square brackets."""
    name, unit_name = MEASURE_NAMES[measure]
    return f"{name} [{unit_name}]" if unit_name and unit else name


def scaled(measure: Measure, value: Estimate) -> Estimate:
    """An estimate in the unit in which it is shown."""
    scale = SCALE.get(measure, 1)
    return Estimate(scale * value.mean, scale * value.low, scale * value.high, value.replications)


def finding_sentences(
    comparison: Comparison, lang: str = "en"
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """One sentence per difference: those that can be told for citizens and for the staff, and those that cannot.

    Those of the question come first in each, then the strongest, of the last ones those of citizens.
    """
    significant = [difference for difference in comparison.strongest if difference.significant]
    return (
        tuple(sentence(comparison, difference, lang) for difference in significant if difference.place.kind != "staff"),
        tuple(sentence(comparison, difference, lang) for difference in significant if difference.place.kind == "staff"),
        tuple(
            sentence(comparison, difference, lang)
            for difference in sorted(comparison.strongest, key=lambda difference: difference.place.kind == "staff")
            if not difference.significant and not difference.equal
        ),
    )


def sentence(comparison: Comparison, difference: Difference, lang: str = "en") -> str:
    """A difference in one sentence: `The akim route is late 6.1 points less often with …, 95 % interval 4.0 to 8.2.`"""
    where, who = _where(comparison, difference, lang), _compared_with(comparison, difference, lang)
    change = scaled(difference.measure, difference.paired.estimate)
    digits = digits_of(difference)
    if difference.equal:
        return f"No difference: {_subject(difference.measure, where)} is the same {who} in every replication."
    if not difference.significant:
        numbers = (
            f"{numbers_of(difference)[2]} {UNITS[difference.measure]}, 95 % interval {signed(change.low, digits)} to "
            f"{signed(change.high, digits)}"
        )
        text = f"No difference can be told: {_subject(difference.measure, where)} {who} ({numbers}"
        outside = difference.paired.p <= 1 - CONFIDENCE and (change.low > 0 or change.high < 0)
        if not outside:
            return f"{text})."
        others = comparison.count(difference.family) - 1
        beside = f"{others} other{'' if others == 1 else 's'}"
        if difference.family == "question":
            beside += " in the share in time and late answers" if not comparison.of_routes else " in the share in time"
        return f"{text}; taken alone it could be told, not beside {beside})."
    low, high = sorted((abs(change.low), abs(change.high)))
    sure = (
        "the same in every replication"
        if difference.paired.steady
        else f"95 % interval {plain(low, digits)} to {plain(high, digits)}"
    )
    size = numbers_of(difference)[2].lstrip("+−")
    text = f"{_finding(comparison, difference, size, lang)}, {sure}."
    return text[0].upper() + text[1:]


def pairing_sentence(comparison: Comparison) -> str:
    """How the cases were simulated and how the intervals are meant."""
    text = (
        f"{comparison.replications} replications of each case with the same random numbers (seed {comparison.seed}); every difference "
        "is paired by replication."
    )
    asked, others = comparison.count("question"), comparison.count("others")
    if asked + others > 1:
        text += f" {families_text(comparison)}: one is told only where it can be told with 95 % beside all others of its group "
        text += "(Holm's correction). The intervals shown hold for each difference alone."
    return text


def families_text(comparison: Comparison) -> str:
    """How many differences are the question, which is tested first, and how many are looked at besides."""
    asked, others = comparison.count("question"), comparison.count("others")
    if not asked or not others:
        return f"{asked + others} differences are looked at"
    what = "the share in time" if comparison.of_routes else "the share in time and late answers"
    are = "are the question and are" if asked > 1 else "is the question and is"
    beside = f"{others} others are a group of their own" if others > 1 else "1 other is looked at beside"
    return f"{asked} difference{'s' if asked > 1 else ''} in {what} {are} tested first, {beside}"


def narrowing_sentence(comparison: Comparison) -> str:
    """What pairing was worth; empty where no standard error is known."""
    factor = comparison.narrowing
    if math.isnan(factor):
        return ""
    factor_text = f"by a factor of {factor:.1f} (median over the differences)"
    if factor < 1.05:
        return f"Pairing does not make the standard errors smaller here: {factor_text}, compared with runs drawn apart."
    times = f"{factor**2:.1f} times" if factor < 10 else "more than 100 times"
    return (
        f"Pairing makes the standard errors smaller {factor_text} than in runs drawn apart; the same random numbers are worth "
        f"{times} the replications."
    )


def narrowing_of(difference: Difference) -> str:
    """By which factor pairing makes the standard error of a difference smaller; a dash where that is not known."""
    factor = difference.paired.narrowing
    return "–" if math.isnan(factor) else f"{factor:.1f}"


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign, a real minus before negative ones; none before nothing but zeros."""
    if math.isnan(value):
        return "–"
    text = plain(abs(value), digits)
    if not any(digit in "123456789" for digit in text):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def digits_of(difference: Difference) -> int:
    """Decimals of a difference and of what it is between: as many as its interval bears, and two to show that it is not nothing."""
    change = scaled(difference.measure, difference.paired.estimate)
    tiny = any(abs(value) >= 0.005 for value in (change.low, change.mean, change.high))
    tiny &= all(abs(value) < 0.05 for value in (change.low, change.mean, change.high))
    people = difference.measure == "late" and max(difference.before.mean, difference.after.mean) >= FEW
    return decimals(change.half_width, 0 if people else 2 if tiny else 1)


def numbers_of(difference: Difference) -> tuple[str, str, str]:
    """A measure of the first case and of this one, and the difference, in the unit of their table, so that they add up as shown.

    Quantiles of terms are whole days, whose difference is the mean one. Where not all replications can be paired the difference
    is that of the pairs, and does not follow from the others.
    """
    measure, digits = difference.measure, digits_of(difference)
    before, after = scaled(measure, difference.before), scaled(measure, difference.after)
    change = scaled(measure, difference.paired.estimate).mean
    if measure in DAYS:
        return whole_days(before), whole_days(after), signed(change, digits)
    if not math.isclose(after.mean - before.mean, change, rel_tol=1e-6, abs_tol=1e-9):
        return _one(before, digits), _one(after, digits), signed(change, digits)
    first, second, shown = before_and_after(before.mean, change, digits)
    return plain(first, digits), plain(second, digits), signed(shown, digits)


def _one(value: Estimate, digits: int) -> str:
    """A measure of one case that has no difference to add up with."""
    return plain(value.mean, digits) if math.isfinite(value.mean) else number(value, digits)


DAYS: tuple[Measure, ...] = ("median_days", "p95_days")
"""Quantiles of elapsed terms, which are whole days."""


def tried_table(comparison: Comparison, lang: str, medium: Medium) -> TextTable | None:
    """Single changes of the first case beside the cases; None where none was asked for or none helps."""
    if not comparison.tried or comparison.rounds is None:
        return None
    study = comparison.cases[0].study
    found = short_table(study, comparison.tried, comparison.not_tried, comparison.rounds, lang, medium)
    return replace(found, title=f"What else was tried: single changes of '{case_name(comparison, 0, lang)}'")


def _finding(comparison: Comparison, difference: Difference, size: str, lang: str) -> str:
    """What is different, without the interval."""
    more = difference.paired.estimate.mean > 0
    amount, who = f"{size} {UNITS[difference.measure]}", _compared_with(comparison, difference, lang)
    where = _where(comparison, difference, lang)
    if difference.measure == "in_time":
        if comparison.of_routes:
            return f"{_route(comparison, difference)} is late {amount} {'less' if more else 'more'} often than {_first_route(comparison)}"
        subject = "all routes together are" if difference.place.kind == "whole" else f"{where.removeprefix('on ')} is"
        return f"{subject} late {amount} {'less' if more else 'more'} often {who}"
    if difference.measure == "late":
        return f"{size} {'more' if more else 'fewer'} citizens have a late answer {where} {who}"
    if difference.measure == "lateness_h":
        return f"the answers {where} are late by {amount} {'more' if more else 'less'} together {who}"
    if difference.measure == "utilisation":
        person = f"the {_person(comparison, difference.place.key, lang)}"
        return f"{person} is busy {amount} {'more' if more else 'less'} of the time on duty {who}"
    if difference.measure == "gave_up":
        return f"{size} {UNITS['gave_up']} {'more' if more else 'fewer'} of the visits to the hall {where} are given up {who}"
    return f"{_subject(difference.measure, where)} is {amount} {'longer' if more else 'shorter'} {who}"


def _subject(measure: Measure, where: str) -> str:
    """The measure at a place, as the subject of a sentence."""
    names: dict[Measure, str] = {
        "in_time": "the share in time",
        "late": "the number of citizens with a late answer",
        "lateness_h": "the lateness of all answers together",
        "median_days": "the median elapsed term",
        "p95_days": "the 95th percentile of the elapsed term",
        "queue_median_h": "the median queue time",
        "utilisation": "the utilisation",
        "wait_min": "the mean wait in the hall",
        "gave_up": "the share of visits given up",
    }
    return f"{names[measure]} {where}"


def _where(comparison: Comparison, difference: Difference, lang: str) -> str:
    if difference.place.kind == "whole":
        return "over all routes"
    if difference.place.kind == "staff":
        return f"of the {_person(comparison, difference.place.key, lang)}"
    if comparison.of_routes:
        return f"on {_route(comparison, difference)}"
    name = route_name(difference.place.key, several=_several(comparison))
    return f"on the route '{name}'" if _several(comparison) else f"on the {name} route"


def _compared_with(comparison: Comparison, difference: Difference, lang: str) -> str:
    if comparison.of_routes:
        return (
            f"than on {_first_route(comparison)}" if difference.significant else f"against {_first_route(comparison)}"
        )
    return f"with '{case_name(comparison, difference.case, lang)}'"


def _route(comparison: Comparison, difference: Difference) -> str:
    return f"the {channel_name(comparison.cases[difference.case].name)} route"


def _first_route(comparison: Comparison) -> str:
    return f"the {channel_name(comparison.cases[0].name)} route"


def _person(comparison: Comparison, key: Key, lang: str) -> str:
    kind, role = key
    return f"{role_name(comparison.cases[0].study.regulations, role, lang)} [{kind} / {role}]"


def _several(comparison: Comparison) -> bool:
    return (
        len({difference.place.key[0] for difference in comparison.differences if difference.place.kind == "route"}) > 1
    )
