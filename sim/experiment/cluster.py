"""Shares replications out over the processes of a Dask cluster, on this machine or on many.

Everything random is drawn by the number of a replication, so it does not matter which machine simulates it, nor how often: a
machine that goes away takes nothing along, since its replications are simulated again elsewhere. Source: Rocklin, Dask: parallel
computation with blocked algorithms and task scheduling, Proceedings of the 14th Python in Science Conference (2015), 126-132.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import platform
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sim.errors import ModelError, refusal
from sim.translations.in_use import language, translated, use_language

if TYPE_CHECKING:
    from distributed import Client, Future

OPTION = "--cluster"
"""The option that names a cluster; faults of its address stand under this name."""
_PATIENCE = 15.0
"""How long a scheduler is waited for, and its first worker [s]."""
_TURN = 0.2
"""How long the replications of one request are to take [s]: a request costs some milliseconds."""
_MOST_AT_ONCE = 64
"""Replications of one request at most."""
_AHEAD = 3
"""Requests for each thread of the workers that wait or run at the same time: their results wait in memory for those before."""
_NEW_COUNT = 2.0
"""How often the workers are counted, since some come and others go [s]."""
_LOOK = 2.0
"""How often it is looked for workers while a result is waited for [s]."""
_WITHOUT_WORKERS = 60.0
"""How long new workers are waited for where all are gone [s]."""
_MOST_TASKS = 4
"""Tasks that a worker keeps ready at most."""


class Cluster:
    """A connection to the scheduler of a Dask cluster; use it as a context manager."""

    def __init__(self, address: str) -> None:
        """Connect to a scheduler.

        Raises InputError where the address is none, nothing answers there, no worker serves it, or Dask is not installed.
        """
        self.address = address
        try:
            import distributed
        except ImportError:
            raise refusal(
                OPTION, translated("the package 'distributed' is not installed"), "pip install 'sim[cluster]'"
            ) from None
        # What Dask says of lost workers is told by its errors.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        start = translated(
            "start one with 'dask scheduler', and name the address that it prints, such as tcp://10.0.0.5:8786"
        )
        try:
            _check_address(address)
            self._client: Client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (ValueError, TypeError) as error:  # told before a client is made, which would wait for its own end
            raise refusal(
                OPTION,
                translated("'{address}' is no address of a scheduler: {error}", address=address, error=_reason(error)),
                start,
            ) from None
        except (OSError, RuntimeError) as error:
            raise refusal(
                OPTION,
                translated("no Dask scheduler answers at '{address}': {error}", address=address, error=_reason(error)),
                start,
            ) from None
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            self.close()
            message = translated("the scheduler at '{address}' has no workers", address=address)
            raise refusal(
                OPTION, message, translated("start some with 'dask worker {address} --nworkers auto'", address=address)
            ) from None

    def close(self) -> None:
        """End the connection; requests that are still running are given up."""
        self._client.close(timeout=2)

    def run(self, task: Any, numbers: Iterable[int]) -> Iterator[Any]:
        """Do a task with replications, and give the results in the order of their numbers.

        `task` is a :class:`sim.experiment.workers.Task`. Raises ModelError where the cluster is lost, where one replication ends
        several workers one after the other, or where a worker has other versions; and whatever the task raises.
        """
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        try:
            yield from _Requests(self._client, task, list(numbers)).results()
        except KilledWorker:
            raise ModelError(
                translated(
                    "a replication ended several workers of the cluster one after the other, most often for lack of memory;"
                    " give each more of it, or start fewer on a machine"
                )
            ) from None
        except (CancelledError, CommClosedError, TimeoutError, OSError) as error:
            raise ModelError(
                translated(
                    "the cluster at '{address}' was lost: {error}; nothing was written",
                    address=self.address,
                    error=_reason(error),
                )
            ) from None


class _Requests:
    """The requests for the replications of one task, a few ahead of the one whose result is due."""

    def __init__(self, client: Client, task: Any, numbers: list[int]) -> None:
        self._client, self._numbers = client, deque(numbers)
        payload = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
        self._name = f"sim-{hashlib.sha256(payload).hexdigest()[:16]}-{uuid4().hex[:8]}"
        # A task of its own, and not data that is laid out: it is made again where the worker that held it is gone.
        self._payload = client.submit(_Payload(payload, made_by(), language()), key=f"{self._name}-model", pure=False)
        self._waiting: deque[Future] = deque()
        self._at_once, self._threads, self._counted = 1, 1, float("-inf")

    def results(self) -> Iterator[Any]:
        """The results, in order."""
        try:
            while self._numbers or self._waiting:
                self._ask()
                seconds, results = self._next()
                each = seconds / len(results)
                self._at_once = min(max(int(_TURN / max(each, 1e-6)), 1), _MOST_AT_ONCE)
                for result in results:
                    yield pickle.loads(result)
        finally:
            for future in (*self._waiting, self._payload):
                future.cancel()

    def _next(self) -> tuple[float, list[bytes]]:
        """The result that is due, as soon as it is there; raises what another request ended with while it is waited for."""
        from distributed import TimeoutError as NotYet

        served = time.monotonic()
        while True:
            try:
                result: tuple[float, list[bytes]] = self._waiting[0].result(timeout=_LOOK)
                self._waiting.popleft()
                return result
            except NotYet:
                for future in self._waiting:
                    if future.status == "error":
                        future.result()
                now = time.monotonic()
                served = now if self._client.nthreads() else served
                if now - served > _WITHOUT_WORKERS:
                    raise ModelError(translated("the cluster has lost all its workers; nothing was written")) from None

    def _ask(self) -> None:
        """Ask for more, until all threads of the cluster have something to do and something waits for each."""
        if time.monotonic() - self._counted > _NEW_COUNT:
            self._threads = max(sum(self._client.nthreads().values()), 1)
            self._counted = time.monotonic()
        while self._numbers and len(self._waiting) < _AHEAD * self._threads:
            fair = -(-len(self._numbers) // (2 * self._threads))  # towards the end smaller, so that none waits for one
            count = min(self._at_once, max(fair, 1), len(self._numbers))
            numbers = tuple(self._numbers.popleft() for _ in range(count))
            key = f"{self._name}-{numbers[0]}"
            self._waiting.append(
                self._client.submit(_replications, self._payload, self._name, numbers, key=key, pure=False)
            )


@dataclass(frozen=True)
class _Payload:
    """A pickled task on its way to the workers, and what made it."""

    content: bytes
    """The pickled task."""
    made_by: str
    """The versions that made it, as :func:`made_by` says them."""
    lang: str
    """The language in which faults are worded."""

    def __call__(self) -> _Payload:
        """The payload itself, as the result of a request."""
        return self


_ready: dict[str, Callable[[int], Any]] = {}
"""Of a worker: the tasks that it has made ready, by name, the last few."""
_one_at_a_time = threading.Lock()
"""Of a worker: what is kept between replications is not made for several threads."""


def _replications(payload: _Payload, name: str, numbers: tuple[int, ...]) -> tuple[float, list[bytes]]:
    """What a worker does: some replications of a task; the time that they took [s], and their results, pickled.

    Results are pickled here, so that the scheduler needs to know nothing of them.
    """
    use_language(payload.lang)
    if (own := made_by()) != payload.made_by:
        raise ModelError(
            translated(
                "a worker of the cluster has {own}, and this machine {made_by}; results would not be the same, so install one version everywhere",
                own=own,
                made_by=payload.made_by,
            )
        )
    with _one_at_a_time:
        if name not in _ready:
            while len(_ready) >= _MOST_TASKS:
                _ready.pop(next(iter(_ready)))
            _ready[name] = pickle.loads(payload.content).prepared()
        begin = time.perf_counter()
        results = [pickle.dumps(_ready[name](number), protocol=pickle.HIGHEST_PROTOCOL) for number in numbers]
        return time.perf_counter() - begin, results


@cache
def made_by() -> str:
    """The versions on which results depend, as words: of this package with a digest of its modules, numpy and Python."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    return f"sim {version('sim')} ({digest.hexdigest()[:12]}) with numpy {version('numpy')} and Python {python}"


def _check_address(address: str) -> None:
    """Raise ValueError where an address is none of a scheduler, or cannot be reached as this machine is set up."""
    from distributed import Security
    from distributed.comm.addressing import parse_address, parse_host_port

    protocol, place = parse_address(address, strict=True)
    parse_host_port(place)
    if protocol not in ("tcp", "tls"):
        raise ValueError(translated("it begins with '{protocol}://'", protocol=protocol))
    if protocol == "tls" and Security().get_connection_args("client").get("ssl_context") is None:
        raise ValueError(
            translated("certificates for tls:// are missing in the settings of Dask (distributed.comm.tls)")
        )


def _reason(error: Exception) -> str:
    """The first line of what an error says."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
