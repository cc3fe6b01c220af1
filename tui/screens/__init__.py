"""The screens: each composes panes, shows them the state's view, and turns their messages into changes of the state."""
