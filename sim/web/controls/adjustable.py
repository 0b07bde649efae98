"""One number that the page may change, before it has words: where it stands, its range, and the settings that write a value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from sim.scenario.amounts import Amount
from sim.web.controls.control import ControlKind

Form = Literal["people", "most", "teams", "rate", "weekdays", "every", "files", "per_file", "length", "mean"]
"""What the value counts: people, of a headcount that changes the most of them, or teams; a rate; weekdays with a sitting, or working
days from one to the next; files; the time of a sitting for each file or as a whole; a mean duration."""
WhyNot = Literal[
    "register", "instants", "seats", "fixed", "unbounded", "regulated", "lead_time", "visits", "sittings", "nothing"
]
"""Why something is not offered: applications of a register or at stated instants; members who only have seats; the scenario allows
no other value; an agenda without a limit; the whole limit as work; a hold that the work leaves of a lead time; work on visits or in
sittings, whose time is said there; nothing that could be multiplied."""
_DIGITS = 6


class Writer(Protocol):
    """What writes a value as settings."""

    def settings(self, value: float) -> tuple[str, ...]:
        """The settings that bring a value, each as `PATH=VALUE`."""


@dataclass(frozen=True)
class Adjustable:
    """A number of a scenario that may be changed."""

    key: str
    """Name of the control in links."""
    kind: ControlKind
    """What is changed."""
    where: tuple[str, ...]
    """Whose number it is: office and role, the stream, or service, channel and step."""
    form: Form
    """What the value counts."""
    stated: float
    """The value of the scenario."""
    least: float
    """The lowest value."""
    most: float
    """The highest value."""
    step: float
    """Values lie so far apart, counted from `least`."""
    writer: Writer
    """What writes a value."""
    amount: Amount | None = None
    """The number that is multiplied; None where there are several, or none."""
    offices: int = 1
    """In how many offices it is changed."""

    @property
    def percent(self) -> bool:
        """Whether the value multiplies what is stated."""
        return self.form in ("rate", "per_file", "length", "mean")

    @property
    def values(self) -> tuple[float, ...]:
        """Every value, from the lowest on."""
        count = round((self.most - self.least) / self.step) + 1
        return tuple(round(self.least + i * self.step, _DIGITS) for i in range(count))

    def settings(self, value: float) -> tuple[str, ...]:
        """The settings that bring a value, each as `PATH=VALUE`; none for the one that is stated."""
        return () if value == self.stated else self.writer.settings(value)

    def between(self, least: float, most: float) -> Adjustable:
        """The same number in a narrower range."""
        return replace(self, least=least, most=most)


@dataclass(frozen=True)
class Unchangeable:
    """A number of these kinds that is not offered."""

    kind: ControlKind
    """What would be changed."""
    where: tuple[str, ...]
    """Whose number it is, as of an :class:`Adjustable`."""
    reason: WhyNot
    """Why not."""
