"""Proof of a fit: what it foretells of a part of the register that it has not seen, beside two floors.

In comes a register; out go distances between the held part and the forecast, copies of the past, and the held part drawn anew from
itself, with a verdict.
"""
