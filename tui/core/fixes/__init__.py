"""What would put a problem of a payload right, as edits of its text that leave every other character as it is.

``Fixes`` answers for the problems of ``tui.core.views.problems``, ``unreadable_fixes`` for a text that cannot be read.
A fix never invents what only the person knows: a missing value is an empty one, with the cursor in it.
"""
