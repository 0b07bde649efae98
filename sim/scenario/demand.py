"""The demand of a scenario as a planner writes it: streams of applications, and populations whose applications come by channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from sim.law.regulation import Channel
from sim.quantities import HIGHEST_GROWTH, parse_growth, parse_hours, shown
from sim.scenario.hall import Booked, Patience
from sim.scenario.history import History
from sim.schema.document import Document, RateText, Share, Words, YesNo, quantity, wrong
from sim.schema.fields import Day, Moment, Name, Stated, Weekday
from sim.schema.in_words import NO_NUMBER, InWords, percent_text, rate_text, weights_text
from sim.translations.in_use import counted, localized_signs, marked, translated

MOST_WEIGHT = 1e12
"""Weight of one office at most: above any number of people, and the sum of all stays a number."""
_MOST_FILES = 1_000_000
"""Applications of one batch at most."""

_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Month = Literal[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
LEAST_WEIGHT = 1e-6
"""Weight above zero at least: what is less is a slip, and sums with it lose their digits."""


def _zero_or_more(weight: float) -> float:
    """Refuse a weight so small that it is neither zero nor any."""
    if 0 < weight < LEAST_WEIGHT:
        raise wrong(
            translated(
                "{given} is out of range; a weight is 0, or at least {least}",
                given=shown(weight),
                least=f"{LEAST_WEIGHT:f}",
            )
        )
    return weight


Weight = Annotated[float, Field(ge=0, le=MOST_WEIGHT, allow_inf_nan=False, strict=True), AfterValidator(_zero_or_more)]
"""A share that stands beside others [any unit]."""
PositiveWeight = Annotated[float, Field(ge=LEAST_WEIGHT, le=MOST_WEIGHT, allow_inf_nan=False, strict=True)]
"""A share above zero that stands beside others [any unit]."""
Weights = Annotated[
    tuple[PositiveWeight, ...] | dict[str, Weight] | None,
    InWords(weights_text),
]
"""Shares of single offices, in their order or by their names."""
Growth = Annotated[
    float,
    quantity(
        parse_growth, marked("a growth such as '5 % per year'"), f"above -100 % and up to {100 * HIGHEST_GROWTH:.0f} %"
    ),
    InWords(lambda growth: translated("{number} % per year", number=localized_signs(f"{100 * growth:+g}"))),
]
"""A yearly growth as people write it, held as a share: 0.05."""


def _wrong_key(sentence: str, key: str) -> PydanticCustomError:
    """The error of a key that is wrong itself, told where it stands."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence, "key": key, "of_key": True})


class Profile(Stated):
    """The shape of a stream over the year, the week and the day.

    Each weight is relative to the others; what is not named weighs 1. The total of every year stays what the rate says.
    """

    months: Annotated[dict[Month, Weight], InWords(weights_text)] = {}
    """Weights of months."""
    weekdays: Annotated[dict[Weekday, Weight], InWords(weights_text)] = {}
    """Weights of days of the week."""
    hours: Annotated[dict[str, Weight], InWords(weights_text)] = {}
    """Weights of hours of the day, such as '09:00-11:00'."""

    @field_validator("hours")
    @classmethod
    def _apart(cls, hours: dict[str, float]) -> dict[str, float]:
        known: list[tuple[int, int, str]] = []
        for text in hours:
            try:
                spans = parse_hours(text)
            except ValueError as error:
                raise _wrong_key(str(error), text) from None
            if not spans:
                raise _wrong_key(
                    translated("'{text}' names no hours; write hours such as 09:00-13:00", text=text), text
                )
            for begin, end in spans:
                for other_begin, other_end, other in known:
                    if begin < other_end and other_begin < end:
                        raise _wrong_key(
                            translated(
                                "'{text}' and '{other}' share hours; give each hour one weight", text=text, other=other
                            ),
                            text,
                        )
                known.append((begin, end, text))
        return hours

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.months or self.weekdays or self.hours):
            raise wrong(translated("the profile has no shape; give 'months', 'weekdays' or 'hours'"))
        for name, known in (("months", 12), ("weekdays", 7)):
            weights = getattr(self, name)
            if len(weights) == known and not any(weights.values()):
                raise wrong(translated("all weights are zero, so nobody comes; give one above zero"), name)
        return self

    def month_weight(self, month: int) -> float:
        """Weight of a month [from 1]."""
        return self.months.get(get_args(Month)[month - 1], 1.0)

    def weekday_weight(self, weekday: int) -> float:
        """Weight of a day of the week [from 0, Monday]."""
        return self.weekdays.get(_WEEKDAYS[weekday], 1.0)

    @property
    def hour_weights(self) -> tuple[tuple[int, int, float], ...]:
        """Begin, end [seconds of the day] and weight of the named hours, in order."""
        return tuple(
            sorted((begin, end, weight) for text, weight in self.hours.items() for begin, end in parse_hours(text))
        )


