"""Routes of regulations as BPMN 2.0 processes with their diagrams.

In comes a regulation; out go XML documents. A route becomes a graph of flow nodes (`route_process.py`), which is laid out
(`layout.py`, `routing.py`) and written (`document.py`). The room does not know how files get into their folder.
"""
