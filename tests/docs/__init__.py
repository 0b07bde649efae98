"""Tests of README, CONTRIBUTING and docs/."""
