"""What the results of a run rest on: assumptions, sources of the regulations, and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.precision import reached_by_auto
from sim.experiment.results import Results
from sim.law.regulation import Regulation
from sim.measure.in_words import channel_name, route_name, several_services
from sim.model.objection_names import answers_of
from sim.report.parts import BulletList, Item, Paragraph, TextTable
from sim.report.paths_in_words import path_in_words, place_in_words
from sim.scenario.scenario import AUTO_HALF_WIDTH
from sim.schema.in_words import limit_text
from sim.study.assumption_list import Assumption, assumptions
from sim.study.study import Study
from sim.translations.in_use import counted, localized_day, localized_number, localized_signs, marked, translated


def assumption_table(results: Results, lang: str) -> TextTable:
    """The numbers that no source gives, with their reasons: under what they belong to, such as a route or an office."""
    study = results.study
    rows: list[tuple[str, ...]] = []
    last = ""
    for assumed in assumptions(study):
        owner, what = place_in_words(study, assumed.where, lang)
        if owner != last:
            rows.append((_capital(owner),))
        rows.append((what or translated("as a whole"), _numbers(study, assumed, lang), assumed.reason))
        last = owner
    labels = (translated("what"), translated("numbers"), translated("reason"))
    return TextTable("assumptions", translated("Assumptions"), labels, (), tuple(rows), only="page")


def _numbers(study: Study, assumed: Assumption, lang: str) -> str:
    """The numbers of an assumption; of an uncertain number the places in words too."""
    section, _, name = assumed.where.partition(".")
    uncertain = study.scenario.assumptions.get(name) if section == "assumptions" else None
    if uncertain is None:
        return assumed.numbers
    return f"{'; '.join(_places(study, uncertain.paths, lang))}: {uncertain.in_words}"


def _places(study: Study, paths: Sequence[str], lang: str) -> Iterator[str]:
    """Places in words, what lies in one block together: `step 4: precinct commission, work (mean, 90th percentile)`."""
    blocks: dict[str, list[str]] = {}
    for path in paths:
        block, _, _ = path.rpartition(".")
        whole, within = path_in_words(study, path, lang), path_in_words(study, block, lang)
        blocks.setdefault(within, []).append(whole.removeprefix(f"{within}, "))
    yield from (f"{block} ({', '.join(names)})" for block, names in blocks.items())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_list(results: Results, lang: str) -> BulletList:
    """The regulations with the sources of their terms, and the calendar."""
    study, days = results.study, results.study.days
    regulations = [
        Item(_act(regulation, lang), regulation.title.text(lang), tuple(_details(results, service, regulation)))
        for service, regulation in study.regulations.items()
    ]
    calendar = translated(
        "Working days: calendar “{calendar}”, {first} to {last}, five-day week with transferred days of rest and the weekend days "
        "worked in exchange.",
        calendar=days.code,
        first=localized_day(days.first),
        last=localized_day(days.last),
    )
    return BulletList((*regulations, Item(calendar)), only="page")


def _act(regulation: Regulation, lang: str) -> str:
    act = regulation.act
    parts = [
        translated(
            "{issuer}, No {number}, {day}", issuer=act.issuer.text(lang), number=act.number, day=localized_day(act.date)
        )
    ]
    if act.annex:
        parts.append(translated("annex {annex}", annex=act.annex))
    if act.registered:
        return translated("{act}; registered {registered}.", act=", ".join(parts), registered=act.registered)
    return f"{', '.join(parts)}."


_SURENESS = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}
"""How sure the source of a term is, in words."""


def _details(results: Results, service: str, regulation: Regulation) -> Iterator[str]:
    """Where each term comes from, routes of one source together, and what else is noted of a regulation."""
    routes: dict[tuple[str, str, str], list[str]] = {}
    for channel, term in regulation.terms.items():
        edition = f" ({term.source.edition})" if term.source.edition else ""
        sure = _SURENESS.get(term.source.confidence, term.source.confidence)
        routes.setdefault((limit_text(term.limit), f"{term.source.text}{edition}", sure), []).append(
            channel_name(channel)
        )
    for (limit, source, sure), channels in routes.items():
        yield translated(
            "Term, routes: {routes}: {term} – {source}, confidence {confidence}.",
            routes=", ".join(channels),
            term=limit,
            source=source,
            confidence=translated(sure),
        )
    several = several_services(results.figures)
    for key in results.figures.routes:
        plan = results.model.plan(key)
        if key[0] != service or answers_of(key[1]) is not None or plan.term is None:
            continue
        route = route_name(key, several=several)
        if plan.term_kind == "scenario":
            yield translated(
                "Term, route {route}: {term}, as the scenario states it.", route=route, term=limit_text(plan.term)
            )
        if plan.term_kind == "derived":
            yield translated(
                "Term, route {route}: neither the act nor the standard gives one; {term} is derived, the longest that the steps may take "
                "by their limits on the working days of {year}.",
                route=route,
                term=limit_text(plan.term),
                year=regulation.year,
            )
    yield from (translated("Note: {note}", note=note) for note in regulation.notes)


def method_paragraph(results: Results) -> Paragraph:
    """How the figures were computed."""
    scenario = results.study.scenario
    period = scenario.period
    if scenario.backlog:
        start = translated("What lay in the offices at the start is stated above as an assumption.")
    else:
        start = translated(
            "Offices are empty at the start, and applications received before {day} are simulated and not counted.",
            day=localized_day(period.counted_from),
        )
    first = counted(
        "{count} replication of {start} to {end}, seed {seed}.",
        "{count} replications of {start} to {end}, seed {seed}.",
        len(results.replications),
        start=localized_day(period.start),
        end=localized_day(period.end),
        seed=scenario.seed,
    )
    text = translated(
        "Every figure is computed per replication; what is shown is the mean over replications with its 95 % interval, which knows "
        "skewness and rare events. Comparisons are paired: the same applications, the same luck."
    )
    return Paragraph(
        " ".join(filter(None, (first, start, text, sureness_sentence(results)))), kind="method", only="page"
    )


def sureness_sentence(results: Results) -> str:
    """How well the share in time is known after the replications that `auto` took; empty where it did not choose their number."""
    reached = reached_by_auto(results.study.scenario, results.figures.whole["in_time"])
    if reached is None:
        return ""
    half_width = localized_signs(f"{100 * reached.half_width:.2g}")
    if reached.at_most is None:
        return counted(
            "After {count} replication the share in time over all routes is known to {half_width} points on either side.",
            "After {count} replications the share in time over all routes is known to {half_width} points on either side.",
            reached.replications,
            half_width=half_width,
        )
    digit = 10 ** (len(str(reached.needed)) - 2)
    needed = -(-reached.needed // digit) * digit
    return counted(
        "After {count} replication the share in time over all routes is known to {half_width} points on either side; to {wanted} points "
        "it would be with some {needed}, which can be stated as 'replications'.",
        "After {count} replications the share in time over all routes is known to {half_width} points on either side; to {wanted} points "
        "it would be with some {needed}, which can be stated as 'replications'.",
        reached.replications,
        half_width=half_width,
        wanted=localized_signs(f"{100 * AUTO_HALF_WIDTH:g}"),
        needed=localized_number(needed),
    )
