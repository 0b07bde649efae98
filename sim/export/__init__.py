"""Results as files: tables, JSON, and where the results come from.

In come results and logs; out go the files of one folder, whole or not at all. The room computes no figure.
"""
