"""How a route of a service is used in a scenario: what its steps take, and where applications leave its ordinary way."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from sim.scenario.branches import Chance, Collection, MissingDocuments, Objections, Rework
from sim.scenario.distributions import Distribution
from sim.scenario.role_use import RoleUse
from sim.scenario.routing import Routing
from sim.scenario.transfers import TimetableUse
from sim.schema.document import Document, LimitText, Share, Words, wrong
from sim.schema.fields import Name, Stated
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import marked, translated


class Work(Stated):
    """What one step takes: the work of a member on duty, and a time in which the file only lies with him."""

    model: Literal["stated", "regulated", "lead_time"] = "stated"
    """Durations as stated; or the whole limit is work; or the work is stated and lies within a share of the limit."""
    work: Distribution | None = Field(default_factory=lambda: _NOT_GIVEN, validate_default=True)
    """Time in which the member does nothing else [s]; none with `regulated`."""
    hold: Distribution | None = None
    """Time after the work in which the file waits with the member, while the office is open [s]; default none."""
    share: Share | None = Field(default_factory=lambda: _NOT_GIVEN, validate_default=True)
    """With `lead_time`: the share of the limit that work and hold take together; the hold is the rest, at least 0."""
    people: int = Field(default=1, ge=1, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Members who do it together, each for the whole work: they begin in one second, and it goes on while all are on duty
    [people]."""

    @field_validator("work", "hold", "share", mode="before")
    @classmethod
    def _fits_the_model(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse what the model works out by itself, and the lack of what it needs."""
        model, name = str(info.data.get("model")), str(info.field_name)  # an unknown model is a fault of its own
        needed = name in {"stated": ("work",), "lead_time": ("work", "share")}.get(model, ())
        if value is _NOT_GIVEN and needed:
            raise PydanticKnownError("missing")
        if value is None and needed:
            raise wrong(translated(_NEEDED["share" if name == "share" else "work"]))
        given = value is not None and value is not _NOT_GIVEN
        if given and model == "regulated":
            raise wrong(
                translated(
                    "'{name}' is given although the whole limit is work; take it out, or take 'model' out", name=name
                )
            )
        if given and (model, name) == ("lead_time", "hold"):
            raise wrong(
                translated(
                    "the hold of a lead time is what the work leaves of it; take 'hold' out, or take 'model' out"
                )
            )
        if given and (model, name) == ("stated", "share"):
            raise wrong(
                translated("a share of the limit belongs to a lead time; add 'model: lead_time', or take 'share' out")
            )
        return value if given else None


_NOT_GIVEN: Any = object()
_NEEDED = {
    "share": marked("a share such as '80 %' is needed here, and nothing is given; fill it, or take the key out"),
    "work": marked("a duration or a distribution is needed here, and nothing is given; fill it, or take the key out"),
}


class RouteUse(Document):
    """How one route of a service is used in this scenario."""

    reading: Words | None = None
    """Reading of the join; default the regulation's own."""
    term: LimitText | None = None
    """The term of the route, such as '10 working days', where another one is asked about; default the regulation's own."""
    steps: dict[str, Work] = {}
    """What each staffed step takes, by its number; joined steps have those of the met route unless named here."""
    branches: dict[str, Chance] = {}
    """How likely the branches of the text are, by the number of the step that is taken then."""
    refusals: dict[str, Chance] = {}
    """How likely a reasoned refusal is, by the step that decides it; a refusal goes the same way as an assignment."""
    missing_documents: dict[str, MissingDocuments] = {}
    """How likely documents are missing, by the step that finds out."""
    rework: dict[str, Rework] = {}
    """How likely a file goes back, by the step after which it does."""
    routing: Routing = {}
    """Where files go instead of to the step that follows, by the step at whose end that is decided: `2: {4: 74.5 %}`; `end`
    ends the file, `start` begins elsewhere."""
    objections: Objections | None = None
    """How often applicants object to an answer, and what becomes of the file then; default nobody does."""
    roles: dict[Name, RoleUse] = {}
    """How the members of a role share the files of the route, by role."""
    timetables: dict[str, TimetableUse] = {}
    """How often a day files are collected for a step or sent on from it, by the number of a step for which the text has a
    timetable."""
    collection: Collection | None = None
    """When applicants come for results that are handed out at a counter; default as soon as these are ready."""
