"""Texts in the language of the reader: English templates, and catalogues of what they are in Kazakh and Russian.

In come templates and what fills their fields; out go texts. The room does not know who asks for a text. Beside its catalogues
lie the words for the keys of files.
"""
