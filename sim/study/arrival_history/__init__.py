"""Histories of arrivals: registers in CSV files, replayed or resampled."""
