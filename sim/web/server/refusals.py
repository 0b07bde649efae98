"""Short pages for what is not there, not allowed or too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.responses import HTMLResponse

from sim.translations.in_use import language, marked, translated
from sim.visible_text import visible

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of the server may load and run [Content-Security-Policy]: its own files, and nothing that stands inside of it."""
HEADERS: Mapping[str, str] = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}
"""What stands above every answer that does not say otherwise."""
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width,'
    ' initial-scale=1">\n<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n</head>\n<body>\n<main>\n'
    "<p>{sentence}</p>\n{link}</main>\n</body>\n</html>\n"
)
"""Made without a template, so that it can be shown whatever else fails."""
_LINK = Markup('<p><a href="{address}">{words}</a></p>\n')
NO_SUCH_PAGE = marked("There is no such page.")


@dataclass
class RefusedError(Exception):
    """An address is refused, for a reason that its visitor is told."""

    status: int
    """The number of HTTP for the reason."""
    sentence: str
    """The reason in a sentence, in the language in use."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers."""
    again: str = ""
    """An address that may be tried again; empty where that is of no use."""

    def response(self) -> HTMLResponse:
        """The page that says it."""
        link = _LINK.format(address=self.again, words=translated("Go on")) if self.again else ""
        page = _PAGE.format(lang=language(), title="sim", sentence=visible(self.sentence), link=link)
        return HTMLResponse(page, self.status, dict(self.headers))


def no_such_page() -> RefusedError:
    """What somebody is told who asks for an address that there is not."""
    return RefusedError(404, translated(NO_SUCH_PAGE), again="/")
