"""Files that lie in an office today: which of them will be late, and how many by week.

In comes a register and an instant; out go probabilities by file and counts by week, with intervals.
"""
