"""Who does what in a register, as far as it is known before work is fitted: steps, roles, duties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.calendar.duty import Duty
from sim.quantities import UNSET, Flags, Instants, Integers
from sim.register.events.event_register import NOBODY, EventRegister


@dataclass(frozen=True)
class OfficeParts:
    """Steps, roles and duties, in which work is measured."""

    register: EventRegister
    """The register."""
    step: Integers
    """By event: its step, over all routes; NOBODY where it belongs to none."""
    role_of_step: Integers
    """By step: the role that does it; NOBODY where nobody of the office does."""
    role_of_resource: Integers
    """By resource: the role to which it belongs; NOBODY where it belongs to none."""
    duties: tuple[Duty, ...]
    """By resource: when it is on duty."""
    office: Duty
    """When the office is open."""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.role_of_step)

    @cached_property
    def staffed(self) -> Flags:
        """By event: whether somebody of the office did it, as a step of the office's."""
        has_step = self.step != NOBODY
        role = np.append(self.role_of_step, NOBODY)[np.where(has_step, self.step, self.steps)]
        return np.asarray(has_step & (role != NOBODY) & (self.register.resource != NOBODY))

    @cached_property
    def enabled(self) -> Instants:
        """By event: when everything before it in its case had ended; UNSET where nothing was before it, or still goes on.

        The first event of a case waits from the case's receipt, where the register says when that was.
        """
        register = self.register
        end, case = register.end, register.case
        if not len(end):
            return end
        # Ends of a case never reach into the next one once each case is lifted above all before it.
        lift = case * (int(max(end.max(), register.seen_until)) + 1)
        reached = np.maximum.accumulate(np.where(end == UNSET, lift + register.seen_until, lift + end))
        result = np.concatenate([[UNSET], reached[:-1] - lift[1:]])
        heads = register.first[:-1][np.diff(register.first) > 0]
        result[heads] = register.received[case[heads]]
        return np.asarray(result, dtype=np.int64)

    @cached_property
    def step_before(self) -> Integers:
        """By event: the step of the event before it in its case; NOBODY where it is the first."""
        before = np.concatenate([[NOBODY], self.step[:-1]])
        heads = self.register.first[:-1][np.diff(self.register.first) > 0]
        before[heads] = NOBODY
        return before

    @cached_property
    def resolution(self) -> int:
        """The step of the register's clock [s]: a second, a minute, five minutes, an hour or a day."""
        instants = np.concatenate([self.register.start, self.register.end])
        instants = instants[instants != UNSET]
        steps = [size for size in (86_400, 3_600, 900, 300, 60) if len(instants) and not (instants % size).any()]
        return steps[0] if steps else 1
