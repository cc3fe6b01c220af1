"""Making a data set from an org."""
