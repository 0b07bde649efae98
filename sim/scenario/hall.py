"""What happens before a counter as a planner writes it: slots that applicants book, and how long they bear to wait."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.quantities import MINUTE
from sim.scenario.branches import MOST_REPEATS, TimeOnTheClock
from sim.schema.document import Document, Share, Words, wrong
from sim.schema.fields import Duration, Stated
from sim.schema.in_words import NO_NUMBER, InWords, percent_text, written_percent
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import translated


class AppointmentGrid(Stated):
    """The slots that a counter offers: booked applicants come at theirs, and go before the hall then."""

    every: Duration
    """Time from one slot to the next; a slot ends before the counter closes [s]."""
    windows: int = Field(default=1, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Slots at one time; fewer while fewer members are on duty by the plan."""
    grace: Duration = 0
    """How late a booked applicant may come and still go before the hall [s]."""
    hours: Annotated[Words | None, NO_NUMBER] = None
    """Name of the hours in which slots lie; default all hours in which somebody is at the counter."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.every < MINUTE:
            raise wrong(translated("slots are at least a minute apart; write '15 minutes'"), "every")
        return self


class Booked(Document):
    """The applicants who book a slot instead of coming at once."""

    share: Annotated[Share, InWords(percent_text)]
    """Share of the applicants who book."""
    ahead: Annotated[TimeOnTheClock, Field(default="0 seconds", validate_default=True)]
    """How long after the booking the day lies that an applicant wishes; he gets the first free slot from that day on [s on the
    clock]."""
    no_show: Annotated[Share, InWords(percent_text, written_percent)] = 0.0
    """Share of the booked who do not come; their slots stay empty."""
    late: TimeOnTheClock | None = None
    """How long after the slot a booked applicant comes [s on the clock]; default at the slot."""

    @model_validator(mode="after")
    def _somebody_comes(self) -> Self:
        if self.no_show >= 1:
            raise wrong(
                translated("nobody who books would come; write a share below 1, or take 'booked' out"), "no_show"
            )
        return self

    @property
    def in_words(self) -> str:
        """Who books, in one line."""
        parts = [percent_text(self.share), f"ahead {self.ahead.in_words}", f"no_show {percent_text(self.no_show)}"]
        return ", ".join([*parts, *([] if self.late is None else [f"late {self.late.in_words}"])])


class Patience(Stated):
    """How long applicants bear to wait in a hall, and what becomes of those who give up."""

    time: TimeOnTheClock
    """How long an applicant waits, in each visit anew, before he gives up; at least a second [s on the clock]."""
    returns: Annotated[Share, InWords(percent_text, written_percent)] = 0.0
    """Share of those who gave up and come back; the others are lost."""
    after: TimeOnTheClock | None = None
    """How long after that they come back, at the next time at which somebody is at the counter [s on the clock]; needed where
    somebody comes back."""
    at_most: int = Field(default=1, ge=1, le=MOST_REPEATS, strict=True)
    """How often one applicant comes back to one step."""

    @model_validator(mode="after")
    def _comes_back(self) -> Self:
        if self.returns and self.after is None:
            raise wrong(
                translated("nothing says when those come back who gave up; give 'after', such as '2 calendar days'"),
                "after",
            )
        if not self.returns:
            for name in ("after", "at_most"):
                if name in self.model_fields_set:
                    raise wrong(
                        translated(
                            "nobody comes back, so '{name}' changes nothing; give 'returns', or take it out", name=name
                        ),
                        name,
                    )
        return self
