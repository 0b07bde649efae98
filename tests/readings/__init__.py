"""The second reading of every regulation."""
