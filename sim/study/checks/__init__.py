"""Faults of a scenario that no schema sees: unknown names, people who cannot serve, demand that does not fit."""
