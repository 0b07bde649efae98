"""How much one browser may ask of the server, and how long it may take over it."""

from __future__ import annotations

import time
from collections import OrderedDict

LONGEST_ADDRESS = 8192
"""Bytes of an address with its query: all settings of the largest shipped scenario take a third of it."""
MOST_HEADERS = 64
"""Lines of a request's head; browsers send some twenty."""
LARGEST_HEAD = 32_768
"""Bytes of a request's head with its address."""
LARGEST_MESSAGE = 16_384
"""Bytes of a message on a socket."""
MOST_SOCKETS = 200
"""Pages that are open at the same time, over all browsers."""
MOST_SOCKETS_OF_ADDRESS = 60
"""Pages that are open at the same time from one address of the network."""
MOST_CONNECTIONS = 400
"""Connections at the same time, those of sockets among them."""
REQUEST_SECONDS = 15.0
"""A request has to be there so long after the connection or the answer before it [s]."""
IDLE_SECONDS = 6 * 3600.0
"""A socket on which nothing is asked for so long is closed [s]; the page opens it again when somebody comes back."""
SILENT_SECONDS = 60.0
"""The first message has to come so long after a socket was opened [s]."""
END_SECONDS = 12.0
"""What is still to be sent when a socket is closed has to be read within so long [s]."""
SHOW_SECONDS = 0.04
"""A change begins a simulation so long after the one before at the earliest [s]; of those in between the last counts."""
REPLAY_SECONDS = 60.0
"""A replay is given up after so long [s]."""
SHOWN_SECONDS = 300.0
"""Figures are refined for so long at most [s]."""
MOST_FAULTS = 200
"""A socket with so many messages that cannot be used is closed."""
MOST_UNSENT = 64
"""Answers that wait for a browser which does not read; with more the socket is closed."""
MESSAGES_A_SECOND = 60.0
"""What a socket may send over time [messages per second]; a slider that is pulled sends less than twenty."""
MESSAGES_AT_ONCE = 240.0
"""What it may send in one go."""
TRIES_A_SECOND = 0.2
"""How many wrong tokens an address may try over time [per second]."""
TRIES_AT_ONCE = 5.0
"""How many it may try in one go."""
_MOST_REMEMBERED = 4096
"""Addresses whose tries are remembered; with more the oldest are forgotten."""


class Allowance:
    """So many things in one go, and so many in a second over time."""

    def __init__(self, a_second: float, at_once: float) -> None:
        self._a_second, self._at_once = a_second, at_once
        self._left, self._seen = at_once, time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed; takes it where it is."""
        now = time.monotonic()
        self._left = min(self._left + (now - self._seen) * self._a_second, self._at_once)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Tries:
    """Tries of many addresses, each with its own allowance."""

    def __init__(self, a_second: float = TRIES_A_SECOND, at_once: float = TRIES_AT_ONCE) -> None:
        self._a_second, self._at_once = a_second, at_once
        self._allowances: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, address: str) -> bool:
        """Whether an address is allowed one more try; takes it where it is."""
        allowance = self._allowances.setdefault(address, Allowance(self._a_second, self._at_once))
        self._allowances.move_to_end(address)
        while len(self._allowances) > _MOST_REMEMBERED:
            self._allowances.popitem(last=False)
        return allowance.take()
