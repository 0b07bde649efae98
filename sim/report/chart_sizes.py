"""How much the charts show, known without drawing one."""

from __future__ import annotations

MOST_PANELS = 4
"""At most this many routes have a panel of elapsed terms."""
MOST_LINES = 6
"""At most this many pools have a line of their utilisation."""
MOST_OFFICE_PANELS = 12
"""At most this many offices have a panel of their late answers."""
