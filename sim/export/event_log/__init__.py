"""The step log in the forms that other tools read: tables of any program, and logs of process mining."""
