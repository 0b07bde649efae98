"""One application's way through the offices: its life from a log, in sentences, as a table and as a chart.

In come a folder of results or a log; out goes a `Trace`. The room changes nothing of a run and computes no figure over
applications.
"""
