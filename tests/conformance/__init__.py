"""Logs that were derived by hand from the rules."""
