"""How files get from one office to another: after a lag, or with a courier who leaves at fixed times."""

from __future__ import annotations

import numpy as np

from sim.engine.simpy.environment import AppointedEvent, OfficeEnvironment
from sim.engine.simpy.visit_log import VisitLog
from sim.model.transfers import TransferPlan
from sim.quantities import UNSET


class Courier:
    """What carries files between two offices."""

    def __init__(self, env: OfficeEnvironment, transfer: TransferPlan, log: VisitLog) -> None:
        self.env, self.transfer, self.log = env, transfer, log
        self.hours = transfer.hours.without_end
        self.ready: list[tuple[int, AppointedEvent]] = []
        """Files that wait for the courier: row and the event of their arrival."""
        self._leaves_at = UNSET

    def send(self, row: int) -> AppointedEvent:
        """Hand a file over for transfer; the event happens when it arrives."""
        env, log = self.env, self.log
        now = log.queued[row] = env.now
        arrival = AppointedEvent(env)
        if self.transfer.lag is not None:
            log.started[row] = now
            self._arrive(row, arrival, self.hours.add(now, self.transfer.lag))
            return arrival
        self.ready.append((row, arrival))
        following = int(np.searchsorted(self.transfer.departures, now, side="left"))
        if following < len(self.transfer.departures):
            leaves_at = int(self.transfer.departures[following])
            if leaves_at != self._leaves_at:
                self._leaves_at = leaves_at
                env.do_late(leaves_at, self._leave)
        return arrival

    def _leave(self) -> None:
        now = self.env.now
        self._leaves_at = UNSET
        for row, arrival in self.ready:
            self.log.started[row] = now
            self._arrive(row, arrival, now + self.transfer.travel)
        self.ready = []

    def _arrive(self, row: int, arrival: AppointedEvent, at: int) -> None:
        self.log.work_ended[row] = self.log.finished[row] = at
        self.env.happen(arrival, at)
