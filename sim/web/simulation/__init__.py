"""Replications of two cases on the same random numbers, with figures that get surer while a planner looks."""
