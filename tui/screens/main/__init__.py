"""The main screen: ``screen`` handles keys and messages, ``view`` fills the panes that ``panes`` and ``sizes`` lay out,
``payload`` the one of the payload, which ``grid`` turns; ``files`` and ``orgs`` open, save, send and pull; ``palette``
lists its commands.

The way of a key press, ⇧↑ on a check field for example:

1. Textual looks the key up among the bindings of the pane with the focus, then of the screen, then of the app. They all
   stand in ``tui.keys``; this one calls ``CheckFields.action_move``.
2. The pane (``tui.widgets``) changes nothing but itself. It posts a message of ``tui.messages``: ``CheckFieldsEdited``.
3. ``screen`` handles it: it first takes over what was typed in the editor, then calls one method of the state
   (``session.explorer.Explorer.set_check_fields``).
4. The state puts the changed draft into its history and has it read and forecast (``session.reading.read``, which asks
   ``core.forecast.forecast``). It returns a frozen ``View``. What takes longer than a moment (a long payload, records
   that are still to be read, a key that nobody asked for before) is not forecast here: its view is pending.
5. ``view.show`` gives that view to every pane. If it is pending, ``forecasting`` makes the forecast in a thread, and
   the panes are painted again with each part of it. Words and lists ask for no layout while they keep their size
   (``widgets.words``), and of the screen only what changed is painted (``screens.compositing``).
6. ``SessionChanged`` tells the app, which writes the session before long.
"""
