"""A payload as others take it: a command, a script, a spreadsheet. Nothing is sent and no credential is written.

``forms.FORMS`` lists every form; each has a module with a ``write`` from an ``Export`` to ``Exported``. The access
token is always a variable, ``ZOHO_ACCESS_TOKEN``, or what a platform has in its place (a connection in Deluge).
"""
