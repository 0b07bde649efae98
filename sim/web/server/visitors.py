"""Who asks, and in which language: what the headers of a request say of the browser that sent it."""

from __future__ import annotations

import re
import secrets
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs

from sim.translations.in_use import LANGUAGES, ORIGINAL

Scope = MutableMapping[str, Any]
"""A request or a socket as the server hands it on [ASGI]."""
_BROWSER = re.compile(r"[A-Za-z0-9_-]{22}")
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,30})?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


def header(scope: Scope, name: str) -> str:
    """A header of a request; empty where there is none, or where it comes several times and says different things."""
    found = {value for key, value in scope["headers"] if key == name.encode()}
    return found.pop().decode("latin-1") if len(found) == 1 else ""


def address_of(scope: Scope) -> str:
    """The address of the network from which a request comes."""
    client = scope.get("client")
    return str(client[0]) if client else "-"


def language_of(scope: Scope, standard: str) -> str:
    """The language of a request: what its query says, else that of the server where it is not English, else what the browser prefers."""
    asked = asked_language(scope)
    if asked in LANGUAGES:
        return asked
    return standard if standard != ORIGINAL else _preferred(header(scope, "accept-language"))


def asked_language(scope: Scope) -> str:
    """The last `lang` of the query of a request, be it a language or not; empty where there is none."""
    return asked_in(bytes(scope.get("query_string", b"")).decode("latin-1"))


def asked_in(query: str) -> str:
    """The last `lang` of a query, be it a language or not; empty where there is none."""
    try:
        return parse_qs(query, max_num_fields=1000).get("lang", [""])[-1]
    except ValueError:  # too many fields
        return ""


def browser_of(scope: Scope, port: int) -> str:
    """The mark of the browser that an earlier page gave it; empty where it has none."""
    found = cookie(scope, browser_cookie(port))
    return found if _BROWSER.fullmatch(found) else ""


def new_browser() -> str:
    """A mark for a browser that has none."""
    return secrets.token_urlsafe(16)


def browser_cookie(port: int) -> str:
    """The name of the cookie with the mark of a browser; cookies know no ports, so it stands in the name."""
    return f"sim_browser_{port}"


def cookie(scope: Scope, name: str) -> str:
    """A cookie of a request; empty where there is none."""
    for part in header(scope, "cookie").split(
        ";"
    ):  # other servers of this machine may have cookies that no parser takes
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _preferred(accepted: str) -> str:
    """The language of the page that a browser likes best."""
    best, weight = ORIGINAL, 0.0
    for part in accepted[:500].split(","):
        found = _RANGE.fullmatch(part)
        if found is None or found[1].lower() not in LANGUAGES:
            continue
        if (likes := float(found[2] or 1)) > weight:
            best, weight = found[1].lower(), likes
    return best
