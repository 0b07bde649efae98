"""Tests of routes as processes of BPMN."""
