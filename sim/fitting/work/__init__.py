"""How long steps take, how long files lie besides, and who works faster or slower, from a register of events."""
