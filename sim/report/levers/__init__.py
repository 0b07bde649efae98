"""Levers in words: each by itself, the list of them as a table, and what was left out."""
