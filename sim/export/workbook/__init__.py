"""The figures of a run as a workbook of a spreadsheet program."""
