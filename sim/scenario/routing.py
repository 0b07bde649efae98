"""Where files go instead of to the step that follows, as a planner writes it: jumps ahead and back, ends, other beginnings.

Together with the ordinary way the shares make a route a Markov chain of first order, as process mining finds it in a register
(the directly-follows graph; van der Aalst 2016, Process Mining, chapter 6).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.schema.document import Share
from sim.schema.in_words import InWords, percent_text

START = "start"
"""In the place of a step: before the first one."""
END = "end"
"""In the place of a step: the file ends."""
MOST_TURNED_STEPS = 1_000
"""Steps of one route at whose end files may go elsewhere, and ways from one of them, at most."""

WaysFromStep = Annotated[dict[str, Annotated[Share, InWords(percent_text)]], Field(max_length=MOST_TURNED_STEPS)]
"""By step to which files go, or `end`: the share that goes there."""
Routing = Annotated[dict[str, WaysFromStep], Field(max_length=MOST_TURNED_STEPS)]
"""By step at whose end it is decided, or `start`: where files go instead of to the step that follows."""
