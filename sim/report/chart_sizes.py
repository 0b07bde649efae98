"""How much the charts show, known without drawing one."""

from __future__ import annotations

MOST_PANELS = 4
"""So many routes have a panel of elapsed terms at most."""
MOST_LINES = 6
"""So many pools have a line of their utilisation at most."""
