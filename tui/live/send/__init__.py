"""Sending a payload: planned, confirmed, one call at a time."""
