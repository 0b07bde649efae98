"""Tests of the room calendar."""
