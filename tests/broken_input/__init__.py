"""Broken files and command lines: made by seeded mutations and by hand, and how `sim` answers them."""
