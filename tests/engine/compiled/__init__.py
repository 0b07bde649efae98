"""The compiled engine gives the record of the SimPy engine, in every field of every row."""
