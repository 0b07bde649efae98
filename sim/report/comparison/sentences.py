"""A comparison in words: one plain sentence per finding, and the labels of its tables."""

from __future__ import annotations

import math
from dataclasses import replace

from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import Difference
from sim.experiment.comparison.measures import MEASURE_NAMES, Measure, MeasuredPlace
from sim.measure.digits import before_and_after, decimals, plain
from sim.measure.in_words import FEW, channel_name, number, route_name, whole_days
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.report.case_titles import case_in_words
from sim.report.comparison.words import AMOUNTS, CHANGES, LENGTHS, SAME, SUBJECTS, UNITS, WITH, PlaceInWords
from sim.report.levers.table import short_table
from sim.report.parts import Medium, TextTable
from sim.report.people_names import people_title
from sim.translations.in_use import ORIGINAL, counted, in_language, language, translated
from sim.visible_text import visible

SCALE: dict[Measure, float] = {"in_time": 100, "utilisation": 100, "gave_up": 100}
"""By measure that is a share: what it is multiplied with where it is shown."""


def place_name(comparison: Comparison, place: MeasuredPlace, lang: str = "en", *, short: bool = True) -> str:
    """What a place is called in tables; `short` calls people in English by the names that files have, for narrow columns."""
    if place.kind == "whole":
        return translated("all routes")
    if place.kind == "route":
        return "" if comparison.of_routes else route_name(place.key, several=_several(comparison))
    kind, role = place.key
    if short and language() == ORIGINAL == lang:
        return f"{kind.replace('_', ' ')} / {role.replace('_', ' ')}"
    return people_title(comparison.cases[0].study, kind, role, lang)


def case_name(comparison: Comparison, case: int, lang: str = "en") -> str:
    """What a case is called: a channel, the title of a variant, or the name of a scenario as words."""
    compared = comparison.cases[case]
    if comparison.of_routes:
        return channel_name(compared.name)
    study = compared.study
    variant = study.scenario.variants[study.variant].title if study.variant else None
    in_words = variant.text(lang) if variant is not None else ""
    return visible(in_words if lang != "en" and in_words else case_in_words(compared.title))


def measure_label(measure: Measure, *, unit: bool = True) -> str:
    """What a measure is called in tables, with its unit in square brackets."""
    name, unit_name = MEASURE_NAMES[measure]
    if not unit or not unit_name:
        return translated(name)
    return f"{translated(name)} [{translated(unit_name) if unit_name != '%' else unit_name}]"


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
        tuple(sentence(comparison, difference, lang) for difference in _untold(comparison)),
    )


def untold_texts(comparison: Comparison, lang: str = "en") -> tuple[str, ...]:
    """What cannot be told from what it is in the first case, below a heading that says so."""
    with in_language(lang):
        return tuple(f"{_untold_text(comparison, difference, lang)}." for difference in _untold(comparison))


def _untold(comparison: Comparison) -> list[Difference]:
    """The differences that cannot be told, those of citizens first."""
    return [
        difference
        for difference in sorted(comparison.strongest, key=lambda difference: difference.place.kind == "staff")
        if not difference.significant and not difference.equal
    ]


def sentence(comparison: Comparison, difference: Difference, lang: str = "en") -> str:
    """A difference in one sentence: `The akim route is late 6.1 points less often with …, 95 % interval 4.0 to 8.2.`"""
    with in_language(lang):
        return _sentence(comparison, difference, lang)


def _sentence(comparison: Comparison, difference: Difference, lang: str) -> str:
    if difference.equal:
        return translated(SAME[_kind(comparison, difference)], **_fields(comparison, difference, lang))
    if not difference.significant:
        return translated("No difference can be told: {what}.", what=_untold_text(comparison, difference, lang))
    change = scaled(difference.measure, difference.paired.estimate)
    digits = digits_of(difference)
    low, high = sorted((abs(change.low), abs(change.high)))
    finding = _finding(comparison, difference, numbers_of(difference)[2].lstrip("+−"), lang)
    if difference.paired.steady:
        text = translated("{finding}, the same in every replication.", finding=finding)
    else:
        text = translated(
            "{finding}, 95 % interval {low} to {high}.",
            finding=finding,
            low=plain(low, digits),
            high=plain(high, digits),
        )
    return text[0].upper() + text[1:]


def _untold_text(comparison: Comparison, difference: Difference, lang: str = "en") -> str:
    """What cannot be told from what it is in the first case, with the numbers, and why if it could be told taken alone."""
    change = scaled(difference.measure, difference.paired.estimate)
    digits = digits_of(difference)
    fields = {
        "what": translated(WITH[_kind(comparison, difference)], **_fields(comparison, difference, lang)),
        "difference": _amount(difference, numbers_of(difference)[2]),
        "low": signed(change.low, digits),
        "high": signed(change.high, digits),
    }
    if not (difference.paired.p <= 1 - CONFIDENCE and (change.low > 0 or change.high < 0)):
        return translated("{what} ({difference}, 95 % interval {low} to {high})", **fields)
    others = comparison.count(difference.family) - 1
    if difference.family != "question":
        return counted(
            "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} other)",
            "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} others)",
            others,
            **fields,
        )
    if comparison.of_routes:
        return counted(
            "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} other in the "
            "share in time)",
            "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} others in the "
            "share in time)",
            others,
            **fields,
        )
    return counted(
        "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} other in the "
        "share in time and late answers)",
        "{what} ({difference}, 95 % interval {low} to {high}; taken alone it could be told, not beside {count} others in the "
        "share in time and late answers)",
        others,
        **fields,
    )


