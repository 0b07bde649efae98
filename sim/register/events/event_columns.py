"""Which column of a register of events holds what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import MOST_LISTED, did_you_mean
from sim.quantities import shown
from sim.register.column_names import plain_name
from sim.register.events.event_options import EVENT_HOLDINGS, EventHolding, EventOptions
from sim.register.events.usual_event_columns import PLAIN_EVENT_NAMES
from sim.register.options import NO_COLUMN
from sim.translations.in_use import translated

HeaderFault = Callable[[int | None, str, str], Exception]
"""Makes the error of a column, given by its position, or of the header as a whole; what is wrong; what would do."""
_OF_CASES: tuple[tuple[EventHolding, EventHolding], ...] = (
    ("received", "start"),
    ("ready", "end"),
    ("received", "end"),
)
"""What a column of a register of cases alone holds, whose name is that of a start or an end."""


@dataclass(frozen=True)
class EventColumns:
    """The columns of a register of events by what they hold."""

    names: tuple[str, ...]
    """The names of all columns, from the left."""
    position: Mapping[EventHolding, int]
    """By what is held: the position of its column; what no column holds is not there."""

    @property
    def dates_alone(self) -> bool:
        """Whether the register tells of no events, only when cases came, were ready and were due."""
        return "activity" not in self.position

    def as_names(self) -> dict[str, str]:
        """By what is held: the name of its column."""
        return {what: self.names[self.position[what]] for what in EVENT_HOLDINGS if what in self.position}


def count_usual(names: Sequence[str], options: EventOptions) -> int:
    """How many things some names in a row are the names of: how much that row looks like a header."""
    plain = {plain_name(name) for name in names}
    found = {what for what, groups in PLAIN_EVENT_NAMES.items() if any(plain & group for group in groups)}
    return len(found | {what for what, name in options.stated() if plain_name(name) in plain})


def find_event_columns(names: Sequence[str], options: EventOptions, fault: HeaderFault) -> EventColumns:
    """The columns by what they hold, as stated or by their usual names.

    Raises InputError where one that is needed is missing or could be several.
    """
    position: dict[EventHolding, int] = {}
    plain = [plain_name(name) for name in names]
    for what, name in options.stated():
        if name != NO_COLUMN:
            position[what] = _stated(what, name, names, fault)
    unwanted = {what for what, name in options.stated() if name == NO_COLUMN}
    for what in EVENT_HOLDINGS:
        if what not in position and what not in unwanted:
            found = _usual(what, names, plain, set(position.values()), fault)
            if found is not None:
                position[what] = found
    if "activity" not in position:
        _as_dates(position)
    _check_complete(position, names, fault)
    return EventColumns(tuple(names), position)


def _as_dates(position: dict[EventHolding, int]) -> None:
    """In a register of cases alone, take the start of a row for the receipt of its case and the end for the answer."""
    for what, named in _OF_CASES:
        if what not in position and named in position:
            position[what] = position.pop(named)


def _stated(what: EventHolding, name: str, names: Sequence[str], fault: HeaderFault) -> int:
    """The position of a column by its stated name."""
    alike = [i for i, other in enumerate(names) if other == name]
    alike = alike or [i for i, other in enumerate(names) if plain_name(other) == plain_name(name)]
    if not alike:
        message = translated("there is no column {given} for --{option}", given=shown(name), option=what)
        raise fault(None, message, did_you_mean(name, filter(None, names)))
    if len(alike) > 1:
        message = translated("{count} columns are called {given}", count=len(alike), given=shown(name))
        raise fault(alike[1], message, translated("give each another name"))
    return alike[0]


def _usual(
    what: EventHolding, names: Sequence[str], plain: Sequence[str], taken: set[int], fault: HeaderFault
) -> int | None:
    """The position of a column by its usual names; None where there is none."""
    for group in PLAIN_EVENT_NAMES[what]:
        found = [i for i, name in enumerate(plain) if name in group and i not in taken]
        if len(found) > 1:
            message = translated(
                "several columns may hold what --{option} names: {names}", option=what, names=_listed(names, found)
            )
            repair = translated("say which one, such as --{option} {name}", option=what, name=shown(names[found[0]]))
            raise fault(found[1], message, repair)
        if found:
            return found[0]
    return None


def _check_complete(position: Mapping[EventHolding, int], names: Sequence[str], fault: HeaderFault) -> None:
    """Raise where the register tells of no cases or of no times."""
    there = translated("there are the columns {names}", names=_listed(names, range(len(names))))
    if "activity" in position:
        if "case" not in position:
            message = translated("no column has the names of cases")
            raise fault(None, message, translated("{there}; name it by --case", there=there))
        if "start" not in position and "end" not in position:
            message = translated("no column has the times of events")
            raise fault(
                None, message, translated("{there}; name it by --end, and by --start if there are two", there=there)
            )
        return
    if "received" in position and ("ready" in position or "due" in position):
        return
    if "start" in position or "end" in position or "case" in position:
        message = translated("no column says what was done, and none when cases came and were ready")
        repair = translated(
            "{there}; name it by --activity, or --received and --ready for dates of cases alone", there=there
        )
    else:
        message = translated("no column has times, cases or activities")
        repair = translated("{there}; name them by --case, --activity, --start and --end", there=there)
    raise fault(None, message, repair)


def _listed(names: Sequence[str], positions: Sequence[int]) -> str:
    """The names of some columns."""
    named = [names[i] for i in positions if names[i]]
    text = ", ".join(shown(name) for name in named[:MOST_LISTED])
    if (more := len(named) - MOST_LISTED) > 0:
        return translated("{names} and {more} more", names=text, more=more)
    return text
