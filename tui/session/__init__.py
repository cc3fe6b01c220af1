"""What is open: the one state object, its history, and what is kept of it between two runs."""
