"""A scenario file as a planner would write it: blocks in lines, distributions and lists of names each in one line."""

from __future__ import annotations

import io
import re
from typing import Any


def written_yaml(content: dict[str, Any]) -> str:
    """The content of a file as YAML; a key with nothing in it, which takes something out, has a `~`."""
    from ruamel.yaml import YAML  # takes a while to import
    from ruamel.yaml.representer import RoundTripRepresenter

    class Representer(RoundTripRepresenter):
        """Writes `~` for a key that is taken out, so that it does not look forgotten."""

    Representer.add_representer(type(None), lambda to, _: to.represent_scalar("tag:yaml.org,2002:null", "~"))
    yaml = YAML()
    yaml.Representer = Representer
    yaml.width, yaml.allow_unicode, yaml.default_flow_style = 130, True, False
    text = io.StringIO()
    yaml.dump(_laid_out(content), text)
    return text.getvalue()


def _laid_out(value: Any) -> Any:
    """Plain data with what the writer needs to know of their form; numbers of steps without quotation marks."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        block = CommentedMap((_key(key), _laid_out(part)) for key, part in value.items())
        if "distribution" in value or not value:
            block.fa.set_flow_style()
        return block
    if isinstance(value, list):
        items = CommentedSeq(_laid_out(part) for part in value)
        if not any(isinstance(part, (dict, list)) for part in value):
            items.fa.set_flow_style()
        return items
    return value


def _key(key: str) -> str | int:
    return int(key) if re.fullmatch(r"0|[1-9][0-9]{0,8}", key, re.ASCII) else key
