"""Results as files: tables, JSON, and where the results come from; step logs and routes in the forms of other programs.

In come results, logs and regulations; out go the files of one folder, whole or not at all. The room computes no figure.
"""
