"""Sweeps: a scenario simulated at many points, each with other values of some of its numbers."""
