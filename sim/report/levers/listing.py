"""The list of `sim levers`: what was judged as a table, what fell behind as another one, and the best in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.find_levers import Levers
from sim.experiment.levers.race import Tried
from sim.measure.in_words import count
from sim.report.levers.sentences import best_sentence
from sim.report.levers.table import fewer_texts, lever_table
from sim.report.levers.words import left_out_texts, lever_text, settings_text, why_nothing_tried
from sim.report.parts import Medium, Paragraph, Part, Section, TextTable
from sim.translations.in_use import counted, in_language, translated

_MOST_PAIRS = 5
"""At most this many pairs are shown, those that bring most."""


def levers_section(found: Levers, lang: str = "en") -> Section:
    """Everything that is shown of a list of levers, on a terminal."""
    with in_language(lang):
        return Section("levers", found.study.scenario.scenario.text(lang), tuple(_parts(found, lang)))


def _parts(found: Levers, lang: str) -> Iterator[Part]:
    study, whole = found.study, found.figures.whole
    left_out = " ".join(left_out_texts(study, found.not_tried, lang))
    if not found.tried:
        applications, late = whole["applications"].mean, whole["late"].mean
        terms = any(plan.term for plan in found.model.routes)
        text = why_nothing_tried(study, found.not_tried, applications=applications, late=late, terms=terms)
        yield Paragraph(f"{text} {left_out}".strip(), "conclusion")
        return
    pairs = list(found.better_pairs)[:_MOST_PAIRS]
    shown = [one for one in found.ranked if isinstance(one, Tried) or one in pairs]
    others = len(found.pairs) - len(pairs)
    note = (
        counted("{count} more pair with --format json.", "{count} more pairs with --format json.", others)
        if others
        else ""
    )
    yield lever_table(study, shown, found.rounds, lang, only="terminal", note=note)
    if dropped := [one for one in found.tried if not one.finalist]:
        yield fell_behind_table(found, dropped, lang, "terminal")
    if left_out:
        yield Paragraph(left_out)
    yield Paragraph(best_sentence(study, found.tried, found.rounds, lang), "conclusion")
    if text := best_pair_sentence(found, lang):
        yield Paragraph(text, "conclusion")


def best_pair_sentence(found: Levers, lang: str) -> str:
    """The best of the pairs that bring more than each of their two alone, with its settings; empty where none helps."""
    best = next(found.better_pairs, None)
    if best is None or not best.effect.helps:
        return ""
    with in_language(lang):
        now, then, fewer, interval = fewer_texts(best.effect)
        return translated(
            "Best pair: {levers}. Of {now} late answers {then} would be left, {fewer} fewer (95 % interval {interval}). To try "
            "it: {settings}.",
            levers=" + ".join(lever_text(found.study, lever, lang) for lever in best.levers),
            now=now,
            then=then,
            fewer=fewer,
            interval=interval,
            settings=settings_text(best.levers),
        )


def fell_behind_table(found: Levers, dropped: Sequence[Tried], lang: str, medium: Medium) -> TextTable:
    """The changes that fell behind where levers were chosen."""
    rows = tuple(
        (
            lever_text(found.study, one.lever, lang),
            count(one.effect.fewer, interval=True).replace(" (", "\n("),
            str(one.effect.replications),
            translated("yes") if one.lever.free else "",
        )
        for one in dropped
    )
    note = translated(
        "From the replications that chose; intervals are each for itself, so that one in twenty may be wrong by chance."
    )
    columns = (translated("late answers\nfewer"), translated("replications"), translated("costs\nnothing"))
    return TextTable(
        "dropped",
        translated("What fell behind in few replications"),
        (translated("change"),),
        columns,
        rows,
        note,
        only=medium,
    )
