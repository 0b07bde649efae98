"""Comparison of scenarios, variants, routes and readings on common random numbers."""
