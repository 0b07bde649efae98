"""What the results of a run rest on: assumptions, sources of the regulations, and the method."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.precision import reached_by_auto
from sim.experiment.results import Results
from sim.law.regulation import Regulation
from sim.measure.in_words import route_name, several_services
from sim.model.objection_names import answers_of
from sim.report.parts import BulletList, Code, Item, Paragraph, TextTable
from sim.scenario.scenario import AUTO_HALF_WIDTH
from sim.study.assumption_list import assumptions


def assumption_table(results: Results, lang: str) -> TextTable:
    """The numbers that no source gives, with their places and reasons."""
    rows = tuple((Code(a.where), a.numbers, a.reason) for a in assumptions(results.study))
    return TextTable("assumptions", "Assumptions", ("where", "numbers", "reason"), (), rows, only="page")


def source_list(results: Results, lang: str) -> BulletList:
    """The regulations with the sources of their terms, and the calendar."""
    study, days = results.study, results.study.days
    regulations = [
        Item(_act(regulation, lang), regulation.title.text(lang), tuple(_details(results, service, regulation)))
        for service, regulation in study.regulations.items()
    ]
    calendar = (
        f"Working days: calendar “{days.code}”, {days.first} to {days.last}, five-day week with transferred days of rest "
        "and the weekend days worked in exchange."
    )
    return BulletList((*regulations, Item(calendar)), only="page")


def _act(regulation: Regulation, lang: str) -> str:
    act = regulation.act
    annex = f", annex {act.annex}" if act.annex else ""
    registered = f"; registered {act.registered}" if act.registered else ""
    return f"{act.issuer.text(lang)}, No {act.number}, {act.date}{annex}{registered}."


def _details(results: Results, service: str, regulation: Regulation) -> Iterator[str]:
    """Where each term comes from, and what else is noted of a regulation."""
    for channel, term in regulation.terms.items():
        edition = f" ({term.source.edition})" if term.source.edition else ""
        yield (
            f"Term on the route {channel}: {term.limit} – {term.source.text}{edition}, confidence {term.source.confidence}."
        )
    several = several_services(results.figures)
    for key in results.figures.routes:
        term_text = results.model.plan(key).term_text
        if results.model.plan(key).term_kind == "scenario" and key[0] == service and answers_of(key[1]) is None:
            yield f"Term on the route {route_name(key, several=several)}: {term_text}, as the scenario states it."
        if "(derived)" in term_text and key[0] == service:
            days = term_text.replace(" (derived)", "")
            yield (
                f"Term on the route {route_name(key, several=several)}: neither the act nor the standard gives one; {days} "
                f"is derived, the longest that the steps may take by their limits on the working days of {regulation.year}."
            )
    yield from (f"Note: {note}" for note in regulation.notes)


def method_paragraph(results: Results) -> Paragraph:
    """How the figures were computed."""
    scenario = results.study.scenario
    period = scenario.period
    start = (
        "what lay in the offices at the start is stated above as an assumption"
        if scenario.backlog
        else f"offices are empty at the start, and applications received before {period.warm_up_until} are simulated and not "
        "counted"
    )
    text = (
        f"{len(results.replications)} replications of {period.start} to {period.end}, seed {scenario.seed}; {start}. Every "
        "figure is computed per replication; what is shown is the mean over replications with its 95 % interval, which "
        "knows skewness and rare events. Comparisons are paired: the same applications, the same luck."
    )
    return Paragraph(f"{text} {sureness_sentence(results)}".rstrip(), kind="method", only="page")


def sureness_sentence(results: Results) -> str:
    """How well the share in time is known after the replications that `auto` took; empty where it did not choose their number."""
    reached = reached_by_auto(results.study.scenario, results.figures.whole["in_time"])
    if reached is None:
        return ""
    text = (
        f"After {reached.replications} replications the share in time over all routes is known to {100 * reached.half_width:.2g} "
        "points on either side"
    )
    if reached.at_most is None:
        return f"{text}."
    digit = 10 ** (len(str(reached.needed)) - 2)
    needed = -(-reached.needed // digit) * digit
    return f"{text}; to {100 * AUTO_HALF_WIDTH:g} points it would be with some {needed:,}, which can be stated as 'replications'."
