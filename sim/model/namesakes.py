"""Members of one name in several offices, who are taken for several people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.errors import Note
from sim.scenario.office_list import Site


def namesakes(sites: Mapping[str, Site]) -> Iterator[Note]:
    """A note of the names that members of the same offices share; none where every name is in one office."""
    offices: dict[str, dict[str, None]] = {}
    for site in sites.values():
        for staff in site.staff_of_its_own.values():
            for name in staff.members or ():
                offices.setdefault(name, {})[site.name] = None
    names: dict[tuple[str, ...], list[str]] = {}
    for name, of_name in offices.items():
        if len(of_name) > 1:
            names.setdefault(tuple(of_name), []).append(name)
    for together, shared in names.items():
        yield Note("same_names", {"names": shared, "offices": list(together)})
