"""Where the server is reached: the interface and port that it listens on, and the names by which browsers may call it."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import socket
import sys
from dataclasses import dataclass

from sim.errors import InputError, refusal, system_reason
from sim.translations.in_use import translated

LOOPBACK = "127.0.0.1"
"""The interface on which nobody but this machine reaches the server."""
USUAL_PORT = 8321
"""The port that is tried first where none is named."""
_MOST_TRIED = 20
"""So many ports are tried from the usual one on, before the system chooses one."""
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9._-]{0,252})(?::(?P<port>[0-9]{1,5}))?")
_NOWHERE = ("192.0.2.1", 9)
"""An address for documents, RFC 5737; nothing is sent to it."""


@dataclass(frozen=True)
class ServerPlace:
    """An interface and a port of this machine."""

    port: int
    """The port."""
    names: tuple[str, ...]
    """The names and addresses by which browsers may call it, in small letters, IPv6 in brackets; the first stands in the address."""
    is_loopback: bool
    """Whether only this machine reaches it."""
    takes_numbers: bool = False
    """Whether every address in numbers may stand for it, as it listens on all interfaces."""

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{self.names[0]}:{self.port}/"

    def is_called(self, host: str) -> bool:
        """Whether the header Host of a request means this place.

        A page of a stranger whose name was led to this machine [DNS rebinding] has its own name there.
        """
        found = _HOST.fullmatch(host.lower())
        if found is None:
            return False
        if self.is_loopback and int(found["port"] or 80) != self.port:
            return False
        return found["name"] in self.names or (self.takes_numbers and _is_number(found["name"]))


def open_place(host: str = LOOPBACK, port: int | None = None) -> tuple[socket.socket, ServerPlace]:
    """Listen on an interface; the socket listens as soon as it is served.

    `port` None takes the usual one or the next that is free, 0 one that the system chooses. Raises InputError where the host is none
    of this machine, or the port that is named is in use or reserved.
    """
    family, address, every_loopback = _resolved(host)
    for tried in (*range(USUAL_PORT, USUAL_PORT + _MOST_TRIED), 0) if port is None else (port,):
        try:
            listening = _listening(family, address, tried)
        except OSError as error:
            if port is None and tried and error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise _unusable(error, host, tried) from None
        return listening, _place(host, address, listening.getsockname()[1], every_loopback)
    raise AssertionError("the system chooses the last port")


def _resolved(host: str) -> tuple[socket.AddressFamily, str, bool]:
    """The first address of a host, and whether all of them are those of the loopback interface."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        message = translated("there is no host '{host}'", host=host)
        repair = translated("name an address or a name of this machine, such as 0.0.0.0 for all of them")
        raise refusal("--host", message, repair) from None
    found.sort(key=lambda one: one[0] != socket.AF_INET)
    addresses = [str(one[4][0]) for one in found]
    return found[0][0], addresses[0], all(ipaddress.ip_address(one.split("%")[0]).is_loopback for one in addresses)


def _listening(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a port that an ended server had a moment ago is free
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        opened.listen()  # whoever binds the port without listening would be told only later that it is in use
    except BaseException:
        opened.close()
        raise
    os.set_inheritable(opened.fileno(), False)
    return opened


def _unusable(error: OSError, host: str, port: int) -> InputError:
    if error.errno == errno.EADDRINUSE:
        message = translated("the port {port} is in use", port=port)
        return refusal("--port", message, translated("name another one, or leave it out"))
    if error.errno == errno.EACCES:
        message = translated("the port {port} may not be used: {reason}", port=port, reason=system_reason(error))
        return refusal("--port", message, translated("name one above 1023, or leave it out"))
    if error.errno == errno.EADDRNOTAVAIL:
        message = translated("'{host}' is no address of this machine", host=host)
        repair = translated("name an address or a name of this machine, such as 0.0.0.0 for all of them")
        return refusal("--host", message, repair)
    message = translated("it cannot be listened on '{host}': {reason}", host=host, reason=system_reason(error))
    return refusal("--host", message, translated("name an address or a name of this machine, or leave it out"))


def _place(host: str, address: str, port: int, is_loopback: bool) -> ServerPlace:
    own = _in_brackets(address)
    if is_loopback:
        return ServerPlace(port, tuple(dict.fromkeys((own, host.lower(), LOOPBACK, "localhost", "[::1]"))), True)
    names = (socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", LOOPBACK, "localhost", "[::1]")
    if ipaddress.ip_address(address.split("%")[0]).is_unspecified:
        return ServerPlace(port, (_in_brackets(_reachable(address)), *names), False, takes_numbers=True)
    return ServerPlace(port, tuple(dict.fromkeys((_in_brackets(host.lower()), own))), False)


def _reachable(address: str) -> str:
    """The address of this machine by which others most likely reach it; its name where it has none."""
    if ":" in address:
        return socket.gethostname().lower()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(_NOWHERE)
            return str(asked.getsockname()[0])
    except OSError:
        return socket.gethostname().lower()


def _in_brackets(address: str) -> str:
    """An address as URLs have it: IPv6 in brackets."""
    return f"[{address.split('%')[0]}]" if ":" in address and not address.startswith("[") else address


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
