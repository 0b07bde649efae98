"""A first answer out of a few numbers, in one sentence."""

from __future__ import annotations

from sim.measure.digits import plain
from sim.measure.in_words import percent, role_name, share
from sim.planning.quick import QuickAnswer


def quick_sentence(answer: QuickAnswer, lang: str = "en") -> str:
    """What comes of the numbers: the share in time with its interval, and how busy the people are or how many would keep up."""
    numbers, load = answer.numbers, answer.load
    role = role_name(dict(answer.results.study.regulations), answer.role, lang)
    who = "person" if numbers.people == 1 else "people"
    given = (
        f"With {numbers.people} {who} as '{role}', {_stated(numbers.applications, 'application')} a month, "
        f"{_stated(numbers.minutes, 'minute')} of work and {_stated(numbers.hold, 'working day')} of hold a file"
    )
    if answer.term is None:
        result = "no answer can be late, for the route has no term"
    else:
        result = f"{share(answer.in_time)} of the answers are in time within {answer.term}"
    busy = f"they are expected to be busy {percent(load.load, 0)} of their time"
    if load.load >= 1:
        busy = f"their work takes {percent(load.load, 0)} of their time, so files pile up: {plain(load.at_least, 0)} could keep up"
    elif numbers.people == 1:
        busy = busy.replace("they are", "he or she is").replace("their", "the")
    return f"{given}, {result}; {busy}."


def _stated(value: float, unit: str) -> str:
    """A number with the decimals that were stated, and its unit."""
    digits = len(f"{value:.9f}".rstrip("0").partition(".")[2])
    return f"{plain(value, digits)} {unit}{'' if value == 1 else 's'}"
