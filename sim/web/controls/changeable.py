"""All numbers of a scenario, or of one of its variants, that the page may change, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.schema.yaml_file import YamlFile
from sim.study.study import Study
from sim.web.controls.adjustable import Adjustable, Unchangeable
from sim.web.controls.arrivals import arrivals_of
from sim.web.controls.durations import durations_of
from sim.web.controls.posts import posts_of
from sim.web.controls.sittings import sittings_of
from sim.web.controls.tried import Allowed, tried


def changeable(
    study: Study, file: YamlFile, allowed: Allowed, expected: Mapping[str, float], most_applications: int
) -> tuple[Adjustable | Unchangeable, ...]:
    """What may be changed, and what not and why: posts, arrivals, sittings with their agendas, work and holds.

    `expected` is how many applications each stream may bring, and the backlogs under the empty name.
    """

    def all_of_them() -> Iterator[Adjustable | Unchangeable]:
        yield from posts_of(study)
        yield from arrivals_of(study, file, expected, most_applications)
        yield from sittings_of(study, file)
        yield from durations_of(study, file)

    return tuple(tried(one, allowed) if isinstance(one, Adjustable) else one for one in all_of_them())
