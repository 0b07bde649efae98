"""The best of all single changes in a sentence: what it brings, how to try it, and what is as good or costs nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.levers.effect import Effect
from sim.experiment.levers.race import RaceRounds, Tried
from sim.measure.in_words import percent, points, share, stated_share
from sim.report.levers.table import fewer_texts
from sim.report.levers.words import lever_text, settings_text
from sim.report.period_names import period_name
from sim.study.study import Study

_MOST_AS_GOOD = 3
"""The sentence names at most this many others that are as good as the best."""


def best_sentence(study: Study, found: tuple[Tried, ...], rounds: RaceRounds, lang: str) -> str:
    """The best of all single changes that were tried, what it brings, how to try it, and which are as good."""
    best, tried = found[0], f"{len(found)} changes were tried" if len(found) > 1 else "1 change was tried"
    if not best.effect.helps:
        return (
            f"No single change helps measurably: {lever_text(study, best.lever, lang)} changes the share in time by "
            f"{points(best.effect.whole)} over {best.effect.replications} paired replications; {tried}."
        )
    own = "with no part in the choice" if rounds.fresh else "that chose it too, so that it looks better than it is"
    return " ".join(
        (
            f"What would help most: {lever_text(study, best.lever, lang)}{_costs(best)}. {_brings(study, best.effect)}; "
            f"{best.effect.replications} paired replications {own}, {tried}. To try it: {settings_text((best.lever,))}.",
            *as_good_sentences(study, found, lang),
        )
    )


def _costs(one: Tried) -> str:
    return ", which costs nothing" if one.lever.free else ""


def _brings(study: Study, effect: Effect) -> str:
    """Late answers now and then, and how likely the target is missed."""
    now, then, fewer, interval = fewer_texts(effect)
    period, periods = (period_name(study.scenario.period, several=several) for several in (False, True))
    named = not period.startswith("such")
    text = f"Of {now} late answers{f' a {period}' if named else ''} {then} would be left, {fewer} fewer"
    text += f" (95 % interval {interval})" if interval else ""
    before, after = effect.missed_before, effect.missed_after
    if before is None or after is None or study.scenario.target is None:
        return text
    likely = f"{percent(before.mean, 0)} of {'the ' if named else ''}{periods} miss the target of {stated_share(study.scenario.target)} now"
    return f"{text}; {likely}, {share(after, 0)} would then"


def as_good_sentences(study: Study, found: tuple[Tried, ...], lang: str) -> Iterator[str]:
    """Those that are as good, and the best of those that cost nothing."""
    as_good = [other for other in found[1:] if other.as_good]
    if as_good:
        named = "; ".join(f"{lever_text(study, one.lever, lang)}{_costs(one)}" for one in as_good[:_MOST_AS_GOOD])
        yield f"As good, as far as these replications can tell: {named}."
    free = next((one for one in found if one.finalist and one.lever.free and one.effect.helps), None)
    if free is not None and free is not found[0] and free not in as_good:
        _, _, fewer, interval = fewer_texts(free.effect)
        size = f"{fewer} late answers fewer ({interval})" if interval else f"{fewer} late answers fewer"
        yield f"Best of what costs nothing: {lever_text(study, free.lever, lang)}, {size}."
