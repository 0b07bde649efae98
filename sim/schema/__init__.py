"""What every file of a planner shares: YAML with places, blocks and kinds of fields, overlays, paths, and faults of the schema
in words.

In come texts of files; out go blocks that are checked, and the place of every value. The room knows no block
of a regulation, a scenario or a calendar; a block's own class brings its fields. Overlays know by name the few keys that
exclude each other or say what a number means (`overlay`).
"""
