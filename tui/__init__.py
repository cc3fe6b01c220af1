"""Upsert Explorer: see which record each row of a Zoho CRM upsert hits, and why, before it is sent.

The parts, from the ground up; each imports only what stands below it (tests/test_walls.py, with the reasons):

* ``dataclass`` and ``pattern``: that of the standard library, made quickly; regular expressions, compiled when first
  used.
* ``core``: the rules, pure. ``core.forecast.forecast`` is the one function that every screen, command and the practice
  org ask. ``core.payload``: the forms that a payload comes in; ``core.exports``: the forms it is written in;
  ``core.fixes``, ``core.completion``, ``core.grid``: edits of its text that mend a problem, complete what is typed, or
  come from cells; ``core.reply``: what Zoho answers, and the comparison; ``core.views``: values and texts made for
  showing.
* ``keys``, ``messages``, ``themes``: the bindings, the messages between widgets and screens, the colours.
* ``dataset``: folders of metadata and records, read into an index that ``core`` asks; those of large
  ones are kept in files. ``reports``: forecasts on paper.
* ``settings``, ``files``, ``crash``, ``terminal``: the person's configuration and folders, atomic and private files,
  what a failure of the program leaves, and the terminal.
* ``live``: Zoho over HTTP. ``session``: what is open in the app. Neither knows the other.
* ``widgets``, ``screens``, ``session_app``, ``app``, ``pictures``: panes, screens, the app and what it remembers,
  and its pictures for the README.
* ``commands``, ``cli``: one module a command, and the command line.
"""

__version__ = "0.1.0"
