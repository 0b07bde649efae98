"""What people look at of planning: sweeps and rankings of assumptions, as sections that a page and a terminal show."""
