"""Headroom: the page, its charts and its sentences."""
