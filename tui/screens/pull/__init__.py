"""Pulling a data set from an org."""
