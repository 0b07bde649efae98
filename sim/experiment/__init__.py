"""Experiments: replications on all cores, the warm-up, precision, levers, comparison, and uncertain inputs.

In comes a study; out go `Results`, `Comparison` and `Uncertainty`. The room writes no result file and draws
no chart; its only sentences are faults, notes, and what a notebook shows.
"""
