"""Notes in words: one sentence for every key, in each language that has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sim.errors import Facts, Note
from sim.measure.load_in_words import LOAD_CLAUSES
from sim.quantities import Limit
from sim.schema.in_words import duration_text
from sim.study.checks.warm_up import weeks_text

if TYPE_CHECKING:
    from sim.experiment.comparison.compare import Comparison

_MOST_OFFICES = 4
"""A sentence names at most this many offices."""


def note_sentence(note: Note, lang: str = "en") -> str:
    """A note as a sentence without a full stop; in English where it has none in a language (`kk`, `ru` or `en`)."""
    sentence = SENTENCES.get(lang, {}).get(note.key) or SENTENCES["en"][note.key]
    return sentence(note.facts)


def comparison_warnings(comparison: Comparison, lang: str = "en") -> tuple[str, ...]:
    """The warnings of a comparison as sentences; one that not all cases have follows the names of those that have it."""
    sentences = [note_sentence(note, lang) for note in comparison.warnings if "of_case" not in note.facts]
    cases: dict[str, list[str]] = {}
    for note in comparison.warnings:
        if "of_case" in note.facts:
            cases.setdefault(note_sentence(note, lang), []).append(note.facts["of_case"])
    count = len(comparison.cases)
    of_runs = [text if len(names) == count else f"{', '.join(names)}: {text}" for text, names in cases.items()]
    return (*sentences, *of_runs)


def _run_out_cut(facts: Facts) -> str:
    run_out = Limit(facts["run_out"], facts["unit"])
    return (
        f"the calendar ends on {facts['calendar_ends']}, before the run-out of {run_out} after {facts['period_ends']} is over; "
        "deadlines behind it are unknown and stand empty"
    )


def _register_days_by_kind(facts: Facts) -> str:
    days = [f"{count} {name}" for name, count in facts["days"].items() if count]
    text = f"the weeks drawn for '{facts['stream']}' are laid on days of their kind, as the calendar has them: {', '.join(days)}"
    lacking = [f"{name} ({instead})" for name, instead in facts["lacking"].items()]
    return f"{text}; the register has no {', no '.join(lacking)}" if lacking else text


def _counter_unattended(facts: Facts) -> str:
    days, others = facts["days"], facts["offices"] - 1
    on = f"on {facts['first_day']}" if days == 1 else f"on {days} days, the first of them {facts['first_day']},"
    alike = f" (and so {others} other office{'' if others == 1 else 's'})" if others else ""
    return (
        f"{facts['office']} / {facts['role']}{alike}: {on} the counter is open and nobody is there; who comes then is not "
        "received, and comes back when somebody is"
    )


def _same_names(facts: Facts) -> str:
    names, offices = facts["names"], facts["offices"]
    who = ", ".join(f"'{name}'" for name in names)
    where = f"{', '.join(offices[:_MOST_OFFICES])}{' and others' if len(offices) > _MOST_OFFICES else ''}"
    verb = "is" if len(names) == 1 else "are"
    return f"{who} {verb} on the staff of several offices ({where}) and taken for another person in each of them"


def _slots_too_short(facts: Facts) -> str:
    return (
        f"{facts['office']} / {facts['role']}: slots are {duration_text(facts['every_s'])} long, and serving one of those who "
        f"book takes {duration_text(facts['service_s'])} on average, so they wait longer and longer in a row of slots"
    )


def _no_effect(facts: Facts) -> str:
    if facts["why"] == "beyond_all_terms":
        return f"{facts['setting']} is as long as the longest term or longer: every file rises at once, so none goes before another"
    return (
        f"{facts['setting']} lies outside the simulated time, {facts['first']} to {facts['last']}, and changes nothing"
    )


def _timetable_passed_over(facts: Facts) -> str:
    names = " and ".join(f"'{name}'" for name in facts["transfers"])
    carries = "carries" if len(facts["transfers"]) == 1 else "carry"
    return f"{facts['setting']} changes nothing: between these offices {names} under 'transfers' {carries} the files"


def _act_not_adopted(facts: Facts) -> str:
    return (
        f"the act that regulates '{facts['service']}' was adopted on {facts['adopted']}, after counting begins on "
        f"{facts['counted_from']}: its rules are simulated for days on which they were not in force"
    )


def _many_unfinished(facts: Facts) -> str:
    return (
        f"{facts['service']} / {facts['route']}: {facts['unfinished']:.0%} of the applications were not finished when the "
        "run-out ended; their elapsed terms and queue times are Kaplan-Meier estimates, marked by a star"
    )


def _never_begun(facts: Facts) -> str:
    offices, kind = facts["offices"], facts["kind"]
    where = offices[0] if len(offices) == 1 else f"{kind} ({len(offices)} offices)"
    groups = facts["groups"]
    told = [
        f"{'class ' + group['class'] if 'class' in group else group['stream']}: {_whole(group['waiting'])} of {_whole(group['of'])}"
        for group in groups[:_MOST_OFFICES]
    ]
    if len(groups) > len(told):
        told.append(f"{len(groups) - len(told)} others")
    return (
        f"{where} / {facts['role']}: {_whole(facts['applications'])} applications a replication were never begun there; they "
        f"still wait when the observation ends ({'; '.join(told)})"
    )


def _whole(count: float) -> str:
    """A mean number of applications that is not nothing, as a whole number."""
    return f"{max(count, 1):.0f}"


def _turned_away_for_good(facts: Facts) -> str:
    return (
        f"{facts['office']} / {facts['role']}: {_whole(facts['applications'])} applicants a replication were turned away "
        f"{facts['times']} times and do not come again; they were never received, so no share in time knows of them"
    )


def _deadlines_behind(facts: Facts) -> str:
    return (
        f"{facts['service']} / {facts['route']}: the deadlines of {_whole(facts['left_out'])} applications a replication lie behind "
        f"the end of the observation, so they are in no share in time ({facts['open']:.0f} of all were not finished); make the "
        "run-out longer"
    )


def _precision_missed(facts: Facts) -> str:
    reached = "no interval" if facts["reached"] is None else f"{100 * facts['reached']:.2g} points"
    return (
        f"the precision of {100 * facts['half_width']:g} points on {facts['on']} was not reached with {facts['replications']} "
        f"replications, the most that are allowed; reached were {reached}"
    )


_SERIES = {
    "in_progress": ("work in progress is lower", "lower_by", 1, "files"),
    "elapsed_h": ("elapsed working time is lower", "lower_by", 1, "hours"),
    "in_time": ("the share in time is higher", "higher_by", 100, "points"),
}
"""How a series of a warm-up differs from later, the name of the difference, what it is multiplied by, and its unit then."""


def _nearer_to_empty(series: Facts, confidence: float) -> str:
    differs, name, scale, unit = _SERIES[series["name"]]
    by, low, high = (f"{scale * series[end]:.1f}" for end in (name, "low", "high"))
    return f"{differs} just after it than later by {by} {unit} ({100 * confidence:.3g} % interval {low} to {high})"


def _queues_still_filling(facts: Facts) -> str:
    lower = " and ".join(_nearer_to_empty(series, facts["confidence"]) for series in facts["series"])
    longer = weeks_text(facts["weeks_longer"])
    repair = f"make it {longer} longer, until {facts['until']}"
    if facts["until"] is None:
        repair = f"make it {longer} longer at least, and the period {weeks_text(facts['period_weeks_longer'])}"
    return f"queues are still filling at the end of the warm-up, {facts['counted_from']}: {lower}; {repair}"


def _counted_period_short(facts: Facts) -> str:
    counted, before, term = facts["working_days"], facts["warm_up_working_days"], facts["longest_term_days"]
    than = f"the warm-up before it ({before})" if before > term else f"the longest term ({term})"
    return (
        f"the counted period is short: {facts['counted_from']} to {facts['end']} has {counted} working days, fewer than "
        f"{than}; end it {max(before, term) - counted} working days later at least"
    )


def _other_demand(facts: Facts) -> str:
    case, first = facts["case"], facts["first"]
    parts = [
        f"only '{name}' has {', '.join(streams)}"
        for name, streams in ((case, facts["only_in_case"]), (first, facts["only_in_first"]))
        if streams
    ]
    for stream in facts["streams"]:
        if "expected" in stream:
            expected = f"{stream['expected']:.1f} expected applications instead of {stream['expected_in_first']:.1f}"
            parts.append(f"{stream['stream']} has {expected}")
        else:
            parts.append(f"{stream['stream']} brings other numbers of applications in {_times(stream['replications'])}")
    if facts["only_in_case"] and facts["only_in_first"]:
        parts.append(
            "a stream under another name has other random numbers, and another turn among those who come in one second, "
            "where the names decide"
        )
    return f"the demand of '{case}' is not that of '{first}': {'; '.join(parts)}"


def _seed_and_replications_of_first(facts: Facts) -> str:
    others = ", ".join(f"'{name}'" for name in facts["others"])
    return f"Seed and replications of '{facts['first']}' hold for all; {others} would have others alone"


def _routes_not_compared(facts: Facts) -> str:
    routes = ", ".join(" / ".join(key) for key in facts["routes"])
    return f"not compared, since not all cases have it: {routes} ('{facts['case']}')"


def _measure_of_case(facts: Facts) -> str:
    from sim.experiment.comparison.measures import MEASURE_NAMES  # late: most commands would wait for pandas

    return f"{MEASURE_NAMES[facts['measure']][0]}, '{facts['case']}'"


def _places(facts: Facts) -> str:
    return "; ".join(
        f"{' / '.join(place['key']) or 'all routes'} in {_times(place['replications'])}" for place in facts["places"]
    )


def _quantile_not_reached(facts: Facts) -> str:
    return (
        f"{_measure_of_case(facts)}: not reached, since too many applications are unfinished ({_places(facts)}); no difference "
        "is given"
    )


def _pairs_left_out(facts: Facts) -> str:
    return f"{_measure_of_case(facts)}: no answer to compare ({_places(facts)}); these pairs are left out"


def _register_put_right(facts: Facts) -> str:
    done = []
    if rows := facts["unsorted"]:
        done.append(f"the rows were put in order, since {rows} of them stood right below a later one")
    if rows := facts["doubled"]:
        done.append(f"{rows} doubled row{' was' if rows == 1 else 's were'} left out")
    if rows := facts["zoned"]:
        done.append(f"{rows} instant{' was' if rows == 1 else 's were'} turned into the local time of {facts['zone']}")
    return f"'{facts['file']}' (stream '{facts['stream']}'): {'; '.join(done)}"


def _register_days_without_time(facts: Facts) -> str:
    rows, closed = facts["rows"], facts["closed"]
    some = f"{'all' if rows == facts['of'] else rows} of the {facts['of']}"
    midnight = ", since 00:00 counts as no time," if facts["at_midnight"] else ""
    text = (
        f"'{facts['file']}' (stream '{facts['stream']}') has a day without a time{midnight} for {some} applications; when on that day "
        "they come is drawn in each replication, over the hours of their office and by the stream's profile of hours"
    )
    return (
        f"{text}; {closed} of them on days on which none are taken, so they wait for the next opening"
        if closed
        else text
    )


def _register_longer(facts: Facts) -> str:
    left_out = f", and {facts['left_out']} of these do not come at all" if facts["left_out"] else ""
    return (
        f"{facts['behind']} of the {facts['applications']} applications in '{facts['file']}' (stream '{facts['stream']}') lie "
        f"behind the end of the period, {facts['end']}, so they do not count{left_out}; end the period later to count them"
    )


def _register_shorter(facts: Facts) -> str:
    return (
        f"'{facts['file']}' (stream '{facts['stream']}') has applications from {facts['first']} to {facts['last']} only, and the "
        f"period lasts from {facts['start']} to {facts['end']}: nobody comes in the rest of it; shorten the period, give the "
        "whole register, or write 'use: resample'"
    )


def _times(count: int) -> str:
    return f"{count} replication{'' if count == 1 else 's'}"


def _steps_not_there(facts: Facts) -> str:
    steps, roles = facts["steps"], ", ".join(f"'{role}'" for role in facts["roles"])
    several = len(steps) > 1
    return (
        f"Under '{facts['regulation']}' nobody does step{'s' if several else ''} {', '.join(steps)} of the route "
        f"'{facts['route']}' ({roles}): {'their' if several else 'its'} work and time fall away"
    )


SENTENCES: Mapping[str, Mapping[str, Callable[[Facts], str]]] = {
    "en": {
        **LOAD_CLAUSES,
        "run_out_cut": _run_out_cut,
        "register_days_by_kind": _register_days_by_kind,
        "register_put_right": _register_put_right,
        "register_days_without_time": _register_days_without_time,
        "register_longer": _register_longer,
        "register_shorter": _register_shorter,
        "counter_unattended": _counter_unattended,
        "same_names": _same_names,
        "slots_too_short": _slots_too_short,
        "no_effect": _no_effect,
        "timetable_passed_over": _timetable_passed_over,
        "act_not_adopted": _act_not_adopted,
        "never_begun": _never_begun,
        "many_unfinished": _many_unfinished,
        "turned_away_for_good": _turned_away_for_good,
        "deadlines_behind": _deadlines_behind,
        "precision_missed": _precision_missed,
        "queues_still_filling": _queues_still_filling,
        "counted_period_short": _counted_period_short,
        "other_demand": _other_demand,
        "routes_not_compared": _routes_not_compared,
        "steps_not_there": _steps_not_there,
        "quantile_not_reached": _quantile_not_reached,
        "pairs_left_out": _pairs_left_out,
        "seed_and_replications_of_first": _seed_and_replications_of_first,
        "warm_up_of_first": lambda facts: f"The warm-up that was found for '{facts['first']}' holds for all",
        "routes_of_same_replications": lambda facts: (
            "The routes are those of the same replications: the same people, days and luck of the offices; the applications "
            "are those of other citizens"
        ),
    }
}
"""By language and key of a note: what makes a sentence of its facts."""
