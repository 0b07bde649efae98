"""The command `sim`: the only place that prints; faults become lines `file:line:column` and exit code 2.

In come options; out go tables, sentences and files. No other room knows of it.
"""
