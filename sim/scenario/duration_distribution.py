"""What all distributions of durations share: how they are said in words."""

from __future__ import annotations

from sim.near_words import key_in_words
from sim.schema.document import Document
from sim.schema.in_words import field_text
from sim.schema.schema_paths import tag_of


class DurationDistribution(Document):
    """A distribution of durations with its parameters."""

    @property
    def in_words(self) -> str:
        """The family with its parameters, in one line."""
        parameters = [
            f"{key_in_words(name)} {field_text(getattr(self, name), field)}"
            for name, field in type(self).model_fields.items()
            if name != "distribution" and getattr(self, name) is not None
        ]
        family = key_in_words(tag_of(type(self)) or "")
        return f"{family} ({', '.join(parameters)})"
