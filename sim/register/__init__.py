"""Registers that offices keep in spreadsheets: the cells of a file, their table, and its columns as instants.

In come a CSV file or a workbook, and what a planner says of its columns; out go the applications in order, their instants and
days without a time, and an account of what was read and left out. The room does not know what they are used for: no calendar,
no office, nothing random.
"""
