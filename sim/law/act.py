"""What an act says besides its routes: who issued it, who takes part, which offices it names, how days are counted."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.schema.document import AnyWords, Document, LimitText, Text, Translated, Words, YesNo, wrong
from sim.schema.fields import ClockTime, Day
from sim.translations.in_use import translated
from sim.visible_text import visible

ClockRule = Literal["runs", "stops", "extended"]
"""What the term does while the applicant looks for documents: it runs on, stops, or gives way to the extended term."""
RoleKind = Literal["staff", "commission", "system", "applicant"]
StepNumber = Annotated[int, Field(ge=1, le=999, strict=True)]
"""The number of a step in the text."""
OfficeKind = Literal["provider", "akim", "state_corporation", "service_centre", "employment_centre"]


class Act(Document):
    """The act that approves the regulation."""

    document: Words
    """File name of the text that this file was read from."""
    issuer: Text
    """Who issued the act."""
    number: Words
    """Number of the act."""
    date: Day
    """Date of adoption."""
    annex: int | None = Field(default=None, ge=1, le=10_000, strict=True)
    """Which annex of the act the regulation is."""
    registered: AnyWords = ""
    """Date and number of registration with the justice department."""
    in_force: Text = Translated()
    """What the act says about its coming into force and its end."""


class NamedForFile(Document):
    """Whether one member of a role is named for a file, who then does all steps of that role on it."""

    named: YesNo = True
    """False where the text names nobody, or is silent."""
    source: AnyWords = ""
    """The clause that says so."""
    by_step: StepNumber | None = None
    """Number of the step by which he is named: steps of the role before it are anybody's. None: his first step names him."""
    note: AnyWords = ""
    """How the text was read, where it does not say it in so many words; needed where it names nobody."""

    @model_validator(mode="after")
    def _has_its_reason(self) -> Self:
        if self.named and not self.source:
            raise wrong(
                translated("no clause says who names the member; add 'source', or write 'named: false' with a 'note'")
            )
        if not self.named and not self.note:
            raise wrong(translated("nothing says how the text was read; add a 'note'"), "named")
        return self


class Role(Document):
    """Somebody, or an information system, that a step names as the one who acts."""

    kk: Words
    """Kazakh, in the spelling of the act."""
    ru: AnyWords = ""
    """Russian."""
    en: AnyWords = ""
    """English."""
    kind: RoleKind = "staff"
    """`staff` and `commission` work in hours; a `system` answers round the clock; the `applicant` is outside."""
    office: OfficeKind | None = None
    """Where the role sits; default by its short name: `akim...`, `corporation...`, `centre...`, else the provider."""

    named_for_file: NamedForFile | None = None
    """Whether one member is named for a file, who then does all steps of the role on it; none: nobody has looked."""

    def text(self, lang: str) -> str:
        """The name in a language (`kk`, `ru` or `en`), or else in the first that has it, fit to be shown."""
        return visible(getattr(self, lang) or self.en or self.ru or self.kk)


class Source(Document):
    """Where a number comes from that the regulation itself does not print."""

    kind: Literal["text", "standard", "derived"] = "standard"
    """The act itself, the standard of the service, or worked out from the limits of the steps."""
    text: Words
    """Name of the source."""
    url: AnyWords = ""
    """Its address."""
    edition: AnyWords = ""
    """Which edition."""
    quote: AnyWords = ""
    """The words that say it."""
    confidence: Literal["high", "medium", "low"] = "medium"
    """How sure it is that the number holds for this regulation."""


class OfficeFact(Document):
    """An office that the act names, with what it says of it."""

    name: Text
    """Name in the act."""
    kind: Literal["department", "service_centre", "akim", "employment_centre", "other"]
    """What kind of office."""
    hours: AnyWords = ""
    """Opening hours as the act prints them."""
    address: AnyWords = ""
    """Address as the act prints it."""
    source: Words
    """Clause or annex."""


class LegalClock(Document):
    """How days are counted, where the text or the scenario says otherwise than the defaults."""

    day_of_receipt: Literal["excluded", "included"] = "excluded"
    """Whether the day of receipt is the first day of a term in working days."""
    received_until: ClockTime | None = None
    """Up to which time of the day a receipt counts on that day, for a term in days; what is received later counts as received on
    the next working day. Default all of the day."""
    missing_documents: ClockRule | None = None
    """What the term does while the applicant looks for documents; default the extended term where one is printed for the
    route, else the term runs on."""
    source: AnyWords = ""
    """The clause that says so, where the text does."""


class FrontDesk(Document):
    """The longest lawful wait in the queue and the longest lawful serving, per visit."""

    queue_wait: LimitText | None = None
    """Longest wait in the hall."""
    queue_wait_per_person: LimitText | None = None
    """Longest wait for each person who stands in the queue before, where the text sets it so."""
    serving: LimitText | None = None
    """Longest serving at the counter."""
    source: AnyWords = ""
    """Where they come from, or that nothing was found."""
