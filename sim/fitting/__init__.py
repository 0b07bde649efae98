"""From a register of events to numbers of an office, and to a scenario of them.

In comes a register, and what a planner says of the office; out go frozen numbers, each with its range, its method and what it
rests on, and the files of a scenario that has them. The room does not know how anything is shown: no pages, no printing.
"""
