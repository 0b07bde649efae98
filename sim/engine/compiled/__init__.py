"""The compiled engine: the same record as the reference engine's, from a workload and a capacity as plain arrays."""
