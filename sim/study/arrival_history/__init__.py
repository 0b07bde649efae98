"""Histories of arrivals: registers of offices, replayed or resampled."""
