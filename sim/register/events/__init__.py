"""Registers of events: who did which step of which case, from when to when, and when cases came, were ready and were due.

In comes a CSV file, a workbook, an XES or a Parquet file, and what a planner says of its columns; out go the cases in order with
their events, and an account of what was read and what is odd. The room does not know what they are used for.
"""
