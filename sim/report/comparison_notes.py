"""Notes of comparisons in words: what the cases do not have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import Facts
from sim.report.case_titles import case_in_words
from sim.translations.in_use import counted, localized_signs, translated


def _other_demand(facts: Facts) -> str:
    """A case whose demand is not that of the first one."""
    case, first = case_in_words(facts["case"]), case_in_words(facts["first"])
    parts = [
        translated("only '{case}' has {streams}", case=name, streams=", ".join(streams))
        for name, streams in ((case, facts["only_in_case"]), (first, facts["only_in_first"]))
        if streams
    ]
    for stream in facts["streams"]:
        if "expected" in stream:
            parts.append(
                translated(
                    "{stream} has {expected} expected applications instead of {expected_in_first}",
                    stream=stream["stream"],
                    expected=localized_signs(f"{stream['expected']:.1f}"),
                    expected_in_first=localized_signs(f"{stream['expected_in_first']:.1f}"),
                )
            )
        else:
            parts.append(
                counted(
                    "{stream} brings other numbers of applications in {count} replication",
                    "{stream} brings other numbers of applications in {count} replications",
                    stream["replications"],
                    stream=stream["stream"],
                )
            )
    if facts["only_in_case"] and facts["only_in_first"]:
        parts.append(
            translated(
                "a stream under another name has other random numbers, and another turn among those who come in one second, "
                "where the names decide"
            )
        )
    return translated(
        "the demand of '{case}' is not that of '{first}': {parts}", case=case, first=first, parts="; ".join(parts)
    )


def _seed_and_replications_of_first(facts: Facts) -> str:
    """A case that would have another seed or other replications by itself."""
    others = ", ".join(f"'{name}'" for name in map(case_in_words, facts["others"]))
    return translated(
        "Seed and replications of '{first}' hold for all; {others} would have others alone",
        first=case_in_words(facts["first"]),
        others=others,
    )


def _warm_up_of_first(facts: Facts) -> str:
    """A warm-up that was found for the first case."""
    return translated("The warm-up that was found for '{first}' holds for all", first=case_in_words(facts["first"]))


def _routes_of_same_replications(facts: Facts) -> str:
    """Routes that are compared within the replications of one scenario."""
    return translated(
        "The routes are those of the same replications: the same people, days and luck of the offices; the applications are "
        "those of other citizens"
    )


def _routes_not_compared(facts: Facts) -> str:
    """Routes that only some of the cases have."""
    routes = ", ".join(" / ".join(key) for key in facts["routes"])
    return translated(
        "not compared, since not all cases have it: {routes} ('{case}')",
        routes=routes,
        case=case_in_words(facts["case"]),
    )


def _quantile_not_reached(facts: Facts) -> str:
    """A quantile that too many unfinished applications leave open."""
    return translated(
        "{measure}, '{case}': not reached, since too many applications are unfinished ({places}); no difference is given",
        measure=_measure(facts),
        case=case_in_words(facts["case"]),
        places=_places(facts),
    )


def _pairs_left_out(facts: Facts) -> str:
    """Pairs of replications without an answer."""
    return translated(
        "{measure}, '{case}': no answer to compare ({places}); these pairs are left out",
        measure=_measure(facts),
        case=case_in_words(facts["case"]),
        places=_places(facts),
    )


def _measure(facts: Facts) -> str:
    from sim.experiment.comparison.measures import MEASURE_NAMES  # late: most commands would wait for pandas

    return translated(MEASURE_NAMES[facts["measure"]][0])


def _places(facts: Facts) -> str:
    return "; ".join(
        counted(
            "{place} in {count} replication",
            "{place} in {count} replications",
            place["replications"],
            place=" / ".join(place["key"]) or translated("all routes"),
        )
        for place in facts["places"]
    )


COMPARISON_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "other_demand": _other_demand,
    "seed_and_replications_of_first": _seed_and_replications_of_first,
    "warm_up_of_first": _warm_up_of_first,
    "routes_of_same_replications": _routes_of_same_replications,
    "routes_not_compared": _routes_not_compared,
    "quantile_not_reached": _quantile_not_reached,
    "pairs_left_out": _pairs_left_out,
}
"""By key of a note: what makes a sentence of its facts."""
