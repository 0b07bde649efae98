"""Headroom: how much more demand, and how much longer work, the people of a scenario bear before a target is missed."""
