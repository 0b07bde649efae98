"""Causes of lateness: what absences, outages and sittings make late by themselves and by the waves that they send on."""
