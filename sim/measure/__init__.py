"""Measures: a step log becomes figures, and the figures of several replications become estimates with intervals.

In come step logs with their models; out go figures, estimates and series. The room runs no simulation and writes no sentence.
"""
