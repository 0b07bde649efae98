"""Levers in a table: late answers before and after, and how likely the target is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.effect import Effect
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.levers.pairs import Pair
from sim.experiment.levers.race import RaceRounds, Tried
from sim.measure.digits import before_and_after, decimals, ends, plain
from sim.measure.in_words import FEW, percent, share, stated_share
from sim.measure.intervals import Estimate
from sim.report.levers.words import left_out_texts, lever_text, settings_text
from sim.report.parts import BulletList, Item, Medium, TextTable
from sim.study.study import Study
from sim.translations.in_use import counted, translated


def lever_table(
    study: Study, found: Sequence[Tried | Pair], rounds: RaceRounds, lang: str, *, only: Medium, note: str = ""
) -> TextTable:
    """Single changes and pairs with what they bring, in the given order.

    Single changes have a letter, by which pairs name them.
    """
    target = study.scenario.target
    missed = () if target is None else (translated("misses\nits {target}", target=stated_share(target)),)
    return TextTable(
        "levers",
        translated("What would help: changes of the scenario, by what they bring"),
        ("", translated("change")),
        (translated("late\nanswers"), translated("fewer"), *missed, translated("costs\nnothing")),
        tuple(_rows(study, found, lang)),
        " ".join(filter(None, (_how_judged(rounds), note))),
        only=only,
    )


def short_table(
    study: Study, tried: Sequence[Tried], not_tried: Sequence[NotTried], rounds: RaceRounds, lang: str, medium: Medium
) -> TextTable:
    """The single changes that were judged, with how many fell behind; a page tells what was left out too."""
    judged = [one for one in tried if one.finalist]
    dropped = len(tried) - len(judged)
    more = (
        [
            counted(
                "{count} other fell behind in few replications.",
                "{count} others fell behind in few replications.",
                dropped,
            )
        ]
        if dropped
        else []
    )
    if medium == "page":
        more += left_out_texts(study, not_tried, lang)
    more.append(translated("'sim levers' lists all of them, and pairs."))
    return lever_table(study, judged, rounds, lang, only=medium, note=" ".join(filter(None, more)))


def _rows(study: Study, found: Sequence[Tried | Pair], lang: str) -> Iterator[tuple[str, ...]]:
    letters = {one.lever: letter for letter, one in zip(_letters(), _singles(found), strict=False)}
    for one in found:
        effect, levers = one.effect, levers_of(one)
        text = pair_text(one) if isinstance(one, Pair) else lever_text(study, one.lever, lang)
        now, then, fewer, interval = fewer_texts(effect)
        cells = [f"{now} -> {then}", _in_lines(fewer, interval)]
        if effect.missed_before is not None and effect.missed_after is not None:
            after, _, of_share = share(effect.missed_after, 0).partition(" (")
            now = percent(effect.missed_before.mean, 0).rstrip("%\xa0 ")
            cells.append(_in_lines(f"{now} -> {after}", of_share))
        free = translated("yes") if all(lever.free for lever in levers) else ""
        yield ("+".join(sorted(letters[lever] for lever in levers)), text, *cells, free)


def settings_list(found: Sequence[Tried]) -> BulletList:
    """The settings that bring each single change of a table, by its letter, for a page."""
    items = (Item(f"{letter}: {settings_text((one.lever,))}") for letter, one in zip(_letters(), found, strict=False))
    return BulletList(tuple(items), only="page")


def _letters() -> Iterator[str]:
    """A, B, ... Z, AA, AB, ..."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for first in ("", *alphabet):
        yield from (f"{first}{letter}" for letter in alphabet)


def _singles(found: Sequence[Tried | Pair]) -> Iterator[Tried]:
    return (one for one in found if isinstance(one, Tried))


def levers_of(one: Tried | Pair) -> tuple[Lever, ...]:
    """The lever or the two of them."""
    return one.levers if isinstance(one, Pair) else (one.lever,)


def pair_text(pair: Pair) -> str:
    """How a pair compares with the sum of both."""
    if not pair.beyond_sum.significant:
        return translated("together")
    more = pair.beyond_sum.mean > 0
    value = pair.beyond_sum if more else _turned(pair.beyond_sum)
    digits = decimals(value.half_width, 0 if value.mean >= FEW else 1)
    interval = _interval(value, digits)
    size = plain(value.mean, digits) + (f" ({interval})" if interval else "")
    if more:
        return translated("together, {size} more than the sum of both", size=size)
    return translated("together, {size} fewer than the sum of both", size=size)


def fewer_texts(effect: Effect) -> tuple[str, str, str, str]:
    """Late answers before and after, how many fewer, and the interval of that, as texts whose numbers add up."""
    digits = decimals(effect.fewer.half_width, 0 if effect.late_before.mean >= FEW else 1)
    before, after, change = before_and_after(effect.late_before.mean, -effect.fewer.mean, digits)
    return plain(before, digits), plain(after, digits), plain(-change, digits), _interval(effect.fewer, digits)


def _turned(value: Estimate) -> Estimate:
    return Estimate(-value.mean, -value.high, -value.low, value.replications)


def _interval(value: Estimate, digits: int) -> str:
    """The ends of an interval; empty where it is none."""
    both = ends(value.low, value.high, plain(value.mean, digits), digits)
    return translated("{low} to {high}", low=both[0], high=both[1]) if both else ""


def _in_lines(text: str, interval: str) -> str:
    """A figure with its interval in a second line."""
    return f"{text}\n({interval.removesuffix(')')})" if interval else text


def _how_judged(rounds: RaceRounds) -> str:
    """Which replications the figures are from, and what their intervals promise."""
    n, chosen = len(rounds.judged), len(rounds.chosen)
    if not rounds.fresh:
        return translated(
            "Means over the {judged} paired replications that chose them too, so that the first looks better than it is; 95 % "
            "intervals that hold for all lines together.",
            judged=n,
        )
    return translated(
        "Means over {judged} paired replications with no part in the choice, which {chosen} others made; 95 % intervals that hold "
        "for all lines together.",
        judged=n,
        chosen=chosen,
    )
