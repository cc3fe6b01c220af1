"""The records of a data set to look through: a table that fetches what is on the screen, and one record in full."""
