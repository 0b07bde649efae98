"""Work that takes long: searches for a staffing and whole reports, each in a process that can be stopped."""
