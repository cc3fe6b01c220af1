"""What can be completed at a place of a payload's text, which may be half-written.

``place.py`` finds out where in the JSON an offset is, ``candidates.py`` what a module's metadata has to say there.
"""
