"""The panes of the main screen. Each is given core's values to show and posts messages; none calls state or data."""
