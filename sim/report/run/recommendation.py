"""What to do against late answers: the best single change that was tried, as people say it, with what it brings."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.levers.race import Tried
from sim.experiment.results import Results
from sim.measure.in_words import percent, share, stated_share
from sim.report.levers.sentences import as_good_sentences
from sim.report.levers.table import fewer_texts
from sim.report.levers.words import lever_text, settings_text
from sim.report.parts import Advice
from sim.report.run.levers import levers_sentence
from sim.translations.in_use import counted, translated


def recommendation(results: Results, lang: str) -> Advice | None:
    """The change that helps most, or why none does; None where no paired runs were asked for."""
    if results.tried is None:
        return None
    if not results.tried or results.rounds is None or not results.tried[0].effect.helps:
        return Advice(translated("What would help"), levers_sentence(results, lang))
    best = results.tried[0]
    now, then, _, _ = fewer_texts(best.effect)
    text = translated(
        "{change}: of {now} late answers {then} would be left.",
        change=_capital(lever_text(results.study, best.lever, lang)),
        now=now,
        then=then,
    )
    if best.lever.free:
        text = translated("{advice} It costs nothing.", advice=text)
    return Advice(
        translated("What would help most"),
        text,
        tuple(_details(results, best, lang)),
        translated("How sure that is, and how to try it"),
        settings_text((best.lever,)),
    )


def _details(results: Results, best: Tried, lang: str) -> Iterator[str]:
    effect, target = best.effect, results.study.scenario.target
    assert results.tried is not None
    _, _, fewer, interval = fewer_texts(effect)
    if interval:
        yield translated("{fewer} late answers fewer, 95 % interval {interval}.", fewer=fewer, interval=interval)
    if effect.missed_before is not None and effect.missed_after is not None and target is not None:
        yield translated(
            "The target of {target} is missed in {before} of such periods now, and would be in {after}.",
            target=stated_share(target),
            before=percent(effect.missed_before.mean, 0),
            after=share(effect.missed_after, 0),
        )
    yield counted(
        "One change was tried, judged by {replications} paired replications.",
        "{count} changes were tried; the best are judged by {replications} paired replications.",
        len(results.tried),
        replications=effect.replications,
    )
    yield from as_good_sentences(results.study, results.tried, lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
