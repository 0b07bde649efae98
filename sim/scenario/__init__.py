"""The language of scenarios: what a planner may write, block by block.

In come blocks of a file; out goes a frozen `Scenario`. The room reads no file and looks nothing up; what one block means for
another is checked by `sim.study.study`.
"""
