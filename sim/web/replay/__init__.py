"""A month of one replication as stretches of time by desk, for the drawing in which files move."""
