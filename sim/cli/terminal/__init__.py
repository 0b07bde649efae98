"""Tables for a terminal of eighty columns."""
