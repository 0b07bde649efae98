"""How an application ends."""

from __future__ import annotations

from enum import IntEnum


class ApplicationOutcome(IntEnum):
    """How an application ended; a branch can lead to `refused`, `stopped_before_receipt` and `returned`."""

    assigned = 0
    """The result was made ready."""
    open = 1
    """Not over when the observation ended."""
    refused = 2
    """Refused with reasons, and the refusal was made ready."""
    stopped_before_receipt = 3
    """A check failed before the office received it."""
    returned = 4
    """The papers were given back."""
    ended_by_applicant = 5
    """Missing documents were not brought in time."""
    lost = 6
    """The applicant gave up waiting in a hall and did not come back."""
