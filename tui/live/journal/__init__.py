"""What was sent, kept on disk before it leaves, and what follows from it: look-ups, restoring, the send lock."""
