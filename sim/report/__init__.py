"""What people look at: sentences, charts, and one self-contained page a run or a comparison.

In come results; out go texts, figures of matplotlib and HTML. The room measures nothing anew, and writes
no file but a picture that a user names.
"""
