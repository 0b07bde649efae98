"""Experiments: replications on all cores, the warm-up, precision, one member more, comparison, and uncertain inputs.

In comes a study; out go `Results`, `Comparison` and `Uncertainty`. The room writes no file, draws no chart and words no sentence.
"""
