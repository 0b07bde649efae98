"""Tests of the room experiment."""
