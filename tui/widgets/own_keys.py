"""Keys in the order in which they are pressed, in a widget that is typed in.

Textual has a widget write a character at once, but hands a key that is bound there to the app, which comes to it later:
of keys that come close together, as over a slow line, a letter would be written before the cursor has moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget


async def do_own_binding(widget: Widget, event: events.Key) -> None:
    """Do at once what a key is bound to, or mapped to, in the widget itself. Nothing is done of a key that is stopped,
    since it has been written, nor of a binding with priority, which is the app's."""
    if event._stop_propagation:
        return
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await widget.app.run_action(binding.action, widget):
            event.stop()
            event.prevent_default()
            return


class OwnKeysInput(Input):
    """A line to type in, where a key with alt writes nothing: it comes with its letter."""

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and not event.key.startswith("alt+"):
            return
        if event.key.startswith("alt+"):
            event.prevent_default()
        await do_own_binding(self, event)
