"""Files that are written whole or not at all, and what is left of processes that were ended while they wrote.

In come names and contents; out go files, or a fault that says why there is none. The room knows neither what stands in a
file nor who asked for it.
"""
