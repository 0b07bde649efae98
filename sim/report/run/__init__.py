"""The report of a run: what is shown of it on a page and on the terminal, its charts and its sentences."""
