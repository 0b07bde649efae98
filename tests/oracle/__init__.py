"""The naive second-by-second simulator, and the engines against it."""