def pairing_sentence(comparison: Comparison) -> str:
    """How the cases were simulated and how the intervals are meant."""
    text = counted(
        "{count} replication of each case with the same random numbers (seed {seed}); every difference is paired by replication.",
        "{count} replications of each case with the same random numbers (seed {seed}); every difference is paired by replication.",
        comparison.replications,
        seed=comparison.seed,
    )
    if comparison.count("question") + comparison.count("others") <= 1:
        return text
    families = translated(
        "{families}: one is told only where it can be told with 95 % beside all others of its group (Holm's correction). The "
        "intervals shown hold for each difference alone.",
        families=families_text(comparison),
    )
    return f"{text} {families}"


def families_text(comparison: Comparison) -> str:
    """How many differences are the question, which is tested first, and how many are looked at besides."""
    asked, others = comparison.count("question"), comparison.count("others")
    if not asked or not others:
        return counted("{count} differences are looked at", "{count} differences are looked at", asked + others)
    if comparison.of_routes:
        first = counted(
            "{count} difference in the share in time is the question and is tested first",
            "{count} differences in the share in time are the question and are tested first",
            asked,
        )
    else:
        first = counted(
            "{count} difference in the share in time and late answers is the question and is tested first",
            "{count} differences in the share in time and late answers are the question and are tested first",
            asked,
        )
    return counted(
        "{first}, {count} other is looked at beside",
        "{first}, {count} others are a group of their own",
        others,
        first=first,
    )


def narrowing_sentence(comparison: Comparison) -> str:
    """What pairing was worth; empty where no standard error is known."""
    factor = comparison.narrowing
    if math.isnan(factor):
        return ""
    shown = plain(factor, 1)
    if factor < 1.05:
        return translated(
            "Pairing does not make the standard errors smaller here: by a factor of {factor} (median over the differences), compared "
            "with runs drawn apart.",
            factor=shown,
        )
    if factor < 10:
        return translated(
            "Pairing makes the standard errors smaller by a factor of {factor} (median over the differences) than in runs drawn apart; "
            "the same random numbers are worth {times} times the replications.",
            factor=shown,
            times=plain(factor**2, 1),
        )
    return translated(
        "Pairing makes the standard errors smaller by a factor of {factor} (median over the differences) than in runs drawn apart; "
        "the same random numbers are worth more than 100 times the replications.",
        factor=shown,
    )


def narrowing_of(difference: Difference) -> str:
    """By which factor pairing makes the standard error of a difference smaller; a dash where that is not known."""
    factor = difference.paired.narrowing
    return "–" if math.isnan(factor) else plain(factor, 1)


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

    Quantiles of terms are whole days, whose difference is the mean one. PlaceInWords not all replications can be paired the difference
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
    first = case_name(comparison, 0, lang)
    return replace(found, title=translated("What else was tried: single changes of '{case}'", case=first))


def unit_of_differences(measure: Measure) -> str:
    """The unit of the differences of a measure."""
    return translated(UNITS[measure])


def _finding(comparison: Comparison, difference: Difference, size: str, lang: str) -> str:
    """What is different, without the interval."""
    kind = _kind(comparison, difference)
    more, less = CHANGES.get((difference.measure, kind)) or LENGTHS[kind]
    return translated(
        more if difference.paired.estimate.mean > 0 else less,
        size=size,
        amount=_amount(difference, size),
        **_fields(comparison, difference, lang),
    )


def _amount(difference: Difference, size: str) -> str:
    """The size of a difference with its unit."""
    return translated(AMOUNTS[UNITS[difference.measure]], number=size)


def _kind(comparison: Comparison, difference: Difference) -> PlaceInWords:
    return "routes" if comparison.of_routes else difference.place.kind


def _fields(comparison: Comparison, difference: Difference, lang: str) -> dict[str, str]:
    """What the templates of differences are filled with: subject, place, case, and the first route where routes are compared."""
    if comparison.of_routes:
        where = _route(channel_name(comparison.cases[difference.case].name))
    elif difference.place.kind == "staff":
        kind, role = difference.place.key
        where = translated("the {role}", role=people_title(comparison.cases[0].study, kind, role, lang))
    elif difference.place.kind == "route":
        name = route_name(difference.place.key, several=_several(comparison))
        where = translated("the route '{route}'", route=name) if _several(comparison) else _route(name)
    else:
        where = ""
    return {
        "subject": translated(SUBJECTS[difference.measure]),
        "where": where,
        "case": case_name(comparison, difference.case, lang),
        "first": _route(channel_name(comparison.cases[0].name)) if comparison.of_routes else "",
    }


def _route(name: str) -> str:
    return translated("the {route} route", route=name)


def _several(comparison: Comparison) -> bool:
    return (
        len({difference.place.key[0] for difference in comparison.differences if difference.place.kind == "route"}) > 1
    )
