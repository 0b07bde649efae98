"""How a command ends that cannot do what was asked: a line for each fault, and an exit code."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from sim.cli.consoles import stderr
from sim.cli.ending import say_ended
from sim.errors import InputError, ModelError, system_reason
from sim.translations.in_use import translated


@contextmanager
def faults() -> Iterator[None]:
    """Print faults one to a line on standard error, and end with exit code 2."""
    try:
        yield
    except InputError as error:
        for fault in error.faults:
            stderr.print(str(fault), soft_wrap=True)
        raise SystemExit(2) from None
    except ModelError as error:
        raise _refused(str(error)) from None
    except KeyboardInterrupt as error:
        say_ended(error, signal.SIGINT)
        raise SystemExit(128 + signal.SIGINT) from None
    except MemoryError:
        raise _refused(
            translated("the memory does not suffice; name fewer with --workers, or ask for less at once")
        ) from None
    except ModuleNotFoundError:
        raise  # the package is not whole
    except (ImportError, OSError) as error:  # libraries are opened late, and may find no memory or no file to be had
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        place = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
        raise _refused(f"{place}{reason}") from None


def _refused(message: str) -> SystemExit:
    stderr.print(f"sim: {message}", soft_wrap=True)
    return SystemExit(2)
