"""What fitted scenarios foretell."""