class Campaign(Stated):
    """Additional applications on some days: a surge, an information campaign, a new law."""

    first_day: Day
    """First day of it."""
    last_day: Day
    """Last day of it."""
    rate: RateText | None = None
    """Additional applications, over all offices of the stream (or at each of them, as its own rate says), evenly over open
    time whatever the stream's profile."""
    times: float | None = Field(default=None, gt=1, le=1000, allow_inf_nan=False, strict=True)
    """Instead of a rate: so many times what would come anyway."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.last_day < self.first_day:
            raise wrong(
                translated("'last_day' lies before 'first_day', {first_day}; exchange them", first_day=self.first_day),
                "last_day",
            )
        if (self.rate is None) == (self.times is None):
            if self.rate:
                raise wrong(translated("both 'rate' and 'times' are given; say with one of them how many more come"))
            raise wrong(translated("neither 'rate' nor 'times' is given; say with one of them how many more come"))
        return self


class ChannelShare(Document):
    """One channel of a population."""

    share: Share
    """Share of the applications that come by it."""
    office: Words
    """Where they arrive: a kind of offices, or one office by its name."""
    weights: Weights = None
    """Shares of the single offices, in their order or by their names; default alike [any unit]."""
    booked: Booked | None = None
    """Applicants who book a slot at the counter; default nobody."""


def _shares_of_channels(channels: Mapping[Channel, ChannelShare]) -> str:
    return ", ".join(f"{name} {percent_text(channel.share)}" for name, channel in channels.items())


def _batch(value: Any) -> Any:
    """Let a bare number stand for batches that all have that size."""
    if isinstance(value, dict) or value is None:
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(
            translated(
                "a size of batches is needed here, not {given}; write 5, or sizes with weights: {{1: 3, 5: 1}}",
                given=shown(value),
            )
        )
    if not 1 <= value <= _MOST_FILES:
        raise wrong(
            translated(
                "{given} is out of range; a batch has from 1 to {most} applications",
                given=shown(value),
                most=_MOST_FILES,
            )
        )
    return {value: 1.0}


_REPLAY = marked("replay of {file}")
_RESAMPLE = marked("resample of {file}")


def _instants_text(count: int) -> str:
    """How many instants are listed; English has one form."""
    return counted("{count} instants", "{count} instants", count)


class Stream(Stated):
    """A stream of arriving applications, or a population whose applications come by several channels."""

    service: Annotated[Words, NO_NUMBER]
    """Which service is asked for."""
    route: Annotated[Channel | None, NO_NUMBER] = None
    """Through which channel; not of a population."""
    office: Annotated[Words | None, NO_NUMBER] = None
    """Where the applications arrive: a kind of offices, or one office by its name; not of a population."""
    channels: Annotated[dict[Channel, ChannelShare] | None, InWords(_shares_of_channels)] = Field(
        default=None, min_length=1
    )
    """Of a population: its channels with their shares, together 100 %."""
    rate: RateText | None = None
    """Expected applications over all offices of the stream, spread over the time in which the channel takes them."""
    instants: Annotated[
        tuple[Moment, ...] | None, InWords(lambda instants: _instants_text(len(instants)), named=False)
    ] = Field(default=None, min_length=1)
    """Instead of a rate: when each application is handed in, in order [instants]."""
    history: History | None = None
    """Instead of a rate: applications of the past, from a register."""
    hours: Annotated[Words | None, NO_NUMBER] = None
    """Name of the hours in which applications come, whatever those of offices and counters;
    default the hours in which these take applications."""
    process: Literal["poisson", "deterministic"] = "poisson"
    """With a rate: arrivals by chance, or evenly spaced in open time."""
    bulk: Annotated[
        dict[Annotated[int, Field(ge=1, le=_MOST_FILES)], Weight] | None,
        Field(min_length=1),
        BeforeValidator(_batch, json_schema_input_type=int | dict[int, float]),
        InWords(weights_text),
    ] = None
    """With a rate: sizes of batches that are handed in together, with their weights; default one by one."""
    profile: Profile | None = None
    """Shape over the year, the week and the day, of a history only `hours` for its days without a time; default even."""
    growth: Growth | None = None
    """Growth from the start of the period on, such as '5 % per year'; below zero the stream shrinks."""
    campaigns: dict[Name, Campaign] = {}
    """Additional applications on some days, by short name."""
    per_office: YesNo = False
    """Whether the rate is that of each office, instead of the total over all of them."""
    weights: Weights = None
    """Shares of the single offices, in their order or by their names; default alike [any unit]."""
    settlements: (
        Annotated[
            dict[Name, PositiveWeight],
            Field(min_length=1),
            InWords(weights_text),
        ]
        | None
    ) = None
    """Shares of the settlements from which applications come, for teams that visit households; default one per office."""
    priority: int = Field(default=5, ge=1, le=9, strict=True)
    """Class of the applications where a staff goes by priority: 1 goes first, 9 last."""
    booked: Booked | None = None
    """Applicants who book a slot at the counter; default nobody. Of a population it is said for each channel."""
    patience: Patience | None = None
    """How long applicants bear to wait at a counter; default as long as it takes."""

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        stated = [name for name in ("route", "office", "weights", "booked") if getattr(self, name) is not None]
        if self.per_office and self.weights is not None:
            raise wrong(
                translated("with 'per_office' every office has the rate, so there is nothing to weigh; take one out"),
                "weights",
            )
        if self.channels is None:
            if self.route is None:
                raise wrong(
                    translated(
                        "nothing says how applications come; give 'route' and 'office', or 'channels' with their shares"
                    )
                )
            if self.office is None:
                raise wrong(translated("nothing says where applications arrive; give 'office'"))
            return self
        if stated:
            raise wrong(
                translated("'{key}' is said for each of the 'channels'; take it out here", key=stated[0]), stated[0]
            )
        if self.per_office:
            raise wrong(translated("a population has one rate for all; take 'per_office' out"), "per_office")
        total = sum(channel.share for channel in self.channels.values())
        if abs(total - 1) > 1e-6:
            raise wrong(
                translated("the shares of the channels sum to {total} %; make them 100 %", total=f"{100 * total:.6g}"),
                "channels",
            )
        return self

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in ("rate", "instants", "history") if getattr(self, name) is not None]
        if not given:
            raise wrong(translated("nothing says how many come; give 'rate', 'instants' or 'history'"))
        if len(given) > 1:
            raise wrong(
                translated(
                    "both '{first}' and '{second}' say how many come; keep one of them", first=given[0], second=given[1]
                ),
                given[1],
            )
        if self.hours is not None and self.instants is not None:
            raise wrong(translated("the instants say when applications come; take 'hours' out"), "hours")
        if self.rate is None:
            for name in ("bulk", "profile", "growth"):
                if getattr(self, name) is not None and not (name == "profile" and self.history is not None):
                    raise wrong(
                        translated(
                            "'{name}' belongs to a rate, and the stream has '{first}'; take it out",
                            name=name,
                            first=given[0],
                        ),
                        name,
                    )
            if self.profile is not None and (self.profile.months or self.profile.weekdays):
                raise wrong(
                    translated("a history has its days already, so its 'profile' has 'hours' only; take the rest out"),
                    "profile",
                )
            if self.process != "poisson" or self.per_office:
                name = "per_office" if self.per_office else "process"
                raise wrong(
                    translated(
                        "'{name}' belongs to a rate, and the stream has '{first}'; take it out",
                        name=name,
                        first=given[0],
                    ),
                    name,
                )
        if self.bulk is not None and not any(self.bulk.values()):
            raise wrong(translated("all sizes weigh zero, so nobody comes; give one a weight above zero"), "bulk")
        return self

    @property
    def ways_in(self) -> dict[Channel, ChannelShare]:
        """The channels with their shares; of a stream that is no population its one route."""
        if self.channels is not None:
            return self.channels
        assert self.route is not None
        assert self.office is not None
        return {
            self.route: ChannelShare.model_construct(
                share=1.0, office=self.office, weights=self.weights, booked=self.booked
            )
        }

    @property
    def says(self) -> str:
        """How many come, in a few words."""
        if self.rate is not None:
            return rate_text(self.rate)
        if self.history is not None:
            use = _REPLAY if self.history.use == "replay" else _RESAMPLE
            return translated(use, file=self.history.file)
        return _instants_text(len(self.instants or ()))
