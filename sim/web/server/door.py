"""Who may come in where others than this machine reach the server: whoever has its token."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from sim.translations.in_use import translated
from sim.web.server.limits import Tries
from sim.web.server.place import ServerPlace
from sim.web.server.refusals import RefusedError
from sim.web.server.visitors import Scope, address_of, cookie

_TOKEN = "token"
"""The name of the token in the address."""
_BYTES = 32
"""Of the token: 256 bits."""
_PAUSE = 0.5
"""So long the answer to a wrong token takes [s]."""
_MOST_PAUSED = 20
"""So many wait at the same time; others are refused at once."""


class Door:
    """Lets in those who have the token of a place; everybody where the place is on the loopback interface."""

    def __init__(self, place: ServerPlace) -> None:
        self._place = place
        self._token = "" if place.is_loopback else secrets.token_urlsafe(_BYTES)
        self._tries, self._paused = Tries(), 0

    @property
    def url(self) -> str:
        """The address of the page, with the token where one is needed."""
        return f"{self._place.url}?{urlencode({_TOKEN: self._token})}" if self._token else self._place.url

    def lets_in(self, scope: Scope) -> bool:
        """Whether whoever asks has come in before."""
        return not self._token or self._is_token(cookie(scope, self._cookie))

    async def welcome(self, scope: Scope) -> RefusedError:
        """The answer to somebody who has not come in yet: the way in with the right token in the address, or why there is none.

        Wrong tokens are answered slowly, and no longer after some.
        """
        given = dict(_fields(scope)).get(_TOKEN)
        address = _own_address(scope)
        if given is None:
            sentence = translated(
                "This page is for those who have its address with the token; the one who started it has it."
            )
            return RefusedError(
                403, sentence, again=address
            )  # the browser keeps the cookie back behind a link from elsewhere
        if self._is_token(given) and scope["type"] == "http":
            return RefusedError(303, translated("Go on"), self._way_in(address), again=address)
        if not self._tries.take(address_of(scope)) or self._paused >= _MOST_PAUSED:
            return RefusedError(429, translated("Too many wrong tokens; try again in a while."), {"retry-after": "30"})
        await self._pause()
        return RefusedError(
            403, translated("This token is not the right one; the server has a new one each time it starts.")
        )

    async def _pause(self) -> None:
        self._paused += 1
        try:
            await asyncio.sleep(_PAUSE)
        finally:
            self._paused -= 1

    @property
    def _cookie(self) -> str:
        return f"sim_token_{self._place.port}"

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())

    def _way_in(self, address: str) -> Mapping[str, str]:
        settings = f"{self._cookie}={self._token}; HttpOnly; SameSite=Strict; Path=/"
        return {"location": address, "set-cookie": settings}


def without_token(scope: Scope) -> str | None:
    """The address of a request without the token in it; None where there is none in it."""
    return _own_address(scope) if any(name == _TOKEN for name, _ in _fields(scope)) else None


def _fields(scope: Scope) -> list[tuple[str, str]]:
    try:
        return parse_qsl(bytes(scope["query_string"]).decode("latin-1"), keep_blank_values=True, max_num_fields=1000)
    except ValueError:  # too many fields
        return []


def _own_address(scope: Scope) -> str:
    """The address of the page with the query of a request but for the token; of others the page alone, so that none leads away."""
    if scope["path"] != "/":
        return "/"
    rest = [(name, value) for name, value in _fields(scope) if name != _TOKEN]
    return f"/?{urlencode(rest)}" if rest else "/"
