"""Other duties of executors as a planner writes them: a share of their time, spread by chance, or given hours."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from sim.quantities import MINUTE
from sim.scenario.distributions import Distribution, Fixed
from sim.schema.document import Share, wrong
from sim.schema.fields import HoursNames, Stated
from sim.schema.in_words import InWords, percent_text
from sim.translations.in_use import translated

DEFAULT_BLOCK = Fixed.model_construct(value=30 * MINUTE)
"""How long a member is at other duties at a time, where nothing is stated: half an hour, which no source gives."""


class OtherDuties(Stated):
    """Work beside that of the services, for which members leave their files; it hands nothing over and closes no hall."""

    share: Annotated[Share | None, InWords(percent_text)] = None
    """Share of the time on duty of every member and day that it takes, in blocks spread over the day by chance."""
    block: Distribution | None = None
    """How long it takes at a time [s on duty]; default 30 minutes."""
    hours: HoursNames = None
    """Names of the hours in which it is done, instead of a share."""

    @model_validator(mode="after")
    def _share_or_hours(self) -> Self:
        if self.share is None and self.hours is None:
            raise wrong(
                translated("nothing says when the other duties are; give a 'share' such as '40 %', or 'hours'"), "share"
            )
        if self.share is not None and self.hours is not None:
            raise wrong(translated("both 'share' and 'hours' are given; keep one of them"), "hours")
        if self.share is not None and not self.share > 0:
            raise wrong(translated("a share of zero is none; take 'other_duties' out"), "share")
        if self.share is not None and not self.share < 1:
            raise wrong(translated("nobody would ever take a file; write a share below 100 %"), "share")
        if self.block is not None and self.share is None:
            raise wrong(translated("the hours say how long it takes; take 'block' out"), "block")
        if self.block is not None and not self.block.mean_seconds > 0:
            raise wrong(translated("a block of no length is none; write '30 minutes', or take 'block' out"), "block")
        return self


def _duties(value: Any) -> Any:
    """Let a bare share stand for a block with it."""
    return value if isinstance(value, (dict, OtherDuties)) else {"share": value}


OtherDutiesText = Annotated[OtherDuties, BeforeValidator(_duties, json_schema_input_type=str | OtherDuties)]
"""Other duties as people write them: `40 %`, or a block with `share` and `block`, or with `hours`."""
