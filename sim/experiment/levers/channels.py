"""Levers of demand: a part of the applications of one channel by another one that the service has in the scenario."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.levers.lever import Lever
from sim.law.regulation import Channel
from sim.measure.figures import Figures
from sim.quantities import Rate
from sim.scenario.demand import Stream
from sim.scenario.scenario import Scenario

MOVED = 0.2
"""Share of the applications of a channel that come by another one."""
_VILLAGE: Channel = "akim"
_REMOTE: Channel = "portal"


def levers_of_channels(scenario: Scenario, figures: Figures, service: str, channel: Channel) -> Iterator[Lever]:
    """A fifth of the applications by a channel comes by another one.

    Nobody is sent to an akim, who takes the applications of his village alone, and from there only to the portal, since other
    offices lie elsewhere.
    """
    for name, stream in scenario.arrivals.items():
        if stream.service != service or channel not in stream.ways_in:
            continue
        if stream.channels is not None:
            for other in stream.channels:
                if _may_change(channel, other):
                    yield _of_population(name, stream, channel, other)
            continue
        for other_name, beside in scenario.arrivals.items():
            if beside.service == service and beside.route is not None and _may_change(channel, beside.route):
                yield from _of_streams(figures, (name, stream), (other_name, beside))


def _may_change(channel: Channel, other: Channel) -> bool:
    """Whether who applies by one channel could apply by the other."""
    return other not in (channel, _VILLAGE) and (channel != _VILLAGE or other == _REMOTE)


def _of_population(name: str, stream: Stream, channel: Channel, other: Channel) -> Lever:
    """A fifth of one channel's share of a population is another one's."""
    shares = {way: of_way.share for way, of_way in stream.ways_in.items()}
    more = MOVED * shares[channel]
    after = {channel: shares[channel] - more, other: shares[other] + more}
    changes = tuple(f"arrivals.{name}.channels.{way}.share={100 * share:.10g} %" for way, share in after.items())
    return Lever("channel", stream.service, name, changes, channel, other, free=True)


def _of_streams(figures: Figures, one: tuple[str, Stream], other: tuple[str, Stream]) -> Iterator[Lever]:
    """A fifth of the expected applications of a stream comes with another one; of streams that say a rate and nothing more."""
    (name, stream), (other_name, other_stream) = one, other
    plain = all(part.rate is not None and not part.campaigns and not part.growth for part in (stream, other_stream))
    expected, others = (figures.streams[key,]["expected"].mean for key in (name, other_name))
    if not plain or not others > 0 or stream.route is None or other_stream.route is None:
        return
    times = {name: 1 - MOVED, other_name: 1 + MOVED * expected / others}
    rates = {name: stream.rate, other_name: other_stream.rate}
    changes = tuple(
        f"arrivals.{key}.rate={Rate(float(f'{times[key] * rate.value:.6g}'), rate.unit)}"
        for key, rate in rates.items()
        if rate is not None
    )
    yield Lever("channel", stream.service, name, changes, stream.route, other_stream.route, free=True)
