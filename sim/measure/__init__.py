"""Measures: a step log becomes figures, and the figures of several replications become estimates with intervals.

In come step logs with their models; out go figures, estimates and series. The room runs no simulation. Its only
words are those that several rooms share: names and number formats (`in_words`), and clauses of the offered load
(`load_in_words`).
"""
