"""From files to a study: the scenario with its layers, regulations, calendar and histories, all faults told at once.

In come paths and settings; out goes a frozen `Study`, or every fault with its place. The room draws nothing and simulates
nothing.
"""
