"""How arrivals spread over days of work and of rest and the half hours of a day, as operational time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.calendar.duty import Duty
from sim.quantities import DAY, Flags, Floats, Instants, Integers

BIN = 1800
"""Length of a bin of the day [s]."""
BINS = DAY // BIN
"""Bins of a day."""
_LEAST_RATE = 1e-7
"""No bin has less than this of the mean rate, so that operational time never stands still."""
_HALF = 0.5


@dataclass(frozen=True)
class RateGrid:
    """A rate by half hours of the civil days of a span, alike on all days of a kind."""

    first_day: int
    """First civil day [days since 1970-01-01]."""
    worked: Flags
    """By day of the span: whether it is worked."""
    open_bins: Flags
    """By half hour of a worked day: whether those who begin first steps are on duty as a rule."""
    rate: Floats
    """By kind of day (of rest, worked) and half hour of the day: rate [arrivals per half hour; shape (2, half hours)]."""
    nights: bool = True
    """Whether cases come on days of rest, and in the time on both sides of midnight in which nobody is on duty."""

    @classmethod
    def even(cls, days: tuple[int, Flags], duty: Duty) -> RateGrid:
        """The same rate at all times; days from which one on, and which are worked."""
        first_day, worked = days
        begins = (first_day + np.flatnonzero(worked))[:, None] * DAY + np.arange(BINS) * BIN
        opened = duty.elapsed_many(begins.reshape(-1), begins.reshape(-1) + BIN).reshape(-1, BINS) / BIN
        open_bins = opened.mean(axis=0) > _HALF if len(opened) else np.zeros(BINS, dtype=np.bool_)
        return cls(first_day, worked, open_bins, np.ones((2, BINS)))

    def without_nights(self) -> RateGrid:
        """The same rate at all times but nights and days of rest."""
        return replace(self, rate=np.ones((2, BINS)), nights=False)

    @cached_property
    def knots(self) -> tuple[Floats, Floats]:
        """Instants, and the arrivals expected before them; the rate is even between two of them."""
        by_bin = self.rate[self.worked.astype(np.int64)].reshape(-1)
        by_bin = np.maximum(by_bin, max(float(by_bin.mean()), 1e-9) * _LEAST_RATE)
        edges = (np.arange(len(by_bin) + 1) * BIN + self.first_day * DAY).astype(np.float64)
        return edges, np.concatenate([[0.0], np.cumsum(by_bin)])

    def clock(self, at: Instants | Floats) -> Floats:
        """Operational time of instants: the arrivals expected before them."""
        return np.interp(at, *self.knots)

    def instants(self, clock: Floats) -> Floats:
        """The instants of operational times."""
        at, expected = self.knots
        return np.interp(clock, expected, at)

    def refitted(self, at: Floats) -> RateGrid:
        """The grid with the rates that arrivals show, smoothed in the hours of duty and even outside of them.

        Smoothing after each step of an EM algorithm keeps the rate from breaking up into single spikes (B. Silverman, M. Jones,
        J. Wilson, D. Nychka, Journal of the Royal Statistical Society B 52 (1990)).
        """
        bins = np.clip((at - self.first_day * DAY) // BIN, 0, len(self.worked) * BINS - 1).astype(np.int64)
        kind = self.worked[bins // BINS].astype(np.int64)
        counts = np.bincount(kind * BINS + bins % BINS, minlength=2 * BINS).reshape(2, BINS)
        days = np.array([(~self.worked).sum(), self.worked.sum()], dtype=np.float64)[:, None]
        rate = counts / np.maximum(days, 1)
        rate[0] = rate[0].mean()
        for run in self._runs:
            rate[1, run] = _smoothed(rate[1, run]) if self.open_bins[run[0]] else rate[1, run].mean()
            if not self.nights and not self.open_bins[run[0]] and BINS - 1 in run:
                rate[:, run], rate[0] = 0.0, 0.0
        return replace(self, rate=rate)

    @cached_property
    def _runs(self) -> list[Integers]:
        """The half hours in a row in which somebody, or nobody, is on duty; the night goes on behind midnight."""
        changes = np.flatnonzero(self.open_bins != np.roll(self.open_bins, 1))
        if not len(changes):
            return [np.arange(BINS)]
        return list(np.split(np.roll(np.arange(BINS), -int(changes[0])), changes[1:] - changes[0]))


def _smoothed(rate: Floats) -> Floats:
    for _ in range(2):
        padded = np.concatenate([rate[:1], rate, rate[-1:]])
        rate = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return rate
