"""Which files will be late, from dates alone: how far cases get within their terms, and under whom.

In comes a register and an instant; out go probabilities of single files and shares of groups, with intervals. Nothing that came
to be known later than the instant is used.
"""
