"""Engines: a workload and a capacity become a step log; all engines have one signature and give one answer.

In come `Workload` and `Capacity`; out goes a `StepLog`, completed with deadlines and checked for conservation. The room draws no
random number, opens no file and knows no figure.
"""
