"""What a fitted scenario foretells, and how far it can be trusted.

In come a scenario and a register; out go figures of changed offices with their intervals, probabilities of open files, the score
of a held-out part beside two floors, and since when a scenario no longer fits. The room does not know how anything is shown.
"""
