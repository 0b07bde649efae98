"""Regulations: services, routes, steps, limits and terms as the acts give them, the legal clock, the timeline and the audit.

In come regulation files and the calendar; out go `Regulation`, deadlines and findings. The room knows no scenario: nothing of
staff, demand or simulation.
"""
