"""Notes of registers in words: what was made of the rows and days of an office's own list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import Facts
from sim.translations.in_use import counted, localized_iso, translated


def _days_by_kind(facts: Facts) -> str:
    """The weeks of a register that were laid on days of their kind."""
    days = ", ".join(f"{count} {translated(name)}" for name, count in facts["days"].items() if count)
    stream = facts["stream"]
    if not facts["lacking"]:
        return translated(
            "the weeks drawn for '{stream}' are laid on days of their kind, as the calendar has them: {days}",
            stream=stream,
            days=days,
        )
    lacking = ", ".join(_lacking(name, instead) for name, instead in facts["lacking"].items())
    return translated(
        "the weeks drawn for '{stream}' are laid on days of their kind, as the calendar has them: {days}; the register has {lacking}",
        stream=stream,
        days=days,
        lacking=lacking,
    )


def _lacking(name: str, instead: str) -> str:
    """A kind of days that a register has none of, and what stands in for them."""
    if instead == "nobody comes on them":
        return translated("no {kind} (nobody comes on them)", kind=translated(name))
    others = [translated(other.removesuffix(" instead")) for other in instead.split(" or ")]
    if len(others) == 1:
        return translated("no {kind} ({other} instead)", kind=translated(name), other=others[0])
    return translated(
        "no {kind} ({first} instead or {second} instead)", kind=translated(name), first=others[0], second=others[1]
    )


def _put_right(facts: Facts) -> str:
    """Rows that were ordered, left out or turned into local time."""
    done = []
    if rows := facts["unsorted"]:
        done.append(
            translated("the rows were put in order, since {rows} of them stood right below a later one", rows=rows)
        )
    if rows := facts["doubled"]:
        done.append(counted("{count} doubled row was left out", "{count} doubled rows were left out", rows))
    if rows := facts["zoned"]:
        done.append(
            counted(
                "{count} instant was turned into the local time of {zone}",
                "{count} instants were turned into the local time of {zone}",
                rows,
                zone=facts["zone"],
            )
        )
    return translated("{register}: {done}", register=_register(facts), done="; ".join(done))


def _days_without_time(facts: Facts) -> str:
    """Applications of which the register knows the day alone."""
    rows, of = facts["rows"], facts["of"]
    some = translated("all of the {of}", of=of) if rows == of else translated("{rows} of the {of}", rows=rows, of=of)
    if facts["at_midnight"]:
        text = translated(
            "{register} has a day without a time, since 00:00 counts as no time, for {some} applications; when on that day they "
            "come is drawn in each replication, over the hours of their office and by the stream's profile of hours",
            register=_register(facts),
            some=some,
        )
    else:
        text = translated(
            "{register} has a day without a time for {some} applications; when on that day they come is drawn in each "
            "replication, over the hours of their office and by the stream's profile of hours",
            register=_register(facts),
            some=some,
        )
    if closed := facts["closed"]:
        return translated(
            "{text}; {closed} of them on days on which none are taken, so they wait for the next opening",
            text=text,
            closed=closed,
        )
    return text


def _longer(facts: Facts) -> str:
    """A register that goes on behind the period."""
    known = {
        "behind": facts["behind"],
        "applications": facts["applications"],
        "register": _register(facts),
        "end": localized_iso(facts["end"]),
    }
    if left_out := facts["left_out"]:
        return translated(
            "{behind} of the {applications} applications in {register} lie behind the end of the period, {end}, so they do not "
            "count, and {left_out} of these do not come at all; end the period later to count them",
            left_out=left_out,
            **known,
        )
    return translated(
        "{behind} of the {applications} applications in {register} lie behind the end of the period, {end}, so they do not "
        "count; end the period later to count them",
        **known,
    )


def _shorter(facts: Facts) -> str:
    """A register that ends before the period."""
    return translated(
        "{register} has applications from {first} to {last} only, and the period lasts from {start} to {end}: nobody comes in the "
        "rest of it; shorten the period, give the whole register, or write 'use: resample'",
        register=_register(facts),
        first=localized_iso(facts["first"]),
        last=localized_iso(facts["last"]),
        start=localized_iso(facts["start"]),
        end=localized_iso(facts["end"]),
    )


def _register(facts: Facts) -> str:
    return translated("'{file}' (stream '{stream}')", file=facts["file"], stream=facts["stream"])


REGISTER_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "register_days_by_kind": _days_by_kind,
    "register_put_right": _put_right,
    "register_days_without_time": _days_without_time,
    "register_longer": _longer,
    "register_shorter": _shorter,
}
"""By key of a note: what makes a sentence of its facts."""
