"""The files of a scenario that has the numbers fitted to a register: the scenario, its regulation, its calendar."""
