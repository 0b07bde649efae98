"""The engine: a workload and a capacity become a step log.

In come `Workload` and `Capacity`; out goes a `StepLog`, completed with deadlines and checked for conservation. Every engine
has this signature and gives this answer. The room draws no random number, opens no file and knows no figure.
"""
