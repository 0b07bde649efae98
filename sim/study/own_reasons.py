"""Reasons of numbers that the package itself wrote into scenarios, in the language in use.

A reason is content of a scenario and stands in data files, so it stays as it was written; whoever shows it to people asks for it here.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from sim.translations.in_use import marked, translated

_WRITTEN = (
    marked("changed in {file}"),
    marked("changed by variant {variant}"),
    marked("set on the command line"),
    marked("changed on the page"),
    marked("As step {steps} of {regulation}, split by the limits"),
    marked("As steps {steps} of {regulation}, split by the limits"),
    marked("As step {steps} of {regulation}"),
    marked("As steps {steps} of {regulation}"),
    marked("Placeholder, not measured yet"),
    marked("Placeholder, not counted yet"),
    marked("Placeholder"),
    marked("One office of the kind"),
    marked("An information system answers within seconds"),
    marked("As stated to sim quick, split by the limits of the steps; the shape is assumed"),
    marked("As stated to sim quick"),
    marked("Placeholder with which nobody waits for this role"),
    marked("no reason given"),
)
"""What overlays, other rules and first scenarios write; of two that fit the longer one stands first."""

_FORMS = {"steps": r"[\w.]+(?:, [\w.]+)*", "regulation": r"\w+"}
"""Fields that hold keys, by which "As step 2 of the provider's route" is known for the words of a planner."""


def reason_in_words(reason: str) -> str:
    """A reason in the language in use where the package wrote it; as it stands where somebody else did."""
    for template in _WRITTEN:
        if (found := _form_of(template).fullmatch(reason)) is not None:
            return translated(template, **found.groupdict())
    return reason


@cache
def _form_of(template: str) -> re.Pattern[str]:
    """What a template has made, with the fields as groups."""
    parts = Formatter().parse(template)
    return re.compile(
        "".join(
            re.escape(text) + (f"(?P<{name}>{_FORMS.get(name, '.+?')})" if name else "") for text, name, _, _ in parts
        )
    )
