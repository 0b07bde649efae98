"""Faults of a scenario that no schema sees: names that nothing bears, people who cannot serve, demand that does not fit."""
