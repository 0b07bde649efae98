"""The simulation model: what is the same in every replication, and everything random, drawn before the simulation.

In comes a study; out go `Model` (offices, pools, routes, streams) and, for each replication, `Capacity` and `Workload` as arrays.
The room knows no engine and no figure.
"""
