"""The best of all single changes in a sentence: what it brings, how to try it, and what is as good or costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.experiment.levers.effect import Effect
from sim.experiment.levers.race import RaceRounds, Tried
from sim.measure.in_words import percent, points, share, stated_share
from sim.report.levers.table import fewer_texts
from sim.report.levers.words import lever_text, settings_text
from sim.report.period_names import period_name
from sim.study.study import Study
from sim.translations.in_use import counted, in_language, marked, translated

_MOST_AS_GOOD = 3
"""The sentence names at most this many others that are as good as the best."""


_A_PERIOD = {
    "month": marked("a month"),
    "quarter": marked("a quarter"),
    "half-year": marked("a half-year"),
    "year": marked("a year"),
}
"""How late answers of one period are told."""
_OF_PERIODS = {
    "month": marked("of the months"),
    "quarter": marked("of the quarters"),
    "half-year": marked("of the half-years"),
    "year": marked("of the years"),
}
"""How a share of periods is told."""


def best_sentence(study: Study, found: tuple[Tried, ...], rounds: RaceRounds, lang: str) -> str:
    """The best of all single changes that were tried, what it brings, how to try it, and which are as good."""
    with in_language(lang):
        best = found[0]
        lever, pairs = lever_text(study, best.lever, lang), best.effect.replications
        tried = counted("{count} change was tried", "{count} changes were tried", len(found))
        if not best.effect.helps:
            return translated(
                "No single change helps measurably: {lever} changes the share in time by {points} over {pairs} paired replications; "
                "{tried}.",
                lever=lever,
                points=points(best.effect.whole),
                pairs=pairs,
                tried=tried,
            )
        known = {"lever": lever, "brings": brings_text(study, best.effect), "pairs": pairs, "tried": tried}
        known["settings"] = settings_text((best.lever,))
        return " ".join(
            (_best(known, free=best.lever.free, fresh=rounds.fresh), *as_good_sentences(study, found, lang))
        )


def _best(known: Mapping[str, object], *, free: bool, fresh: bool) -> str:
    """The sentence of the best change, by whether it costs nothing and whether its replications had no part in the choice."""
    if free and fresh:
        return translated(
            "What would help most: {lever}, which costs nothing. {brings}; {pairs} paired replications with no part in the choice, "
            "{tried}. To try it: {settings}.",
            **known,
        )
    if free:
        return translated(
            "What would help most: {lever}, which costs nothing. {brings}; {pairs} paired replications that chose it too, so that it "
            "looks better than it is, {tried}. To try it: {settings}.",
            **known,
        )
    if fresh:
        return translated(
            "What would help most: {lever}. {brings}; {pairs} paired replications with no part in the choice, {tried}. To try it: "
            "{settings}.",
            **known,
        )
    return translated(
        "What would help most: {lever}. {brings}; {pairs} paired replications that chose it too, so that it looks better than it is, "
        "{tried}. To try it: {settings}.",
        **known,
    )


def brings_text(study: Study, effect: Effect) -> str:
    """Late answers now and then, and how likely the target is missed."""
    now, then, fewer, interval = fewer_texts(effect)
    period = period_name(study.scenario.period, several=False)
    known = {"now": now, "then": then, "fewer": fewer}
    if period in _A_PERIOD:
        text = translated(
            "Of {now} late answers {a_period} {then} would be left, {fewer} fewer",
            a_period=translated(_A_PERIOD[period]),
            **known,
        )
    else:
        text = translated("Of {now} late answers {then} would be left, {fewer} fewer", **known)
    if interval:
        text = translated("{text} (95 % interval {interval})", text=text, interval=interval)
    before, after = effect.missed_before, effect.missed_after
    if before is None or after is None or study.scenario.target is None:
        return text
    return translated(
        "{text}; {share} {of_periods} miss the target of {target} now, {after} would then",
        text=text,
        share=percent(before.mean, 0),
        of_periods=translated(_OF_PERIODS.get(period, marked("of such periods"))),
        target=stated_share(study.scenario.target),
        after=share(after, 0),
    )


def as_good_sentences(study: Study, found: tuple[Tried, ...], lang: str) -> Iterator[str]:
    """Those that are as good, and the best of those that cost nothing."""
    with in_language(lang):
        texts = list(_as_good(study, found, lang))
    yield from texts


def _as_good(study: Study, found: tuple[Tried, ...], lang: str) -> Iterator[str]:
    as_good = [other for other in found[1:] if other.as_good]
    if as_good:
        named = "; ".join(_named(study, one, lang) for one in as_good[:_MOST_AS_GOOD])
        yield translated("As good, as far as these replications can tell: {levers}.", levers=named)
    free = next((one for one in found if one.finalist and one.lever.free and one.effect.helps), None)
    if free is None or free is found[0] or free in as_good:
        return
    _, _, fewer, interval = fewer_texts(free.effect)
    lever = lever_text(study, free.lever, lang)
    if interval:
        yield translated(
            "Best of what costs nothing: {lever}, {fewer} late answers fewer ({interval}).",
            lever=lever,
            fewer=fewer,
            interval=interval,
        )
    else:
        yield translated("Best of what costs nothing: {lever}, {fewer} late answers fewer.", lever=lever, fewer=fewer)


def _named(study: Study, one: Tried, lang: str) -> str:
    lever = lever_text(study, one.lever, lang)
    return translated("{lever}, which costs nothing", lever=lever) if one.lever.free else lever
