"""Profiles, their secrets, and the tokens that come of them."""
