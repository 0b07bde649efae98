"""Levers: single changes of a scenario that a planner could write himself, each tried in paired replications."""
