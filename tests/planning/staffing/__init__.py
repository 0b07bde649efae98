"""Tests of the search for a staffing."""
