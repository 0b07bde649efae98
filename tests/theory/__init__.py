"""Theory: what holds of every queue."""
