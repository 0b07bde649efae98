"""Where applications leave the ordinary way of a route, as a planner writes it: how often, and what comes of it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from sim.law.act import ClockRule
from sim.quantities import Limit, shown
from sim.scenario.distributions import Distribution
from sim.schema.document import LimitText, Share, StepName, wrong
from sim.schema.fields import Stated
from sim.schema.in_words import InWords, percent_text
from sim.translations.in_use import translated

MOST_REPEATS = 20
"""How often one application can go back from one step at most."""


_CLOCK_PART = r"([0-9]+(?:\.[0-9]+)?)\s*(second|minute|hour|calendar day)s?"
_LONGEST_DAYS = 416  # 10,000 hours are the longest duration


def _hours_on_the_clock(value: Any, key: str = "") -> Any:
    """Let calendar days stand for 24 hours each, wherever a duration is written; refuse days that have other hours."""
    if isinstance(value, dict):
        return {
            name: part if name == "distribution" else _hours_on_the_clock(part, name) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_hours_on_the_clock(part, key) for part in value]
    if not isinstance(value, str) or (key and not re.match(r"\s*[-+]?[0-9]", value)):
        return value  # within a block a text without a number is a fault of its own
    if re.fullmatch(rf"-\s*{_CLOCK_PART}", value.strip()):
        raise wrong(
            translated("{given} is below zero; write a time on the clock such as '30 hours'", given=shown(value)), key
        )
    if not re.fullmatch(rf"{_CLOCK_PART}(?:\s+{_CLOCK_PART})*", value.strip()):
        raise wrong(
            translated(
                "{given} is no time on the clock; write '30 hours', or '3 calendar days' of 24 hours",
                given=shown(value),
            ),
            key,
        )
    if any(unit == "calendar day" and float(days) > _LONGEST_DAYS for days, unit in re.findall(_CLOCK_PART, value)):
        raise wrong(
            translated(
                "{given} is too long; a time on the clock is at most {most} calendar days",
                given=shown(value),
                most=_LONGEST_DAYS,
            ),
            key,
        )
    return re.sub(
        r"([0-9]+(?:\.[0-9]+)?)\s*calendar days?", lambda match: f"{float(match[1]) * 24:.15g} hours", value.strip()
    )


TimeOnTheClock = Annotated[Distribution, BeforeValidator(_hours_on_the_clock)]
"""A time that passes day and night: a distribution, in hours or in calendar days of 24 hours."""


class Chance(Stated):
    """How likely a branch is."""

    probability: Annotated[Share, InWords(percent_text)]
    """Share of the applications that come to it and take it."""


class MissingDocuments(Chance):
    """Documents that turn out to be missing at the end of a step, and are brought by the applicant."""

    brought_after: TimeOnTheClock
    """How long the applicant takes to bring them [s on the clock]."""
    applicant_deadline: LimitText | None = None
    """By when they have to be there, counted from the request; what comes later ends the file; default no deadline."""
    clock: ClockRule | None = None
    """What the term does meanwhile; default as the regulation says. An extended term holds wherever documents are missing,
    whenever that is found; a stop that begins after the deadline changes nothing."""
    back_to: StepName | None = None
    """The step that is done again when they are there; default the one that follows."""


class Rework(Chance):
    """A step after which a file may go back to an earlier one, or to itself."""

    back_to: StepName
    """The step that is done again, and all that follow it."""
    at_most: int = Field(default=1, ge=1, le=MOST_REPEATS, strict=True)
    """How often one application can go back from here."""


def _in_days(limit: Limit) -> Limit:
    """Refuse a term of objections that is not given in days."""
    if not limit.unit.endswith("days"):
        raise wrong(
            translated("the term of an objection is given in days; write '15 working days' or '30 calendar days'")
        )
    return limit


class Objections(Stated):
    """Answers to which applicants object: how often, after which time, and what becomes of the file then."""

    chance: Annotated[Share, InWords(percent_text)]
    """Share of the answers that are objected to."""
    chance_if_refused: Annotated[Share | None, InWords(percent_text)] = None
    """Share of the refusals that are objected to; default as many as of other answers."""
    after: TimeOnTheClock
    """How long after he has the answer the applicant objects [s on the clock]."""
    back_to: StepName
    """The step to which the file goes back; all that follow it are passed again."""
    term: Annotated[LimitText, AfterValidator(_in_days)]
    """The term of an objection, counted from its own receipt [days]."""
    at_most: int = Field(default=1, ge=1, le=MOST_REPEATS, strict=True)
    """How often in a row one application can be objected to."""


class Collection(Stated):
    """When applicants come for their results where these are handed out at a counter."""

    after: TimeOnTheClock
    """How long after the result is ready the applicant comes for it [s on the clock]."""
